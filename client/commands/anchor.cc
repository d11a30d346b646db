// SPDX-License-Identifier: Apache-2.0
// credence anchor …: headers that a reader can trust because their hash was published: made, shown, compared
// with a network, time-stamped.
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>

#include "client/anchored.h"
#include "client/base/files.h"
#include "client/base/output.h"
#include "client/base/place_to_write.h"
#include "client/commands/families.h"
#include "client/console/console.h"
#include "client/paper/qr.h"
#include "client/timestamp.h"
#include "client/words/bundle_view.h"
#include "client/words/facts.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t kResponseBytesMax = 64 * limits::kKiB, kCertificatesBytesMax = limits::kMiB;

struct AnchorOptions {
  std::string anchor;
  std::uint64_t height = 0;
  bool qr = false;
  fs::path out, qr_file, query, reply, ca;
};

constexpr Words kAnchorWords{"a pinned anchor: its file, or its line in quotation marks",
                             "固定锚：其文件，或加引号的文本"};

/// The line in groups that an eye can compare: a part a row, eight digits a group.
std::string in_groups(const PinnedHeader& anchor, const Cli& cli) {
  const auto grouped = [](const std::string& digits) {
    std::string out;
    for (std::size_t i = 0; i < digits.size(); i += 8) out += (i == 0 ? "" : " ") + digits.substr(i, 8);
    return out;
  };
  return cli.say("  chain       ", "  链          ") + grouped(anchor.chain.hex()) +
         cli.say("\n  block       ", "\n  区块        ") + with_separators(anchor.height) +
         cli.say("\n  header      ", "\n  区块头      ") + grouped(anchor.header.hex()) +
         cli.say("\n  validators  ", "\n  验证者集    ") + grouped(anchor.set.hex()) + "\n";
}

/// What the time-stamps say; or the first one that says nothing.
Result<std::vector<Timestamp>> timestamps_of(const AnchorFile& anchor, const fs::path& ca) {
  std::vector<Timestamp> out;
  for (const Bytes& response : anchor.timestamps) {
    auto stamp = read_timestamp(anchor.pinned, response, ca);
    if (!stamp) return std::unexpected(stamp.error());
    out.push_back(*std::move(stamp));
  }
  return out;
}

json::object anchor_view(const AnchorFile& anchor, const std::vector<Timestamp>& stamps, bool vouched) {
  json::object out{{"anchor", anchor_line(anchor.pinned)},
                   {"chain", anchor.pinned.chain.hex()},
                   {"height", anchor.pinned.height},
                   {"header_hash", anchor.pinned.header.hex()},
                   {"validator_set", anchor.pinned.set.hex()}};
  out["time"] = anchor.header ? json::value(iso_time(anchor.header->time_ms)) : json::value(nullptr);
  out["validators"] = anchor.validators ? json::value(anchor.validators->size()) : json::value(nullptr);
  json::array list;
  for (const Timestamp& stamp : stamps)
    list.push_back({{"time", iso_time(stamp.time_ms)},
                    {"authority", cleaned(stamp.authority)},
                    {"policy", stamp.policy},
                    {"serial", stamp.serial},
                    {"vouched_for", vouched}});
  out["timestamps"] = std::move(list);
  return out;
}

std::string anchor_text(const Cli& cli, const AnchorFile& anchor, const std::vector<Timestamp>& stamps,
                        bool vouched) {
  std::string out = anchor_line(anchor.pinned) + "\n" + in_groups(anchor.pinned, cli);
  if (anchor.header)
    out += cli.say("  time        ", "  时间        ") + time_in_china(anchor.header->time_ms) +
           cli.say(" (China)\n", "\n");
  if (anchor.validators)
    for (const Validator& one : anchor.validators->validators)
      out +=
          cli.say("  signs       ", "  签名者      ") + cleaned(cli.zh() ? one.name_zh : one.name_en) + "\n";
  for (const Timestamp& stamp : stamps)
    out += cli.say("  stamped     ", "  时间戳      ") + time_in_china(stamp.time_ms) +
           cli.say(" (China), policy ", "，策略 ") + stamp.policy +
           (stamp.authority.empty() ? "" : ", " + cleaned(stamp.authority)) +
           (vouched ? cli.say(", vouched for", "，已由受信机构担保")
                    : cli.say(", signer not checked: --tsa-ca", "，未核对签名者：--tsa-ca")) +
           "\n";
  return out;
}

