// SPDX-License-Identifier: Apache-2.0
// What stands where on a print. Pages are filled twice: the first time to count them.
#include "client/paper/print.h"

#include <array>

#include "client/paper/attachment.h"
#include "client/paper/canvas.h"
#include "client/paper/print_words.h"
#include "client/words/bundle_statement.h"
#include "client/words/facts.h"

namespace credence {
namespace {

constexpr Ink kInk{0x162025}, kSecond{0x45525a}, kHair{0xc3cdd1}, kAccent{0x0e5266}, kBad{0xa3261c};
constexpr double kLeft = 26, kWide = Canvas::kWidth - 2 * kLeft, kTop = 22, kBottom = 271;
constexpr double kLabel = 44;                   // the column of labels
constexpr double kCodeSide = 36, kModule = .4;  // at least; a hand-held camera sees so much of a whole page
constexpr double kEntriesLeft = 19, kEntriesWide = Canvas::kWidth - 2 * kEntriesLeft;
constexpr std::array<double, 8> kColumns = {9, 18, 17, 33, 27, 22, 0, 12};  // of entries; 0: what is left
constexpr std::size_t kDetail = 6;

struct Drawn {
  CodeHolds holds;
  QrCode drawn;
};

/// The proof of a title without its names: its codes alone, under the same header.
std::optional<Bytes> without_names(const VerifiedBundle& bundle, BytesView file) {
  auto content = read_bundle(file);
  auto* const title = content ? std::get_if<TitleClaim>(&content->claim) : nullptr;
  if (title == nullptr || title->context.empty()) return std::nullopt;
  title->context.clear();
  auto bytes = encode_bundle(bundle.trust, content->claim, content->later);
  if (!bytes || !verify_bundle(bundle.trust.anchor(), *bytes)) return std::nullopt;
  return *std::move(bytes);
}

Result<Drawn> code_of(const VerifiedBundle& bundle, BytesView file, const std::string& address) {
  if (auto whole = QrCode::of(text_of(file), true)) return Drawn{CodeHolds::proof, *std::move(whole)};
  if (const auto codes = without_names(bundle, file))
    if (auto small = QrCode::of(text_of(*codes), true))
      return Drawn{CodeHolds::proof_without_names, *std::move(small)};
  const std::string digest = bundle.checksum.hex();
  auto named =
      QrCode::of(address.empty() ? "credence-proof:" + digest : address + "/#/verify?proof=" + digest);
  if (!named) return std::unexpected(named.error());
  return Drawn{CodeHolds::digest, *std::move(named)};
}

struct Content {
  Language lead;
  const VerifiedBundle& bundle;
  bool valid;
  BundleStatement first, second;  // in the leading language, and in the other one
  std::vector<std::vector<std::string>> entries;
  Drawn code;
  std::string address;
};

class Printer {
 public:
  Printer(const Content& content, Canvas& sheet, unsigned pages) : c_(content), s_(sheet), pages_(pages) {}
  /// The number of pages.
  unsigned print() {
    edges();
    head();
    subject();
    rows();
    proof();
    how();
    if (!c_.entries.empty()) entries();
    return page_;
  }

 private:
  [[nodiscard]] std::string first(Words words) const { return std::string(words.in(c_.lead)); }
  [[nodiscard]] std::string second(Words words) const {
    return std::string(words.in(c_.lead == Language::zh ? Language::en : Language::zh));
  }
  /// The leading text, and under it the other one where it differs; gives the height.
  double both(double x, double y, double width, const std::string& one, const std::string& other,
              const Type& type, const Type& small) {
    double used = s_.text(x, y, width, one, type);
    if (other != one && !other.empty()) used += s_.text(x, y + used, width, other, small);
    return used;
  }
  [[nodiscard]] double height_of_both(double width, const std::string& one, const std::string& other,
                                      const Type& type, const Type& small) const {
    return s_.height(width, one, type) +
           (other != one && !other.empty() ? s_.height(width, other, small) : 0);
  }
  double both(double x, double y, double width, Words words, const Type& type, const Type& small) {
    return both(x, y, width, first(words), second(words), type, small);
  }

