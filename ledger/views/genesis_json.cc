// SPDX-License-Identifier: Apache-2.0
#include "ledger/views/genesis_json.h"

#include <boost/json.hpp>

#include <algorithm>
#include <set>

#include "ledger/domain/text.h"
#include "ledger/primitives/counted.h"

namespace credence {
namespace json = boost::json;
namespace {

/// Thrown inside this file only.
struct BadMember {
  std::string detail;
};

[[noreturn]] void bad_member(const std::string& path, std::string_view why) {
  throw BadMember{path + ": " + std::string(why)};
}

/// Reads one JSON object; `finish` refuses members that were not asked for.
class Reader {
 public:
  Reader(const json::value& value, std::string path) : path_(std::move(path)) {
    if (!value.is_object()) bad_member(path_.empty() ? "genesis" : path_, "must be an object");
    object_ = &value.get_object();
  }

  [[nodiscard]] std::string path(std::string_view member) const {
    return path_.empty() ? std::string(member) : path_ + "." + std::string(member);
  }
  const json::value& need(std::string_view member) {
    const json::value* found = find(member);
    if (found == nullptr) bad_member(path(member), "missing");
    return *found;
  }
  const json::value* find(std::string_view member) {
    asked_.push_back(member);
    return object_->if_contains(member);
  }
  template <std::size_t M>
  void text(std::string_view member, Text<M>& out) {
    const json::value& value = need(member);
    if (!value.is_string()) bad_member(path(member), "must be a text");
    if (value.get_string().size() > M) bad_member(path(member), "longer than " + counted(M, "byte", "bytes"));
    out = std::string_view(value.get_string());
  }
  std::uint64_t number(std::string_view member, std::uint64_t max) {
    const json::value& value = need(member);
    std::uint64_t out = 0;
    if (value.is_uint64()) {
      out = value.get_uint64();
    } else if (value.is_int64() && value.get_int64() >= 0) {
      out = static_cast<std::uint64_t>(value.get_int64());
    } else {
      bad_member(path(member), "must be a whole number of 0 or more");
    }
    if (out > max) bad_member(path(member), "at most " + std::to_string(max));
    return out;
  }
  void key(std::string_view member, PublicKey& out) {
    Text<2 * (1 + PublicKeyKind::kSizeMax)> hex;
    text(member, hex);
    const auto key = PublicKey::from_hex(hex);
    if (!key) bad_member(path(member), "must be a public key: " + key.error().text_en());
    out = *key;
  }
  /// Calls `read(value, path)` for each item.
  template <class Read>
  void list(std::string_view member, std::size_t max, Read read) {
    const json::value& value = need(member);
    if (!value.is_array()) bad_member(path(member), "must be a list");
    if (value.get_array().size() > max)
      bad_member(path(member), "more than " + counted(max, "item", "items"));
    std::size_t place = 0;
    for (const json::value& item : value.get_array())
      read(item, path(member) + "[" + std::to_string(place++) + "]");
  }
  void finish() const {
    for (const auto& member : *object_)
      if (std::ranges::find(asked_, std::string_view(member.key())) == asked_.end())
        bad_member(path(quoted(member.key())), "unknown member");
  }

