// SPDX-License-Identifier: Apache-2.0
#include "client/words/bundle_content.h"

#include "client/base/output.h"
#include "client/words/bundle_words.h"
#include "client/words/facts.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

json::array hex_list(const auto& hashes) {
  json::array out;
  for (const auto& hash : hashes) out.emplace_back(hash.hex());
  return out;
}

json::array validators_json(const ValidatorSet& set) {
  json::array out;
  for (const Validator& one : set.validators)
    out.push_back(json::object{{"key", one.key.hex()},
                               {"name_zh", std::string(one.name_zh)},
                               {"name_en", std::string(one.name_en)}});
  return out;
}

json::object header_json(const ChainId& chain, const BlockHeader& header) {
  json::object out = to_json(header);
  out["header_hash"] = header_hash(chain, header).hex();
  return out;
}

json::object block_json(const ChainId& chain, const BlockProof& block) {
  json::array signatures;
  for (const ValidatorSignature& one : block.certificate.signatures)
    signatures.push_back(json::object{{"validator", one.validator}, {"signature", one.signature.hex()}});
  return {{"header", header_json(chain, block.header)},
          {"certificate",
           {{"height", block.certificate.height},
            {"header_hash", block.certificate.header_hash.hex()},
            {"signatures", std::move(signatures)}}}};
}

/// A key with its value and its path: of the claim, or of the context.
json::object key_proof_json(const auto& proof) {
  const auto key = decode<StateKey>(proof.key);
  json::object out{{"key", nullptr},
                   {"key_bytes", to_hex(proof.key)},
                   {"value", nullptr},
                   {"value_bytes", proof.value ? json::value(to_hex(*proof.value)) : json::value(nullptr)}};
  if (key) out["key"] = key_json(*key);
  if (key && proof.value)
    if (auto value = state_value_to_json(*key, *proof.value)) out["value"] = *std::move(value);
  out["siblings"] = hex_list(proof.path.siblings);
  const auto& other = proof.path.other_leaf;
  out["other_leaf"] =
      other ? json::value{{"key_hash", other->key_hash.hex()}, {"value_hash", other->value_hash.hex()}}
            : json::value(nullptr);
  return out;
}

json::object transaction_json(const ChainId& chain, BytesView bytes) {
  json::object out{{"bytes", to_hex(bytes)}};
  const auto parsed = parse_transaction(chain, bytes);
  if (!parsed) {
    out["error"] = to_json(parsed.error());
    return out;
  }
  json::array signatures;
  for (const KeySignature& one : parsed->signatures)
    signatures.push_back(json::object{{"key", one.key.hex()}, {"signature", one.signature.hex()}});
  const auto action = decode<Action>(parsed->body.action);
  out["id"] = parsed->id.hex();
  out["signer"] = parsed->body.signer.hex();
  out["nonce"] = parsed->body.nonce;
  out["expiry_height"] = parsed->body.expiry_height;
  out["action"] = action ? json::value(to_json(*action)) : json::value(nullptr);
  out["signatures"] = std::move(signatures);
  return out;
}

json::object entry_json(BytesView bytes) {
  const auto entry = decode<HistoryEntry>(bytes);
  return {{"entry", entry ? json::value(to_json(*entry)) : json::value(nullptr)}, {"bytes", to_hex(bytes)}};
}

/// What a claim has beside its block; the entries of a history follow apart.
struct ClaimJson {
  const BundleContent& content;
  json::object& out;

  void operator()(const RecordClaim& c) const {
    if (!content.kind_known()) return;
    out["index"] = c.proof.index;
    out["transaction"] = transaction_json(content.chain, c.proof.transaction);
    out["transaction_path"] = hex_list(c.proof.transaction_path);
    const auto receipt = decode<Receipt>(c.proof.receipt);
    out["receipt"] = receipt ? json::value(to_json(*receipt)) : json::value(nullptr);
    out["receipt_bytes"] = to_hex(c.proof.receipt);
    out["receipt_path"] = hex_list(c.proof.receipt_path);
  }
  void operator()(const EntriesClaim& c) const {
    state(c.page.head, c.context);
    out["from"] = c.page.from;
    out["path"] = hex_list(c.page.path);
  }
  void operator()(const HistoryClaim& c) const { state(c.head, c.context); }
  void operator()(const auto& c) const { state(c.proof, c.context); }

 private:
  void state(const StateProof& proof, const KeyProofs& context) const {
    out["state"] = key_proof_json(proof);
    json::array named;
    for (const KeyProof& one : context) named.push_back(key_proof_json(one));
    out["context"] = std::move(named);
  }
};

