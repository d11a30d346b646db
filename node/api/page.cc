// SPDX-License-Identifier: Apache-2.0
#include "node/api/page.h"

#include <openssl/sha.h>

#include <fstream>
#include <sstream>

namespace credence::node {
namespace {

namespace fs = std::filesystem;

// Only files of this node, no script or style written into a page, nothing framed, nothing sent elsewhere.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri "
    "'none'; form-action 'none'; frame-ancestors 'none'";
constexpr std::size_t kPageBytesMax = 16 * limits::kMiB;
constexpr std::string_view kAloneName =
    "/verify.html";  // one file with everything in it: saved, and opened from the disk

std::string content_type(const fs::path& file) {
  const std::string end = file.extension();
  if (end == ".html") return "text/html; charset=utf-8";
  if (end == ".js") return "text/javascript; charset=utf-8";
  if (end == ".css") return "text/css; charset=utf-8";
  if (end == ".svg") return "image/svg+xml";
  if (end == ".yaml") return "application/yaml";
  return "application/octet-stream";
}

std::string etag_of(std::string_view bytes) {
  std::array<std::byte, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return to_hex(BytesView(digest).first(16));
}

Result<std::string> read_file(const fs::path& file, std::size_t& left) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error || size > left)
    return fail(Code::bad_config,
                "the page: " + file.string() + (error ? ": " + error.message() : " is too long"));
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  std::string out = std::move(text).str();
  if (out.size() != size) return fail(Code::bad_config, "the page: " + file.string() + " cannot be read");
  left -= size;
  return out;
}

}  // namespace

bool takes_gzip(std::string_view accept_encoding) {
  const auto at = accept_encoding.find("gzip");
  if (at == std::string_view::npos) return false;
  std::string_view weight = accept_encoding.substr(at + 4);
  weight = weight.substr(0, weight.find(','));
  const auto q = weight.find("q=");
  return q == std::string_view::npos || weight.find_first_of("123456789", q) != std::string_view::npos;
}

Result<Page> Page::read(const fs::path& folder) {
  Page out;
  std::error_code error;
  if (!fs::exists(folder, error)) return out;
  std::size_t left = kPageBytesMax;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (!at->is_regular_file()) continue;
    auto bytes = read_file(at->path(), left);
    if (!bytes) return std::unexpected(bytes.error());
    std::string name = "/" + at->path().lexically_relative(folder).generic_string();
    if (name.ends_with(".gz")) {
      out.files_[name.substr(0, name.size() - 3)].gzip = *std::move(bytes);
      continue;
    }
    File& file = out.files_[name];
    file.content_type = content_type(at->path());
    file.etag = etag_of(*bytes);
    file.plain = *std::move(bytes);
  }
  if (error) return fail(Code::bad_config, "the page: " + folder.string() + ": " + error.message());
  std::erase_if(out.files_,
                [](const auto& entry) { return entry.second.etag.empty(); });  // compressed forms of nothing
  return out;
}

fs::path Page::installed_folder() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  return error ? fs::path() : program.parent_path().parent_path() / "share" / "credence" / "page";
}

std::optional<ApiAnswer> Page::answer(const ApiRequest& request) const {
  if (request.method != "GET" && request.method != "HEAD") return std::nullopt;
  std::string_view path = request.target;
  path = path.substr(0, path.find('?'));
  const auto at = files_.find(path == "/" ? "/index.html" : path);
  if (at == files_.end()) return std::nullopt;
  const File& file = at->second;
  const bool gzip = request.takes_gzip && !file.gzip.empty();
  const std::string etag = "\"" + file.etag + (gzip ? "-gz\"" : "\"");
  // The name of a file under assets/ changes with its content.
  const bool kept = path.starts_with("/assets/");
  ApiAnswer out;
  out.content_type = file.content_type;
  out.headers = {{"Cache-Control", kept ? "public, max-age=31536000, immutable" : "no-cache"},
                 {"ETag", etag},
                 {"Vary", "Accept-Encoding"},
                 {"Content-Security-Policy", std::string(kPolicy)},
                 {"Referrer-Policy", "no-referrer"},
                 {"Cross-Origin-Opener-Policy", "same-origin"},
                 {"Cross-Origin-Resource-Policy", "same-origin"},
                 {"X-Frame-Options", "DENY"}};
  if (path == kAloneName)
    out.headers.emplace_back("Content-Disposition", "attachment; filename=\"credence-verify.html\"");
  if (request.if_none_match == etag) {
    out.status = 304;
    return out;
  }
  if (gzip) out.headers.emplace_back("Content-Encoding", "gzip");
  out.body = gzip ? file.gzip : file.plain;
  return out;
}

}  // namespace credence::node
