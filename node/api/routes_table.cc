// SPDX-License-Identifier: Apache-2.0
// The table of routes: everything that a node answers under /v1 and at /metrics. docs/api.md describes it.
#include "node/api/routes_impl.h"
#include "node/search/terms.h"

namespace credence::node {

struct ApiRoutes::Keys {
  static Result<Id> id(const Parameters& path, std::string_view name) {
    const std::string& text = path.find(name)->second;
    if (auto good = check_id(text); !good) return std::unexpected(good.error());
    return Id(text);
  }
  /// Also one that can be on the ledger as a recorded exception alone.
  static Result<Uscc> code(const Parameters& path) {
    const std::string& text = path.find("code")->second;
    if (const auto misfit = misfit_uscc(text)) return *misfit;
    return parse_uscc(text);
  }

  template <class Key, class Part>
  static Result<Key> made(Result<Part> part) {
    if (!part) return std::unexpected(part.error());
    return Key{*std::move(part)};
  }
  template <class Key>
  static Result<Key> by_id(const Parameters& path) {
    return made<Key>(id(path, "id"));
  }
  template <class Key>
  static Result<Key> by_code(const Parameters& path) {
    return made<Key>(code(path));
  }
  static Result<ChainKey> chain(const Parameters&) { return ChainKey{}; }
  /// A programme's batch, or its list of payments, by the name of the parameter.
  template <class Key>
  static Result<Key> within(const Parameters& path, std::string_view name) {
    const auto programme = id(path, "id"), second = id(path, name);
    if (!programme) return std::unexpected(programme.error());
    if (!second) return std::unexpected(second.error());
    return Key{*programme, *second};
  }
  static Result<AwardBatchKey> batch(const Parameters& path) { return within<AwardBatchKey>(path, "batch"); }
  static Result<PaymentListKey> payments(const Parameters& path) {
    return within<PaymentListKey>(path, "list");
  }
  static Result<AwardKey> award(const Parameters& path) {
    const auto in = batch(path);
    if (!in) return std::unexpected(in.error());
    const auto line = number<std::uint32_t>(path.find("line")->second);
    if (!line) return fail(Code::bad_request, "the line must be a whole number");
    return AwardKey{in->programme, in->batch, *line};
  }
  static Result<QualificationKey> title(const Parameters& path) {
    const auto type = id(path, "id");
    const auto holder = code(path);
    if (!type) return std::unexpected(type.error());
    if (!holder) return std::unexpected(holder.error());
    return QualificationKey{*type, *holder};
  }
  static Result<StateKey> any(const Parameters& path) {
    const auto bytes = from_hex(path.find("key")->second);
    if (!bytes) return std::unexpected(bytes.error());
    return decode<StateKey>(*bytes);
  }

