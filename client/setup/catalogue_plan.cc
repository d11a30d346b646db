// SPDX-License-Identifier: Apache-2.0
#include "client/setup/catalogue_plan.h"

#include "client/setup/catalogue_reader.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
using catalogue_reader::Reader;
namespace json = boost::json;

constexpr std::string_view kPlanFormat = "credence-plan-1";

PlanDuty read_duty(Reader& in) {
  PlanDuty out{in.id("id"), in.name("name_zh"), in.name("name_en"), in.text("section"), {}};
  in.list("departments", [&](const json::value& value, std::string_view place) {
    if (!value.is_string() || !check_id(std::string_view(value.get_string())))
      return in.bad(place, {"must be an id", "应为编号"},
                    {"lower-case letters, digits and -", "小写字母、数字和 -"});
    out.departments.emplace_back(std::string_view(value.get_string()));
  });
  return out;
}

/// `refers_to` is the member that names something else, or empty.
PlanEntry read_entry(Reader& in, std::string_view kind, std::string_view refers_to, bool needed) {
  PlanEntry out{in.id("id"), in.name("name_zh"), in.name("name_en"), {}, in.text(kind), {}, {}};
  if (in.has("section")) out.section = in.text("section");
  if (!refers_to.empty()) out.refers_to = needed ? in.id(refers_to) : in.id_or_none(refers_to);
  if (in.has("region")) out.region = in.text("region");
  return out;
}