int show_with(Cli& cli, const AnchorFile& anchor, const AnchorOptions& o, const json::object& extra) {
  if (!o.ca.empty()) {
    const auto certificates = read_file(o.ca, kCertificatesBytesMax);
    if (!certificates) return cli.finish({ExitCode::bad_input, certificates.error()});
    if (certificates->find("-----BEGIN CERTIFICATE-----") == std::string::npos)
      return cli.finish({ExitCode::bad_input, Error{Code::file_unreadable, o.ca.string() + ": PEM"}});
  }
  const auto stamps = timestamps_of(anchor, o.ca);
  if (!stamps) return cli.finish({ExitCode::not_verified, stamps.error()});
  if (!o.qr_file.empty())
    if (auto written = write_qr(anchor_line(anchor.pinned), o.qr_file); !written)
      return cli.finish(written.error());
  if (cli.json) {
    json::object view = anchor_view(anchor, *stamps, !o.ca.empty());
    for (const auto& member : extra) view.insert(member);
    cli.print_json(view);
    return 0;
  }
  cli.print(anchor_text(cli, anchor, *stamps, !o.ca.empty()));
  if (!o.qr) return 0;
  const auto code = QrCode::of(anchor_line(anchor.pinned), true);
  if (!code) return cli.finish({ExitCode::bad_input, code.error()});
  show_picture(code->lines(isatty(STDOUT_FILENO) == 1));
  return 0;
}

