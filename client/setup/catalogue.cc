// SPDX-License-Identifier: Apache-2.0
#include "client/setup/catalogue.h"

#include <algorithm>
#include <cstdlib>

#include "client/base/enum_names.h"
#include "client/setup/catalogue_reader.h"
#include "ledger/domain/features.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
using catalogue_reader::Reader;
namespace json = boost::json;

constexpr std::string_view kFormat = "credence-catalogue-1";

/// "one of: admin, pay …".
Said one_of(const std::vector<std::string_view>& names) {
  std::string all;
  for (const std::string_view name : names) all += (all.empty() ? "" : ", ") + std::string(name);
  return {"one of: " + all, "可填：" + all};
}

CataloguePost read_post(Reader& in) {
  CataloguePost post{in.id("key"), in.id("department"), {}, in.name("holder")};
  in.list("roles", [&](const json::value& value, std::string_view place) {
    const auto role = value.is_string() ? role_named(std::string_view(value.get_string())) : std::nullopt;
    if (!role || post.roles.size() == post.roles.kMax)
      return in.bad(place, {"no such role", "没有这种角色"}, one_of(all_names<Role>()));
    post.roles.push_back(*role);
  });
  std::ranges::sort(post.roles);
  return post;
}

DefineQualification read_qualification(Reader& in) {
  DefineQualification out{in.id("type"),
                          in.name("name_zh"),
                          in.name("name_en"),
                          in.id("issuer"),
                          static_cast<std::uint8_t>(in.number("years", 50)),
                          {}};
  if (in.has("prerequisite")) out.prerequisite = in.id("prerequisite");
  if (in.has("held_by")) {
    const auto kind = holder_kind_named(in.text("held_by"));
    if (!kind)
      in.bad("held_by", {"no such kind of holder", "没有此类持有对象"},
             {"enterprise, product, project, platform, place, park, laboratory or team",
              "可用 enterprise、product、project、platform、place、park、laboratory、team"});
    out.held_by = kind.value_or(HolderKind::enterprise);
  }
  out.task = in.id_or_none("task");
  return out;
}

Catalogue catalogue_of(Reader& top) {
  Catalogue out;
  out.network = top.id("network");
  top.each("validators", [&](Reader& in) {
    out.validators.push_back({in.id("node"), in.name("name_zh"), in.name("name_en"), in.id_or_none("owner")});
  });
  top.each("departments", [&](Reader& in) {
    const auto kind = department_kind_named(in.text("kind"));
    if (!kind) in.bad("kind", {"no such kind", "没有这种类别"}, one_of(all_names<DepartmentKind>()));
    out.departments.push_back(
        {in.id("id"), in.name("name_zh"), in.name("name_en"), kind.value_or(DepartmentKind::other)});
  });
  top.each("posts", [&](Reader& in) { out.posts.push_back(read_post(in)); });
  top.each("qualifications", [&](Reader& in) { out.qualifications.push_back(read_qualification(in)); });
  if (top.has("features"))
    top.list("features", [&](const json::value& value, std::string_view place) {
      if (!value.is_string() || !features::known(std::string_view(value.get_string())))
        return top.bad(place, {"no such feature", "没有这种功能"},
                       one_of(std::vector<std::string_view>(features::all().begin(), features::all().end())));
      out.features.emplace_back(std::string_view(value.get_string()));
    });
  return out;
}

/// The directories named configs/ that are looked through, the nearest first.
std::vector<fs::path> configs_directories() {
  std::error_code ignored;
  if (const char* const value = std::getenv("CREDENCE_CONFIGS"); value != nullptr && *value != 0)
    return {fs::path(value)};
  std::vector<fs::path> out;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  for (fs::path from : {fs::current_path(ignored), program.parent_path()})
    for (int up = 0; up < 8; ++up, from = from.parent_path())
      for (const char* const place :
           {"configs", "share/credence/configs"})  // of a checkout, of an installation
        if (fs::is_directory(from / place, ignored)) out.push_back(from / place);
  return out;
}

}  // namespace

