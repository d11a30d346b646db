// SPDX-License-Identifier: Apache-2.0
// The page that a node serves beside its API: a folder of built files (client/web), read whole when the node
// starts.
//
// Thread-safety: `answer` may be called at once from many threads.
#pragma once

#include <filesystem>
#include <map>

#include "node/api/routes.h"

namespace credence::node {

/// Whether an Accept-Encoding takes gzip: it is named, and not with q=0.
[[nodiscard]] bool takes_gzip(std::string_view accept_encoding);

class Page {
 public:
  /// No files: every request is for somebody else.
  Page() = default;
  /// A folder that is not there is a page without files. A file "x.gz" beside "x" is its compressed form.
  /// `bad_config` for a folder that cannot be read, or that holds more than 16 MiB.
  [[nodiscard]] static Result<Page> read(const std::filesystem::path& folder);
  /// share/credence/page of the place where this program is installed: beside the folder of its own file.
  [[nodiscard]] static std::filesystem::path installed_folder();

  [[nodiscard]] bool empty() const { return files_.empty(); }
  /// The file that is asked for, index.html for "/"; nothing if there is none of this name, or for another
  /// method than GET and HEAD.
  [[nodiscard]] std::optional<ApiAnswer> answer(const ApiRequest& request) const;

 private:
  struct File {
    std::string content_type, plain, gzip, etag;
  };
  std::map<std::string, File, std::less<>> files_;  // by the path that is asked for: "/assets/index.js"
};

}  // namespace credence::node