  /// What every page has around its content.
  void edges() {
    s_.frame(12, 12, Canvas::kWidth - 24, Canvas::kHeight - 24, .4, kAccent);
    s_.frame(13.2, 13.2, Canvas::kWidth - 26.4, Canvas::kHeight - 26.4, .2, kAccent);
    s_.rule(left_, kBottom + 2, wide_, .15, kHair);
    both(left_, kBottom + 3.5, wide_ - 20, kNoSeal, {.size = 8}, kSmall);
    s_.text(left_, kBottom + 3.5, wide_, std::to_string(page_) + " / " + std::to_string(pages_),
            {.size = 8, .align = Type::Align::right});
    y_ = kTop;
  }
  void next_page() {
    s_.next_page();
    ++page_;
    edges();
    s_.text(left_, y_, wide_ - 34, first(heading_of(c_.bundle)) + " · " + c_.first.whom,
            {.size = 8, .ink = kSecond});
    s_.text(left_, y_, wide_, number(), {.size = 8, .ink = kSecond, .align = Type::Align::right});
    y_ += 6;
  }
  /// Room for something so high; else the next page begins.
  bool room(double height) {
    if (y_ + height <= kBottom) return false;
    next_page();
    return true;
  }
  /// The first digits of the attached file's checksum name the print.
  [[nodiscard]] std::string number() const {
    const std::string hex = c_.bundle.checksum.hex();
    return hex.substr(0, 4) + " " + hex.substr(4, 4) + " " + hex.substr(8, 4) + " " + hex.substr(12, 4);
  }

