// SPDX-License-Identifier: Apache-2.0
#include "client/console/list_options.h"

#include "client/base/characters.h"
#include "client/base/list_errors.h"
#include "ledger/primitives/printable.h"

namespace credence {

Option& add_list_options(Command& command, ListOptions& options, std::string_view file) {
  constexpr Words kFile{
      "XLSX, or CSV in UTF-8, UTF-16 or GB18030; columns by their heads, Chinese or English, in any order; - "
      "is "
      "standard input",
      "XLSX，或 UTF-8、UTF-16、GB18030 编码的 CSV；按表头识别各列，中英文均可，次序不限；- 表示标准输入"};
  Option& given = file.starts_with("--") ? command.option(file, &options.file, kFile)
                                         : command.argument(file, &options.file, kFile);
  command.option("--sheet NAME", &options.sheet,
                 {"of a workbook: name or number; else the only one with these heads",
                  "工作簿中的工作表：名称或序号；默认为唯一具有所需表头的工作表"});
  command.option("--unit UNIT", &options.unit,
                 {"of amounts where the list does not say it: 元, 千元, 万元, 百万元 or 亿元",
                  "金额单位（名单未注明时）：元、千元、万元、百万元或亿元"});
  command.option("--column NAME=HEAD", &options.columns,
                 {"read this column: amount=核定金额, by its head or its letter; amount=- reads none",
                  "指定读取的列：金额=核定金额，可用表头或列字母；填 - 表示不读取"});
  command.option("--answers FILE", &options.answers,
                 {"answers to open questions: the file that a former run wrote, filled in",
                  "对待确认问题的答复：此前导入时生成、现已填好的文件"});
  command.flag("--renumber", options.renumber,
               {"number the lines anew, in their order, in place of the numbers of the list",
                "不采用名单中的序号，按先后重新编号"});
  command.flag("--skip-bad", options.skip_bad,
               {"leave bad lines out instead of writing nothing",
                "跳过有误的行，写入其余各行；否则一行有误即不写入任何内容"});
  command.option("--journal FILE", &options.journal,
                 {"where to keep what was signed; else FILE.credence-journal",
                  "保存已签名内容的日志；默认为 FILE.credence-journal"});
  command.option("--in-flight N", &options.in_flight, {"lists on their way at once", "同时发送的清单份数"})
      .range(1, 64);
  return given;
}

void add_duplicates_option(Command& command, ListOptions& options) {
  command
      .option("--duplicates WHAT", &options.duplicates,
              {"what was funded before: ask (stop where nobody can be asked), accept, off (do not look)",
               "此前已获支持的项目：ask 询问（无人可问时停止）、accept 仍予记录、off 不查重"})
      .one_of({"ask", "accept", "off"});
}

void add_term_options(Command& command, ListOptions& options, bool of_title) {
  command.option("--from DAY", &options.valid_from,
                 {"the first day of all lines, where the list has no column for it",
                  "全部行的有效期起始日（名单没有该列时）"});
  command.option("--to DAY", &options.valid_to,
                 of_title
                     ? Words{"the last day of all lines; else by the years of the title's rule",
                             "全部行的有效期截止日；默认按资格规则的年限"}
                     : Words{"the last day of all lines, where the list has no column for it; else until "
                             "further notice",
                             "全部行的有效期截止日（名单没有该列时）；默认为长期"});
}

void add_award_batch_option(Command& command, ListOptions& options) {
  command.option("--award-batch ID", &options.award_batch,
                 {"the batch of the awards of all lines, where the list has no column for it",
                  "全部行所属的安排批次（名单没有该列时）"});
}

void add_difference_option(Command& command, ListOptions& options) {
  command.flag("--accept-difference", options.accept_difference,
               {"record the declared count and total although the lines amount to something else",
                "申报的笔数或总额与各行不符时仍予记录"});
}

Outcome<ListAnswers> answers_of_options(const ListOptions& options, Language language) {
  ListAnswers out;
  if (!options.unit.empty()) {
    out.unit = unit_named(options.unit);
    if (!out.unit) return give_up(ExitCode::usage, list_code::unit_unknown, "--unit " + options.unit);
  }
  for (const std::string& text : options.columns) {
    const std::size_t equals = text.find('=');
    const auto column = column_named(std::string_view(text).substr(0, equals));
    if (equals == std::string::npos || !column) {
      std::string names;
      for (std::size_t i = 0; i < kColumnCount; ++i)
        names.append(i > 0 ? ", " : "")
            .append(language == Language::zh ? words_of(static_cast<Column>(i))
                                             : name_of(static_cast<Column>(i)));
      return give_up(ExitCode::usage, list_code::bad_answers_file,
                     "--column " + text + ": NAME=HEAD; " + names);
    }
    out.columns[*column] = text.substr(equals + 1);
  }
  return out;
}

std::string shown_file(const std::filesystem::path& file) { return printable(file.string()); }

}  // namespace credence
