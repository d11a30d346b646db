#include "client/lists/workbook.h"

#include <expat.h>
#include <zip.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>

#include "client/lists/columns.h"
#include "ledger/domain/types.h"

namespace credence {
namespace {

constexpr std::string_view kOle{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8};

using Attributes = std::map<std::string, std::string, std::less<>>;

std::string_view local_name(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

/// Called with the local names of elements. An error ends the reading.
class Handler {
 public:
  virtual ~Handler() = default;
  virtual void begin(std::string_view name, const Attributes& attributes) = 0;
  virtual void end(std::string_view name) = 0;
  virtual void text(std::string_view text) = 0;
  std::optional<Error> error;

  static std::string value(const Attributes& attributes, std::string_view name) {
    const auto at = attributes.find(name);
    return at == attributes.end() ? std::string() : at->second;
  }
};

struct Parser {
  explicit Parser(Handler& handler) : xml(XML_ParserCreate("UTF-8")), handler_(handler) {
    XML_SetUserData(xml, this);
    XML_SetElementHandler(xml, &Parser::begin, &Parser::end);
    XML_SetCharacterDataHandler(xml, &Parser::text);
    // No document type: no entities that unfold.
    XML_SetStartDoctypeDeclHandler(
        xml, [](void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
          static_cast<Parser*>(self)->stop(Error{list_code::bad_workbook, "document type"});
        });
  }
  ~Parser() { XML_ParserFree(xml); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  Result<void> feed(std::string_view chunk, bool last) {
    const auto status = XML_Parse(xml, chunk.data(), static_cast<int>(chunk.size()), last ? 1 : 0);
    if (handler_.error) return std::unexpected(*handler_.error);
    if (status == XML_STATUS_ERROR)
      return fail(list_code::bad_workbook, std::string("XML: ") + XML_ErrorString(XML_GetErrorCode(xml)) +
                                               ", line " + std::to_string(XML_GetCurrentLineNumber(xml)));
    return {};
  }
  XML_Parser xml;

 private:
  void stop(Error error) {
    if (!handler_.error) handler_.error = std::move(error);
    XML_StopParser(xml, XML_FALSE);
  }
  static void begin(void* self, const XML_Char* name, const XML_Char** attributes) {
    auto& parser = *static_cast<Parser*>(self);
    Attributes given;
    for (; *attributes != nullptr; attributes += 2)
      given.emplace(std::string(attributes[0]), std::string(attributes[1]));
    parser.handler_.begin(local_name(name), given);
    if (parser.handler_.error) XML_StopParser(parser.xml, XML_FALSE);
  }
  static void end(void* self, const XML_Char* name) {
    auto& parser = *static_cast<Parser*>(self);
    parser.handler_.end(local_name(name));
    if (parser.handler_.error) XML_StopParser(parser.xml, XML_FALSE);
  }
  static void text(void* self, const XML_Char* text, int size) {
    static_cast<Parser*>(self)->handler_.text({text, static_cast<std::size_t>(size)});
  }
  Handler& handler_;
};

/// The container; reads parts in pieces and stops where a bound is passed, whatever the headers announce.
class Container {
 public:
  static Result<Container> open(std::string_view bytes) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (source == nullptr) return fail(list_code::bad_workbook, "zip");
    zip_t* const zip = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (zip == nullptr) {
      const std::string why = zip_error_strerror(&error);
      zip_source_free(source);
      zip_error_fini(&error);
      return fail(list_code::bad_workbook, "zip: " + why);
    }
    zip_error_fini(&error);
    return Container(zip);
  }
  [[nodiscard]] bool has(const std::string& part) const {
    return zip_name_locate(zip_.get(), part.c_str(), ZIP_FL_NOCASE) >= 0;
  }

  Result<void> read(const std::string& part, Handler& handler) const {
    const auto at_part = [&](Error error) {
      error.detail = part + ": " + error.detail;
      return std::unexpected(std::move(error));
    };
    const zip_int64_t index = zip_name_locate(zip_.get(), part.c_str(), ZIP_FL_NOCASE);
    zip_stat_t stat;
    if (index < 0 || zip_stat_index(zip_.get(), static_cast<zip_uint64_t>(index), 0, &stat) != 0)
      return at_part({list_code::bad_workbook, "not there"});
    if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE)
      return at_part({list_code::workbook_protected, {}});
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
        zip_fopen_index(zip_.get(), static_cast<zip_uint64_t>(index), 0), &zip_fclose);
    if (!file) return at_part({list_code::bad_workbook, zip_strerror(zip_.get())});
    Parser parser(handler);
    std::vector<char> chunk(std::size_t{64} << 10);
    std::size_t total = 0;
    for (;;) {
      const zip_int64_t n = zip_fread(file.get(), chunk.data(), chunk.size());
      if (n < 0) return at_part({list_code::bad_workbook, zip_file_strerror(file.get())});
      total += static_cast<std::size_t>(n);
      if (total > kPartBytesMax || (total > kPartBytesFree && total / kPartRatioMax > stat.comp_size))
        return at_part({list_code::workbook_too_large, std::to_string(total >> 20) + " MiB unpacked from " +
                                                           std::to_string(stat.comp_size) + " bytes"});
      if (auto good = parser.feed({chunk.data(), static_cast<std::size_t>(n)}, n == 0); !good)
        return at_part(good.error());
      if (n == 0) return {};
    }
  }