bool may_be_of(const Catalogue& catalogue, const Genesis& genesis) {
  return std::ranges::any_of(genesis.departments, [&](const RegisterDepartment& one) {
    return catalogue.department(one.id) != nullptr;
  });
}

const RegisterDepartment* Catalogue::department(std::string_view id) const {
  for (const RegisterDepartment& d : departments)
    if (d.id == id) return &d;
  return nullptr;
}

const CataloguePost* Catalogue::post(std::string_view department, Role role) const {
  for (const CataloguePost& p : posts)
    if (p.department == department && std::ranges::find(p.roles, role) != p.roles.end()) return &p;
  return nullptr;
}

bool Catalogue::four_eyes() const {
  return std::ranges::any_of(features, [](const Id& name) { return name == features::kFourEyes; });
}

const CataloguePost* Catalogue::checker(std::string_view department, const Action& action) const {
  return four_eyes() && needs_checker(action) ? post(department, Role::check) : nullptr;
}

const CataloguePost* Catalogue::post_of_key(std::string_view key) const {
  for (const CataloguePost& p : posts)
    if (p.key == key) return &p;
  return nullptr;
}

const CataloguePost* Catalogue::any_post(Role role) const {
  for (const CataloguePost& p : posts)
    if (std::ranges::find(p.roles, role) != p.roles.end()) return &p;
  return nullptr;
}

Outcome<Catalogue> read_catalogue_with_faults(const fs::path& path) {
  std::error_code ignored;
  const fs::path file = fs::is_directory(path, ignored) ? path / "catalogue.json" : path;
  return catalogue_reader::read_json_file<Catalogue>(file, kFormat, catalogue_of);
}

Outcome<Catalogue> read_catalogue(const fs::path& path, Language language) {
  auto out = read_catalogue_with_faults(path);
  if (out && !out->malformed.empty())
    return std::unexpected(first_problem(Code::bad_config, out->malformed, language));
  return out;
}

Failure first_problem(Code code, const std::vector<CatalogueProblem>& problems, Language language) {
  const CatalogueProblem& first = problems.front();
  std::string text =
      first.file + ":" + std::to_string(first.line) + ": " + first.place + ": " + first.what.in(language);
  if (problems.size() > 1)
    text += Words{"; and ", "；另有 "}.in(language).data() + std::to_string(problems.size() - 1) +
            Words{" more: credence catalogue check", " 处：credence catalogue check"}.in(language).data();
  return {ExitCode::bad_input, Error{code, text}};
}

Outcome<fs::path> find_configs(const fs::path& option, const std::string& name) {
  std::error_code ignored;
  if (!option.empty()) return option;
  for (const fs::path& configs : configs_directories())
    if (fs::exists(configs / name, ignored)) return configs / name;
  return give_up(ExitCode::usage, Code::file_unreadable, "configs/" + name + ": CREDENCE_CONFIGS=DIR");
}

Outcome<fs::path> find_catalogue(const fs::path& option) {
  std::error_code ignored;
  if (!option.empty()) return option;
  for (const fs::path& configs : configs_directories()) {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(configs, ignored))
      if (fs::exists(entry.path() / "catalogue.json", ignored)) found.push_back(entry.path());
    if (found.empty()) continue;
    if (found.size() == 1) return found.front();
    std::ranges::sort(found);
    std::string names;
    for (const fs::path& one : found) names += (names.empty() ? "" : ", ") + one.string();
    return give_up(ExitCode::usage, Code::bad_config, "--catalogue DIR: " + names);
  }
  return give_up(ExitCode::usage, Code::file_unreadable,
                 "configs/*/catalogue.json: --catalogue DIR, CREDENCE_CONFIGS=DIR");
}

}  // namespace credence
