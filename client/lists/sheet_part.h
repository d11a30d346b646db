// SPDX-License-Identifier: Apache-2.0
// One sheet of a workbook while its XML is read. Internal to client/lists/workbook*.cc.
#pragma once

#include "client/lists/container.h"
#include "client/lists/workbook.h"

namespace credence {

class SheetPart : public XmlHandler {
 public:
  SheetPart(Sheet& out, const SharedStrings& strings, const std::vector<CellStyle>& styles, bool from_1904)
      : out_(out), strings_(strings), styles_(styles), from_1904_(from_1904) {}
  void begin(std::string_view name, const Attributes& a) override;
  void end(std::string_view name) override;
  void text(std::string_view text) override;

 private:
  void begin_column(const Attributes& a);
  void begin_row(const Attributes& a);
  void begin_cell(const Attributes& a);
  void end_cell();
  void end_row();
  void add_shared(std::uint8_t marks);
  void add_text(std::uint8_t marks);
  void add_runs(std::string_view whole, bool struck, const std::string* rest, std::uint8_t marks);
  void add_number(const CellStyle& style, std::uint8_t marks);
  void merge(std::string_view ref);
  void stop(const std::string& where);

  Sheet& out_;
  const SharedStrings& strings_;
  const std::vector<CellStyle>& styles_;
  const bool from_1904_;
  std::size_t row_ = 0, column_ = 0, style_ = 0, rows_ = 0;
  std::string type_;
  RunText value_;
  bool rows_hidden_ = false;  // unless they say otherwise
  bool in_row_ = false, in_cell_ = false, reading_ = false, phonetic_ = false, formula_ = false,
       struck_run_ = false;
};

}  // namespace credence
