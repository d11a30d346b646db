// SPDX-License-Identifier: Apache-2.0
// credence credit rating-scale, rating: what agencies say of an enterprise.
#include "client/commands/families.h"
#include "client/console/console.h"
#include "client/console/options.h"

namespace credence {
namespace {

struct RatingOptions {
  std::string department, code, scale, name_zh, name_en, grade, rated_on, valid_to;
  std::vector<std::string> grades;
};

int define_scale(Cli& cli, const RatingOptions& options) {
  DefineRatingScale action{
      Id(options.scale), Name(options.name_zh), Name(options.name_en), Id(options.department), {}};
  for (const std::string& grade : options.grades) {
    if (grade.size() > 16 || action.grades.size() == action.grades.kMax)
      return cli.finish({ExitCode::usage, Error{Code::limit_exceeded, grade}});
    action.grades.push_back(Text<16>(grade));
  }
  return cli.submit(action, cli.say("rating scale defined: ", "已设立评级标准：") + options.scale);
}

int rate(Cli& cli, const RatingOptions& options) {
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  auto on = date_option(options.rated_on, "--on");
  if (!on) return cli.finish(on.error());
  auto to = date_option(options.valid_to, "--to");
  if (!to) return cli.finish(to.error());
  if (options.grade.size() > 16)
    return cli.finish({ExitCode::usage, Error{Code::limit_exceeded, options.grade}});
  RecordRatings action{Id(options.scale), {}};
  action.lines.push_back({1, *code, Text<16>(options.grade), *on, *to});
  return cli.submit(action, cli.say("rated: ", "已记录评级：") + options.code + " " + options.grade);
}

}  // namespace

void add_rating_commands(Command& family) {
  auto& o = family.keep<RatingOptions>();
  constexpr Words kScaleWords{"the scale's id", "评级标准编号"};
  Command& scale = family.command(
      "rating-scale",
      {"define an agency's scale of grades (role admin)", "设立评级机构的评级标准（角色 admin）"}, o,
      define_scale);
  scale.argument("SCALE", &o.scale, kScaleWords);
  scale
      .option("--agency DEPARTMENT", &o.department,
              {"the department that rates by it", "使用该标准的评级机构"})
      .required();
  scale.option("--name-zh NAME", &o.name_zh, kNameZhWords).required();
  scale.option("--name-en NAME", &o.name_en, kNameEnWords).required();
  scale.option("--grade GRADE", &o.grades, {"the best first", "等级，由高到低"}).required();

  Command& rating = family.command("rating",
                                   {"rate an enterprise (role credit of the scale's agency)",
                                    "对企业评级（该标准的评级机构，角色 credit）"},
                                   o, rate);
  rating.argument("SCALE", &o.scale, kScaleWords);
  rating.argument("CODE", &o.code, kCodeWords);
  rating.option("--grade GRADE", &o.grade, {"one of the scale's", "该标准中的等级"}).required();
  rating.option("--on DAY", &o.rated_on, {"the day of the rating", "评级日期"}).required();
  rating.option("--to DAY", &o.valid_to, {"the last day that it holds", "有效期止"}).required();
}

}  // namespace credence
