// SPDX-License-Identifier: Apache-2.0
#include "client/paper/attachment.h"

#include <zlib.h>

#include <optional>
#include <vector>

#include "client/paper/attach.h"
#include "client/paper/paper_errors.h"
#include "ledger/proof/bundle.h"

namespace credence {
namespace {

constexpr std::string_view kType = "/EmbeddedFile";
constexpr std::string_view kEnd = "endstream";
constexpr std::size_t kDictionaryBytesMax = 2048;

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0'; }
bool ends_a_name(char c) { return is_blank(c) || std::string_view("/<>[]()%").contains(c); }

/// What follows a name of the dictionary, without blanks before it; nothing: it has no such name.
std::optional<std::string_view> after(std::string_view dictionary, std::string_view name) {
  for (std::size_t at = dictionary.find(name); at != std::string_view::npos;
       at = dictionary.find(name, at + 1)) {
    std::string_view rest = dictionary.substr(at + name.size());
    if (rest.empty() || !ends_a_name(rest.front())) continue;
    while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
    return rest;
  }
  return std::nullopt;
}

/// A stream of the type EmbeddedFile: its dictionary, and all bytes from the stream's first one on, which
/// stands at `at`.
struct Stream {
  std::string_view dictionary, rest;
  std::size_t at;
};
std::optional<Stream> stream_at(std::string_view pdf, std::size_t type) {
  const std::size_t from = type > kDictionaryBytesMax ? type - kDictionaryBytesMax : 0;
  const std::string_view before = pdf.substr(from, type - from);
  const std::size_t begin = before.rfind(" obj");
  const std::string_view behind = pdf.substr(type, kDictionaryBytesMax);
  const std::size_t end = behind.find("stream");
  if (begin == std::string_view::npos || end == std::string_view::npos) return std::nullopt;
  const std::size_t open = from + begin, close = type + end;
  const std::string_view dictionary = pdf.substr(open, close - open);
  if (dictionary.contains("endobj")) return std::nullopt;
  std::string_view rest = pdf.substr(close + std::string_view("stream").size());
  if (rest.starts_with("\r\n"))
    rest.remove_prefix(2);
  else if (rest.starts_with("\n"))
    rest.remove_prefix(1);
  else
    return std::nullopt;
  return Stream{dictionary, rest, pdf.size() - rest.size()};
}

/// A whole number that is no reference ("12 0 R").
std::optional<std::size_t> length_in(std::string_view dictionary) {
  const auto text = after(dictionary, "/Length");
  if (!text) return std::nullopt;
  std::size_t out = 0, digits = 0;
  while (digits < text->size() && digits < 10 && (*text)[digits] >= '0' && (*text)[digits] <= '9')
    out = out * 10 + static_cast<std::size_t>((*text)[digits++] - '0');
  std::string_view rest = text->substr(digits);
  while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
  if (digits == 0 || rest.empty() || (rest.front() != '/' && rest.front() != '>')) return std::nullopt;
  return out;
}

/// The stream's own bytes: up to the end that its length says, else to the first that is marked.
Result<std::string_view> body(const Stream& stream) {
  const auto length = length_in(stream.dictionary);
  const std::size_t end = length ? *length : stream.rest.find(kEnd);
  if (end >= stream.rest.size()) return fail(paper_code::pdf_damaged);
  std::string_view out = stream.rest.substr(0, end);
  if (length) return out;
  if (out.ends_with('\n')) out.remove_suffix(1);
  if (out.ends_with('\r')) out.remove_suffix(1);
  return out;
}

/// Unfolds what begins as a bundle does; of anything else the begin alone. `room` is what is left to unfold.
Result<std::string> inflated(std::string_view packed, std::size_t room) {
  z_stream z{};
  if (inflateInit(&z) != Z_OK) return fail(Code::internal, "zlib");
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  z.avail_in = static_cast<uInt>(packed.size());
  std::vector<char> piece(std::size_t{1} << 16), out;
  const auto begins = [&out] { return std::string_view(out.data(), out.size()).starts_with(kBundleMagic); };
  int state = Z_OK;
  while (state == Z_OK && out.size() <= room) {
    const std::size_t size = out.empty() ? kBundleMagic.size() : piece.size();
    z.next_out = reinterpret_cast<Bytef*>(piece.data());
    z.avail_out = static_cast<uInt>(size);
    state = inflate(&z, Z_NO_FLUSH);
    out.insert(out.end(), piece.data(), piece.data() + (size - z.avail_out));
    if (!begins()) break;
  }
  inflateEnd(&z);
  if (!begins()) return std::string{};
  if (out.size() > room) return fail(paper_code::pdf_too_large);
  if (state != Z_STREAM_END) return fail(paper_code::pdf_damaged);
  return std::string(out.begin(), out.end());
}

/// What is attached, if it is a proof; else nothing.
Result<std::string> proof_in(const Stream& stream, std::string_view bytes, std::size_t room) {
  const auto filter = after(stream.dictionary, "/Filter");
  if (!filter) return std::string(bytes.starts_with(kBundleMagic) ? bytes : std::string_view());
  std::string_view name = *filter;
  if (name.starts_with('[')) name.remove_prefix(1);
  while (!name.empty() && is_blank(name.front())) name.remove_prefix(1);
  if (!name.starts_with("/FlateDecode") || after(stream.dictionary, "/DecodeParms")) return std::string{};
  return inflated(bytes, room);
}

}  // namespace

bool is_pdf(std::string_view bytes) { return bytes.starts_with("%PDF-"); }

Result<std::string> attached_proof(std::string_view pdf) {
  if (pdf.size() > kPdfBytesMax)
    return fail(paper_code::pdf_too_large, std::to_string(pdf.size()) + " > " + std::to_string(kPdfBytesMax));
  if (!pdf.substr(pdf.size() - std::min<std::size_t>(pdf.size(), 1024)).contains("%%EOF"))
    return fail(paper_code::pdf_damaged);
  std::string found;
  std::size_t seen = 0, room = kPdfBytesMax;
  for (std::size_t at = pdf.find(kType); at != std::string_view::npos; at = pdf.find(kType, at)) {
    at += kType.size();
    if (at >= pdf.size() || !ends_a_name(pdf[at])) continue;  // EmbeddedFiles
    if (++seen > kAttachmentsMax) return fail(paper_code::pdf_too_large);
    const auto stream = stream_at(pdf, at);
    if (!stream) continue;
    const auto bytes = body(*stream);
    if (!bytes) return std::unexpected(bytes.error());
    at = stream->at + bytes->size();
    auto proof = proof_in(*stream, *bytes, room);
    if (!proof) return proof;
    if (proof->size() > room) return fail(paper_code::pdf_too_large);
    room -= proof->size();
    if (!found.empty() && !proof->empty() && found != *proof) return fail(paper_code::pdf_proofs_differ);
    if (!proof->empty()) found = *std::move(proof);
  }
  if (!found.empty()) return found;
  return fail(pdf.contains("/Encrypt") ? paper_code::pdf_encrypted : paper_code::pdf_without_proof);
}

Result<std::string> bundle_in(std::string file) {
  if (is_pdf(file)) return attached_proof(file);
  return file;
}

Result<std::string> with_attachment(const std::string& pdf, const std::string& name,
                                    const std::string& bundle) {
  std::string out;
  if (!attach(pdf, name, bundle, out)) return fail(Code::internal, out);
  return out;
}

}  // namespace credence
