// SPDX-License-Identifier: Apache-2.0
// The API without a socket, for described.py: a line in is a request, a line out its answer.
//
//   api_probe --routes      the table of routes: METHOD PATTERN PARAMETERS, one a line
//   api_probe --samples     values that lead to something, as JSON
//   api_probe               {"method", "target", "type", "body" (base64), "last_event_id", "chinese"} in,
//                           {"status", "type", "headers", "body" (base64)} out; of a stream, what it tells
#include <boost/json.hpp>
#include <iostream>

#include "node/search/search_index.h"
#include "tests/unit/node/api_fixture.h"

namespace credence::node {
namespace {

namespace json = boost::json;

/// A small ledger with something of most kinds.
std::unique_ptr<Ledger> sample_ledger() {
  world::World at;
  at.register_enterprises(3);
  at.create_programme();
  const auto must = [&at](const SecretKey& key, const Action& action) {
    if (at.run(key, action) != Code::ok) throw std::runtime_error(at.detail);
  };
  must(world::kAward,
       world::World::awards({world::World::award(1, 1, 4'000), world::World::award(2, 2, 6'000)}));
  must(world::kPay, world::World::payments({world::World::payment(1, 1, 1, 1'000)}));
  must(world::kQualify, world::World::issue("specialized", 1, world::kDay));
  must(world::kRegistrar, samples::admit_code());
  must(world::kRegistrar, samples::anchor_document());
  return at.release();
}

std::string text(const json::object& request, std::string_view name) {
  const auto* value = request.if_contains(name);
  return value == nullptr || !value->is_string() ? std::string() : std::string(value->get_string());
}

json::object answer_of(const ApiRoutes& routes, const json::object& request) {
  ApiRequest asked{text(request, "method"), text(request, "target"), text(request, "type"), {}};
  const auto body = from_base64(text(request, "body"));
  if (body) asked.body = text_of(*body);
  asked.last_event_id = text(request, "last_event_id");
  asked.confidential = true;
  ApiAnswer out = routes.handle(asked);
  while (out.rest) out = out.rest();
  if (out.events) {
    for (std::uint64_t next = out.events->next;;) {
      const EventPiece piece = out.events->read(next);
      out.body += piece.text;
      if (piece.text.empty() || piece.last || piece.next == next) break;
      next = piece.next;
    }
  }
  json::object headers;
  for (const auto& [name, value] : out.headers) headers[name] = value;
  return {{"status", out.status},
          {"type", out.content_type},
          {"headers", std::move(headers)},
          {"body", to_base64(bytes_of(out.body))}};
}

int run(const std::string& mode) {
  if (mode == "--routes") {
    for (const auto& [method, pattern, query] : ApiRoutes::routes())
      std::cout << method << " " << pattern << " " << query << "\n";
    return 0;
  }
  testing::FakeNode node(sample_ledger());
  TxId pending;
  if (!node.submit(testing::make_transaction(9), pending, false)) return 1;
  const auto index = SearchIndex::open(make_memory_key_value(), testing::test_chain()).value();
  const std::atomic<bool> stopping{false};
  while (index->follow(node.ledger(), stopping).value()) {
  }
  const ApiRoutes routes(node, "{\"network\": \"test\"}", nullptr, nullptr, {}, index.get());
  if (mode == "--samples") {
    const auto block = node.ledger().read([](const Ledger& at) { return at.block(2).value(); });
    std::cout
        << json::object{{"code", text_of(world::code(1))},
                        {"transaction",
                         ids_of(*read_batch(testing::test_chain(), block.proposal).value()).at(0).hex()},
                        {"pending", pending.hex()},
                        {"key", to_hex(encode(StateKey(EnterpriseKey{world::code(1)})))},
                        {"bytes", to_base64(testing::make_transaction(10))}}
        << "\n";
    return 0;
  }
  for (std::string line; std::getline(std::cin, line);)
    std::cout << answer_of(routes, json::parse(line).as_object()) << std::endl;
  return 0;
}

}  // namespace
}  // namespace credence::node

int main(int count, char** words) { return credence::node::run(count > 1 ? words[1] : ""); }
