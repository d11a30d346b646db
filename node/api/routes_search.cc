// SPDX-License-Identifier: Apache-2.0
// Search and lists, from the node's own index (node/search). What they say is a hint of this node and not
// proved: each row names the key and the path that give the same with its proof.
#include <algorithm>

#include "ledger/domain/text.h"
#include "ledger/views/json.h"
#include "node/api/routes_impl.h"
#include "node/search/search_index.h"

namespace credence::node {
namespace {

constexpr std::size_t kRowsDefault = 20;
constexpr std::size_t kWordBytesMax = 256;
constexpr std::size_t kIdDigitsMin = 8;

json::object row(std::string_view kind, std::string_view id, std::string href, json::value key,
                 json::value view) {
  return {{"kind", kind},
          {"id", id},
          {"href", std::move(href)},
          {"key", std::move(key)},
          {"view", std::move(view)}};
}

struct Place {
  std::string id, path;
};
/// The id of a thing, and the path that proves it: that of its register, else that of any key.
struct PlaceOf {
  static Place in(std::string_view register_name, std::string_view id) {
    return {std::string(id), "/v1/" + std::string(register_name) + "/" + std::string(id)};
  }
  Place operator()(const EnterpriseKey& key) const { return in("enterprises", text_of(key.code)); }
  Place operator()(const ProgrammeKey& key) const { return in("programmes", key.id); }
  Place operator()(const DepartmentKey& key) const { return in("departments", key.id); }
  Place operator()(const QualificationTypeKey& key) const { return in("qualifications", key.type); }
  Place operator()(const TargetKey& key) const { return in("targets", key.id); }
  Place operator()(const AwardBatchKey& key) const {
    return {key.programme + "/" + key.batch, "/v1/programmes/" + key.programme + "/batches/" + key.batch};
  }
  Place operator()(const DocumentKey& key) const { return {key.sha256.hex(), {}}; }
  Place operator()(const SignerKey& key) const { return {key.key.hex(), {}}; }
  template <class Other>
  Place operator()(const Other&) const {
    return {};
  }
};

json::object row_of(const SearchIndex::Found& found) {
  const std::string hex = to_hex(encode(found.key));
  Place place = std::visit(PlaceOf{}, static_cast<const StateKeyBody&>(found.key));
  if (place.path.empty()) place.path = "/v1/state/" + hex;
  auto view = state_value_to_json(found.key, found.value);
  const auto kind = kind_of(found.key);
  return row(kind ? kind_name(*kind) : "", place.id, std::move(place.path), json::value(hex),
             view ? json::value(*std::move(view)) : json::value(nullptr));
}

json::object hint(const SearchIndex& index) {
  const auto height = index.height();
  return {{"proved", false},
          {"height", height ? json::value(*height) : json::value(nullptr)},
          {"note",
           {{"en", "a hint of this node, not proved: ask the path of a row for the same with its proof"},
            {"zh", "仅为本节点的提示，未经证明：请访问每行的路径取得同一内容及其证明"}}}};
}

Result<std::size_t> limit_of(const Result<std::uint64_t>& asked) {
  if (!asked) return std::unexpected(asked.error());
  if (*asked == 0 || *asked > kRowsMax)
    return fail(Code::limit_exceeded, "limit: from 1 to " + std::to_string(kRowsMax));
  return static_cast<std::size_t>(*asked);
}

std::string_view text_in(const Parameters& query, std::string_view name) {
  const auto at = query.find(name);
  return at == query.end() ? std::string_view() : std::string_view(at->second);
}

ApiAnswer page_answer(const SearchIndex& index, json::array rows, const SearchIndex::Page& page) {
  for (const auto& found : page.found) rows.emplace_back(row_of(found));
  json::object out = hint(index);
  out["rows"] = std::move(rows);
  out["next"] = page.cursor.empty() ? json::value(nullptr) : json::value(page.cursor);
  return json_answer(200, out);
}

}  // namespace

/// Blocks by their height and transactions by the begin of their id come from the ledger itself, before the
/// rows of the index; on the first page alone.
ApiAnswer ApiRoutes::search(const Call& call) const {
  if (search_ == nullptr) return problem(Error{Code::no_route, {}});
  const std::string_view said = text_in(call.query, "q");
  const auto limit = limit_of(call.number_of("limit", kRowsDefault));
  if (!limit) return problem(limit.error());
  if (said.size() > kWordBytesMax || !valid_utf8(said))
    return problem(Error{Code::bad_request, "q: UTF-8, at most " + std::to_string(kWordBytesMax) + " bytes"});
  const std::string word = folded_name(said);
  if (word.empty()) return problem(Error{Code::bad_request, "q: what is looked for"});
  std::optional<SearchKind> kind;
  const std::string_view kind_said = text_in(call.query, "kind");
  if (call.asks("kind") && !(kind = kind_called(kind_said)))
    return problem(Error{Code::bad_request,
                         "kind: enterprise, programme, department, title, target, batch, "
                         "document or key"});
  const std::string_view cursor = text_in(call.query, "cursor");
  json::array rows;
  if (cursor.empty() && !kind) {
    if (const auto height = number<Height>(word);
        height && *height <= backend_.ledger().read([](const Ledger& at) { return at.certified_height(); }))
      rows.emplace_back(row("block", word, "/v1/blocks/" + std::to_string(*height), nullptr, nullptr));
    const bool hex = word.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (hex && word.size() >= kIdDigitsMin && word.size() <= 2 * TxId().bytes.size()) {
      const auto id = backend_.ledger().read([&](const Ledger& at) { return at.transaction_called(word); });
      if (!id && id.error().code != Code::not_found) return problem(id.error());
      if (id)
        rows.emplace_back(row("transaction", id->hex(), "/v1/transactions/" + id->hex(), nullptr, nullptr));
    }
  }
  const auto page = search_->find(backend_.ledger(), word, kind, cursor, *limit);
  if (!page) return problem(page.error());
  return page_answer(*search_, std::move(rows), *page);
}

ApiAnswer ApiRoutes::list(SearchKind kind, const Call& call) const {
  if (search_ == nullptr) return problem(Error{Code::no_route, {}});
  const auto limit = limit_of(call.number_of("limit", kRowsDefault));
  if (!limit) return problem(limit.error());
  const auto page = search_->list(backend_.ledger(), kind, text_in(call.query, "cursor"), *limit);
  if (!page) return problem(page.error());
  return page_answer(*search_, {}, *page);
}

}  // namespace credence::node
