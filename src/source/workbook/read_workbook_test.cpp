// SPDX-License-Identifier: MIT
// Workbooks made by hand: dates, zeros, shared texts, sheets, and what is wrong with them.
#include "source/workbook/read_workbook.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "source/testing/sample_folder.h"
#include "source/workbook/xml_reader.h"

namespace newlyn::source {
namespace {

using Rows = std::vector<std::vector<std::string>>;
using Names = std::vector<std::string>;

std::string number(uint64_t value, size_t bytes) {
  std::string text;
  for (size_t i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 0xFF);
  return text;
}

std::string deflate(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
  std::string out(text.size() + 1000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  ::deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// A zip archive of parts, every second one deflated.
std::string zip(const std::vector<std::pair<std::string, std::string>>& parts) {
  std::string body;
  std::string directory;
  bool packed = false;
  for (const auto& [name, text] : parts) {
    const std::string bytes = packed ? deflate(text) : text;
    const std::string sizes = number(crc32(0, reinterpret_cast<const Bytef*>(text.data()),
                                           static_cast<uInt>(text.size())),
                                     4) +
                              number(bytes.size(), 4) + number(text.size(), 4);
    const std::string fields = number(20, 2) + number(0, 2) + number(packed ? 8 : 0, 2) +
                               number(0, 4) + sizes + number(name.size(), 2) + number(0, 2);
    directory += "PK\x01\x02" + number(20, 2) + fields + number(0, 2) + number(0, 2) +
                 number(0, 2) + number(0, 4) + number(body.size(), 4) + name;
    body += "PK\x03\x04" + fields + name + bytes;
    packed = !packed;
  }
  return body + directory + "PK\x05\x06" + number(0, 4) + number(parts.size(), 2) +
         number(parts.size(), 2) + number(directory.size(), 4) + number(body.size(), 4) +
         number(0, 2);
}

struct SheetText {
  std::string name;
  std::string rows;
  std::string state = "";
};

std::string workbook(const std::vector<SheetText>& sheets, const std::string& properties = "") {
  std::string list;
  std::string relations;
  std::vector<std::pair<std::string, std::string>> parts;
  for (size_t i = 0; i < sheets.size(); ++i) {
    const std::string n = std::to_string(i + 1);
    list += "<sheet name=\"" + sheets[i].name + "\" sheetId=\"" + n + "\" r:id=\"rId" + n + "\"" +
            (sheets[i].state.empty() ? "" : " state=\"" + sheets[i].state + "\"") + "/>";
    relations += "<Relationship Id=\"rId" + n +
                 "\" Type=\"http://x/worksheet\" Target=\"worksheets/"
                 "sheet" +
                 n + ".xml\"/>";
    parts.emplace_back("xl/worksheets/sheet" + n + ".xml",
                       "<?xml version=\"1.0\"?><worksheet><sheetData>" + sheets[i].rows +
                           "</sheetData></worksheet>");
  }
  parts.emplace_back("xl/workbook.xml",
                     "<workbook>" + properties + "<sheets>" + list + "</sheets></workbook>");
  parts.emplace_back("xl/_rels/workbook.xml.rels",
                     "<Relationships>" + relations + "</Relationships>");
  parts.emplace_back(
      "xl/sharedStrings.xml",
      "<sst><si><t>name</t></si><si><r><t>An</t></r><r><t>n &amp; Co</t></r>"
      "<rPh><t>aside</t></rPh></si><si><t xml:space=\"preserve\"> b </t></si></sst>");
  parts.emplace_back(
      "xl/styles.xml",
      "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/><numFmt "
      "numFmtId=\"165\" formatCode=\"00000\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/>"
      "</cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/>"
      "<xf numFmtId=\"165\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>");
  return zip(parts);
}

Read read_workbook(const std::string& bytes, const std::string& sheet = "") {
  const SampleFolder folder;
  return read({{folder.write("book.xlsx", bytes), sheet}});
}

std::string text_cell(const std::string& place, const std::string& text) {
  return "<c r=\"" + place + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
}

std::string simple_sheet() {
  return "<row r=\"1\">" + text_cell("A1", "name") + text_cell("B1", "code") +
         "</row><row r=\"2\">" + text_cell("A2", "Ann") + text_cell("B2", "007") + "</row>";
}

TEST(workbook, cells_give_what_a_person_sees) {
  Read read = read_workbook(workbook(
      {{"People",
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c>" + text_cell("B1", "dob") +
            text_cell("C1", "postcode") + text_cell("D1", "phone") + text_cell("E1", "seen") +
            text_cell("F1", "yes") + text_cell("G1", "score") + text_cell("H1", "bad") +
            "</row>"
            "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"B2\" s=\"1\"><v>28581</v></c>"
            "<c r=\"C2\" s=\"3\"><v>1234</v></c><c r=\"D2\"><v>447700900123.0</v></c>"
            "<c r=\"E2\" s=\"4\"><v>43832.5</v></c><c r=\"F2\" t=\"b\"><v>1</v></c>"
            "<c r=\"G2\"><v>0.30000000000000004</v></c><c r=\"H2\" t=\"e\"><v>#N/A</v></c></row>"
            "<row r=\"3\"/><row r=\"4\"><c r=\"A4\" t=\"s\"><v>2</v></c><c r=\"B4\" "
            "s=\"2\"><v>33238.0"
            "</v></c><c r=\"H4\" t=\"str\"><f>A1</f><v>x</v></c></row>"}}));
  EXPECT_EQ(read.table().columns,
            (Names{"name", "dob", "postcode", "phone", "seen", "yes", "score", "bad"}));
  EXPECT_EQ(read.rows(), (Rows{{"Ann & Co", "1978-04-01", "01234", "447700900123",
                                "2020-01-02 12:00:00", "TRUE", "0.3", ""},
                               {"b", "1990-12-31", "", "", "", "", "", "x"}}));
  EXPECT_EQ(read.table().format, "Excel");
  EXPECT_EQ(read.table().source_name, "book");
  EXPECT_TRUE(read.warns("1 cells that show an error"));
}

TEST(workbook, all_sheets_are_read_unless_one_is_named) {
  const std::string book = workbook({{"First", simple_sheet()},
                                     {"Empty", ""},
                                     {"Secret", simple_sheet(), "hidden"},
                                     {"Last &amp; least", simple_sheet()}});
  Read all = read_workbook(book);
  ASSERT_EQ(all.reading.tables.size(), 2u);
  EXPECT_EQ(all.table(0).source_name, "book_First");
  EXPECT_EQ(all.table(1).source_name, "book_Last & least");
  EXPECT_EQ(all.table(1).table, "input_1");
  EXPECT_EQ(all.rows(1), (Rows{{"Ann", "007"}}));
  EXPECT_TRUE(all.warns("'Empty'"));
  Read one = read_workbook(book, "Secret");
  ASSERT_EQ(one.reading.tables.size(), 1u);
  EXPECT_EQ(one.table().source_name, "book");
}

TEST(workbook, a_sheet_that_is_not_there_is_refused_with_those_that_are) {
  const Failure failure = failure_of([] {
    read_workbook(workbook({{"First", simple_sheet()}}), "Nope");
  });
  EXPECT_EQ(failure.code, Code::source_unreadable);
  EXPECT_TRUE(failure.says("'Nope'"));
  EXPECT_TRUE(failure.says("'First'"));
}

TEST(workbook, titles_above_and_empty_columns_before_the_table_are_no_part_of_it) {
  Read read = read_workbook(
      workbook({{"S", "<row r=\"2\">" + text_cell("B2", "Export of 2020") + "</row><row r=\"4\">" +
                          text_cell("C4", "name") + text_cell("D4", "town") +
                          text_cell("E4", "age") + "</row><row r=\"5\">" + text_cell("C5", "Ann") +
                          text_cell("D5", "York") + text_cell("E5", "1") + "</row>"}}));
  EXPECT_EQ(read.table().columns, (Names{"name", "town", "age"}));
  EXPECT_EQ(read.rows(), (Rows{{"Ann", "York", "1"}}));
  EXPECT_EQ(read.reading.issues.size(), 0u);
  EXPECT_NE(read.reading.warnings.at(0).find("1 row above its header"), std::string::npos);
}

TEST(workbook, a_row_of_groups_above_the_header_is_no_header) {
  std::string rows = "<row r=\"1\">" + text_cell("A1", "Applicant") + text_cell("C1", "Contact") +
                     text_cell("E1", "Place") + "</row><row r=\"2\">";
  for (const auto& [cell, name] :
       {std::pair("A2", "ref"), std::pair("B2", "surname"), std::pair("C2", "telephone"),
        std::pair("D2", "postcode"), std::pair("E2", "school")}) {
    rows += text_cell(cell, name);
  }
  rows += "</row><row r=\"3\">" + text_cell("A3", "7") + text_cell("B3", "Haddad") +
          text_cell("C3", "07700 900001") + text_cell("D3", "AC1 2AB") + text_cell("E3", "North") +
          "</row>";
  EXPECT_EQ(read_workbook(workbook({{"S", rows}})).table().columns,
            (Names{"ref", "surname", "telephone", "postcode", "school"}));
}

TEST(workbook, a_formula_without_a_result_is_told_and_a_sum_at_the_end_is_no_row) {
  Read read = read_workbook(workbook(
      {{"S", "<row r=\"1\">" + text_cell("A1", "ref") + text_cell("B1", "name") +
                 text_cell("C1", "amount") + "</row><row r=\"2\">" + text_cell("A2", "1") +
                 text_cell("B2", "Ann") + "<c r=\"C2\"><f>1+1</f></c></row><row r=\"3\">" +
                 text_cell("A3", "Total") + "<c r=\"C3\"><f>SUM(C2)</f><v></v></c></row>"}}));
  EXPECT_EQ(read.rows(), (Rows{{"1", "Ann", ""}}));
  ASSERT_EQ(read.reading.warnings.size(), 2u);
  EXPECT_NE(read.reading.warnings[0].find("ends with 1 row from a sum"), std::string::npos);
  EXPECT_NE(read.reading.warnings[1].find("has 2 formulas without a stored result"),
            std::string::npos);
}

TEST(workbook, days_may_count_from_1904) {
  Read read = read_workbook(workbook(
      {{"S", "<row>" + text_cell("A1", "dob") + "</row><row><c s=\"1\"><v>27119</v></c></row>"}},
      "<workbookPr date1904=\"1\"/>"));
  EXPECT_EQ(read.rows(), (Rows{{"1978-04-01"}}));
}

TEST(workbook, damage_is_refused_and_never_a_crash) {
  const std::string book = workbook({{"S", simple_sheet()}});
  for (size_t keep = 4; keep < book.size(); keep += 97) {
    EXPECT_EQ(failure_of([&] { read_workbook(book.substr(0, keep)); }).code,
              Code::source_unreadable);
  }
  EXPECT_EQ(failure_of([] {
              read_workbook(zip({{"content.xml", "<a/>"}}));
            }).code,
            Code::source_unreadable);
  EXPECT_TRUE(failure_of([] { read_workbook(zip({{"people.csv", "a,b"}})); }).says("zip archive"));
  EXPECT_TRUE(failure_of([] { read_workbook(workbook({{"S", "<row><c><v>1"}})); }).says("damaged"));
}

TEST(cell_text, formats_say_what_numbers_mean) {
  using Kind = NumberFormat::Kind;
  const struct {
    const char* code;
    Kind kind;
  } cases[] = {
      {"General", Kind::plain},
      {"0.00", Kind::plain},
      {"#,##0", Kind::plain},
      {"dd/mm/yyyy", Kind::date},
      {"[$-809]d mmmm yyyy", Kind::date},
      {"yyyy\\-mm\\-dd", Kind::date},
      {"mmm-yy", Kind::date},
      {"h:mm AM/PM", Kind::time},
      {"[h]:mm:ss", Kind::time},
      {"dd/mm/yyyy hh:mm", Kind::date_time},
      {"00000", Kind::zeros},
      {"000\\-00\\-0000", Kind::zeros},
      {"0", Kind::plain},
      {"\"day\" 0", Kind::plain},
      {"@", Kind::plain},
      {"0.00E+00", Kind::plain},
      {"[Red]0.0;[Blue]0.0", Kind::plain},
  };
  for (const auto& c : cases) EXPECT_EQ(read_format(c.code).kind, c.kind) << c.code;
}

TEST(cell_text, numbers_become_text) {
  using Kind = NumberFormat::Kind;
  const NumberFormat date{Kind::date, {}};
  const NumberFormat zeros{Kind::zeros, "000-00-0000"};
  EXPECT_EQ(number_text("1", date, false), "1900-01-01");
  EXPECT_EQ(number_text("59", date, false), "1900-02-28");
  EXPECT_EQ(number_text("60", date, false), "1900-02-29");
  EXPECT_EQ(number_text("61", date, false), "1900-03-01");
  EXPECT_EQ(number_text("45351", date, false), "2024-02-29");
  EXPECT_EQ(number_text("-5", date, false), "-5");
  EXPECT_EQ(number_text("1E3", {}, false), "1000");
  EXPECT_EQ(number_text("12.5", {}, false), "12.5");
  EXPECT_EQ(number_text("x", {}, false), "x");
  EXPECT_EQ(number_text("12345678", zeros, false), "012-34-5678");
  EXPECT_EQ(number_text("12345678901", zeros, false), "12345-67-8901");
  EXPECT_EQ(number_text("0.75", {Kind::time, {}}, false), "18:00:00");
}

}  // namespace
}  // namespace newlyn::source
