// SPDX-License-Identifier: Apache-2.0
#include "client/lists/workbook.h"

#include <set>

#include "client/base/characters.h"
#include "client/base/list_errors.h"
#include "client/base/written.h"
#include "client/lists/container.h"
#include "client/lists/file_format.h"
#include "client/lists/sheet_part.h"

namespace credence {
namespace {

/// Targets of a part's relations, by id and by the last word of their type.
struct RelationsPart : XmlHandler {
  struct Relation {
    std::string kind, target;
  };
  std::map<std::string, Relation, std::less<>> by_id;
  std::size_t count = 0;
  void begin(std::string_view name, const Attributes& a) override {
    if (name != "Relationship") return;
    if (++count > kRelationsMax)
      complaint = Complaint{list_code::workbook_too_large, Said(std::to_string(kRelationsMax) + " relations",
                                                                std::to_string(kRelationsMax) + " 个关系")};
    if (a["TargetMode"] == "External") return;
    const std::string_view type = a["Type"];
    by_id.emplace(a["Id"], Relation{std::string(type.substr(type.rfind('/') + 1)), std::string(a["Target"])});
  }
  /// Of the first of a kind; empty if there is none.
  [[nodiscard]] std::string target_of(std::string_view kind) const {
    for (const auto& [id, relation] : by_id)
      if (relation.kind == kind) return relation.target;
    return {};
  }
  [[nodiscard]] Workbook::Parts parts(const std::string& book, const std::string& folder) const {
    const auto part = [&](std::string_view kind) {
      const std::string target = target_of(kind);
      return target.empty() ? target : part_name(target, folder);
    };
    Workbook::Parts out{book, part("sharedStrings"), part("styles"), part("theme"), {}};
    std::set<std::string_view> seen;  // a second one of a kind is another part
    for (const auto& [id, relation] : by_id)
      if (!seen.insert(relation.kind).second ||
          (relation.kind != "worksheet" && relation.kind != "sharedStrings" && relation.kind != "styles" &&
           relation.kind != "theme" && relation.kind != "customXml"))
        out.others.push_back(relation.kind);
    return out;
  }
};

struct WorkbookPart : XmlHandler {
  struct Named {
    std::string name, relation;
    Sheet::State state = Sheet::State::visible;
  };
  std::vector<Named> sheets;
  bool from_1904 = false;
  void begin(std::string_view name, const Attributes& a) override {
    if (name == "workbookPr") from_1904 = a.flag("date1904");
    if (name != "sheet") return;
    if (sheets.size() == kSheetsMax)
      complaint = Complaint{list_code::workbook_too_large, Said(std::to_string(kSheetsMax) + " sheets",
                                                                std::to_string(kSheetsMax) + " 个工作表")};
    if (a["name"].size() > kSheetNameBytesMax)
      complaint = Complaint{list_code::bad_workbook, Said("a sheet's name is too long", "工作表名称过长")};
    const std::string_view state = a["state"];
    sheets.push_back({std::string(a["name"]), std::string(a.relation()),
                      state == "veryHidden" ? Sheet::State::very_hidden
                      : state == "hidden"   ? Sheet::State::hidden
                                            : Sheet::State::visible});
  }
};

/// Text of `<t>`, also in runs; not in phonetic guides.
struct StringsPart : XmlHandler {
  SharedStrings strings;
  RunText runs;
  std::size_t rest_bytes = 0;
  bool in_text = false, phonetic = false, struck_run = false;
  void begin(std::string_view name, const Attributes& a) override {
    if (name == "si") {
      if (strings.size() == kSharedStringsMax)
        complaint = Complaint{list_code::workbook_too_large, Said("shared strings", "共享文本过多")};
      runs.clear();
      struck_run = false;
    }
    if (name == "r") struck_run = false;
    if (name == "strike") struck_run = a["val"].empty() || a.flag("val");
    if (name == "rPh") phonetic = true;
    if (name == "t") in_text = !phonetic;
  }
  void end(std::string_view name) override {
    if (name == "t") in_text = false;
    if (name == "rPh") phonetic = false;
    if (name != "si") return;
    strings.text += runs.whole();
    if (auto rest = runs.rest()) {
      rest_bytes += rest->size();
      strings.rests.emplace(static_cast<std::uint32_t>(strings.size()), *std::move(rest));
    }
    strings.ends.push_back(static_cast<std::uint32_t>(strings.text.size()));
    strings.struck.push_back(runs.struck());
  }
  void text(std::string_view text) override {
    if (!in_text) return;
    runs.add(text, struck_run);
    if (strings.text.size() + runs.whole().size() + rest_bytes > kSheetTextBytesMax)
      complaint = Complaint{list_code::workbook_too_large, Said("text", "文字过多")};
  }
};

/// Comments beside cells, by their place.
struct CommentsPart : XmlHandler {
  std::map<std::pair<std::size_t, std::size_t>, std::string>& out;
  std::string* at = nullptr;
  bool in_text = false;
  explicit CommentsPart(Sheet& sheet) : out(sheet.comments) {}
  void begin(std::string_view name, const Attributes& a) override {
    if (name == "comment") {
      const std::string_view ref = a["ref"];
      const std::size_t letters = std::min(ref.find_first_of("0123456789"), ref.size());
      const auto column = column_of_letters(ref.substr(0, letters));
      const auto line = read_serial(ref.substr(letters));
      const bool keeps = column && line && out.size() < kCommentsMax;
      at = keeps ? &out[{*line, *column}] : nullptr;
    }
    if (name == "t") in_text = true;
  }
  void end(std::string_view name) override {
    if (name == "t") in_text = false;
    if (name == "comment") at = nullptr;
  }
  void text(std::string_view text) override {
    if (in_text && at != nullptr && at->size() + text.size() <= kCommentBytesMax) *at += text;
  }
};

/// "xl/" of "xl/workbook.xml".
std::string folder_of(const std::string& part) {
  const std::size_t slash = part.rfind('/');
  return slash == std::string::npos ? "" : part.substr(0, slash + 1);
}

}  // namespace

void RunText::add(std::string_view text, bool struck) {
  whole_ += text;
  if (struck) {
    struck_ = gap_ = true;
    return;
  }
  if (gap_ && !rest_.empty()) rest_ += '\n';
  gap_ = false;
  rest_ += text;
}
void RunText::clear() {
  whole_.clear();
  rest_.clear();
  struck_ = gap_ = false;
}
std::optional<std::string> RunText::rest() const {
  if (!struck_ || folded_text(rest_).empty()) return std::nullopt;
  return rest_;
}

std::expected<Workbook, Complaint> Workbook::read(std::string_view bytes) {
  const FileFormat format = format_of(bytes);
  if (auto refused = refusal_of(format)) return std::unexpected(*std::move(refused));
  if (format != FileFormat::workbook) return complain(list_code::bad_workbook);
  if (bytes.size() > kWorkbookBytesMax)
    return complain(list_code::workbook_too_large, Said(std::to_string(bytes.size() >> 20) + " MiB"));
  auto zip = Container::open(bytes);
  if (!zip) return std::unexpected(zip.error());
  RelationsPart top, of_book;
  if (auto good = zip->read("_rels/.rels", top); !good) return std::unexpected(good.error());
  const std::string book_part = part_name(top.target_of("officeDocument"), "");
  const std::string folder = folder_of(book_part);
  const std::string relations = folder + "_rels/" + book_part.substr(folder.size()) + ".rels";
  if (book_part.empty() || !zip->has(relations))
    return complain(list_code::bad_workbook, Said("no workbook in it", "其中没有工作簿"));
  WorkbookPart book;
  if (auto good = zip->read(book_part, book); !good) return std::unexpected(good.error());
  if (auto good = zip->read(relations, of_book); !good) return std::unexpected(good.error());
  Workbook out;
  out.from_1904_ = book.from_1904;
  for (const WorkbookPart::Named& sheet : book.sheets) {
    const auto at = of_book.by_id.find(sheet.relation);
    if (at == of_book.by_id.end() || at->second.kind != "worksheet") continue;  // a chart, a dialog
    out.sheets_.push_back({sheet.name, sheet.state, part_name(at->second.target, folder)});
  }
  if (out.sheets_.empty()) return complain(list_code::bad_workbook, Said("no sheet in it", "其中没有工作表"));
  out.parts_ = of_book.parts(book_part, folder);
  if (!out.parts_.strings.empty()) {
    StringsPart strings;
    if (auto good = zip->read(out.parts_.strings, strings); !good) return std::unexpected(good.error());
    out.strings_ = std::move(strings.strings);
  }
  ThemePart theme;
  if (!zip->has(out.parts_.theme)) out.parts_.theme.clear();
  if (!out.parts_.theme.empty())
    if (auto good = zip->read(out.parts_.theme, theme); !good) return std::unexpected(good.error());
  if (!out.parts_.styles.empty()) {
    StylesPart styles(std::move(theme.colours));
    if (auto good = zip->read(out.parts_.styles, styles); !good) return std::unexpected(good.error());
    out.styles_ = styles.take();
  }
  return out;
}

std::expected<Sheet, Complaint> Workbook::sheet(std::string_view bytes, std::size_t index,
                                                Sheet::Texts texts) const {
  CREDENCE_ASSERT(index < sheets_.size());
  auto zip = Container::open(bytes);
  if (!zip) return std::unexpected(zip.error());
  Sheet out(texts);
  out.name = sheets_[index].name;
  out.state = sheets_[index].state;
  SheetPart part(out, strings_, styles_, from_1904_);
  if (auto good = zip->read(sheets_[index].part, part); !good) return std::unexpected(good.error());
  if (!out.finish())
    return complain(list_code::workbook_too_large, Said(std::to_string(kMergedCellsMax) + " merged cells",
                                                        std::to_string(kMergedCellsMax) + " 个合并单元格"));
  if (texts == Sheet::Texts::as_written) return out;
  const std::string folder = folder_of(sheets_[index].part);
  const std::string relations = folder + "_rels/" + sheets_[index].part.substr(folder.size()) + ".rels";
  RelationsPart of_sheet;
  if (!zip->has(relations)) return out;
  if (auto good = zip->read(relations, of_sheet); !good) return std::unexpected(good.error());
  const std::string target = of_sheet.target_of("comments");
  const std::string comments = target.empty() ? target : part_name(target, folder);
  if (comments.empty() || !zip->has(comments)) return out;
  CommentsPart all(out);
  if (auto good = zip->read(comments, all); !good) return std::unexpected(good.error());
  for (auto& [place, text] : out.comments) text = folded_text(text);
  return out;
}

}  // namespace credence