/// What the claim is about; nothing where its key is not understood.
json::object subject_of(const BundleContent& content) {
  const auto key = [](const Bytes& bytes) {
    const auto decoded = decode<StateKey>(bytes);
    return decoded ? key_json(*decoded) : json::object{};
  };
  return std::visit(
      [&](const auto& claim) -> json::object {
        if constexpr (requires { claim.page; })
          return key(claim.page.head.key);
        else if constexpr (requires { claim.head; })
          return key(claim.head.key);
        else if constexpr (requires { claim.proof.key; })
          return key(claim.proof.key);
        else if (const auto parsed = parse_transaction(content.chain, claim.proof.transaction))
          return {{"transaction", parsed->id.hex()}};
        else
          return {};
      },
      content.claim);
}

void each_entry(const BundleContent& content, const std::function<void(BytesView)>& seen) {
  if (const auto* const page = std::get_if<EntriesClaim>(&content.claim))
    for (const auto& entry : page->page.entries) seen(entry);
  content.each_entry(seen);
}

}  // namespace

void print_bundle_json(const BundleContent& content, std::uint64_t file_bytes) {
  json::array changes, fields;
  for (const ValidatorSetChange& change : content.changes) {
    json::object one = block_json(content.chain, change.block);
    one["next"] = validators_json(change.next);
    changes.push_back(std::move(one));
  }
  for (const auto& field : content.fields)
    fields.push_back(json::object{{"field", field.name}, {"offset", field.offset}, {"length", field.length}});
  json::object out{{"verified", false},
                   {"version", kBundleVersion},
                   {"bytes", file_bytes},
                   {"chain", content.chain.hex()},
                   {"set", content.set ? json::value(validators_json(*content.set)) : json::value(nullptr)},
                   {"changes", std::move(changes)},
                   {"later", nullptr},
                   {"kind", claim_name(content.kind)},
                   {"subject", subject_of(content)},
                   {"block", block_json(content.chain, block_of(content.claim))}};
  if (content.later)
    out["later"] = {{"header", header_json(content.chain, content.later->header)},
                    {"peaks", hex_list(content.later->place.peaks)},
                    {"path", hex_list(content.later->place.path)}};
  std::visit(ClaimJson{content, out}, content.claim);
  out["checksum"] = content.checksum.hex();
  out["checksum_fits"] = content.checksum_fits();
  out["fields"] = std::move(fields);
  std::string text = json::serialize(clean_json(out));
  const bool listed = std::holds_alternative<EntriesClaim>(content.claim) ||
                      std::holds_alternative<HistoryClaim>(content.claim);
  if (!listed) return show_json(text + "\n");
  text.pop_back();  // the brace: the entries follow one by one
  show_json(text + ",\"entries\":[");
  bool first = true;
  each_entry(content, [&first](BytesView entry) {
    show_json((std::exchange(first, false) ? "" : ",") + json::serialize(clean_json(entry_json(entry))));
  });
  show_json("]}\n");
}

std::string bundle_content_text(const BundleContent& content, std::uint64_t file_bytes, Language language) {
  const auto say = [language](std::string_view en, std::string_view zh) {
    return std::string(Words{en, zh}.in(language));
  };
  const BlockProof& block = block_of(content.claim);
  std::string out = say("NOT VERIFIED: this is what the file says; credence verify checks it\n",
                        "未经验证：以下仅为文件所载内容；请用 credence verify 验证\n");
  const auto row = [&](std::string_view en, std::string_view zh, const std::string& value) {
    out += say(en, zh) + cleaned(value) + "\n";
  };
  row("  kind        ", "  种类        ", std::string(claim_name(content.kind)));
  for (const auto& [name, value] : subject_of(content)) {
    const std::string text = value.is_string() ? std::string(value.get_string()) : json::serialize(value);
    out += "  " + std::string(name) + std::string(name.size() < 12 ? 12 - name.size() : 1, ' ') +
           cleaned(text) + "\n";
  }
  row("  block       ", "  区块        ",
      with_separators(block.header.height) + ", " + time_in_china(block.header.time_ms) +
          say(" (China)", "（北京时间）"));
  row("  signatures  ", "  签名数      ", std::to_string(block.certificate.signatures.size()));
  row("  changes     ", "  验证者变更  ", std::to_string(content.changes.size()));
  row("  chain       ", "  链          ", content.chain.hex());
  row("  checksum    ", "  校验和      ",
      content.checksum.hex() + (content.checksum_fits() ? say(", fits the bytes", "，与内容相符")
                                                        : say(", does not fit the bytes", "，与内容不符")));
  Table table;
  table.column(say("field", "字段"));
  table.column(say("from byte", "起始字节"), Table::Align::right);
  table.column(say("bytes", "字节数"), Table::Align::right);
  for (const auto& field : content.fields)
    table.row({field.name, with_separators(field.offset), with_separators(field.length)});
  return out + table.text() + counted(file_bytes, noun::kByte, language) +
         say("; --json shows all of it\n", "；--json 可查看全部内容\n");
}

}  // namespace credence