  void head() {
    constexpr double kCell = 3.4, kStep = 4.1;  // a quorum of four
    for (const auto& [column, row] : {std::pair{0, 0}, {1, 0}, {0, 1}, {1, 1}})
      s_.square(kLeft + column * kStep, y_ + .6 + row * kStep, kCell, kAccent, column + row < 2);
    both(kLeft + 11, y_ - .4, 90,
         {"Credence · a ledger kept by several departments", "Credence · 多部门共同维护的账本"}, {.size = 9},
         kSmall);
    constexpr Words kNumber{"Number", "证明编号"};
    s_.text(kLeft, y_ - .4, kWide, first(kNumber) + " " + second(kNumber),
            {.size = 7.5, .ink = kSecond, .align = Type::Align::right});
    s_.text(kLeft, y_ + 3.4, kWide, number(), {.size = 9, .align = Type::Align::right});
    y_ += 15;
    y_ += s_.text(kLeft, y_, kWide, first(heading_of(c_.bundle)),
                  {.size = c_.lead == Language::zh ? 26.0 : 22.0,
                   .serif = true,
                   .bold = true,
                   .align = Type::Align::centre,
                   .spacing = c_.lead == Language::zh ? 5.0 : 0.0});
    y_ += s_.text(kLeft, y_, kWide, second(heading_of(c_.bundle)),
                  {.size = 10, .ink = kSecond, .align = Type::Align::centre});
  }
  /// Whom it is about, and the verdict.
  void subject() {
    y_ += 5;
    y_ += both(kLeft, y_, kWide, c_.first.whom, c_.second.whom, {.size = 15, .serif = true, .bold = true},
               {.size = 9, .ink = kSecond});
    if (!c_.first.what.empty())
      y_ += both(kLeft, y_, kWide, c_.first.what, c_.second.what, {.size = 12, .serif = true},
                 {.size = 9, .ink = kSecond});
    y_ += 3;
    const Ink ink = c_.valid ? kAccent : kBad;
    s_.square(kLeft, y_ + .8, 3.4, ink, c_.valid);
    y_ += both(kLeft + 6, y_, kWide - 6, c_.first.verdict, c_.second.verdict,
               {.size = 10.5, .ink = ink, .bold = true}, {.size = 8, .ink = kSecond});
  }
  /// What the bundle says, line by line; lines go on on the next page.
  void rows() {
    y_ += 4;
    s_.rule(kLeft, y_, kWide, .35, kInk);
    for (std::size_t i = 0; i < c_.first.says.size(); ++i) {
      const BundleStatement::Row &one = c_.first.says[i], &other = c_.second.says[i];
      const Type label{.size = 9, .ink = kSecond};
      const double high =
          std::max(value(one.value, other.value, false), s_.height(22, one.name, label)) + 2.2;
      room(high);
      s_.text(kLeft, y_ + 1.3, 22, one.name, label);
      s_.text(kLeft + 22, y_ + 1.7, kLabel - 23, other.name, kSmall);
      value(one.value, other.value, true);
      y_ += high;
      const bool last = i + 1 == c_.first.says.size();
      s_.rule(kLeft, y_, kWide, last ? .35 : .15, last ? kInk : kHair);
    }
  }
  /// Both languages on one line where they fit, else one below the other; gives the height.
  double value(const std::string& one, const std::string& other, bool draw) {
    constexpr double x = kLeft + kLabel, width = kWide - kLabel, gap = 4;
    const Type type{.size = 10};
    const double used = s_.width(one, type), second_at = std::max(width / 2, used + gap);
    if (one == other || second_at + s_.width(other, kSmall) > width) {
      if (draw) return both(x, y_ + 1, width, one, other, type, kSmall);
      return height_of_both(width, one, other, type, kSmall);
    }
    if (draw) s_.text(x + second_at, y_ + 1.9, width - second_at + 1, other, kSmall);
    return draw ? s_.text(x, y_ + 1, width, one, type) : s_.height(width, one, type);
  }
  /// The code, and beside it what the signatures rest on.
  void proof() {
    y_ += 6;
    const double side = std::max(kCodeSide, kModule * c_.code.drawn.width()), column = kLeft + side + 8,
                 width = kWide - side - 8;
    const Words caption = caption_of(c_.code.holds);
    const double left = side + 2 + height_of_both(side, first(caption), second(caption), kSmall, kSmaller);
    room(std::max(left, proof_rows(column, width, false)));
    s_.code(kLeft, y_, side, c_.code.drawn);
    both(kLeft, y_ + side + 2, side, caption, kSmall, kSmaller);
    y_ += std::max(left, proof_rows(column, width, true));
  }
  /// Gives their height.
  double proof_rows(double x, double width, bool draw) {
    constexpr double kName = 20;
    const Type type{.size = 8.5};
    double used = 0;
    const auto line = [&](const std::string& name, const std::string& other_name, const std::string& value,
                          const std::string& other) {
      const double high = std::max(height_of_both(width - kName, value, other, type, kSmaller),
                                   height_of_both(kName, name, other_name, kSmall, kSmaller));
      if (draw) {
        both(x, y_ + used + .2, kName, name, other_name, kSmall, kSmaller);
        both(x + kName, y_ + used, width - kName, value, other, type, kSmaller);
      }
      used += high + 1;
    };
    const auto alone = [&](Words name, const std::string& text) {
      line(first(name), second(name), text, text);
    };
    for (std::size_t i = 0; i < c_.first.proof.size(); ++i) {
      const BundleStatement::Row &one = c_.first.proof[i], &other = c_.second.proof[i];
      line(one.name, other.name, one.value, other.value);
      if (i == 0)
        alone({"header", "区块头"}, header_hash(c_.bundle.trust.chain(), c_.bundle.trusted()).hex());
    }
    if (!c_.address.empty()) alone({"address", "核对地址"}, c_.address);
    return used;
  }
  /// How it is verified, and beside that what it does not say.
  void how() {
    constexpr double kHow = 98, kGap = 7, kNot = kWide - kHow - kGap;
    y_ += 4;
    const std::vector<Words> steps(std::begin(kHowToVerify), std::end(kHowToVerify)),
        unsaid{kNotSaid, not_said_by(c_.bundle)};
    room(std::max(
        section(kLeft, kHow, {"How to verify", "怎样核对"}, steps, false),
        section(kLeft + kHow + kGap, kNot, {"What it does not say", "本证明不说明"}, unsaid, false)));
    const double high = section(kLeft, kHow, {"How to verify", "怎样核对"}, steps, true);
    y_ += std::max(
        high, section(kLeft + kHow + kGap, kNot, {"What it does not say", "本证明不说明"}, unsaid, true));
  }
  double section(double x, double width, Words name, const std::vector<Words>& lines, bool draw) {
    const Type type{.size = 8.5}, title{.size = 9.5, .bold = true};
    double used = 6.5;
    if (draw) {
      s_.rule(x, y_, width, .15, kHair);
      s_.text(x, y_ + 1.5, width, first(name), title);
      s_.text(x + s_.width(first(name), title) + 2, y_ + 2.1, width, second(name), kSmall);
    }
    for (const Words& line : lines) {
      if (draw) both(x, y_ + used, width, line, type, kSmaller);
      used += height_of_both(width, first(line), second(line), type, kSmaller) + 1;
    }
    return used;
  }

