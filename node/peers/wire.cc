// SPDX-License-Identifier: Apache-2.0
// The program's own versions, and what differs between versions of the messages. With CREDENCE_LATER_RELEASE
// as a later release would be, for tests alone: it speaks a second version, in which every bit of a body is
// turned over.
#include "node/peers/wire.h"

#include "ledger/domain/features.h"
#include "node/base/version.h"

namespace credence::node {
namespace {

#ifdef CREDENCE_LATER_RELEASE
constexpr WireVersions kSpeaks{1, 2};
constexpr std::string_view kProgram = "later";
#else
constexpr WireVersions kSpeaks{1, 1};
constexpr std::string_view kProgram = kVersion;
#endif

}  // namespace

std::string WireVersions::text() const {
  return std::to_string(oldest) + (newest == oldest ? "" : "-" + std::to_string(newest));
}

ProgramSaid this_program() {
  ProgramSaid out{kSpeaks, kProgram, {}};
  for (const std::string_view feature : features::all()) out.features.emplace_back(feature);
  return out;
}

Result<void> check_program(const ProgramSaid& program) {
  constexpr std::string_view kLetters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-+";
  if (program.speaks.oldest == 0 || program.speaks.oldest > program.speaks.newest)
    return fail(Code::peer_refused, "versions of messages: " + program.speaks.text());
  if (program.version.empty() || program.version.find_first_not_of(kLetters) != std::string::npos)
    return fail(Code::peer_refused, "version of its program: " + program.version);
  for (const Id& feature : program.features)
    if (!check_id(feature)) return fail(Code::peer_refused, "feature: " + feature);
  return {};
}

#ifdef CREDENCE_LATER_RELEASE
SharedBytes written_for(std::uint16_t version, FrameKind kind, SharedBytes body) {
  if (version < 2) return body;
  return std::make_shared<const Bytes>(*read_from(version, kind, *body));
}
Result<Bytes> read_from(std::uint16_t version, FrameKind, Bytes body) {
  if (version == 2)
    for (std::byte& byte : body) byte = ~byte;
  return body;
}
#else
SharedBytes written_for(std::uint16_t, FrameKind, SharedBytes body) { return body; }
Result<Bytes> read_from(std::uint16_t, FrameKind, Bytes body) { return body; }
#endif

Hash32 hello_hash(const Hello& hello, BytesView exporter, PeerRole role) {
  const std::byte role_byte{static_cast<std::uint8_t>(role)};
  return tagged_hash(hello.chain.suite, Tag::peer_hello,
                     {hello.chain.view(), exporter, BytesView(&role_byte, 1), hello.key.view(),
                      hello.instance.view(), encode(hello.program)});
}

}  // namespace credence::node
