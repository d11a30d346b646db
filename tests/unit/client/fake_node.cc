// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/client/fake_node.h"

#include "ledger/domain/dry_run.h"
#include "ledger/execution/dry_run.h"
#include "ledger/store/state_snapshot.h"

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <condition_variable>
#include <list>
#include <thread>

namespace credence::testing {

namespace http = boost::beast::http;
using tcp = boost::asio::ip::tcp;

Answer problem(unsigned status, const char* code, std::uint64_t retry_after_ms) {
  boost::json::object out{{"status", status}, {"code", code}, {"detail", ""}};
  if (retry_after_ms > 0) out["retry_after_ms"] = retry_after_ms;
  return {status, boost::json::serialize(out)};
}

// ---- one server -------------------------------------------------------------------------------------------

/// `handle` runs on a thread for each connection, one request at a time among all servers (the ledger's
/// rule).
class FakeServer {
 public:
  using Handler = std::function<std::optional<Answer>(const std::string& method, const std::string& target,
                                                      const std::string& body)>;
  FakeServer(std::mutex& mutex, Handler handle, std::uint16_t port,
             const std::optional<FakeNetwork::Tls>& tls)
      : mutex_(mutex), handle_(std::move(handle)) {
    if (tls) {
      prefix_ = tls->prefix;
      tls_.emplace(boost::asio::ssl::context::tls_server);
      tls_->use_certificate_chain_file(tls->certificate);
      tls_->use_private_key_file(tls->key, boost::asio::ssl::context::pem);
    }
    acceptor_.open(tcp::v4());
    acceptor_.set_option(tcp::acceptor::reuse_address(true));
    acceptor_.bind({boost::asio::ip::address_v4::loopback(), port});
    acceptor_.listen();
    accepting_ = std::jthread([this] { accept(); });
  }
  ~FakeServer() {
    stop_ = true;
    hang(FakeNetwork::Hang::not_at_all);
    ::shutdown(acceptor_.native_handle(), SHUT_RDWR);  // wakes the blocking accept
    accepting_.join();
    {
      const std::lock_guard lock(sockets_mutex_);
      for (tcp::socket& socket : sockets_) ::shutdown(socket.native_handle(), SHUT_RDWR);
    }
    connections_.clear();
  }
  [[nodiscard]] Endpoint endpoint() const {
    Endpoint out{"127.0.0.1", std::to_string(acceptor_.local_endpoint().port())};
    out.tls = tls_.has_value();
    out.prefix = prefix_;
    return out;
  }
  void hang(FakeNetwork::Hang how) {
    const std::lock_guard lock(hanging_mutex_);
    hanging_ = how;
    goes_on_.notify_all();
  }

 private:
  template <class Stream>
  void wait_while_hanging(Stream& stream) {
    std::unique_lock lock(hanging_mutex_);
    boost::system::error_code ignored;
    if (hanging_ == FakeNetwork::Hang::after_some_bytes)
      boost::asio::write(stream, boost::asio::buffer("HTTP/1.1 2", 10), ignored);
    goes_on_.wait(lock, [this] { return hanging_ == FakeNetwork::Hang::not_at_all; });
  }
  void accept() {
    while (!stop_) {
      boost::system::error_code error;
      tcp::socket socket(context_);
      acceptor_.accept(socket, error);
      if (error) return;
      const std::lock_guard lock(sockets_mutex_);
      sockets_.push_back(std::move(socket));
      connections_.emplace_back([this, &mine = sockets_.back()] { serve(mine); });
    }
  }
  void serve(tcp::socket& socket) {
    boost::system::error_code error;
    if (tls_) {
      boost::asio::ssl::stream<tcp::socket&> stream(socket, *tls_);
      stream.handshake(boost::asio::ssl::stream_base::server, error);
      if (!error) converse(stream);
      // As nginx says it to one who speaks plain HTTP.
      const std::string_view text =
          "HTTP/1.1 400 Bad Request\r\nContent-Length: 26\r\n\r\nplain HTTP on a HTTPS port";
      if (error) boost::asio::write(socket, boost::asio::buffer(text), error);
    } else {
      converse(socket);
    }
    socket.shutdown(tcp::socket::shutdown_both, error);
  }
  template <class Stream>
  void converse(Stream& stream) {
    boost::beast::flat_buffer buffer;
    boost::system::error_code error;
    while (!error) {
      http::request<http::string_body> request;
      http::read(stream, buffer, request, error);
      if (error) break;
      wait_while_hanging(stream);
      const std::string target(request.target());
      std::optional<Answer> answer = Answer{404, "<html>"};
      if (target.starts_with(prefix_)) {
        const std::lock_guard lock(mutex_);
        answer = handle_(std::string(request.method_string()), target.substr(prefix_.size()), request.body());
      }
      if (!answer) break;  // hang up
      http::response<http::string_body> response(static_cast<http::status>(answer->status), 11, answer->body);
      response.keep_alive(true);
      response.prepare_payload();
      http::write(stream, response, error);
    }
  }

