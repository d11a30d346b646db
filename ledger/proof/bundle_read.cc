// SPDX-License-Identifier: Apache-2.0
// Reading a proof bundle: every byte under the bounds of its type, and remembered by field. Nothing is
// believed. Pure, and safe on hostile input.
#include "ledger/proof/bundle.h"

#include "ledger/primitives/counted.h"

namespace credence {
namespace {

using Field = BundleContent::Field;

/// Reads field after field; `fields` says where each lies.
class Parser {
 public:
  explicit Parser(BytesView file) : file_(file), in_(file) {}

  std::vector<Field> fields;
  std::string reading;  // the field that is being read

  [[nodiscard]] std::uint64_t offset() const { return file_.size() - in_.left(); }
  [[nodiscard]] BytesView rest_until(std::uint64_t end) const {
    return file_.subspan(offset(), end - offset());
  }
  [[nodiscard]] std::size_t left() const { return in_.left(); }
  template <class Read>
  auto whole(std::string name, Read read) {
    reading = name;
    const std::uint64_t begin = offset();
    auto out = read();
    fields.push_back({std::move(name), begin, offset() - begin});
    return out;
  }
  BytesView bytes(std::string name, std::size_t n) {
    return whole(std::move(name), [&] { return in_.bytes(n); });
  }
  template <class... T>
  void read(std::string name, T&... values) {
    whole(std::move(name), [&] { return in_(values...), 0; });
  }
  std::size_t count(std::string name, std::size_t max) {
    return whole(std::move(name), [&] { return in_.count(max); });
  }
  /// Passes over a blob without copying it.
  void skip_blob(std::size_t max) { (void)in_.bytes(in_.count(max)); }

 private:
  BytesView file_;
  BoundedReader in_;
};

void read_block(Parser& in, const std::string& name, BlockProof& block) {
  in.read(name + ".header", block.header);
  in.read(name + ".certificate", block.certificate);
}

void read_state(Parser& in, StateProof& proof, KeyProofs& context) {
  read_block(in, "claim.block", proof.block);
  in.read("claim.state", proof.key, proof.value, proof.path);
  const std::size_t count = in.count("claim.context", KeyProofs::kMax);
  for (std::size_t i = 0; i < count; ++i)
    in.read("claim.context[" + std::to_string(i) + "]", context.emplace_back());
}

struct ReadClaim {
  Parser& in;
  BundleContent& out;
  void operator()(RecordClaim& c) const {
    read_block(in, "claim.block", c.proof.block);
    in.read("claim.transaction", c.proof.index, c.proof.transaction, c.proof.transaction_path);
    in.read("claim.receipt", c.proof.receipt, c.proof.receipt_path);
  }
  void operator()(EntriesClaim& c) const {
    read_state(in, c.page.head, c.context);
    in.read("claim.entries", c.page.from, c.page.entries, c.page.path);
  }
  void operator()(HistoryClaim& c) const {
    read_state(in, c.head, c.context);
    in.whole("claim.entries", [&] {
      const std::uint64_t before = in.offset();
      std::uint32_t count = 0;
      in.read("claim.entries", count);
      if (count > limits::kBundleEntriesMax)
        throw CodecFault(Code::limit_exceeded, counted(count, "entry", "entries"));
      const BytesView rest = in.rest_until(in.offset() + in.left());
      for (std::uint32_t i = 0; i < count; ++i) in.skip_blob(kHistoryEntryBytesMax);
      out.entries = count;
      out.entry_bytes = rest.first(in.offset() - before - sizeof count);
      return 0;
    });
  }
  void operator()(auto& c) const { read_state(in, c.proof, c.context); }
};

template <std::size_t... I>
void emplace_claim(Claim& claim, std::size_t index, std::index_sequence<I...>) {
  (void)((index == I ? (claim.emplace<I>(), true) : false) || ...);
}

BundleContent parse(Parser& in, BytesView file) {
  BundleContent out;
  in.reading = "magic";
  if (file.size() > limits::kBundleBytesMax)
    throw CodecFault(Code::not_a_bundle, counted(file.size(), "byte", "bytes"));
  if (file.size() < kBundleMagic.size() || text_of(in.bytes("magic", kBundleMagic.size())) != kBundleMagic)
    throw CodecFault(Code::not_a_bundle, "magic");
  std::uint16_t version = 0;
  in.read("version", version);
  if (version != kBundleVersion) throw CodecFault(Code::not_a_bundle, "version " + std::to_string(version));
  in.read("chain", out.chain);
  in.read("set", out.set);
  std::uint32_t changes = 0;
  in.read("changes", changes);
  if (changes > limits::kSetChangesMax)
    throw CodecFault(Code::limit_exceeded, counted(changes, "change", "changes"));
  for (std::uint32_t i = 0; i < changes; ++i) {
    const std::string name = "changes[" + std::to_string(i) + "]";
    ValidatorSetChange& change = out.changes.emplace_back();
    read_block(in, name, change.block);
    in.read(name + ".next", change.next);
  }
  in.read("later", out.later);
  in.read("claim.kind", out.kind);
  emplace_claim(out.claim, out.kind, std::make_index_sequence<std::variant_size_v<Claim>>());
  if (out.kind_known()) {
    std::visit(ReadClaim{in, out}, out.claim);
  } else {
    read_block(in, "claim.block", block_of(out.claim));
    in.bytes("claim.body", in.left() - std::min(in.left(), Hash32::kSize));
  }
  out.covered = file.first(in.offset());
  in.read("checksum", out.checksum);
  if (in.left() != 0) throw CodecFault(Code::trailing_bytes, counted(in.left(), "byte", "bytes"));
  return out;
}

}  // namespace

void BundleContent::each_entry(const std::function<void(BytesView)>& seen) const {
  BoundedReader in(entry_bytes);
  for (std::size_t i = 0; i < entries; ++i) seen(in.bytes(in.count(kHistoryEntryBytesMax)));
}

bool BundleContent::checksum_fits() const {
  return tagged_hash(chain.suite, Tag::bundle, covered) == checksum;
}

std::expected<BundleContent, BundleFault> read_bundle(BytesView file) {
  Parser in(file);
  try {
    BundleContent out = parse(in, file);
    out.fields = std::move(in.fields);
    return out;
  } catch (const CodecFault& fault) {
    return std::unexpected(BundleFault{Error{fault.code, fault.what()}, in.reading, in.offset(), 0});
  }
}

}  // namespace credence