int make_anchor(Cli& cli, const AnchorOptions& o) {
  if (auto good = check_qr_file(o.qr_file); !good) return cli.finish(good.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto header = (*client)->header(o.height == 0 ? std::nullopt : std::optional<Height>(o.height));
  if (!header) return cli.finish(header.error());
  const Genesis& genesis = (*client)->network().genesis;
  const ChainId chain = (*client)->network().anchor.chain;
  const ValidatorSet* const set = (*client)->trust()->set_at((**header).height);
  AnchorFile anchor{{chain, (**header).height, header_hash(chain, **header), (**header).validator_set},
                    genesis.network,
                    **header,
                    *set,
                    {}};
  const fs::path file =
      o.out.empty() ? fs::path(genesis.network + "-" + std::to_string((**header).height) + ".credence-anchor")
                    : o.out;
  if (const auto place = place_to_write(file); !place) return cli.finish(place.error());
  std::error_code unknown;
  if (fs::exists(file, unknown)) {  // the same header: its time-stamps are kept; another: nothing is lost
    const auto before = read_anchor_file(file.string());
    if (!before || before->pinned != anchor.pinned)
      return cli.finish({ExitCode::bad_input, Error{Code::file_exists, file.string()}});
    anchor.timestamps = before->timestamps;
  }
  if (auto written = write_file(file, anchor_to_json(anchor)); !written) return cli.finish(written.error());
  const int done =
      show_with(cli, anchor, o, {{"file", file.string()}, {"proof", cli.proof_json(header->proof())}});
  if (done != 0) return done;
  cli.note(cli.proved_under(header->proof()) + "\n" + cli.say("written to ", "已写入 ") + file.string() +
           cli.say("; publish the line where nobody can change it, then\n  credence prove record ID --under ",
                   "；请将该文本公布于无法更改之处，随后\n  credence prove record ID --under ") +
           file.string() + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

int show_anchor(Cli& cli, const AnchorOptions& o) {
  auto anchor = read_anchor_file(o.anchor);
  if (!anchor) return cli.finish(anchor.error());
  return show_with(cli, *anchor, o, {});
}

int compare_anchor(Cli& cli, const AnchorOptions& o) {
  auto anchor = read_anchor_file(o.anchor);
  if (!anchor) return cli.finish(anchor.error());
  const auto stamps = timestamps_of(*anchor, o.ca);
  if (!stamps) return cli.finish({ExitCode::not_verified, stamps.error()});
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto proved = check_anchor(**client, anchor->pinned);
  if (!proved) return cli.finish(proved.error());
  if (cli.json) {
    json::object view = anchor_view(*anchor, *stamps, !o.ca.empty());
    view["of_this_chain"] = true;
    view["proof"] = cli.proof_json(proved->proof());
    cli.print_json(view);
    return 0;
  }
  cli.print(cli.say("the anchor is block ", "该锚为本链的区块 ") + with_separators(anchor->pinned.height) +
            cli.say(" of this chain, ", "，") + cli.proved_under(proved->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

int stamp_anchor(Cli& cli, const AnchorOptions& o) {
  auto anchor = read_anchor_file(o.anchor);
  if (!anchor) return cli.finish(anchor.error());
  if (!o.query.empty()) {
    auto query = timestamp_query(anchor->pinned);
    if (!query) return cli.finish({ExitCode::internal, query.error()});
    if (auto written = write_file(o.query, text_of(*query)); !written) return cli.finish(written.error());
    if (cli.json) {
      cli.print_json({{"file", o.query.string()}});
      return 0;
    }
    cli.print(cli.say("request written to ", "请求已写入 ") + o.query.string() +
              "\n  curl -H 'Content-Type: application/timestamp-query' --data-binary @" + o.query.string() +
              " URL -o reply.tsr\n  credence anchor stamp " + o.anchor + " --reply reply.tsr\n");
    return 0;
  }
  if (is_anchor_line(o.anchor))
    return cli.finish(
        {ExitCode::usage, Error{Code::bad_request, "a time-stamp is attached to a file, not to a line"}});
  auto reply = read_file(o.reply, kResponseBytesMax);
  if (!reply) return cli.finish({ExitCode::bad_input, reply.error()});
  const Bytes response(bytes_of(*reply).begin(), bytes_of(*reply).end());
  if (auto stamp = read_timestamp(anchor->pinned, response, o.ca); !stamp)
    return cli.finish({ExitCode::not_verified, stamp.error()});
  if (std::ranges::find(anchor->timestamps, response) == anchor->timestamps.end()) {
    if (anchor->timestamps.size() == kTimestampsMax)
      return cli.finish({ExitCode::bad_input, Error{Code::limit_exceeded, std::to_string(kTimestampsMax)}});
    anchor->timestamps.push_back(response);
  }
  if (auto written = write_file(o.anchor, anchor_to_json(*anchor)); !written)
    return cli.finish(written.error());
  return show_with(cli, *anchor, o, {{"file", o.anchor}});
}

void add_qr_options(Command& command, AnchorOptions& o) {
  command.flag("--qr", o.qr, {"also as a QR code, in this terminal", "同时在终端显示二维码（QR）"});
  command
      .option("--qr-file FILE", &o.qr_file,
              {"also as a QR code, an image to be printed: .svg or .png",
               "同时将二维码（QR）写为图片：.svg 或 .png"})
      .writes();
}

}  // namespace

void add_anchor_commands(Command& app) {
  Command& family = app.command(
      "anchor", {"pinned anchors: a block's hash that is published, and that proofs can rest on for years",
                 "固定锚：将区块哈希公布于众，多年后仍可据以验证证明"});
  auto& o = family.keep<AnchorOptions>();
  constexpr Words kAuthorities{"PEM file of the time-stamp authorities that are trusted",
                               "受信时间戳机构的 PEM 文件"};
  Command& make = family
                      .command("make",
                               {"the latest block, or one of your choice, as an anchor: a file and a line",
                                "将最新或指定的区块制成固定锚：文件与一行文本"},
                               o, make_anchor)
                      .uses(kAsks);
  make.option("--block BLOCK", &o.height, {"of this block; else the latest", "指定区块；默认为最新区块"})
      .range(1, std::numeric_limits<std::uint64_t>::max() >> 2);
  make.option("-o,--out FILE", &o.out,
              {"the file to write; else NETWORK-HEIGHT.credence-anchor",
               "写出的文件；默认为 NETWORK-HEIGHT.credence-anchor（网络与高度）"});
  add_qr_options(make, o);
  make.example("credence anchor make -o 2026-11.credence-anchor --qr-file 2026-11.svg");
  Command& see = family.command("show", {"what an anchor names; no network", "显示固定锚的内容；无需网络"}, o,
                                show_anchor);
  see.argument("ANCHOR", &o.anchor, kAnchorWords);
  add_qr_options(see, o);
  see.option("--tsa-ca FILE", &o.ca, kAuthorities);
  Command& check =
      family
          .command("check",
                   {"whether an anchor is a block of this chain, proved", "证明固定锚是否为本链的区块"}, o,
                   compare_anchor)
          .uses(kAsks);
  check.argument("ANCHOR", &o.anchor, kAnchorWords);
  check.option("--tsa-ca FILE", &o.ca, kAuthorities);
  Command& stamp = family.command("stamp",
                                  {"attach a time-stamp of an authority (RFC 3161) to an anchor's file",
                                   "为固定锚文件附加时间戳机构的时间戳（RFC 3161）"},
                                  o, stamp_anchor);
  stamp.argument("FILE", &o.anchor, {"the anchor's file", "固定锚文件"});
  const Option& query = stamp
                            .option("--query FILE", &o.query,
                                    {"write the request that the authority is sent", "写出发送给机构的请求"})
                            .writes();
  const Option& reply =
      stamp.option("--reply FILE", &o.reply, {"attach the authority's reply", "附加机构的答复"});
  stamp.exactly_one({query, reply});
  stamp.option("--tsa-ca FILE", &o.ca, kAuthorities);
  stamp.footer({"What is stamped is the anchor's line: SHA-256 over its characters, without a line break.",
                "时间戳所盖的是固定锚的文本：对其字符（不含换行）取 SHA-256。"});
}

}  // namespace credence
