// SPDX-License-Identifier: Apache-2.0
// The route of the work desk (node/desk): a list in, what it is read as and would be signed out.
#include "node/api/routes_impl.h"
#include "node/desk/desk.h"

namespace credence::node {

/// A request is held twice while it is read, of what one address may have.
std::size_t ApiRoutes::desk_bytes() const {
  if (desk_ == nullptr) return 0;
  const std::size_t share = bounds_.bytes * bounds_.address_percent / 100 / 2;
  return share == 0 ? kDeskBodyBytesMax : std::min(kDeskBodyBytesMax, share);
}

std::size_t ApiRoutes::body_bytes_max(std::string_view target) const {
  return name_of(target) == "desk" ? std::max(desk_bytes(), limits::kApiBodyBytesMax)
                                   : limits::kApiBodyBytesMax;
}

/// For the people of the department, and for a page of this node alone: what a foreign page could send is no
/// secret and is signed by nobody, but it would have this node work for it.
ApiAnswer ApiRoutes::read_list(const Call& call) const {
  const ApiRequest& request = call.request;
  if (desk_ == nullptr) return problem(Error{Code::no_route, "no work desk: [desk] of node.toml"});
  if (!desk_->serves(request.address))
    return problem(
        Error{Code::no_route, "no work desk for " + request.address + ": desk.allow of node.toml"});
  if (request.elsewhere) return problem(Error{Code::bad_request, "a page of another origin"});
  if (request.content_type != "application/json")
    return problem(Error{Code::bad_request, "the content type must be application/json"});
  ApiAnswer out;
  out.later = [desk = desk_, body = request.body](const std::function<void(ApiAnswer)>& told) {
    desk->read(body, [told](const Result<std::string>& printed) {
      if (!printed) return told(problem(printed.error()));
      ApiAnswer answer;
      answer.body = *printed;
      told(std::move(answer));
    });
  };
  return out;
}

}  // namespace credence::node