/// "30", "13.5", "0.05" percent in hundredths; nothing for other texts.
std::optional<std::int64_t> hundredths_of_percent(const std::string& text) {
  // An amount in 万元 has the same form: at most two decimals.
  const auto wan = parse_wan(text);
  if (!wan || *wan % 10'000 != 0) return std::nullopt;
  return *wan / 10'000;
}

/// Name and value; exactly one of `count`, `percent`, `wan` says what kind it is.
DefineTarget read_figure(Reader& in) {
  DefineTarget out;
  out.id = in.id("id");
  out.name_zh = in.name("name_zh");
  out.name_en = in.name("name_en");
  const int given = int{in.has("count")} + int{in.has("percent")} + int{in.has("wan")};
  if (given != 1)
    in.bad("count, percent, wan", {"exactly one of them", "只能有其中一个"},
           {"the one that says its kind", "保留表明其类型的一个"});
  if (in.has("count")) {
    out.value =
        static_cast<std::int64_t>(in.number("count", static_cast<std::uint64_t>(limits::kAmountFenMax)));
  } else if (in.has("percent")) {
    out.kind = TargetKind::share;
    const auto share = hundredths_of_percent(in.text("percent"));
    if (!share)
      in.bad("percent", {"no share in percent", "不是百分比"},
             {"a text such as \"30\" or \"13.5\"", "填写文本，如 \"30\" 或 \"13.5\""});
    out.value = share.value_or(0);
  } else {
    out.kind = TargetKind::amount;
    const auto amount = parse_wan(in.text("wan"));
    if (!amount) in.bad("wan", amount.error());
    out.value = amount.value_or(0);
  }
  out.unit_zh = in.free_text<Name>("unit_zh");
  out.unit_en = in.free_text<Name>("unit_en");
  return out;
}

std::string source_text(const Plan& plan, const std::string& section) {
  return plan.name_zh + (plan.status_zh.empty() ? "" : "（" + plan.status_zh + "）") +
         (section.empty() ? "" : " " + section);
}

DefineTarget read_target(Reader& in, const Plan& plan) {
  DefineTarget out = read_figure(in);
  out.plan = plan.id;
  out.department = in.id("department");
  out.year = static_cast<std::uint16_t>(in.number("year", 9999));
  out.document_no = plan.document_no;
  out.source = Note(source_text(plan, in.text("section")));
  out.task = in.id_or_none("task");
  if (!in.was_bad())  // the ledger's own rules
    if (auto good = check_action(out); !good) in.bad(field_in(good.error().details), good.error());
  return out;
}

PlanBaseline read_baseline(Reader& in) {
  PlanBaseline out{read_figure(in), in.text("section"), in.id_or_none("target")};
  if (in.has("year")) out.figure.year = static_cast<std::uint16_t>(in.number("year", 9999));
  return out;
}

Plan plan_of(Reader& top) {
  Plan out;
  out.id = top.id("id");
  out.name_zh = top.name("name_zh");
  out.name_en = top.name("name_en");
  out.status_zh = top.free_text<Note>("status_zh");
  out.status_en = top.free_text<Note>("status_en");
  out.document_no = top.free_text<DocumentNo>("document_no");
  out.from = static_cast<std::uint16_t>(top.number("from", 9999));
  out.to = static_cast<std::uint16_t>(top.number("to", 9999));
  const auto entries = [&](std::string_view member, std::vector<PlanEntry>& into, std::string_view kind,
                           std::string_view refers_to, bool needed) {
    top.each(member, [&](Reader& in) { into.push_back(read_entry(in, kind, refers_to, needed)); });
  };
  entries("organisations", out.organisations, "kind", "", false);
  top.each("tasks", [&](Reader& in) { out.tasks.push_back(read_duty(in)); });
  top.each("projects", [&](Reader& in) { out.projects.push_back(read_duty(in)); });
  top.each("safeguards", [&](Reader& in) { out.safeguards.push_back(read_duty(in)); });
  entries("instruments", out.instruments, "kind", "of", true);
  entries("titles", out.titles, "holder", "qualification", false);
  top.each("targets", [&](Reader& in) { out.targets.push_back(read_target(in, out)); });
  top.each("baselines", [&](Reader& in) { out.baselines.push_back(read_baseline(in)); });
  entries("places", out.places, "kind", "", false);
  if (top.has("groups"))
    top.each("groups", [&](Reader& in) {
      std::vector<Id>& members = out.groups.emplace_back(in.id("department"), std::vector<Id>()).second;
      in.list("members", [&](const json::value& item, std::string_view place) {
        if (!item.is_string() || !check_id(item.get_string()))
          return in.bad(place, {"must be an id", "应为编号"},
                        {"of a department of catalogue.json", "请填写 catalogue.json 中的部门编号"});
        members.emplace_back(std::string_view(item.get_string()));
      });
    });
  return out;
}

// ---- references -------------------------------------------------------------------------------------------

class Checks {
 public:
  Checks(const Catalogue& catalogue, const std::optional<Plan>& plan, const NetworkScope& scope)
      : catalogue_(catalogue), plan_(plan), scope_(scope) {}

  std::vector<CatalogueProblem> all() {
    read_from(catalogue_);
    members();
    if (problems_.empty())
      if (auto good = try_genesis(catalogue_, scope_); !good) problem("", good.error());
    if (plan_) {
      read_from(*plan_);
      duties();
      rest();
    }
    return std::move(problems_);
  }

 private:
  static std::string at(std::string_view list, std::size_t i, std::string_view member = {}) {
    return std::string(list) + "[" + std::to_string(i) + "]" +
           (member.empty() ? "" : "." + std::string(member));
  }
  void read_from(const CatalogueText& text) {
    text_ = &text;
    problems_.insert(problems_.end(), text.malformed.begin(), text.malformed.end());
  }
  void problem(const std::string& place, Said what, Said remedy) {
    problems_.push_back(
        {text_->file.string(), place, line_of(text_->lines, place), std::move(what), std::move(remedy)});
  }
  void problem(const std::string& place, const Error& why) {
    problem(place, {why.text_en(), why.text_zh()},
            {std::string(info(why.code).remedy_en), std::string(info(why.code).remedy_zh)});
  }
  void require(bool holds, const std::string& place, Said what, Said remedy) {
    if (!holds) problem(place, std::move(what), std::move(remedy));
  }
  /// What could not be read was put down, and leads nowhere in any case.
  void once(std::set<std::string>& seen, const std::string& id, const std::string& place) {
    require(id.empty() || seen.insert(id).second, place, {id + " stands twice", id + " 重复"},
            {"give one of them another id, or take it out", "请为其一另取编号，或删除"});
  }
  void department(const Id& id, const std::string& place) {
    require(id.empty() || catalogue_.department(id) != nullptr, place,
            {"no department " + id, "没有部门 " + id},
            {"add it to departments, or correct the id", "请加入 departments，或更正编号"});
  }
  /// A post of the department that has the role; not asked while posts could not be read.
  void somebody(const Id& id, Role role, const std::string& place, const Said& why = {}) {
    const std::string name(name_of(role));
    const bool unread = std::ranges::any_of(
        catalogue_.malformed, [](const CatalogueProblem& p) { return p.place.starts_with("posts"); });
    require(unread || id.empty() || catalogue_.post(id, role) != nullptr, place,
            Said(id + " has no post with the role " + name, id + " 没有 " + name + " 角色的岗位") + why,
            {"add to posts: {\"key\": \"" + id + "-" + name + "\", \"department\": \"" + id +
                 "\", \"roles\": [\"" + name + "\"], \"holder\": …}",
             "请在 posts 中加入：{\"key\": \"" + id + "-" + name + "\", \"department\": \"" + id +
                 "\", \"roles\": [\"" + name + "\"], \"holder\": …}"});
  }
  [[nodiscard]] bool qualification(const Id& type) const {
    return std::ranges::any_of(catalogue_.qualifications,
                               [&](const DefineQualification& q) { return q.type == type; });
  }

  /// The title of the ledger is conferred as what the plan says.
  [[nodiscard]] bool holds(const Id& type, const std::string& holder) const {
    const auto kind = holder_kind_named(holder);
    if (!kind) return true;  // the plan's own word, such as person-or-team
    return std::ranges::any_of(catalogue_.qualifications, [&](const DefineQualification& q) {
      return q.type == type &&
             (q.held_by == *kind || (*kind == HolderKind::place && q.held_by == HolderKind::park));
    });
  }

  void members() {
    std::set<std::string> nodes, departments, keys, types;
    for (std::size_t i = 0; i < catalogue_.validators.size(); ++i) {
      once(nodes, catalogue_.validators[i].node, at("validators", i, "node"));
      if (scope_.governed && i < scope_.validators) owner(i);
    }
    const std::vector<const CataloguePost*> posts = posts_taking_part(catalogue_, scope_);
    for (std::size_t i = 0; i < catalogue_.departments.size(); ++i) {
      const Id& id = catalogue_.departments[i].id;
      once(departments, id, at("departments", i, "id"));
      if (catalogue_.four_eyes() && std::ranges::find(posts, id, &CataloguePost::department) != posts.end())
        two_persons(i);
    }
    require(catalogue_.any_post(Role::admin) != nullptr || !catalogue_.malformed.empty(), "posts",
            {"none has the role admin", "没有 admin 角色的岗位"},
            {"give each department that acts one", "请为每个办理事项的部门设一个"});
    for (std::size_t i = 0; i < catalogue_.posts.size(); ++i) post(keys, i);
    for (std::size_t i = 0; i < catalogue_.qualifications.size(); ++i) {
      const DefineQualification& q = catalogue_.qualifications[i];
      // Only types above it in the list, so that no ring of prerequisites can be written.
      if (q.prerequisite)
        require(q.prerequisite->empty() || types.contains(*q.prerequisite),
                at("qualifications", i, "prerequisite"),
                {"no title " + *q.prerequisite + " above it", "其上没有资格 " + *q.prerequisite},
                {"put that title above this one", "请把该资格移到本项之前"});
      once(types, q.type, at("qualifications", i, "type"));
      department(q.issuer, at("qualifications", i, "issuer"));
      somebody(q.issuer, Role::qualify, at("qualifications", i, "issuer"));
    }
  }
  /// Who decides on the validator, and that he can.
  void owner(std::size_t i) {
    const Id& id = catalogue_.validators[i].owner;
    const std::string place = at("validators", i, "owner");
    if (id.empty()) {
      problem(at("validators", i),
              {"no department owns it: a network with it is governed by nobody",
               "未注明所有部门：含此节点的网络无治理"},
              {"name the department, \"owner\": …; or make the network with --ungoverned",
               "请注明部门 \"owner\": …；或以 --ungoverned 建立网络"});
      return;
    }
    department(id, place);
    somebody(id, Role::govern, place, {", and could not vote", "，无法投票"});
  }
  /// With four eyes a department that does anything has who administers it, and who checks.
  void two_persons(std::size_t i) {
    const Id& id = catalogue_.departments[i].id;
    for (const Role role : {Role::admin, Role::check})
      somebody(id, role, at("departments", i), {", which four-eyes asks for", "，而网络要求双人复核"});
  }
  void post(std::set<std::string>& keys, std::size_t i) {
    const CataloguePost& p = catalogue_.posts[i];
    once(keys, p.key, at("posts", i, "key"));
    department(p.department, at("posts", i, "department"));
    // The rules of a key are the ledger's; any public key does to ask them.
    Bytes one(32, std::byte{1});
    const RegisterKey key{
        {p.department, SecretKey::from(Suite{}, one).value().public_key(), p.roles, p.holder}, {}};
    if (catalogue_.malformed.empty())
      if (auto good = check_action(key); !good) problem(at("posts", i), good.error());
  }

  void duties() {
    const auto all = [this](std::string_view list, const std::vector<PlanDuty>& duties) {
      for (std::size_t i = 0; i < duties.size(); ++i) {
        once(ids_, duties[i].id, at(list, i, "id"));
        require(!duties[i].departments.empty() || !plan_->malformed.empty(), at(list, i, "departments"),
                {"nobody answers for it", "没有责任部门"}, {"name at least one", "请至少填写一个"});
        std::set<std::string> seen;
        for (std::size_t d = 0; d < duties[i].departments.size(); ++d) {
          department(duties[i].departments[d], at(list, i) + "." + at("departments", d));
          once(seen, duties[i].departments[d], at(list, i) + "." + at("departments", d));
        }
      }
    };
    all("tasks", plan_->tasks);
    all("projects", plan_->projects);
    all("safeguards", plan_->safeguards);
  }
  void entries(std::string_view list, const std::vector<PlanEntry>& entries) {
    for (std::size_t i = 0; i < entries.size(); ++i) once(ids_, entries[i].id, at(list, i, "id"));
  }
  void rest() {
    entries("organisations", plan_->organisations);
    entries("instruments", plan_->instruments);
    for (std::size_t i = 0; i < plan_->instruments.size(); ++i) {
      const Id& of = plan_->instruments[i].refers_to;
      require(of.empty() || plan_->duty(of) != nullptr, at("instruments", i, "of"),
              {"no task, project or safeguard " + of, "没有任务、工程或保障措施 " + of},
              {"correct the id", "请更正编号"});
    }
    entries("titles", plan_->titles);
    for (std::size_t i = 0; i < plan_->titles.size(); ++i) {
      const Id& type = plan_->titles[i].refers_to;
      require(type.empty() || qualification(type), at("titles", i, "qualification"),
              {"no qualification " + type + " in catalogue.json", "catalogue.json 中没有资格 " + type},
              {"add it to qualifications, or leave this member out", "请加入 qualifications，或删去本成员"});
      const std::string& holder = plan_->titles[i].kind;
      require(type.empty() || !qualification(type) || holds(type, holder), at("titles", i, "holder"),
              {type + " in catalogue.json is not held by: " + holder,
               "catalogue.json 中的 " + type + " 持有对象不是 " + holder},
              {"give both the same holder", "请使两处持有对象一致"});
    }
    targets();
    for (std::size_t i = 0; i < plan_->groups.size(); ++i) {
      department(plan_->groups[i].first, at("groups", i, "department"));
      for (std::size_t m = 0; m < plan_->groups[i].second.size(); ++m)
        department(plan_->groups[i].second[m], at("groups", i) + "." + at("members", m));
    }
    entries("places", plan_->places);
    for (std::size_t i = 0; i < plan_->places.size(); ++i) {
      const std::string& region = plan_->places[i].region;
      require(region.empty() ||
                  (region.size() == 6 && region.find_first_not_of("0123456789") == std::string::npos),
              at("places", i, "region"),
              {"a region of GB/T 2260 has 6 digits: " + region, "GB/T 2260 区划代码为 6 位数字：" + region},
              {"such as 440100", "例如 440100"});
    }
  }
  void targets() {
    std::set<std::string> known;
    for (std::size_t i = 0; i < plan_->targets.size(); ++i) {
      const DefineTarget& target = plan_->targets[i];
      once(ids_, target.id, at("targets", i, "id"));
      known.insert(target.id);
      department(target.department, at("targets", i, "department"));
      somebody(target.department, Role::measure, at("targets", i, "department"));
      require((plan_->from <= target.year && target.year <= plan_->to) || !plan_->malformed.empty(),
              at("targets", i, "year"),
              {std::to_string(target.year) + " lies outside the plan's years",
               std::to_string(target.year) + " 不在规划期内"},
              {"a year from `from` to `to`", "填写 from 至 to 之间的年份"});
    }
    for (std::size_t i = 0; i < plan_->baselines.size(); ++i) {
      once(ids_, plan_->baselines[i].figure.id, at("baselines", i, "id"));
      const Id& of = plan_->baselines[i].target;
      require(of.empty() || known.contains(of), at("baselines", i, "target"),
              {"no target " + of, "没有目标 " + of}, {"correct the id", "请更正编号"});
    }
  }

  const Catalogue& catalogue_;
  const std::optional<Plan>& plan_;
  const NetworkScope& scope_;
  const CatalogueText* text_ = nullptr;  // whose problems are found
  std::set<std::string> ids_;            // of the whole plan
  std::vector<CatalogueProblem> problems_;
};

}  // namespace

