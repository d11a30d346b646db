// SPDX-License-Identifier: Apache-2.0
#include "client/setup/catalogue_new.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "client/words/enum_words.h"
#include "ledger/domain/features.h"
#include "ledger/domain/text.h"

namespace credence {
namespace {

namespace json = boost::json;

constexpr std::size_t kNodesMin = 4;  // fewer could not tolerate a fault

bool leads(const RegisterDepartment& one) {
  return one.kind == DepartmentKind::industry || one.kind == DepartmentKind::science;
}

/// By its name in English or its word in Chinese.
std::optional<DepartmentKind> kind_of(std::string_view text) {
  if (const auto named = department_kind_named(text)) return named;
  for (std::size_t i = 0; i <= static_cast<std::size_t>(last_of(DepartmentKind{})); ++i)
    if (const auto kind = static_cast<DepartmentKind>(i); kind_words(kind).zh == text) return kind;
  return std::nullopt;
}

std::expected<void, Said> good_or(Result<void> result) {
  if (result) return {};
  return std::unexpected(Said(result.error().text_en(), result.error().text_zh()));
}

struct Post {
  std::string_view name;
  std::vector<Role> roles;
  std::string_view holder;
};
/// The posts of a department. `first`: it stands in for parts that no department of its kind has.
std::vector<Post> posts_of(const RegisterDepartment& one, bool registers) {
  std::vector<Post> out = {{"admin", {Role::admin}, "密钥管理岗"},
                           {"admin-2", {Role::admin}, "密钥管理岗（二）"},
                           {"check", {Role::check}, "复核岗"},
                           {"check-2", {Role::check}, "复核岗（二）"},
                           {"govern", {Role::govern}, "治理表决岗"}};
  if (leads(one)) {
    out.push_back({"award", {Role::programme, Role::award}, "专项资金经办岗"});
    out.push_back({"qualify", {Role::qualify}, "资格认定岗"});
    out.push_back({"measure", {Role::measure}, "指标填报岗"});
  }
  if (one.kind == DepartmentKind::finance) out.push_back({"pay", {Role::pay}, "资金拨付岗"});
  // Nobody pays a relief; what comes back of one its tax authority collects itself.
  if (one.kind == DepartmentKind::tax) out.push_back({"pay", {Role::pay}, "追缴入库岗"});
  if (one.kind == DepartmentKind::audit) out.push_back({"audit", {Role::audit}, "审计岗"});
  if (registers) {
    out.push_back({"registrar", {Role::registrar}, "企业登记岗"});
    out.push_back({"credit", {Role::credit}, "信用信息岗"});
  }
  return out;
}

std::string in_json(std::string_view text) { return json::serialize(json::string(text)); }

/// "  \"posts\": [\n    {…},\n    {…}\n  ]", one entry a line.
std::string list_text(std::string_view name, const std::vector<std::string>& entries) {
  std::string out = "  " + in_json(name) + ": [";
  for (std::size_t i = 0; i < entries.size(); ++i) out += (i > 0 ? ",\n    " : "\n    ") + entries[i];
  return out + (entries.empty() ? "]" : "\n  ]");
}

}  // namespace

std::expected<void, Said> add_new(NewCatalogue& out, const std::vector<std::string>& fields) {
  const auto field = [&fields](std::size_t i) { return i < fields.size() ? fields[i] : std::string(); };
  const std::string kind = field(0), id = field(1), zh = field(2), en = field(3).empty() ? id : field(3);
  if (auto good = good_or(check_id(id)); !good) return good;
  for (const std::string& name : {zh, en})
    if (auto good = good_or(check_name(name)); !good) return good;
  const auto twice = [&id](const auto& list, auto member) {
    return std::ranges::any_of(list, [&](const auto& one) { return one.*member == id; });
  };
  if (kind == "title" || kind == "资格") {
    unsigned years = 0;
    const std::string text = field(4);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), years);
    if (!text.empty() && (error != std::errc{} || end != text.data() + text.size() || years > 50))
      return std::unexpected(
          Said("years: a whole number up to 50, 0 for ever", "年限应为不大于 50 的整数，0 为长期"));
    if (twice(out.titles, &DefineQualification::type))
      return std::unexpected(Said(id + " stands twice", id + " 重复"));
    out.titles.push_back({Id(id), Name(zh), Name(en), {}, static_cast<std::uint8_t>(years), std::nullopt});
    return {};
  }
  const auto known = kind_of(kind);
  if (!known) {
    Said all("title", "资格 title");
    for (std::size_t i = 0; i <= static_cast<std::size_t>(last_of(DepartmentKind{})); ++i) {
      const auto one = static_cast<DepartmentKind>(i);
      all += Said(", " + std::string(name_of(one)),
                  "、" + std::string(kind_words(one).zh) + " " + std::string(name_of(one)));
    }
    return std::unexpected(Said("no such kind: " + kind + "; one of ", "没有这种类别：" + kind + "；可填：") +
                           all);
  }
  if (twice(out.departments, &RegisterDepartment::id))
    return std::unexpected(Said(id + " stands twice", id + " 重复"));
  out.departments.push_back({Id(id), Name(zh), Name(en), *known});
  return {};
}

