// SPDX-License-Identifier: Apache-2.0
#include "node/search/terms.h"

#include <algorithm>
#include <array>

#include "ledger/domain/past.h"
#include "ledger/domain/text.h"
#include "node/search/initials.h"

namespace credence::node {
namespace {

constexpr std::size_t kNameTermMax = 6;      // characters
constexpr std::size_t kInitialsTermMax = 8;  // letters
constexpr std::size_t kStartsMax = 40;       // of one name
constexpr std::array<std::string_view, kSearchKinds> kNames = {
    "enterprise", "programme", "department", "title", "target", "batch", "document", "key"};
constexpr std::array<std::string_view, 4> kLegalForms = {"股份有限公司", "有限责任公司", "有限公司", "公司"};

/// A name, its characters, and where a word may begin in it.
struct Parts {
  std::string_view text;
  std::vector<CodePoint> points;
  std::size_t starts = 0;

  explicit Parts(std::string_view name) : text(name), points(code_points(name)), starts(points.size()) {
    for (const std::string_view form : kLegalForms)
      if (name.ends_with(form) && name.size() > form.size()) {
        const std::size_t end = name.size() - form.size();
        starts = static_cast<std::size_t>(
            std::ranges::count_if(points, [&](const CodePoint& at) { return at.offset < end; }));
        break;
      }
    starts = std::min(starts, kStartsMax);
  }
  [[nodiscard]] std::string_view from(std::size_t start) const { return text.substr(points[start].offset); }
  [[nodiscard]] std::string initials(std::size_t start) const {
    std::string out;
    for (std::size_t i = start; i < points.size(); ++i)
      if (const char letter = initial_of(points[i].value); letter != '\0') out.push_back(letter);
    return out;
  }
};

std::string cut(std::string_view text) {
  const auto points = code_points(text.substr(0, 4 * (kNameTermMax + 1)));
  return std::string(points.size() <= kNameTermMax ? text.substr(0, 4 * (kNameTermMax + 1))
                                                   : text.substr(0, points[kNameTermMax].offset));
}
bool all_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Calls `visit(term, what a word is compared with)` for each term until it returns false.
template <class Visit>
void each_term(const Searchable& thing, const Visit& visit) {
  for (const std::string& number : thing.numbers)
    if (!visit(TermFamily::number, number, number)) return;
  const std::vector<Parts> names(thing.names.begin(), thing.names.end());
  for (const Parts& parts : names)
    for (std::size_t i = 0; i < parts.starts; ++i)
      if (!visit(TermFamily::name, cut(parts.from(i)), parts.from(i))) return;
  for (const Parts& parts : names) {
    if (all_ascii(parts.text)) continue;  // they are the name itself
    const std::string letters = parts.initials(0);
    std::size_t at = 0;  // of the initial of the character i
    for (std::size_t i = 0; i < parts.starts && at < letters.size(); ++i) {
      if (initial_of(parts.points[i].value) == '\0') continue;
      const std::string_view rest = std::string_view(letters).substr(at++);
      if (!visit(TermFamily::initials, std::string(rest.substr(0, kInitialsTermMax)), rest)) return;
    }
  }
}

/// What a kind of thing is found by. Keys without one are not searched for.
template <class Key>
struct Read;
template <>
struct Read<EnterpriseKey> {
  static constexpr SearchKind kKind = SearchKind::enterprise;
  static void into(Searchable& out, const EnterpriseKey& key, const EnterpriseValue& value) {
    out.numbers.push_back(folded_name(text_of(key.code)));
    out.names.push_back(value.name);
    for (auto at = value.former_names.rbegin(); at != value.former_names.rend(); ++at)
      out.names.push_back(at->name);
  }
};
template <>
struct Read<ProgrammeKey> {
  static constexpr SearchKind kKind = SearchKind::programme;
  static void into(Searchable& out, const ProgrammeKey& key, const ProgrammeValue& value) {
    out.numbers = {key.id, value.document_no};
    out.names = {value.name};
  }
};
template <>
struct Read<DepartmentKey> {
  static constexpr SearchKind kKind = SearchKind::department;
  static void into(Searchable& out, const DepartmentKey& key, const DepartmentValue& value) {
    out.numbers = {key.id};
    out.names = {value.name_zh, value.name_en};
  }
};
template <>
struct Read<QualificationTypeKey> {
  static constexpr SearchKind kKind = SearchKind::title;
  static void into(Searchable& out, const QualificationTypeKey& key, const QualificationTypeValue& value) {
    out.numbers = {key.type};
    out.names = {value.name_zh, value.name_en};
  }
};
template <>
struct Read<TargetKey> {
  static constexpr SearchKind kKind = SearchKind::target;
  static void into(Searchable& out, const TargetKey& key, const TargetValue& value) {
    out.numbers = {key.id, value.document_no};
    out.names = {value.name_zh, value.name_en};
  }
};
template <>
struct Read<AwardBatchKey> {
  static constexpr SearchKind kKind = SearchKind::batch;
  static void into(Searchable& out, const AwardBatchKey& key, const AwardBatchValue& value) {
    out.numbers = {key.programme + "/" + key.batch, value.document_no};
    out.names = {value.title};
  }
};
template <>
struct Read<DocumentKey> {
  static constexpr SearchKind kKind = SearchKind::document;
  static void into(Searchable& out, const DocumentKey& key, const DocumentValue& value) {
    out.numbers = {key.sha256.hex(), value.document_no};
    out.names = {value.title};
  }
};
template <>
struct Read<SignerKey> {
  static constexpr SearchKind kKind = SearchKind::key;
  static void into(Searchable& out, const SignerKey& key, const SignerValue& value) {
    out.numbers = {key.key.hex(), value.key.hex()};
    out.names = {value.holder};
  }
};

template <class Key>
concept Searched = requires { Read<Key>::kKind; };

}  // namespace

std::string_view kind_name(SearchKind kind) { return kNames[static_cast<std::size_t>(kind)]; }
std::optional<SearchKind> kind_called(std::string_view name) {
  const auto at = std::ranges::find(kNames, name);
  if (at == kNames.end()) return std::nullopt;
  return static_cast<SearchKind>(at - kNames.begin());
}
std::optional<SearchKind> kind_of(const StateKey& key) {
  return std::visit(
      []<class Key>(const Key&) -> std::optional<SearchKind> {
        if constexpr (Searched<Key>)
          return Read<Key>::kKind;
        else
          return std::nullopt;
      },
      static_cast<const StateKeyBody&>(key));
}

Result<std::optional<Searchable>> searchable(const StateKey& key, BytesView value) {
  return std::visit(
      [&]<class Key>(const Key& one) -> Result<std::optional<Searchable>> {
        if constexpr (!Searched<Key>) {
          return std::optional<Searchable>{};
        } else {
          const auto read = decode<typename ValueOf<Key>::type>(value);
          if (!read) return fail(Code::storage_corrupt, "the value of " + to_hex(encode(key)));
          Searchable out{Read<Key>::kKind, {}, {}};
          Read<Key>::into(out, one, *read);
          for (std::string& text : out.numbers) text = folded_name(text);
          for (std::string& text : out.names) text = folded_name(text);
          std::erase(out.numbers, "");
          std::erase(out.names, "");
          return std::optional(std::move(out));
        }
      },
      static_cast<const StateKeyBody&>(key));
}

std::vector<Term> terms_of(const Searchable& thing) {
  std::vector<Term> out;
  each_term(thing, [&](TermFamily family, std::string term, std::string_view) {
    out.push_back({family, std::move(term)});
    return true;
  });
  const auto before = [](const Term& a, const Term& b) {
    return std::pair(a.family, std::string_view(a.text)) < std::pair(b.family, std::string_view(b.text));
  };
  std::ranges::sort(out, before);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::optional<Term> term_found(const Searchable& thing, std::string_view word) {
  std::optional<Term> out;
  each_term(thing, [&](TermFamily family, std::string term, std::string_view whole) {
    if (whole.starts_with(word) && range_of(family, word)) out = Term{family, std::move(term)};
    return !out;
  });
  return out;
}

std::optional<std::string> range_of(TermFamily family, std::string_view word) {
  if (word.empty()) return std::nullopt;
  if (family == TermFamily::number) return std::string(word);
  if (family == TermFamily::name) return cut(word);
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (word.size() < 2 || !std::ranges::all_of(word, letter)) return std::nullopt;
  return std::string(word.substr(0, kInitialsTermMax));
}

namespace {

struct Touched {
  std::vector<StateKey>& out;
  void operator()(const EnterpriseRegistered& fact) const { out.emplace_back(EnterpriseKey{fact.line.code}); }
  void operator()(const HolderRegistered& fact) const { out.emplace_back(EnterpriseKey{fact.code}); }
  void operator()(const EnterpriseRenamed& fact) const { out.emplace_back(EnterpriseKey{fact.rename.code}); }
  void operator()(const DepartmentRegistered& fact) const {
    out.emplace_back(DepartmentKey{fact.department.id});
  }
  void operator()(const QualificationDefined& fact) const {
    out.emplace_back(QualificationTypeKey{fact.type.type});
  }
  void operator()(const TargetDefined& fact) const { out.emplace_back(TargetKey{fact.target.id}); }
  void operator()(const BatchOpened& fact) const {
    out.emplace_back(AwardBatchKey{fact.programme, fact.batch});
  }
  void operator()(const DocumentAnchored& fact) const { out.emplace_back(DocumentKey{fact.document.sha256}); }
  void operator()(const KeyRegistered& fact) const { out.emplace_back(SignerKey{key_id(fact.key.key)}); }
  void operator()(const KeyRotated& fact) const { out.emplace_back(SignerKey{key_id(fact.key)}); }
  void operator()(const EnterpriseKeyBound& fact) const { out.emplace_back(SignerKey{key_id(fact.key.key)}); }
  template <class Other>
  void operator()(const Other&) const {}  // changes nothing that is searched for
};

}  // namespace

std::vector<StateKey> touched_keys(const Fact& fact) {
  std::vector<StateKey> out;
  std::visit(Touched{out}, static_cast<const FactBody&>(fact));
  if (const Id* programme = programme_of(fact)) out.emplace_back(ProgrammeKey{*programme});
  return out;
}

}  // namespace credence::node
