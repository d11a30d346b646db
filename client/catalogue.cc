#include "client/catalogue.h"

#include <algorithm>
#include <cstdlib>

#include "client/csv.h"
#include "client/json_text.h"
#include "ledger/domain/features.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::string_view kFormat = "credence-catalogue-1";
constexpr std::size_t kCatalogueBytesMax = std::size_t{4} << 20;

// Thrown inside this file only.
struct BadCatalogue {
  std::string detail;
};

std::string text_of_member(const json::object& object, std::string_view name, const std::string& path) {
  auto text = text_member(object, name);
  if (!text) throw BadCatalogue{path + "." + std::string(name)};
  return *std::move(text);
}

Id id_of(const json::object& object, std::string_view name, const std::string& path) {
  const std::string text = text_of_member(object, name, path);
  if (auto good = check_id(text); !good)
    throw BadCatalogue{path + "." + std::string(name) + ": " + good.error().detail};
  return Id(text);
}

Name name_in(const json::object& object, std::string_view name, const std::string& path) {
  const std::string text = text_of_member(object, name, path);
  if (auto good = check_name(text); !good)
    throw BadCatalogue{path + "." + std::string(name) + ": " + good.error().detail};
  return Name(text);
}

template <class Take>
void each(const json::object& top, std::string_view name, Take take) {
  const auto* const list = top.if_contains(name);
  if (list == nullptr || !list->is_array()) throw BadCatalogue{std::string(name)};
  std::size_t i = 0;
  for (const json::value& item : list->get_array()) {
    const std::string path = std::string(name) + "[" + std::to_string(i++) + "]";
    if (!item.is_object()) throw BadCatalogue{path};
    take(item.get_object(), path);
  }
}

Catalogue read(const json::object& top) {
  Catalogue out;
  const auto format = text_member(top, "format");
  if (!format || std::string_view(*format) != kFormat) throw BadCatalogue{"format: " + std::string(kFormat)};
  out.network = id_of(top, "network", "catalogue");
  each(top, "validators", [&](const json::object& o, const std::string& path) {
    out.validators.push_back({id_of(o, "node", path), name_in(o, "name_zh", path), name_in(o, "name_en", path),
                              o.contains("owner") ? id_of(o, "owner", path) : Id()});
  });
  each(top, "departments", [&](const json::object& o, const std::string& path) {
    const auto kind = department_kind_named(text_of_member(o, "kind", path));
    if (!kind) throw BadCatalogue{path + ".kind"};
    out.departments.push_back(
        {id_of(o, "id", path), name_in(o, "name_zh", path), name_in(o, "name_en", path), *kind});
  });
  each(top, "posts", [&](const json::object& o, const std::string& path) {
    CataloguePost post{id_of(o, "key", path), id_of(o, "department", path), {}, name_in(o, "holder", path)};
    const auto* const roles = o.if_contains("roles");
    if (roles == nullptr || !roles->is_array()) throw BadCatalogue{path + ".roles"};
    for (const json::value& value : roles->get_array()) {
      const auto role = value.is_string() ? role_named(std::string_view(value.get_string())) : std::nullopt;
      if (!role || post.roles.size() == post.roles.kMax) throw BadCatalogue{path + ".roles"};
      post.roles.push_back(*role);
    }
    std::ranges::sort(post.roles);
    out.posts.push_back(std::move(post));
  });
  each(top, "qualifications", [&](const json::object& o, const std::string& path) {
    DefineQualification q{id_of(o, "type", path),
                          name_in(o, "name_zh", path),
                          name_in(o, "name_en", path),
                          id_of(o, "issuer", path),
                          0,
                          std::nullopt};
    const auto years = number_member(o, "years");
    if (!years || *years > 50) throw BadCatalogue{path + ".years"};
    q.years = static_cast<std::uint8_t>(*years);
    if (o.contains("prerequisite")) q.prerequisite = id_of(o, "prerequisite", path);
    out.qualifications.push_back(std::move(q));
  });
  if (const auto* const named = top.if_contains("features")) {
    if (!named->is_array()) throw BadCatalogue{"features"};
    for (const json::value& value : named->get_array()) {
      if (!value.is_string() || !credence::features::known(std::string_view(value.get_string()))) throw BadCatalogue{"features"};
      out.features.emplace_back(std::string_view(value.get_string()));
    }
  }
  return out;
}

}  // namespace

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

const CataloguePost* Catalogue::checker(std::string_view department, const Action& action) const {
  const bool two = std::ranges::any_of(features, [](const Id& name) { return name == features::kFourEyes; });
  if (!two || !needs_checker(action)) return nullptr;
  return post(department, Role::check);
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

Outcome<Catalogue> read_catalogue(const fs::path& path) {
  std::error_code ignored;
  const fs::path file = fs::is_directory(path, ignored) ? path / "catalogue.json" : path;
  auto text = read_file(file, kCatalogueBytesMax);
  if (!text) return give_up(ExitCode::bad_input, text.error());
  auto object = parse_object(*text);
  if (!object)
    return give_up(ExitCode::bad_input, Code::bad_config, file.string() + ": " + object.error().detail);
  try {
    return read(*object);
  } catch (const BadCatalogue& bad) {
    return give_up(ExitCode::bad_input, Code::bad_config, file.string() + ": " + bad.detail);
  }
}

Outcome<fs::path> find_configs(const fs::path& option, const std::string& name) {
  std::error_code ignored;
  if (!option.empty()) return option;
  if (const char* const value = std::getenv("CREDENCE_CONFIGS"); value != nullptr && *value != 0)
    return fs::path(value) / name;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  for (fs::path from : {fs::current_path(ignored), program.parent_path()})
    for (int up = 0; up < 8; ++up, from = from.parent_path())
      for (const char* const place : {"configs", "share/credence/configs"})  // of a checkout, of an installation
        if (fs::exists(from / place / name, ignored)) return from / place / name;
  return give_up(ExitCode::usage, Code::file_unreadable, "configs/" + name + ": CREDENCE_CONFIGS=DIR");
}

}  // namespace credence