 private:
  explicit Container(zip_t* zip) : zip_(zip, &zip_discard) {}
  std::unique_ptr<zip_t, void (*)(zip_t*)> zip_;
};

/// Targets of a part's relations, by id and by the last word of their type.
struct Relations : Handler {
  std::map<std::string, std::string> by_id, by_type;
  void begin(std::string_view name, const Attributes& a) override {
    if (name != "Relationship") return;
    const std::string target = value(a, "Target"), type = value(a, "Type");
    by_id[value(a, "Id")] = target;
    by_type[type.substr(type.rfind('/') + 1)] = target;
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
};

/// A target as a path in the container: absolute, or beside the part that names it.
std::string path_of(const std::string& target, const std::string& folder) {
  if (target.starts_with('/')) return target.substr(1);
  std::string path = folder + target;
  for (std::size_t at; (at = path.find("/../")) != std::string::npos;) {
    const std::size_t before = at == 0 ? std::string::npos : path.rfind('/', at - 1);
    path.erase(before == std::string::npos ? 0 : before + 1,
               at + 4 - (before == std::string::npos ? 0 : before + 1));
  }
  return path;
}

struct WorkbookPart : Handler {
  struct Named {
    std::string name, relation;
    bool hidden = false;
  };
  std::vector<Named> sheets;
  bool from_1904 = false;
  void begin(std::string_view name, const Attributes& a) override {
    if (name == "workbookPr") {
      const std::string flag = value(a, "date1904");
      from_1904 = flag == "1" || flag == "true";
    } else if (name == "sheet") {
      if (sheets.size() == kSheetsMax)
        error = Error{list_code::workbook_too_large, std::to_string(kSheetsMax) + " sheets"};
      const std::string state = value(a, "state");
      std::string relation;  // r:id, whatever its prefix
      for (const auto& [key, id] : a)
        if (key.find(':') != std::string::npos && local_name(key) == "id") relation = id;
      sheets.push_back({value(a, "name"), relation, state == "hidden" || state == "veryHidden"});
    }
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
};

/// Text of `<t>`, also in runs; not in phonetic guides.
struct StringsPart : Handler {
  std::vector<std::string> strings;
  std::size_t bytes = 0;
  bool in_text = false, phonetic = false;
  void begin(std::string_view name, const Attributes&) override {
    if (name == "si") {
      if (strings.size() == kSharedStringsMax) error = Error{list_code::workbook_too_large, "shared strings"};
      strings.emplace_back();
    }
    if (name == "rPh") phonetic = true;
    if (name == "t") in_text = !phonetic && !strings.empty();
  }
  void end(std::string_view name) override {
    if (name == "t") in_text = false;
    if (name == "rPh") phonetic = false;
  }
  void text(std::string_view text) override {
    if (!in_text) return;
    bytes += text.size();
    if (bytes > kWorkbookTextBytesMax) {
      if (!error) error = Error{list_code::workbook_too_large, "text"};
      return;
    }
    strings.back() += text;
  }
};

struct StylesPart : Handler {
  std::map<int, bool> custom;
  std::vector<bool> dates;
  bool in_cells = false;
  static bool built_in(int id) {  // also those of Chinese, Japanese and Korean versions
    return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
  }
  void begin(std::string_view name, const Attributes& a) override {
    const auto id = [&] { return std::atoi(value(a, "numFmtId").c_str()); };
    if (name == "numFmt") custom[id()] = is_date_format(value(a, "formatCode"));
    if (name == "cellXfs") in_cells = true;
    if (name == "xf" && in_cells && dates.size() < 100'000) {
      const auto at = custom.find(id());
      dates.push_back(at != custom.end() ? at->second : built_in(id()));
    }
  }
  void end(std::string_view name) override {
    if (name == "cellXfs") in_cells = false;
  }
  void text(std::string_view) override {}
};

struct CellPlace {
  std::size_t column = 0, row = 0;  // row from 1; 0: not named
};
std::optional<CellPlace> place_of(std::string_view text) {
  CellPlace out;
  std::size_t i = 0, column = 0;
  for (; i < text.size() && text[i] >= 'A' && text[i] <= 'Z'; ++i) {
    column = column * 26 + static_cast<std::size_t>(text[i] - 'A' + 1);
    if (column > 16'384) return std::nullopt;
  }
  if (column == 0) return std::nullopt;
  out.column = column - 1;
  const auto [end, bad] = std::from_chars(text.data() + i, text.data() + text.size(), out.row);
  if (bad != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

std::string number_text(std::string_view raw) {
  double number = 0;
  const auto [end, bad] = std::from_chars(raw.data(), raw.data() + raw.size(), number);
  if (bad != std::errc{} || end != raw.data() + raw.size() || !std::isfinite(number)) return std::string(raw);
  char text[512];
  if (std::fabs(number) >= 1e15) {
    std::snprintf(text, sizeof text, "%.5E", number);
    return text;
  }
  std::snprintf(text, sizeof text, "%.15g", number);
  std::string out = text;
  if (out.find('e') == std::string::npos) return out;
  std::snprintf(text, sizeof text, "%.20f", number);  // small: without an exponent
  out = text;
  out.erase(out.find_last_not_of('0') + 1);
  return out;
}

class SheetPart : public Handler {
 public:
  SheetPart(Sheet& out, const std::vector<std::string>& strings, const std::vector<bool>& dates,
            bool from_1904)
      : out_(out), strings_(strings), dates_(dates), from_1904_(from_1904) {}

  void begin(std::string_view name, const Attributes& a) override {
    if (name == "row") begin_row(a);
    if (name == "c") begin_cell(a);
    if (name == "f") formula_ = true;
    if (name == "rPh") phonetic_ = true;
    if (name == "v" || (name == "t" && !phonetic_)) reading_ = in_cell_;
    if (name == "mergeCell") merge(value(a, "ref"));
  }
  void end(std::string_view name) override {
    if (name == "v" || name == "t") reading_ = false;
    if (name == "rPh") phonetic_ = false;
    if (name == "c") end_cell();
    if (name == "row") end_row();
  }
  void text(std::string_view text) override {
    if (!reading_ || value_.size() > kCsvFieldBytesMax) return;
    value_ += text;
  }

 private:
  void begin_row(const Attributes& a) {
    std::size_t number = row_ + 1;
    if (const std::string named = value(a, "r"); !named.empty()) {
      std::size_t given = 0;
      (void)std::from_chars(named.data(), named.data() + named.size(), given);
      if (given < number) return stop("row " + named);
      number = given;
    }
    row_ = number;
    column_ = 0;
    record_ = CsvRecord{.line = row_, .fields = {}, .problem = {}};
    const std::string hidden = value(a, "hidden");
    hidden_ = hidden == "1" || hidden == "true";
  }
  void begin_cell(const Attributes& a) {
    in_cell_ = true;
    formula_ = false;
    value_.clear();
    type_ = value(a, "t");
    style_ = static_cast<std::size_t>(std::max(0, std::atoi(value(a, "s").c_str())));
    if (const std::string named = value(a, "r"); !named.empty()) {
      const auto place = place_of(named);
      if (!place || place->row != row_ || place->column < column_) return stop("cell " + named);
      column_ = place->column;
    }
  }
  void end_cell() {
    in_cell_ = false;
    const std::size_t column = column_++;
    std::string text = cell_text();
    if (text.empty() && !(formula_ && value_.empty())) return;
    if (column >= kCsvFieldsMax)
      return note(Error{Code::bad_csv, "more than " + std::to_string(kCsvFieldsMax) + " columns"});
    if (formula_ && value_.empty() && type_ != "str")
      return note(Error{list_code::empty_formula, column_name(column) + std::to_string(row_)});
    if (text.size() > kCsvFieldBytesMax) {
      note(Error{Code::field_too_long, column_name(column) + std::to_string(row_)});
      text.clear();
    }
    bytes_ += text.size();
    if (bytes_ > kWorkbookTextBytesMax) {
      error = Error{list_code::workbook_too_large, "text"};
      return;
    }
    if (record_.fields.size() <= column) record_.fields.resize(column + 1);
    record_.fields[column] = std::move(text);
  }
  [[nodiscard]] std::string cell_text() const {
    if (type_ == "s") {
      std::size_t index = 0;
      const auto [end, bad] = std::from_chars(value_.data(), value_.data() + value_.size(), index);
      if (bad != std::errc{} || index >= strings_.size()) return {};
      return std::string(trimmed(strings_[index]));
    }
    if (type_ == "b") return value_ == "1" ? "TRUE" : value_.empty() ? "" : "FALSE";
    if (type_ == "d") return value_.substr(0, value_.find('T'));
    if (!type_.empty() && type_ != "n") return std::string(trimmed(value_));
    if (value_.empty()) return {};
    if (style_ < dates_.size() && dates_[style_]) {
      const std::string day = date_of_serial(std::strtod(value_.c_str(), nullptr), from_1904_);
      if (!day.empty()) return day;
    }
    return number_text(value_);
  }
  void end_row() {
    const bool blank = !record_.problem && std::ranges::all_of(record_.fields, &std::string::empty);
    if (blank) return;
    if (out_.records.size() == kSheetRowsMax) {
      error = Error{list_code::workbook_too_large, std::to_string(kSheetRowsMax) + " rows"};
      return;
    }
    out_.hidden_rows += hidden_ ? 1 : 0;
    out_.records.push_back(std::move(record_));
  }
  void merge(const std::string& ref) {
    const std::size_t colon = ref.find(':');
    if (colon == std::string::npos) return;
    const auto first = place_of(std::string_view(ref).substr(0, colon));
    const auto last = place_of(std::string_view(ref).substr(colon + 1));
    if (first && last && first->row <= kHeadRowsMax && last->row >= first->row &&
        last->column >= first->column && out_.merged.size() < kHeadRowsMax * kCsvFieldsMax)
      out_.merged.push_back({first->row, last->row, first->column, std::min(last->column, kCsvFieldsMax)});
  }
  void note(Error problem) {
    if (!record_.problem) record_.problem = std::move(problem);
  }
  void stop(const std::string& where) { error = Error{list_code::bad_workbook, where}; }
  static std::string column_name(std::size_t column) {
    std::string out;
    for (++column; column > 0; column = (column - 1) / 26)
      out.insert(out.begin(), static_cast<char>('A' + (column - 1) % 26));
    return out;
  }

  Sheet& out_;
  const std::vector<std::string>& strings_;
  const std::vector<bool>& dates_;
  const bool from_1904_;
  std::size_t row_ = 0, column_ = 0, style_ = 0, bytes_ = 0;
  CsvRecord record_;
  std::string type_, value_;
  bool in_cell_ = false, reading_ = false, phonetic_ = false, formula_ = false, hidden_ = false;
};

}  // namespace

ListFormat format_of(std::string_view bytes) {
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) return ListFormat::workbook;
  if (bytes.starts_with(kOle)) {
    // An encrypted workbook is an OLE container with a stream of this name (MS-OFFCRYPTO), in UTF-16.
    constexpr std::string_view kStream{"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 32};
    return bytes.find(kStream) != std::string_view::npos ? ListFormat::protected_workbook
                                                         : ListFormat::old_workbook;
  }
  std::string_view text = bytes;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text = trimmed(text.substr(0, 256));
  return text.starts_with('<') ? ListFormat::markup : ListFormat::text;
}

std::string date_of_serial(double serial, bool from_1904) {
  // Day 60 of the 1900 system is 1900-02-29, which there never was.
  if (!(serial >= 1) || serial >= 2'958'466) return {};
  auto day = static_cast<std::uint64_t>(serial);
  if (from_1904)
    day += 1462;
  else if (day < 61)
    return {};
  constexpr std::uint64_t kUnixEpoch = 25'569;  // the serial of 1970-01-01
  if (day >= kUnixEpoch) return date_of_days(day - kUnixEpoch).iso();
  // Before 1970: from 1900-03-01, serial 61.
  Date date{1900, 3, 1};
  return after_days(date, static_cast<unsigned>(day - 61)).iso();
}

bool is_date_format(std::string_view code) {
  bool quoted = false, bracket = false, year_or_day = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\\' || c == '_' || c == '*') {
      ++i;
      continue;
    }
    if (c == '[') bracket = true;
    if (c == ']') bracket = false;
    if (!bracket && (c == 'y' || c == 'Y' || c == 'd' || c == 'D')) year_or_day = true;
  }
  return year_or_day;
}

Result<Workbook> Workbook::read(std::string_view bytes) {
  switch (format_of(bytes)) {
    case ListFormat::old_workbook:
      return fail(list_code::old_workbook);
    case ListFormat::protected_workbook:
      return fail(list_code::workbook_protected);
    case ListFormat::workbook:
      break;
    default:
      return fail(list_code::bad_workbook, "no XLSX");
  }
  if (bytes.size() > kWorkbookBytesMax)
    return fail(list_code::workbook_too_large, std::to_string(bytes.size() >> 20) + " MiB");
  auto zip = Container::open(bytes);
  if (!zip) return std::unexpected(zip.error());
  Relations top, of_book;
  if (auto good = zip->read("_rels/.rels", top); !good) return std::unexpected(good.error());
  const auto document = top.by_type.find("officeDocument");
  if (document == top.by_type.end()) return fail(list_code::bad_workbook, "_rels/.rels: no officeDocument");
  const std::string book_path = path_of(document->second, "");
  const std::size_t slash = book_path.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : book_path.substr(0, slash + 1);
  const std::string file = book_path.substr(folder.size());
  if (!zip->has(folder + "_rels/" + file + ".rels"))
    return fail(list_code::bad_workbook, "no XLSX: " + book_path);
  WorkbookPart book;
  if (auto good = zip->read(book_path, book); !good) return std::unexpected(good.error());
  if (auto good = zip->read(folder + "_rels/" + file + ".rels", of_book); !good)
    return std::unexpected(good.error());
  Workbook out;
  out.from_1904_ = book.from_1904;
  for (const WorkbookPart::Named& sheet : book.sheets) {
    const auto target = of_book.by_id.find(sheet.relation);
    if (target == of_book.by_id.end()) continue;
    const std::string part = path_of(target->second, folder);
    if (part.find("worksheets/") == std::string::npos) continue;  // a chart
    out.sheets_.push_back({sheet.name, sheet.hidden, part});
  }
  if (out.sheets_.empty()) return fail(list_code::bad_workbook, "no sheet: " + book_path);
  if (const auto at = of_book.by_type.find("sharedStrings"); at != of_book.by_type.end()) {
    StringsPart strings;
    if (auto good = zip->read(path_of(at->second, folder), strings); !good)
      return std::unexpected(good.error());
    out.strings_ = std::move(strings.strings);
  }
  if (const auto at = of_book.by_type.find("styles"); at != of_book.by_type.end()) {
    StylesPart styles;
    if (auto good = zip->read(path_of(at->second, folder), styles); !good)
      return std::unexpected(good.error());
    out.date_styles_ = std::move(styles.dates);
  }
  return out;
}

Result<Sheet> Workbook::sheet(std::string_view bytes, std::size_t index) const {
  CREDENCE_ASSERT(index < sheets_.size());
  auto zip = Container::open(bytes);
  if (!zip) return std::unexpected(zip.error());
  Sheet out;
  out.name = sheets_[index].name;
  SheetPart part(out, strings_, date_styles_, from_1904_);
  if (auto good = zip->read(sheets_[index].part, part); !good) return std::unexpected(good.error());
  return out;
}

}  // namespace credence
