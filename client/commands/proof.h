// SPDX-License-Identifier: Apache-2.0
// What the commands prove, certificate and verify share: which claim is fetched, what is written of it, and
// how a verified bundle is judged.
#pragma once

#include "client/base/file_kind.h"
#include "client/console/console.h"
#include "client/words/bundle_view.h"
#include "client/words/history_filter.h"

namespace credence {

inline constexpr Words kAnchorWords{
    "what is trusted to begin with: the network's genesis.json, a pinned anchor's file, or its line",
    "信任的起点：网络的 genesis.json、固定锚的文件，或其文本"};
inline constexpr Words kUnderWords{
    "for readers who hold this pinned anchor (a file or its line) instead of the genesis",
    "供持有该固定锚（文件或其文本）而非创世文件的读者验证"};

inline constexpr Words kNothingTooWords{
    "also where it is not registered: the file then proves that nothing is recorded under exactly this key",
    "未登记的也写出：该文件证明该确切键下没有任何记录"};

/// The reader's own choices.
struct JudgeOptions {
  std::string date, age;
  bool any_age = false;
  std::uint64_t now_ms = 0;  // 0: this machine's clock
};
[[nodiscard]] Outcome<BundleQuestion> question_of(const Cli& cli, const JudgeOptions& options);
/// How credence ends with a verdict.
[[nodiscard]] ExitCode exit_code(Verdict verdict);

/// What is proved, for whom, and where it is written.
struct ProofOptions {
  std::string what, title, programme, department, qualification, award, batch, under;
  JudgeOptions judge;
  HistoryFilter filter;
  std::uint64_t entry = 0;
  std::uint32_t line = 0;
  std::filesystem::path out, qr_file;
  bool no_names = false;
  bool nothing_too = false;  // also of what is not registered: that nothing is recorded
  bool print = false;        // its certificate is written, with the bundle inside
  std::string address;       // that stands on it
};
/// Fetch the claim that the options name, and hand it to write_claim.
[[nodiscard]] int prove_history(Cli& cli, const ProofOptions& options);
[[nodiscard]] int prove_title(Cli& cli, const ProofOptions& options);
[[nodiscard]] int prove_award(Cli& cli, const ProofOptions& options);
[[nodiscard]] int prove_standing(Cli& cli, const ProofOptions& options);

/// Verifies the claim as whoever receives the file will, writes it, and shows what it says. `name` is that of
/// the file, without its ending.
[[nodiscard]] int write_claim(Cli& cli, Client& client, const ProofOptions& options, const Claim& claim,
                              const std::string& name);
/// Writes the certificate of a bundle that `trusted` verified, and shows what stands on it; to standard
/// output the PDF alone.
[[nodiscard]] int write_certificate(const Cli& cli, const Genesis* genesis, const VerifiedBundle& verified,
                                    BytesView bundle, const ProofOptions& options, const std::string& name);

/// The file is no proof, and nobody forged it. `kind` is what it is, `field` the field that says so, if one
/// does.
[[nodiscard]] int no_proof(const Cli& cli, const std::filesystem::path& file, const FileKind& kind,
                           const Error& error, const std::string& field = {});
/// The bundle of this file fails a check: which, and where; or it is no proof.
[[nodiscard]] int refused_proof(const Cli& cli, const std::filesystem::path& file, std::string_view bundle,
                                const BundleFault& fault);

}  // namespace credence