  // ---- the entries of a history: all of them, over as many pages as they take
  void entries() {
    std::array<double, 8> wide = kColumns;
    wide[kDetail] = kEntriesWide;
    for (const double column : kColumns) wide[kDetail] -= column;
    left_ = kEntriesLeft;
    wide_ = kEntriesWide;
    next_page();
    entry_heads(wide);
    for (const auto& cells : c_.entries) {
      if (room(entry(wide, cells, {.size = 7.5}, false))) entry_heads(wide);
      y_ += entry(wide, cells, {.size = 7.5}, true);
      s_.rule(kEntriesLeft, y_, kEntriesWide, .1, kHair);
    }
    s_.rule(kEntriesLeft, y_, kEntriesWide, .35, kInk);
  }
  void entry_heads(const std::array<double, 8>& wide) {
    std::vector<std::string> heads, others;
    for (const EntryColumn& column : kEntryColumns) {
      heads.push_back(first(column.head));
      others.push_back(second(column.head));
    }
    s_.rule(kEntriesLeft, y_, kEntriesWide, .35, kInk);
    y_ += entry(wide, heads, kSmall, true) - 1.4;
    y_ += entry(wide, others, kSmaller, true);
    s_.rule(kEntriesLeft, y_, kEntriesWide, .15, kInk);
  }
  /// One line of the table; gives its height.
  double entry(const std::array<double, 8>& wide, const std::vector<std::string>& cells, Type type,
               bool draw) {
    double x = kEntriesLeft, high = 0;
    for (std::size_t i = 0; i < wide.size(); ++i) {
      type.align = kEntryColumns[i].align == Table::Align::right ? Type::Align::right : Type::Align::left;
      const double width = wide[i] - 2;
      high = std::max(high, s_.height(width, cells[i], type));
      if (draw) s_.text(x, y_ + 1, width, cells[i], type);
      x += wide[i];
    }
    return high + 2;
  }

  static constexpr Type kSmall{.size = 7.5, .ink = kSecond}, kSmaller{.size = 7, .ink = kSecond};
  const Content& c_;
  Canvas& s_;
  const unsigned pages_;
  unsigned page_ = 1;
  double y_ = kTop, left_ = kLeft, wide_ = kWide;  // entries have wider pages
};

std::string time_of_document(std::uint64_t time_ms) {
  std::string out = time_in_china(time_ms);
  out[out.find(' ')] = 'T';
  return out + "+08:00";
}

}  // namespace

BundleQuestion print_question(const VerifiedBundle& bundle, const PrintOptions& options) {
  return {bundle.block.header.time_ms, options.day, 0};
}

Result<Print> print_bundle(const Genesis* genesis, const VerifiedBundle& bundle, BytesView file,
                           const std::string& name, const PrintOptions& options) {
  if (const auto* const history = std::get_if<ProvedHistory>(&bundle.proved);
      history != nullptr && history->count > kPrintedEntriesMax)
    return fail(Code::limit_exceeded,
                with_separators(history->count) + " > " + with_separators(kPrintedEntriesMax));
  auto code = code_of(bundle, file, options.address);
  if (!code) return std::unexpected(code.error());
  const BundleQuestion question = print_question(bundle, options);
  const Judgement judgement = judge(bundle, question);
  const BundleView view{genesis, bundle, judgement, question.now_ms, file.size(), options.lead};
  const BundleView other{genesis,     bundle,
                         judgement,   question.now_ms,
                         file.size(), options.lead == Language::zh ? Language::en : Language::zh};
  Content content{options.lead,
                  bundle,
                  judgement.verdict == Verdict::valid,
                  statement_of(view),
                  statement_of(other),
                  {},
                  *std::move(code),
                  options.address};
  view.each_entry([&](std::vector<std::string> cells) { content.entries.push_back(std::move(cells)); });
  const std::string title = std::string(heading_of(bundle).in(options.lead)) + " · " + content.first.whom;
  const std::string time = time_of_document(bundle.block.header.time_ms);
  Canvas counted(title, time), sheet(title, time);
  const CodeHolds holds = content.code.holds;
  const unsigned pages = Printer(content, counted, 0).print();
  Printer(content, sheet, pages).print();
  auto pdf = sheet.finish();
  if (!pdf) return std::unexpected(pdf.error());
  auto whole = with_attachment(*pdf, name, std::string(text_of(file)));
  if (!whole) return std::unexpected(whole.error());
  // What is handed out reads back.
  if (auto back = attached_proof(*whole); !back) return std::unexpected(back.error());
  return Print{*std::move(whole), holds, pages};
}

}  // namespace credence
