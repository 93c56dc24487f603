// SPDX-License-Identifier: MIT
// Walks the XML parts of a workbook.
#include "source/workbook/workbook.h"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <optional>

#include "base/error.h"
#include "base/limits.h"
#include "source/workbook/xml_reader.h"

namespace newlyn::source {
namespace {

using Event = XmlReader::Event;

constexpr size_t kSheetColumnsMax = 16'384;  // of the program: A to XFD
constexpr size_t kTextBytesMax = size_t{4} << 30;

std::optional<uint64_t> number_in(std::string_view text) {
  uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, failed] = std::from_chars(text.data(), end, number);
  if (failed != std::errc() || stopped != end || text.empty()) return std::nullopt;
  return number;
}

bool is_true(std::string_view text) { return text == "1" || text == "true"; }

// The column of a reference as "AB12", from 0.
std::optional<size_t> column_of(std::string_view reference) {
  size_t column = 0;
  for (const char c : reference) {
    if (c < 'A' || c > 'Z') break;
    column = column * 26 + static_cast<size_t>(c - 'A') + 1;
    if (column > kSheetColumnsMax) return std::nullopt;
  }
  if (column == 0) return std::nullopt;
  return column - 1;
}

// The place of a part that is named relative to the workbook's folder, or from the root.
std::string part_path(std::string_view target) {
  if (target.starts_with('/')) return std::string(target.substr(1));
  return "xl/" + std::string(target);
}

// Reads the text inside the element that just began, up to its end. The readings of East Asian
// characters (rPh) stand beside the text and are left out.
std::string read_text_of(XmlReader& xml, std::string_view element) {
  std::string text;
  size_t aside = 0;
  bool in_text = element == "v";
  for (Event event = xml.next(); event != Event::over; event = xml.next()) {
    if (event == Event::begin) {
      aside += xml.name() == "rPh";
      in_text = in_text || xml.name() == "t";
    } else if (event == Event::end) {
      if (xml.name() == element) break;
      aside -= xml.name() == "rPh";
      if (xml.name() == "t") in_text = false;
    } else if (in_text && aside == 0) {
      // One byte more than is allowed is enough to be refused.
      if (text.size() <= limits::kLineBytesMax) text += xml.text();
    }
  }
  return text;
}

struct CellStyle {
  const std::vector<std::string>& texts;
  const std::vector<NumberFormat>& formats;
  bool days_from_1904;
};

// Collects the cells of one row.
class RowBuilder {
 public:
  explicit RowBuilder(const CellStyle& style) : style_(style) {}

  void begin(const XmlReader& xml) {
    row_.number = number_in(xml.attribute("r")).value_or(row_.number + 1);
    row_.cells.clear();
    row_.filled = 0;
    row_.errors = 0;
    row_.unsolved = 0;
    row_.bytes = 0;
    next_column_ = 0;
  }

  void begin_cell(const XmlReader& xml) {
    column_ = column_of(xml.attribute("r")).value_or(next_column_);
    next_column_ = column_ + 1;
    type_ = xml.attribute("t");
    style_number_ = number_in(xml.attribute("s")).value_or(0);
    has_formula_ = false;
    has_result_ = false;
  }

  void begin_formula() noexcept { has_formula_ = true; }

  void end_cell() noexcept {
    if (has_formula_ && !has_result_) ++row_.unsolved;
    has_formula_ = false;
  }

  void set(const std::string& raw) {
    // A formula may have the empty text for its result; that has a type.
    has_result_ = !raw.empty() || type_ == "str";
    std::string text = text_of(raw);
    if (text.empty() || column_ >= kSheetColumnsMax) return;
    if (row_.cells.size() <= column_) row_.cells.resize(column_ + 1);
    row_.filled += row_.cells[column_].empty();
    row_.bytes += text.size();
    row_.cells[column_] = std::move(text);
  }

  const SheetRow& row() const noexcept { return row_; }

 private:
  std::string text_of(const std::string& raw) {
    if (type_ == "s") {
      const auto number = number_in(raw);
      return number && *number < style_.texts.size() ? style_.texts[*number] : std::string();
    }
    if (type_ == "e") {
      ++row_.errors;
      return {};
    }
    if (type_ == "b") return is_true(raw) ? "TRUE" : "FALSE";
    if (type_ == "str" || type_ == "inlineStr" || type_ == "d") return raw;
    const NumberFormat plain;
    const NumberFormat& format =
        style_number_ < style_.formats.size() ? style_.formats[style_number_] : plain;
    return number_text(raw, format, style_.days_from_1904);
  }

  const CellStyle& style_;
  SheetRow row_;
  size_t column_ = 0;
  size_t next_column_ = 0;
  std::string type_;
  uint64_t style_number_ = 0;
  bool has_formula_ = false;
  bool has_result_ = false;
};

}  // namespace

Workbook::Workbook(const InputFile& file, Progress& progress)
    : file_(file), archive_(file, progress) {
  refuse_other_archives();
  read_sheets();
  if (archive_.has("xl/sharedStrings.xml")) read_shared_texts();
  if (archive_.has("xl/styles.xml")) read_formats();
}

