// SPDX-License-Identifier: Apache-2.0
// The routes of the work desk (node/desk): a list in, what it is read as and would be signed out; a proof in,
// its certificate out; and what stands out in the chain.
#include <algorithm>

#include "ledger/domain/dry_run.h"
#include "node/api/routes_impl.h"
#include "node/desk/desk.h"

namespace credence::node {
namespace {

constexpr std::size_t kNameBytesMax = 128, kAddressBytesMax = 200;

/// Of an attachment, and of a file.
bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kNameBytesMax && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}
/// One that a reader can be sent to: it is printed.
bool is_address(std::string_view text) {
  return text.starts_with("https://") && text.size() <= kAddressBytesMax &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

/// A request is held twice while it is read, of what one address may have.
std::size_t ApiRoutes::desk_bytes() const {
  if (desk_ == nullptr) return 0;
  const std::size_t share = bounds_.bytes * bounds_.address_percent / 100 / 2;
  return share == 0 ? kDeskBodyBytesMax : std::min(kDeskBodyBytesMax, share);
}

std::size_t ApiRoutes::body_bytes_max(std::string_view target) const {
  if (name_of(target) == "dry-runs") return kDryRunBytesMax;
  return name_of(target) == "desk" ? std::max(desk_bytes(), limits::kApiBodyBytesMax)
                                   : limits::kApiBodyBytesMax;
}

/// For the people of the department, and for a page of this node alone: what a foreign page could send is no
/// secret and is signed by nobody, but it would have this node work for it. So the type is one that a page
/// may not send to another origin without asking.
Result<void> ApiRoutes::at_desk(const ApiRequest& request, std::string_view content_type) const {
  if (desk_ == nullptr) return fail(Code::no_route, "no work desk: [desk] of node.toml");
  if (!desk_->serves(request.address))
    return fail(Code::no_route, "no work desk for " + request.address + ": desk.allow of node.toml");
  if (request.elsewhere) return fail(Code::bad_request, "a page of another origin");
  if (request.content_type != content_type)
    return fail(Code::bad_request, "the content type must be " + std::string(content_type));
  return {};
}

/// What the desk tells, of this type.
static ApiAnswer when_done(std::string type, std::function<void(Desk::Done)> begin) {
  ApiAnswer out;
  out.later = [type = std::move(type), begin = std::move(begin)](const std::function<void(ApiAnswer)>& told) {
    begin([told, type](Result<std::string> made) {
      if (!made) return told(problem(made.error()));
      ApiAnswer answer;
      answer.content_type = type;
      answer.body = *std::move(made);
      told(std::move(answer));
    });
  };
  return out;
}

ApiAnswer ApiRoutes::read_list(const Call& call) const {
  if (const auto good = at_desk(call.request, "application/json"); !good) return problem(good.error());
  return when_done("application/json", [desk = desk_, body = call.request.body](Desk::Done done) {
    desk->read(body, std::move(done));
  });
}

ApiAnswer ApiRoutes::certificate(const Call& call) const {
  if (const auto good = at_desk(call.request, "application/vnd.credence.proof"); !good)
    return problem(good.error());
  const auto asked = [&call](std::string_view name, std::string otherwise) {
    const auto at = call.query.find(name);
    return at == call.query.end() ? std::move(otherwise) : at->second;
  };
  Desk::Certificate wanted{call.request.body, asked("lang", call.request.chinese ? "zh" : "en"),
                           asked("name", "proof"), asked("address", "")};
  if (wanted.language != "zh" && wanted.language != "en")
    return problem(Error{Code::bad_request, "lang must be zh or en"});
  if (!is_name(wanted.name)) return problem(Error{Code::bad_request, "name must be the name of a file"});
  if (!wanted.address.empty() && !is_address(wanted.address))
    return problem(Error{Code::bad_request, "address must begin with https://"});
  return when_done("application/pdf", [desk = desk_, wanted = std::move(wanted)](Desk::Done done) {
    desk->print(wanted, std::move(done));
  });
}

/// What is known is told at once, with the height at which it was found: whoever wants a newer one asks
/// again.
ApiAnswer ApiRoutes::findings(const Call& call) const {
  if (const auto good = at_desk(call.request, ""); !good) return problem(good.error());
  const ChainFindings::State now = desk_->findings(backend_.status().height);
  if (!now.found && now.failed && !now.looking) return problem(*now.failed);
  ApiAnswer out;
  out.status = now.found ? 200 : 202;
  out.headers = {{"ETag", "\"" + std::to_string(now.height) + (now.looking ? "-looking" : "") +
                              (now.failed ? "-failed\"" : "\"")},
                 {"Cache-Control", "no-cache"}};
  const json::value failed = now.failed ? json::value(info(now.failed->code).name) : json::value(nullptr);
  out.body = "{\"looking\":" + std::string(now.looking ? "true" : "false") +
             ",\"failed\":" + json::serialize(failed) + ",\"found\":" + (now.found ? *now.found : "null") +
             "}";
  return out;
}

}  // namespace credence::node