const PlanDuty* Plan::duty(std::string_view wanted) const {
  for (const auto* list : {&tasks, &projects, &safeguards})
    for (const PlanDuty& one : *list)
      if (one.id == wanted) return &one;
  return nullptr;
}

std::vector<Id> Plan::responsible(const PlanDuty& duty) const {
  std::vector<Id> out;
  const auto add = [&out](const Id& department) {
    if (std::ranges::find(out, department) == out.end()) out.push_back(department);
  };
  for (const Id& named : duty.departments) {
    const auto group = std::ranges::find(groups, named, &std::pair<Id, std::vector<Id>>::first);
    if (group == groups.end())
      add(named);
    else
      for (const Id& member : group->second) add(member);
  }
  return out;
}

Outcome<std::optional<Plan>> read_plan_with_faults(const Catalogue& catalogue) {
  std::error_code ignored;
  const fs::path file = catalogue.file.parent_path() / "plan.json";
  if (!fs::exists(file, ignored)) return std::optional<Plan>{};
  auto plan = catalogue_reader::read_json_file<Plan>(file, kPlanFormat, plan_of);
  if (!plan) return std::unexpected(plan.error());
  return std::optional<Plan>(*std::move(plan));
}

Outcome<std::optional<Plan>> read_plan(const Catalogue& catalogue, Language language) {
  auto plan = read_plan_with_faults(catalogue);
  if (plan && *plan && !(*plan)->malformed.empty())
    return std::unexpected(first_problem(Code::bad_config, (*plan)->malformed, language));
  return plan;
}

std::vector<CatalogueProblem> check_catalogue(const Catalogue& catalogue, const std::optional<Plan>& plan,
                                              const NetworkScope& scope) {
  return Checks(catalogue, plan, scope).all();
}

}  // namespace credence