Said lacks(const NewCatalogue& made) {
  Said out;
  if (std::ranges::none_of(made.departments, leads))
    out += {"a department that leads programmes (industry or science)",
            "牵头专项的部门（industry 工信或 science 科技）"};
  if (std::ranges::find(made.departments, DepartmentKind::finance, &RegisterDepartment::kind) ==
      made.departments.end())
    out += Said(out.empty() ? "" : "; ", out.empty() ? "" : "；") +
           Said("a department that pays (finance)", "办理拨付的部门（finance 财政）");
  return out;
}

std::string catalogue_text(const NewCatalogue& made) {
  const auto leader = std::ranges::find_if(made.departments, leads);
  const bool regulated = std::ranges::find(made.departments, DepartmentKind::regulator,
                                           &RegisterDepartment::kind) != made.departments.end();
  std::vector<std::string> validators, departments, posts, titles;
  const std::size_t rounds = (kNodesMin + made.departments.size() - 1) / made.departments.size();
  for (std::size_t round = 1; round <= rounds; ++round)
    for (const RegisterDepartment& one : made.departments) {
      if (round > 1 && validators.size() >= kNodesMin) break;
      const std::string number = round > 1 ? "-" + std::to_string(round) : "";
      validators.push_back(
          "{\"node\": " + in_json(one.id + number) + ", \"name_zh\": " + in_json(one.name_zh) +
          ", \"name_en\": " + in_json(one.name_en) + ", \"owner\": " + in_json(one.id) + "}");
    }
  for (std::size_t i = 0; i < made.departments.size(); ++i) {
    const RegisterDepartment& one = made.departments[i];
    departments.push_back("{\"id\": " + in_json(one.id) + ", \"name_zh\": " + in_json(one.name_zh) +
                          ", \"name_en\": " + in_json(one.name_en) +
                          ", \"kind\": " + in_json(name_of(one.kind)) + "}");
    const bool registers = regulated ? one.kind == DepartmentKind::regulator : &one == &*leader;
    for (const Post& post : posts_of(one, registers)) {
      std::string roles;
      for (const Role role : post.roles) roles += (roles.empty() ? "" : ", ") + in_json(name_of(role));
      posts.push_back("{\"key\": " + in_json(one.id + "-" + std::string(post.name)) +
                      ", \"department\": " + in_json(one.id) + ", \"roles\": [" + roles +
                      "], \"holder\": " + in_json(post.holder) + "}");
    }
  }
  for (const DefineQualification& one : made.titles)
    titles.push_back("{\"type\": " + in_json(one.type) + ", \"name_zh\": " + in_json(one.name_zh) +
                     ", \"name_en\": " + in_json(one.name_en) + ", \"issuer\": " + in_json(leader->id) +
                     ", \"years\": " + std::to_string(one.years) + "}");
  std::string features;  // a new network begins with all that there are
  for (const std::string_view one : features::all())
    features += (features.empty() ? "" : ", ") + in_json(one);
  return "{\n  \"format\": \"credence-catalogue-1\",\n  \"network\": " + in_json(made.network) +
         ",\n  \"features\": [" + features + "],\n" + list_text("validators", validators) + ",\n" +
         list_text("departments", departments) + ",\n" + list_text("posts", posts) + ",\n" +
         list_text("qualifications", titles) + "\n}\n";
}

}  // namespace credence