 private:
  std::string path_;
  const json::object* object_ = nullptr;
  std::vector<std::string_view> asked_;
};

/// Where a text that begins at `at` (a quotation mark of valid JSON) ends: the place after its closing mark.
std::size_t text_end(std::string_view json, std::size_t at) {
  for (++at; json[at] != '"'; ++at)
    if (json[at] == '\\') ++at;
  return at + 1;
}

/// Of a member that stands twice the parser keeps the last and says nothing; two readers of the file could
/// see two networks. `json` was parsed before, so it is valid.
void refuse_repeated_members(std::string_view json) {
  std::vector<std::set<std::string>>
      open;  // the members seen of each object or list that is open; of a list, none
  for (std::size_t at = 0; at < json.size();) {
    const char c = json[at];
    if (c == '{' || c == '[') open.emplace_back();
    if (c == '}' || c == ']') open.pop_back();
    if (c != '"') {
      ++at;
      continue;
    }
    const std::string_view token = json.substr(at, text_end(json, at) - at);
    at += token.size();
    const std::size_t next = json.find_first_not_of(" \t\r\n", at);
    if (next == std::string_view::npos || json[next] != ':') continue;
    const std::string name(json::parse(token).as_string());
    if (!open.back().insert(name).second) bad_member(quoted(name), "stands twice");
  }
}

/// A validator and, if the chain is governed, its owner.
void read_validator(const json::value& value, const std::string& path, Genesis& genesis) {
  Reader in(value, path);
  Validator out;
  in.key("key", out.key);
  in.text("name_zh", out.name_zh);
  in.text("name_en", out.name_en);
  if (in.find("owner") != nullptr) in.text("owner", genesis.owners.emplace_back());
  in.finish();
  genesis.validators.validators.push_back(std::move(out));
}

RegisterDepartment read_department(const json::value& value, const std::string& path) {
  Reader in(value, path);
  RegisterDepartment out;
  in.text("id", out.id);
  in.text("name_zh", out.name_zh);
  in.text("name_en", out.name_en);
  Text<40> kind;
  in.text("kind", kind);
  const auto named = department_kind_named(kind);
  if (!named) bad_member(in.path("kind"), "unknown kind " + quoted(kind));
  out.kind = *named;
  in.finish();
  return out;
}

KeyPost read_key(const json::value& value, const std::string& path) {
  Reader in(value, path);
  KeyPost out;
  in.text("department", out.department);
  in.key("key", out.key);
  in.list("roles", 8, [&out](const json::value& item, const std::string& place) {
    if (!item.is_string()) bad_member(place, "must be a text");
    const auto role = role_named(item.get_string());
    if (!role) bad_member(place, "unknown role " + quoted(item.get_string()));
    out.roles.push_back(*role);
  });
  in.text("holder", out.holder);
  in.finish();
  return out;
}

DefineQualification read_qualification(const json::value& value, const std::string& path) {
  Reader in(value, path);
  DefineQualification out;
  in.text("type", out.type);
  in.text("name_zh", out.name_zh);
  in.text("name_en", out.name_en);
  in.text("issuer", out.issuer);
  out.years = static_cast<std::uint8_t>(in.number("years", 50));
  if (const json::value* prerequisite = in.find("prerequisite");
      prerequisite != nullptr && !prerequisite->is_null())
    in.text("prerequisite", out.prerequisite.emplace());
  if (in.find("held_by") != nullptr) {
    Text<40> holder;
    in.text("held_by", holder);
    const auto kind = holder_kind_named(holder);
    if (!kind) bad_member(in.path("held_by"), "unknown kind " + quoted(holder));
    out.held_by = *kind;
  }
  if (in.find("task") != nullptr) in.text("task", out.task);
  in.finish();
  return out;
}

Genesis read_genesis(const json::value& value) {
  Reader in(value, "");
  Genesis out;
  in.text("network", out.network);
  out.time_ms = in.number("time_ms", INT64_MAX);
  Text<32> suite;
  in.text("suite", suite);
  const auto named = suite_named(suite);
  if (!named) bad_member("suite", "unknown suite " + quoted(suite));
  out.suite = *named;
  const auto into = [](auto& list, auto read) {
    return
        [&list, read](const json::value& item, const std::string& path) { list.push_back(read(item, path)); };
  };
  in.list("validators", limits::kValidatorsMax,
          [&out](const json::value& item, const std::string& path) { read_validator(item, path, out); });
  in.list("departments", out.departments.kMax, into(out.departments, read_department));
  in.list("keys", out.keys.kMax, into(out.keys, read_key));
  in.list("qualifications", out.qualifications.kMax, into(out.qualifications, read_qualification));
  in.list("features", out.features.kMax, [&out](const json::value& item, const std::string& path) {
    if (!item.is_string() || item.get_string().size() > Id::kMax) bad_member(path, "must be a name");
    out.features.emplace_back(std::string_view(item.get_string()));
  });
  in.finish();
  return out;
}

/// One item a line, so that two versions of a genesis can be compared by eye.
template <class List, class Make>
std::string list_text(const List& list, Make make) {
  std::string out = "[";
  for (const auto& item : list) {
    out += out.size() == 1 ? "\n    " : ",\n    ";
    out += json::serialize(make(item));
  }
  return out + (list.empty() ? "]" : "\n  ]");
}

}  // namespace

Result<Genesis> genesis_from_json(std::string_view text) {
  if (text.size() > limits::kGenesisBytesMax)
    return fail(Code::bad_genesis, "longer than " + std::to_string(limits::kGenesisBytesMax) + " bytes");
  json::error_code error;
  json::parse_options options;
  options.max_depth = 8;
  const json::value value = json::parse(text, error, {}, options);
  if (error) return fail(Code::bad_genesis, "not JSON: " + error.message());
  try {
    refuse_repeated_members(text);
    Genesis genesis = read_genesis(value);
    if (auto good = check_genesis(genesis); !good) return std::unexpected(good.error());
    return genesis;
  } catch (const BadMember& wrong) {
    return fail(Code::bad_genesis, wrong.detail);
  }
}

std::string genesis_to_json(const Genesis& genesis) {
  const auto text = [](const std::string& value) { return json::serialize(json::string(value)); };
  std::string out = "{\n  \"network\": " + text(genesis.network) +
                    ",\n  \"time_ms\": " + std::to_string(genesis.time_ms) +
                    ",\n  \"suite\": " + text(std::string(name_of(genesis.suite)));
  std::size_t place = 0;
  out += ",\n  \"validators\": " + list_text(genesis.validators.validators, [&](const Validator& v) {
           json::object made{
               {"key", v.key.hex()}, {"name_zh", v.name_zh.c_str()}, {"name_en", v.name_en.c_str()}};
           if (place < genesis.owners.size()) made["owner"] = genesis.owners[place++].c_str();
           return made;
         });
  out += ",\n  \"departments\": " + list_text(genesis.departments, [](const RegisterDepartment& d) {
           return json::object{{"id", d.id.c_str()},
                               {"name_zh", d.name_zh.c_str()},
                               {"name_en", d.name_en.c_str()},
                               {"kind", name_of(d.kind)}};
         });
  out += ",\n  \"keys\": " + list_text(genesis.keys, [](const KeyPost& k) {
           json::array roles;
           for (const Role role : k.roles) roles.emplace_back(name_of(role));
           return json::object{{"department", k.department.c_str()},
                               {"key", k.key.hex()},
                               {"roles", std::move(roles)},
                               {"holder", k.holder.c_str()}};
         });
  out += ",\n  \"qualifications\": " + list_text(genesis.qualifications, [](const DefineQualification& q) {
           json::object made{{"type", q.type.c_str()},
                             {"name_zh", q.name_zh.c_str()},
                             {"name_en", q.name_en.c_str()},
                             {"issuer", q.issuer.c_str()},
                             {"years", q.years}};
           if (q.prerequisite) made["prerequisite"] = q.prerequisite->c_str();
           if (q.held_by != HolderKind::enterprise) made["held_by"] = name_of(q.held_by);
           if (!q.task.empty()) made["task"] = q.task.c_str();
           return made;
         });
  out += ",\n  \"features\": " +
         list_text(genesis.features, [](const Id& name) { return json::string(name.c_str()); });
  return out + "\n}\n";
}

}  // namespace credence