void Workbook::refuse_other_archives() const {
  if (archive_.has("xl/workbook.xml")) return;
  if (archive_.has("xl/workbook.bin")) {
    refuse("it is a binary workbook (.xlsb). Save it as .xlsx or CSV");
  }
  if (archive_.has("content.xml")) {
    refuse("it is an OpenDocument file. Save it as .xlsx or CSV");
  }
  refuse("it is a zip archive without a workbook in it. Unpack it and name the files inside");
}

void Workbook::read_sheets() {
  std::map<std::string, std::string> targets;
  if (archive_.has("xl/_rels/workbook.xml.rels")) {
    const auto bytes = archive_.open("xl/_rels/workbook.xml.rels");
    XmlReader xml(*bytes);
    for (Event event = xml.next(); event != Event::over; event = xml.next()) {
      if (event != Event::begin || xml.name() != "Relationship") continue;
      if (!xml.attribute("Type").ends_with("/worksheet")) continue;
      targets.emplace(xml.attribute("Id"), part_path(xml.attribute("Target")));
    }
  }
  const auto bytes = archive_.open("xl/workbook.xml");
  XmlReader xml(*bytes);
  for (Event event = xml.next(); event != Event::over; event = xml.next()) {
    if (event != Event::begin) continue;
    if (xml.name() == "workbookPr") days_from_1904_ = is_true(xml.attribute("date1904"));
    if (xml.name() != "sheet") continue;
    const auto target = targets.find(std::string(xml.attribute("id")));
    const std::string_view state = xml.attribute("state");
    sheets_.push_back({std::string(xml.attribute("name")),
                       target == targets.end() ? "" : target->second,
                       state == "hidden" || state == "veryHidden"});
  }
  if (xml.broken() || sheets_.empty()) refuse("its list of sheets is damaged");
}

void Workbook::read_shared_texts() {
  const auto bytes = archive_.open("xl/sharedStrings.xml");
  XmlReader xml(*bytes);
  size_t size = 0;
  for (Event event = xml.next(); event != Event::over; event = xml.next()) {
    if (event != Event::begin || xml.name() != "si") continue;
    texts_.push_back(read_text_of(xml, "si"));
    if (xml.too_long() || texts_.back().size() > limits::kLineBytesMax) {
      refuse(
          fmt::format("one of its texts is longer than {} MB. Take the documents out of its "
                      "cells and save it again",
                      limits::kLineBytesMax >> 20));
    }
    size += texts_.back().size();
    if (size > kTextBytesMax) refuse("its texts take more than 4 GB");
  }
  if (xml.broken()) refuse("its texts are damaged");
}

void Workbook::read_formats() {
  const auto bytes = archive_.open("xl/styles.xml");
  XmlReader xml(*bytes);
  std::map<uint64_t, NumberFormat> own;
  bool in_cell_formats = false;
  for (Event event = xml.next(); event != Event::over; event = xml.next()) {
    if (xml.name() == "cellXfs" && event != Event::text) in_cell_formats = event == Event::begin;
    if (event != Event::begin) continue;
    if (xml.name() == "numFmt") {
      const auto id = number_in(xml.attribute("numFmtId"));
      if (id) own[*id] = read_format(xml.attribute("formatCode"));
    }
    if (xml.name() != "xf" || !in_cell_formats) continue;
    const uint64_t id = number_in(xml.attribute("numFmtId")).value_or(0);
    const auto found = own.find(id);
    formats_.push_back(found != own.end() ? found->second
                                          : built_in_format(static_cast<int>(id & 0xFFFF)));
  }
}

void Workbook::each_row(const Sheet& sheet, const std::function<void(const SheetRow&)>& use) const {
  const auto bytes = archive_.open(sheet.part);
  XmlReader xml(*bytes);
  const CellStyle style{texts_, formats_, days_from_1904_};
  RowBuilder builder(style);
  for (Event event = xml.next(); event != Event::over; event = xml.next()) {
    if (event == Event::end && xml.name() == "c") builder.end_cell();
    if (event == Event::end && xml.name() == "row" &&
        (builder.row().filled != 0 || builder.row().unsolved != 0)) {
      use(builder.row());
    }
    if (event != Event::begin) continue;
    if (xml.name() == "f") builder.begin_formula();
    if (xml.name() == "row") builder.begin(xml);
    if (xml.name() == "c") builder.begin_cell(xml);
    if (xml.name() == "v" || xml.name() == "is") {
      const std::string element = xml.name();
      builder.set(read_text_of(xml, element));
    }
    if (builder.row().bytes > limits::kLineBytesMax) break;
  }
  if (xml.too_long() || builder.row().bytes > limits::kLineBytesMax) {
    refuse(
        fmt::format("its sheet '{}' holds more than {} MB in row {}. Take the documents out of "
                    "its cells and save it again",
                    sheet.name, limits::kLineBytesMax >> 20, builder.row().number));
  }
  if (xml.broken()) refuse(fmt::format("its sheet '{}' is damaged or cut short", sheet.name));
}

void Workbook::refuse(std::string_view why) const {
  throw Error(Code::source_unreadable,
              fmt::format("{} cannot be read as a workbook: {}.", file_.label(), why));
}

}  // namespace newlyn::source
