// SPDX-License-Identifier: Apache-2.0
#include "client/anchor_file.h"

#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/network_file.h"
#include "ledger/views/genesis_json.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

constexpr std::string_view kAnchorFormat = "credence-anchor-1";
constexpr std::size_t kAnchorFileBytesMax = limits::kMiB;

std::unexpected<Error> bad_file(std::string why) { return fail(Code::bad_anchor, std::move(why)); }

Result<ValidatorSet> validators_from(const json::array& list) {
  ValidatorSet out;
  for (const json::value& one : list) {
    const auto* const object = one.if_object();
    const auto key = object ? PublicKey::from_hex(text_member(*object, "key").value_or(""))
                            : Result<PublicKey>(bad_file("validators"));
    const auto zh = object ? text_member(*object, "name_zh") : std::nullopt;
    const auto en = object ? text_member(*object, "name_en") : std::nullopt;
    if (!key || !zh || !en || zh->size() > limits::kNameBytesMax || en->size() > limits::kNameBytesMax ||
        out.size() == limits::kValidatorsMax)
      return bad_file("validators: key, name_zh and name_en are expected");
    out.validators.push_back({*key, Name(*zh), Name(*en)});
  }
  if (auto good = check_validator_set(out); !good) return bad_file(good.error().detail);
  return out;
}

Result<std::vector<Bytes>> timestamps_from(const json::array& list) {
  std::vector<Bytes> out;
  for (const json::value& one : list) {
    const auto* const text = one.if_string();
    auto bytes = text ? from_base64(*text) : Result<Bytes>(bad_file("timestamps"));
    if (!bytes || out.size() == kTimestampsMax) return bad_file("timestamps: at most 16, in base64");
    out.push_back(*std::move(bytes));
  }
  return out;
}

Result<BlockHeader> header_from(const std::string& digits) {
  auto bytes = from_hex(digits);
  if (!bytes) return bad_file("header: " + bytes.error().detail);
  auto header = decode<BlockHeader>(*bytes);
  if (!header) return bad_file("header: " + header.error().detail);
  return header;
}

}  // namespace

TrustAnchor AnchorFile::trust() const { return {pinned.chain, validators.value_or(ValidatorSet{}), pinned}; }

Result<AnchorFile> anchor_from_json(std::string_view text) {
  const auto object = parse_object(text);
  if (!object) return std::unexpected(object.error());
  if (text_member(*object, "format") != kAnchorFormat)
    return bad_file("format: " + std::string(kAnchorFormat) + " is expected");
  auto pinned = parse_anchor_line(text_member(*object, "anchor").value_or(""));
  if (!pinned) return std::unexpected(pinned.error());
  AnchorFile out{*pinned, text_member(*object, "network").value_or(""), {}, {}, {}};
  if (object->contains("header")) {
    auto header = header_from(text_member(*object, "header").value_or("?"));
    if (!header) return std::unexpected(header.error());
    const bool same =
        header->height == pinned->height && header_hash(pinned->chain, *header) == pinned->header;
    if (!same || header->validator_set != pinned->set)
      return bad_file("header: not the one that the line names");
    out.header = *std::move(header);
  }
  if (const auto* const list = object->if_contains("validators")) {
    if (!list->is_array()) return bad_file("validators: a list is expected");
    auto set = validators_from(list->get_array());
    if (!set) return std::unexpected(set.error());
    if (validator_set_hash(*set) != pinned->set) return bad_file("validators: not those that the line names");
    out.validators = *std::move(set);
  }
  if (const auto* const list = object->if_contains("timestamps")) {
    if (!list->is_array()) return bad_file("timestamps: a list is expected");
    auto stamps = timestamps_from(list->get_array());
    if (!stamps) return std::unexpected(stamps.error());
    out.timestamps = *std::move(stamps);
  }
  return out;
}

std::string anchor_to_json(const AnchorFile& anchor) {
  json::object out{{"format", kAnchorFormat}, {"anchor", anchor_line(anchor.pinned)}};
  if (!anchor.network.empty()) out["network"] = anchor.network;
  if (anchor.header) {
    out["time"] = iso_time(anchor.header->time_ms);
    out["header"] = to_hex(encode(*anchor.header));
  }
  if (anchor.validators) {
    json::array set;
    for (const Validator& one : anchor.validators->validators)
      set.push_back({{"key", one.key.hex()},
                     {"name_zh", std::string_view(one.name_zh)},
                     {"name_en", std::string_view(one.name_en)}});
    out["validators"] = std::move(set);
  }
  if (!anchor.timestamps.empty()) {
    json::array stamps;
    for (const Bytes& one : anchor.timestamps) stamps.emplace_back(to_base64(one));
    out["timestamps"] = std::move(stamps);
  }
  return json::serialize(out) + "\n";
}

namespace {

/// A file's text, without the mark that Windows' editors put before UTF-8.
Result<std::string> read_plain(const std::string& file, std::size_t most) {
  auto text = read_file(file, most);
  if (text && text->starts_with("\xEF\xBB\xBF")) text->erase(0, 3);
  return text;
}

}  // namespace

Outcome<AnchorFile> read_anchor_file(const std::string& given) {
  std::string text = given;
  if (!is_anchor_line(given)) {
    auto read = read_plain(given, kAnchorFileBytesMax);
    if (!read) return give_up(ExitCode::bad_input, read.error());
    text = *std::move(read);
  }
  if (is_anchor_line(text)) {
    auto line = parse_anchor_line(text);
    if (!line) return give_up(ExitCode::bad_input, line.error());
    return AnchorFile{*line, {}, {}, {}, {}};
  }
  return or_fail(anchor_from_json(text), ExitCode::bad_input);
}

Outcome<TrustedFile> read_trusted(const std::string& given) {
  if (is_anchor_line(given)) {
    auto line = parse_anchor_line(given);
    if (!line) return give_up(ExitCode::bad_input, line.error());
    return TrustedFile{anchor_of(*line), {}};
  }
  auto text = read_plain(given, limits::kGenesisBytesMax);
  if (!text) return give_up(ExitCode::bad_input, text.error());
  const auto object = parse_object(*text);
  if (is_anchor_line(*text) || (object && text_member(*object, "format") == kAnchorFormat)) {
    auto file = read_anchor_file(given);
    if (!file) return std::unexpected(file.error());
    return TrustedFile{file->trust(), {}};
  }
  auto genesis = genesis_from_json(*text);
  if (!genesis) return give_up(ExitCode::bad_input, bad_network_file(given, *text, genesis.error()));
  TrustAnchor trust{chain_id(*genesis), genesis->validators};
  return TrustedFile{std::move(trust), *std::move(genesis)};
}

}  // namespace credence