  std::mutex& mutex_;
  Handler handle_;
  boost::asio::io_context context_;
  tcp::acceptor acceptor_{context_};
  std::optional<boost::asio::ssl::context> tls_;
  std::string prefix_;
  std::atomic<bool> stop_{false};
  std::mutex hanging_mutex_;
  std::condition_variable goes_on_;
  FakeNetwork::Hang hanging_ = FakeNetwork::Hang::not_at_all;
  std::mutex sockets_mutex_;
  std::list<tcp::socket> sockets_;
  std::list<std::jthread> connections_;
  std::jthread accepting_;
};

// ---- the network ------------------------------------------------------------------------------------------

namespace {

std::optional<Answer> hang_up_on_zero(const Answer& answer) {
  if (answer.status == 0) return std::nullopt;
  return answer;
}

}  // namespace

FakeNetwork::FakeNetwork(std::size_t nodes, Genesis genesis)
    : FakeNetwork(nodes, Tls{}, std::move(genesis)) {}

FakeNetwork::FakeNetwork(std::size_t nodes, Tls tls, Genesis genesis)
    : world_genesis_(std::move(genesis)),
      world_(make_memory_key_value(), world_genesis_),
      tls_(tls.certificate.empty() ? std::nullopt : std::optional(std::move(tls))) {
  behaviours_.resize(nodes);
  asked_.resize(nodes, 0);
  servers_.resize(nodes);
  endpoints_.resize(nodes, {"127.0.0.1", "0"});
  for (std::size_t i = 0; i < nodes; ++i) start(i);
  (void)world_.apply({});  // nothing is proved on a chain without a certificate
}

FakeNetwork::~FakeNetwork() { servers_.clear(); }

void FakeNetwork::stop(std::size_t node) { servers_.at(node) = nullptr; }

void FakeNetwork::start(std::size_t node) {
  servers_.at(node) = std::make_unique<FakeServer>(
      mutex_,
      [this, node](const auto& method, const auto& target, const auto& body) {
        return answer(node, method, target, body);
      },
      static_cast<std::uint16_t>(std::stoul(endpoints_.at(node).port)), tls_);
  endpoints_.at(node) = servers_.at(node)->endpoint();
}

void FakeNetwork::hang(std::size_t node, Hang how) {
  if (servers_.at(node)) servers_.at(node)->hang(how);
}

std::optional<Answer> FakeNetwork::answer(std::size_t node, const std::string& method,
                                          const std::string& target, const std::string& body) {
  ++asked_[node];
  if (method == "POST" && target != "/v1/dry-runs") posted = body;
  const bool lies = behaviours_[node] != nullptr;
  if (lies)  // asked before anything is executed: "nothing" means that the request is honest
    if (auto instead = behaviours_[node](method, target, {0, {}})) return hang_up_on_zero(*instead);
  const Answer honest = honest_answer(method, target, body);
  if (lies)
    if (auto instead = behaviours_[node](method, target, honest)) return hang_up_on_zero(*instead);
  return honest;
}

Answer FakeNetwork::honest_answer(const std::string& method, const std::string& target,
                                  const std::string& body) {
  if (target == "/v1/dry-runs") return dry_run(body);
  if (method == "POST") return post(body);
  const auto after = [&](std::string_view prefix) {
    return target.substr(prefix.size(), target.find('?') - prefix.size());
  };
  if (target.starts_with("/v1/transactions/")) {
    const std::string digits = after("/v1/transactions/");
    const auto called =
        digits.size() < 64 ? world_.ledger().transaction_called(digits) : TxId::from_hex(digits);
    return called ? transaction(*called)
                  : problem(called.error().code == Code::not_found ? 404 : 400,
                            info(called.error().code).name.data());
  }
  if (const auto under = target.find("/under/"); under != std::string::npos)
    return proved(
        world_.ledger().prove_header(std::stoull(target.substr(std::string_view("/v1/blocks/").size())),
                                     std::stoull(target.substr(under + 7))));
  if (target.ends_with("/content"))
    return content(std::stoull(target.substr(std::string_view("/v1/blocks/").size())));
  if (target.starts_with("/v1/blocks/")) return block(after("/v1/blocks/"));
  if (target.starts_with("/v1/state/"))
    return proved(
        world_.ledger().prove_state(decode<StateKey>(from_hex(after("/v1/state/")).value()).value()),
        context(target));
  if (target.find("/history?") != std::string::npos) return history(target);
  if (target == "/v1/status")
    return {200, boost::json::serialize(boost::json::object{{"chain", world_.chain().hex()}})};
  return problem(404, "no_route");
}

Answer FakeNetwork::dry_run(const std::string& body) {
  struct Stored final : StateSource {
    explicit Stored(const Ledger& ledger) : at(ledger.snapshot().value()) {}
    Result<std::optional<BytesView>> value(const Hash32& hash, BytesView key) const override {
      held = at->value(hash, key).value();
      return held ? std::optional<BytesView>(*held) : std::nullopt;
    }
    const std::shared_ptr<const StateSnapshot> at;
    mutable std::optional<Bytes> held;
  };
  const auto asked = decode<DryRun>(bytes_of(body)).value();
  const Stored state(world_.ledger());
  DryRunner runner(world_.chain(), world_.ledger().head(), world_.ledger().head().time_ms + 1000, state);
  boost::json::array results;
  for (const auto& action : asked.actions) {
    const Tried tried = runner.run(action, asked.maker, asked.others).value();
    boost::json::array lines;
    for (const Receipt& line : tried.lines)
      lines.push_back(boost::json::object{{"receipt", to_base64(encode(line))}});
    results.push_back(
        boost::json::object{{"receipt", to_base64(encode(tried.whole))}, {"lines", std::move(lines)}});
  }
  return {200, boost::json::serialize(boost::json::object{{"height", world_.ledger().height()},
                                                          {"lines_not_named", 0},
                                                          {"results", std::move(results)}})};
}

Answer FakeNetwork::history(const std::string& target) {
  const auto segment = [&](std::size_t n) {  // "/v1/enterprises/CODE/history?…" -> 2: the kind, 3: whose
    std::size_t at = 0;
    while (n-- > 0) at = target.find('/', at) + 1;
    return target.substr(at, target.find('/', at) - at);
  };
  const auto number = [&](const char* name) -> std::optional<std::uint64_t> {
    const std::size_t at = target.find(name);
    if (at == std::string::npos) return std::nullopt;
    return std::stoull(target.substr(at + std::string_view(name).size()));
  };
  const std::string kind = segment(2), id = segment(3);
  HistoryKey subject;
  if (kind == "enterprises") {
    const auto misfit = misfit_uscc(id);
    subject.subject = EnterpriseKey{misfit ? *misfit : parse_uscc(id).value()};
  }
  if (kind == "programmes") subject.subject = ProgrammeKey{Id(id)};
  if (kind == "departments") subject.subject = DepartmentKey{Id(id)};
  if (kind == "chain") subject.subject = ChainKey{};
  if (kind == "targets") subject.subject = TargetKey{Id(id)};
  if (kind == "qualifications") subject.subject = QualificationTypeKey{Id(id)};
  if (const auto last = number("last=")) {
    const auto head = world_.ledger().prove_history(subject, 0, 0).value();
    const std::uint64_t total = head.head.value ? decode<HistoryValue>(*head.head.value)->count : 0;
    return proved(world_.ledger().prove_history(subject, total - std::min(*last, total), *last));
  }
  return proved(world_.ledger().prove_history(subject, number("from=").value_or(0),
                                              number("count=").value_or(page_size)),
                context(target));
}

/// The further keys that are asked for, under the same header.
boost::json::object FakeNetwork::context(const std::string& target) {
  const std::size_t at = target.find("with=");
  if (at == std::string::npos) return {};
  std::vector<StateKey> keys;
  for (std::size_t from = at + 5; from < target.size();) {
    const std::size_t end = std::min(target.find(',', from), target.size());
    keys.push_back(decode<StateKey>(from_hex(target.substr(from, end - from)).value()).value());
    from = end + 1;
  }
  return {{"context", to_base64(encode(world_.ledger().prove_keys(keys).value()))}};
}

Answer FakeNetwork::post(const std::string& body) {
  const BytesView bytes = bytes_of(body);
  const auto parsed = parse_transaction(world_.chain(), bytes);
  if (!parsed)
    return problem(parsed.error().code == Code::wrong_chain ? 409 : 400,
                   info(parsed.error().code).name.data());
  if (!world_.ledger().find_transaction(parsed->id).value()) {
    if (parsed->body.expiry_height <= world_.ledger().height()) return problem(409, "expired");
    (void)world_.apply({Bytes(bytes.begin(), bytes.end())});
    ++executed;
  }
  return transaction(parsed->id);
}

Answer FakeNetwork::transaction(const TxId& id) {
  return proved(world_.ledger().prove_transaction(id), {{"id", id.hex()}});
}

Answer FakeNetwork::block(const std::string& height) {
  const Height h = height == "latest" ? world_.ledger().certified_height() : std::stoull(height);
  boost::json::array ids;
  if (const auto stored = world_.ledger().block(h)) {
    const Batch batch = batch_of(stored->proposal).value();
    for (const auto& bytes : batch.transactions)
      ids.push_back(boost::json::string(world_.id_of(bytes).hex()));
  }
  return proved(world_.ledger().prove_block(h), {{"transactions", std::move(ids)}});
}

Answer FakeNetwork::content(Height height) {
  const auto stored = world_.ledger().block(height);
  if (!stored || !stored->certificate) return problem(404, "not_found");
  auto batch = batch_of(stored->proposal).value();
  return proved(Result<ArchiveBlock>(
      ArchiveBlock{stored->header, *stored->certificate, std::move(batch.transactions), stored->receipts}));
}

}  // namespace credence::testing
