// SPDX-License-Identifier: Apache-2.0
#include "node/desk/desk.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <boost/json.hpp>

#include "ledger/primitives/bytes.h"

namespace credence::node {
namespace {

namespace fs = std::filesystem;
namespace ip = boost::asio::ip;
namespace json = boost::json;

// ---- addresses --------------------------------------------------------------------------------------------

ip::address plain(const ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return ip::make_address_v4(ip::v4_mapped, address.to_v6());
  return address;
}

/// An address or a network, "10.20.0.0/16"; whether `address` is in it. Nothing: it is neither.
std::optional<bool> holds(const std::string& range, const ip::address& address) {
  boost::system::error_code error;
  const bool v6 = range.contains(':'), alone = !range.contains('/');
  if (v6) {
    const auto network = ip::make_network_v6(alone ? range + "/128" : range, error);
    if (error) return std::nullopt;
    return address.is_v6() &&
           ip::network_v6(address.to_v6(), network.prefix_length()).network() == network.network();
  }
  const auto network = ip::make_network_v4(alone ? range + "/32" : range, error);
  if (error) return std::nullopt;
  return address.is_v4() &&
         ip::network_v4(address.to_v4(), network.prefix_length()).network() == network.network();
}

// ---- requests ---------------------------------------------------------------------------------------------

// What is imported; the command is "award import".
constexpr std::array<std::string_view, 8> kLists = {"award",   "payment",    "enterprise",  "project",
                                                    "listing", "acceptance", "performance", "title"};
// The options that a request may name: what is said of the list, and how it is read. None names a file, a key
// or a node.
constexpr std::array<std::string_view, 16> kTexts = {
    "programme", "batch", "list",  "title", "heading",        "document-no",    "published", "stage",
    "project",   "quota", "sheet", "unit",  "declared-count", "declared-total", "from",      "to"};
constexpr std::array<std::string_view, 4> kFlags = {"renumber", "skip-bad", "leave-unidentified",
                                                    "accept-difference"};
constexpr std::string_view kColumns = "column";
constexpr std::size_t kTextBytesMax = 1'000;  // the longest name with its marks
constexpr std::size_t kColumnsMax = 40;

struct ListToRead {
  std::vector<std::string> words;  // of the command and its options
  Bytes file, answers;
};

std::unexpected<Error> bad(std::string_view member) {
  return fail(Code::bad_request, "member " + std::string(member));
}

Result<void> add_text(std::vector<std::string>& words, std::string_view name, const json::value& value) {
  if (!value.is_string() || value.get_string().size() > kTextBytesMax ||
      std::ranges::find(value.get_string(), '\0') != value.get_string().end())
    return bad("options." + std::string(name));
  if (!value.get_string().empty())
    words.push_back("--" + std::string(name) + "=" + std::string(value.get_string()));
  return {};
}

Result<void> add_option(std::vector<std::string>& words, std::string_view name, const json::value& value) {
  if (std::ranges::find(kTexts, name) != kTexts.end()) return add_text(words, name, value);
  if (std::ranges::find(kFlags, name) != kFlags.end() && value.is_bool()) {
    if (value.get_bool()) words.push_back("--" + std::string(name));
    return {};
  }
  if (name != kColumns || !value.is_array() || value.get_array().size() > kColumnsMax)
    return bad("options." + std::string(name));
  for (const json::value& one : value.get_array())
    if (auto good = add_text(words, name, one); !good) return good;
  return {};
}

Result<Bytes> bytes_member(const json::object& from, std::string_view name) {
  const json::value* const value = from.if_contains(name);
  if (value == nullptr || !value->is_string()) return bad(name);
  auto bytes = from_base64(value->get_string());
  if (!bytes) return bad(name);
  return *std::move(bytes);
}

/// Every member is known, and none is missing but the answers and the language.
Result<ListToRead> list_of(std::string_view request) {
  boost::system::error_code error;
  const json::value value = json::parse(request, error);
  if (error || !value.is_object()) return fail(Code::bad_request, "the body must be a JSON object");
  const json::object& object = value.get_object();
  for (const auto& [name, one] : object)
    if (name != "list" && name != "language" && name != "options" && name != "file" && name != "answers")
      return bad(name);
  const json::value* const list = object.if_contains("list");
  const json::value* const options = object.if_contains("options");
  if (list == nullptr || !list->is_string() ||
      std::ranges::find(kLists, std::string_view(list->get_string())) == kLists.end())
    return bad("list");
  if (options == nullptr || !options->is_object()) return bad("options");
  ListToRead out;
  if (const json::value* const language = object.if_contains("language")) {
    if (*language != "zh" && *language != "en") return bad("language");
    out.words = {"--lang", std::string(language->get_string())};
  }
  out.words.insert(out.words.end(), {std::string(list->get_string()), "import", "-", "--dry-run"});
  for (const auto& [name, one] : options->get_object())
    if (auto good = add_option(out.words, name, one); !good) return std::unexpected(good.error());
  auto file = bytes_member(object, "file");
  if (!file) return std::unexpected(file.error());
  out.file = *std::move(file);
  if (!object.contains("answers")) return out;
  auto answers = bytes_member(object, "answers");
  if (!answers) return std::unexpected(answers.error());
  out.answers = *std::move(answers);
  if (!out.answers.empty()) out.words.push_back("--answers=/dev/fd/3");
  return out;
}

}  // namespace

std::string Desk::installed_program() {
  std::error_code ignored;
  return (fs::read_symlink("/proc/self/exe", ignored).parent_path() / "credence").string();
}

Result<void> Desk::check(const DeskConfig& config) {
  for (const std::string& range : config.allow)
    if (!holds(range, ip::address()))
      return fail(Code::bad_config, "desk.allow: '" + range + "' is no address and no network");
  const std::string program = config.program.empty() ? installed_program() : config.program;
  if (::access(program.c_str(), X_OK) != 0)
    return fail(Code::bad_config, "desk.program: " + program + ": " + std::strerror(errno));
  return {};
}

Result<std::unique_ptr<Desk>> Desk::open(DeskOptions options) {
  if (auto good = check(options.config); !good) return std::unexpected(good.error());
  if (options.config.program.empty()) options.config.program = installed_program();
  std::error_code error;
  fs::create_directories(options.directory, error);
  // The nodes are named with each list: the program keeps what it learned of the ledger beside this.
  std::ofstream network(options.directory + "/network.json", std::ios::trunc);
  network << R"({"format": "credence-network-1", "nodes": []})"
          << "\n"
          << std::flush;
  if (error || !network)
    return fail(Code::storage_failed, options.directory + ": " + (error ? error.message() : "network.json"));
  std::unique_ptr<Desk> out(new Desk(std::move(options)));
  for (std::size_t i = 0; i < out->options_.config.at_once; ++i)
    out->places_.push_back(std::make_unique<Place>());
  return out;
}

Desk::~Desk() { stop(); }

bool Desk::serves(const std::string& address) const {
  boost::system::error_code error;
  const ip::address from = plain(ip::make_address(address, error));
  return !error && std::ranges::any_of(options_.config.allow, [&](const std::string& range) {
    return holds(range, from).value_or(false);
  });
}

Desk::Place* Desk::free_place() {
  for (const auto& place : places_) {
    if (place->taken) continue;
    if (place->thread.joinable()) place->thread.join();
    place->taken = true;
    return place.get();
  }
  return nullptr;
}

std::vector<std::string> Desk::words_to_begin() const {
  return {"--json", "--data",       options_.directory, "--genesis", options_.genesis_path,
          "--node", options_.node()};
}

Result<std::string> Desk::account_of(const std::string& request) const {
  const auto list = list_of(request);
  if (!list) return std::unexpected(list.error());
  std::vector<std::string> words = words_to_begin();
  words.insert(words.end(), list->words.begin(), list->words.end());
  return run_program(options_.config.program, words, text_of(list->file), text_of(list->answers),
                     options_.bounds, stopping_);
}

namespace {

bool is_object_with(std::string_view printed, std::string_view member) {
  boost::system::error_code error;
  const json::value said = json::parse(printed, error);
  return !error && said.is_object() && said.get_object().contains(member);
}
/// What went wrong, as the program says it with --json.
Error error_in(std::string_view printed) {
  boost::system::error_code error;
  const json::value said = json::parse(printed, error);
  const json::object* const object = error ? nullptr : said.if_object();
  const json::value* const in = object == nullptr ? nullptr : object->if_contains("error");
  if (in == nullptr || !in->is_object()) return {Code::internal, "the program printed something else"};
  const json::value* const number = in->get_object().if_contains("number");
  const json::value* const detail = in->get_object().if_contains("detail");
  const auto code = number == nullptr || !number->is_int64() ? 0 : number->get_int64();
  if (code <= 0 || code > std::numeric_limits<std::uint16_t>::max() ||
      !known(static_cast<std::uint16_t>(code)))
    return {Code::internal, "the program printed an error that is not known"};
  return {static_cast<Code>(code),
          detail != nullptr && detail->is_string() ? std::string(detail->get_string()) : std::string()};
}

}  // namespace

Result<std::string> Desk::pdf_of(const Certificate& wanted) const {
  std::vector<std::string> words{
      "--json", "--lang",   wanted.language,       "certificate",          "proof", "-", "--out",
      "-",      "--anchor", options_.genesis_path, "--name=" + wanted.name};
  if (!wanted.address.empty()) words.push_back("--address=" + wanted.address);
  auto printed = run_program(options_.config.program, words, wanted.proof, {}, options_.bounds, stopping_);
  if (printed && !printed->starts_with("%PDF-")) return std::unexpected(error_in(*printed));
  return printed;
}

/// The chain as a file grows by what is new, and is audited from its begin. One that cannot be used, damaged
/// or of another chain, is made anew the next time.
Result<std::string> Desk::look_through() const {
  const std::string archive = options_.directory + "/chain.archive";
  const auto run = [&](const std::vector<std::string>& words,
                       std::string_view member) -> Result<std::string> {
    auto printed = run_program(options_.config.program, words, {}, {}, options_.findings_bounds, stopping_);
    if (!printed || is_object_with(*printed, member)) return printed;
    std::error_code ignored;
    fs::remove(archive, ignored);
    return std::unexpected(error_in(*printed));
  };
  std::vector<std::string> words = words_to_begin();
  words.insert(words.end(), {"export-chain", archive});
  if (auto written = run(words, "new_blocks"); !written) return written;
  return run({"--json", "--genesis", options_.genesis_path, "findings", archive, "--threads", "1", "--memory",
              "512", "--temporary", options_.directory},
             "findings");
}

void Desk::begin(std::function<Result<std::string>()> work, Done done) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return done(fail(Code::node_stopping));
  Place* const place = free_place();
  if (place == nullptr) return done(fail(Code::busy, "the desk does as much at once as it may"));
  place->thread = std::thread([place, work = std::move(work), done = std::move(done)] {
    auto printed = work();
    place->taken = false;
    done(std::move(printed));
  });
}

void Desk::read(std::string request, Done done) {
  begin([this, request = std::move(request)] { return account_of(request); }, std::move(done));
}
void Desk::print(Certificate wanted, Done done) {
  begin([this, wanted = std::move(wanted)] { return pdf_of(wanted); }, std::move(done));
}

void Desk::stop() {
  stopping_ = true;
  findings_.wait();
  const std::lock_guard lock(mutex_);
  for (const auto& place : places_)
    if (place->thread.joinable()) place->thread.join();
}

}  // namespace credence::node