  template <auto KeyOf>
  static ApiAnswer state(const ApiRoutes& routes, const Call& call) {
    const auto key = KeyOf(call.parameters);
    return key ? routes.state(StateKey(*key), call) : problem(key.error());
  }
  template <auto KeyOf>
  static Result<HistoryKey> subject(const Parameters& path) {
    const auto key = KeyOf(path);
    if (!key) return std::unexpected(key.error());
    return HistoryKey{*key};
  }
  template <auto KeyOf>
  static ApiAnswer history(const ApiRoutes& routes, const Call& call) {
    const auto asked = subject<KeyOf>(call.parameters);
    return asked ? routes.history(*asked, call) : problem(asked.error());
  }
  template <SearchKind Kind>
  static ApiAnswer list(const ApiRoutes& routes, const Call& call) {
    return routes.list(Kind, call);
  }
  template <auto Member>
  static ApiAnswer answer(const ApiRoutes& routes, const Call& call) {
    if constexpr (requires { (routes.*Member)(call); })
      return (routes.*Member)(call);
    else
      return (routes.*Member)();
  }
};

std::span<const ApiRoutes::Route> ApiRoutes::table() {
  using K = Keys;
  using Answer = ApiAnswer (ApiRoutes::*)(const Call&) const;
  static constexpr Answer kTransaction = &ApiRoutes::transaction;
  static constexpr std::string_view kPage = "from count last with", kList = "limit cursor";
  static constexpr Route kTable[] = {
      {"POST", "/v1/transactions", "although", K::answer<&ApiRoutes::post_transaction>},
      {"POST", "/v1/batches", "", K::answer<&ApiRoutes::post_batch>},
      {"POST", "/v1/dry-runs", "", K::answer<&ApiRoutes::post_dry_run>},
      {"GET", "/v1/transactions/{id}", "wait_ms", K::answer<kTransaction>},
      {"GET", "/v1/blocks/{height}", "", K::answer<&ApiRoutes::block>},
      {"GET", "/v1/blocks/{height}/content", "", K::answer<&ApiRoutes::block_content>},
      {"GET", "/v1/blocks/{height}/under/{later}", "", K::answer<&ApiRoutes::block_under>},
      {"GET", "/v1/validators", "from", K::answer<&ApiRoutes::validators>},
      {"GET", "/v1/archive", "from", K::answer<&ApiRoutes::archive>},

      {"GET", "/v1/search", "q kind limit cursor", K::answer<&ApiRoutes::search>},
      {"GET", "/v1/enterprises", kList, K::list<SearchKind::enterprise>},
      {"GET", "/v1/programmes", kList, K::list<SearchKind::programme>},
      {"GET", "/v1/departments", kList, K::list<SearchKind::department>},
      {"GET", "/v1/qualifications", kList, K::list<SearchKind::title>},
      {"GET", "/v1/targets", kList, K::list<SearchKind::target>},

      {"GET", "/v1/enterprises/{code}", "with", K::state<K::by_code<EnterpriseKey>>},
      {"GET", "/v1/enterprises/{code}/history", kPage, K::history<K::by_code<EnterpriseKey>>,
       K::subject<K::by_code<EnterpriseKey>>},
      {"GET", "/v1/code-exceptions/{code}", "with", K::state<K::by_code<CodeExceptionKey>>},
      {"GET", "/v1/programmes/{id}", "with", K::state<K::by_id<ProgrammeKey>>},
      {"GET", "/v1/programmes/{id}/history", kPage, K::history<K::by_id<ProgrammeKey>>,
       K::subject<K::by_id<ProgrammeKey>>},
      {"GET", "/v1/programmes/{id}/batches/{batch}", "with", K::state<K::batch>},
      {"GET", "/v1/programmes/{id}/batches/{batch}/lines/{line}", "with", K::state<K::award>},
      {"GET", "/v1/programmes/{id}/payments/{list}", "with", K::state<K::payments>},
      {"GET", "/v1/departments/{id}", "with", K::state<K::by_id<DepartmentKey>>},
      {"GET", "/v1/departments/{id}/history", kPage, K::history<K::by_id<DepartmentKey>>,
       K::subject<K::by_id<DepartmentKey>>},
      {"GET", "/v1/targets/{id}", "with", K::state<K::by_id<TargetKey>>},
      {"GET", "/v1/targets/{id}/history", kPage, K::history<K::by_id<TargetKey>>,
       K::subject<K::by_id<TargetKey>>},
      {"GET", "/v1/problems/{id}", "with", K::state<K::by_id<ProblemKey>>},
      {"GET", "/v1/qualifications/{id}", "with", K::state<K::by_id<QualificationTypeKey>>},
      {"GET", "/v1/qualifications/{id}/history", kPage, K::history<K::by_id<QualificationTypeKey>>,
       K::subject<K::by_id<QualificationTypeKey>>},
      {"GET", "/v1/qualifications/{id}/{code}", "with", K::state<K::title>},
      {"GET", "/v1/chain", "with", K::state<K::chain>},
      {"GET", "/v1/chain/history", kPage, K::history<K::chain>, K::subject<K::chain>},
      {"GET", "/v1/state/{key}", "with", K::state<K::any>},
      {"GET", "/v1/histories", "of count", K::answer<&ApiRoutes::histories>},

      {"GET", "/v1/events", "from subject transaction consensus", K::answer<&ApiRoutes::events>},
      {"POST", "/v1/desk/readings", "", K::answer<&ApiRoutes::read_list>},
      {"GET", "/v1/desk/findings", "", K::answer<&ApiRoutes::findings>},
      {"POST", "/v1/desk/certificates", "lang name address", K::answer<&ApiRoutes::certificate>},
      {"POST", "/v1/credit/texts", "", K::answer<&ApiRoutes::credit_text>},
      {"GET", "/v1/status", "", K::answer<&ApiRoutes::status>},
      {"GET", "/v1/evidence", "", K::answer<&ApiRoutes::evidence>},
      {"GET", "/v1/health", "", K::answer<&ApiRoutes::health>},
      {"GET", "/v1/livez", "", K::answer<&ApiRoutes::livez>},
      {"GET", "/v1/limits", "", K::answer<&ApiRoutes::limits>},
      {"GET", "/v1/genesis", "", K::answer<&ApiRoutes::genesis>},
      {"GET", "/metrics", "", K::answer<&ApiRoutes::metrics>},
  };
  return kTable;
}

/// "enterprises/CODE", as in the path of its history.
Result<HistoryKey> ApiRoutes::subject_called(std::string_view path) {
  std::vector<std::string> parts{"v1"};
  for (const std::string_view part : split(path, '/')) parts.emplace_back(part);
  parts.emplace_back("history");
  Parameters parameters;
  for (const Route& route : table())
    if (route.subject != nullptr && route.fits(parts, parameters)) return route.subject(parameters);
  return fail(Code::bad_request, "a subject is a path such as enterprises/CODE, programmes/ID or chain");
}

std::vector<ApiRoutes::Described> ApiRoutes::routes() {
  std::vector<Described> out;
  for (const Route& route : table()) out.push_back({route.method, route.pattern, route.query});
  return out;
}

}  // namespace credence::node
