// SPDX-License-Identifier: MIT
// From the beginning of the text: dialect, lines before the header, header; then row by row.
#include "source/delimited/read_delimited.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "source/delimited/dialect.h"
#include "source/delimited/header.h"
#include "source/delimited/record_reader.h"
#include "source/table/column_names.h"
#include "source/table/sum_line.h"

namespace newlyn::source {
namespace {

constexpr size_t kHeadBytes = size_t{1} << 20;
constexpr size_t kSampleRecords = 1000;
constexpr size_t kLinesBeforeHeaderMax = 20;

// How the rows of a file are laid out, as its first records show it.
struct Layout {
  DialectFinding finding;
  size_t records_before = 0;  // title lines above the header
  bool header = true;
  std::vector<std::string> names;  // as they stand in the file
  std::string unnamed_first;       // not empty: rows begin with a value that has no header
};

bool is_blank(std::string_view text) { return trim(text).empty(); }

// Records above the first one that has as many fields as most have: titles, dates of export.
size_t count_before(const Sample& sample, const DialectFinding& finding) {
  if (finding.field_count < 2 || finding.agreement < 0.6) return 0;
  const size_t end = std::min(sample.records.size(), kLinesBeforeHeaderMax);
  for (size_t i = 0; i < end; ++i) {
    // One field less may be a header without a name for the row names.
    if (sample.records[i].size() + 1 >= finding.field_count && sample.records[i].size() > 1) {
      return i;
    }
  }
  return 0;
}

// True when all rows of the sample that are longer than the header end with empty fields.
bool ends_with_blanks(const Sample& sample, size_t width) {
  for (const auto& record : sample.records) {
    for (size_t i = width; i < record.size(); ++i) {
      if (!is_blank(record[i])) return false;
    }
  }
  return true;
}

Layout find_layout(std::string_view head, bool whole) {
  Layout layout;
  layout.finding = find_dialect(head, whole);
  head.remove_prefix(layout.finding.skipped_bytes);
  Sample sample = read_sample(head, whole, layout.finding.dialect, kSampleRecords);
  if (sample.records.empty()) return layout;
  layout.records_before = count_before(sample, layout.finding);
  sample.records.erase(sample.records.begin(),
                       sample.records.begin() + static_cast<std::ptrdiff_t>(layout.records_before));
  layout.names = sample.records.front();
  layout.header = is_header(sample.records);
  const size_t usual = layout.finding.field_count;
  const bool agreed = layout.finding.agreement >= 0.6;
  while (agreed && layout.names.size() > usual && is_blank(layout.names.back())) {
    layout.names.pop_back();
  }
  if (agreed && layout.header && layout.names.size() + 1 == usual &&
      !ends_with_blanks(sample, layout.names.size())) {
    layout.names.insert(layout.names.begin(), "row_name");
    layout.unnamed_first = layout.names.front();
  }
  return layout;
}

ColumnNames name_columns(ReadingDesk& desk, const Layout& layout, const InputTable& input) {
  ColumnNames names;
  for (const std::string& name : layout.names) names.add(layout.header ? name : "");
  if (!layout.header) {
    desk.warn(fmt::format("'{}' has no header. Its columns are called column_1 to column_{}.",
                          input.path, names.names().size()));
  }
  if (!names.repeated().empty()) {
    desk.warn(
        fmt::format("'{}' has {} column names more than once ('{}'{}). Later ones were given "
                    "a number: '{}_2'.",
                    input.path, names.repeated().size(), names.repeated().front(),
                    names.repeated().size() > 1 ? ", ..." : "", names.repeated().front()));
  }
  if (!layout.unnamed_first.empty()) {
    desk.warn(
        fmt::format("'{}' has one value more in its rows than in its header. The first "
                    "column is called {}.",
                    input.path, names.names().front()));
  }
  return names;
}

// Adds one record, or says why it cannot be kept. A record of several lines with a wrong number of
// values is more likely a stray quote than a long value: its later lines are read again by
// themselves.
void add_record(RecordReader& reader, const Record& record, size_t width,
                InputTableWriter& writer) {
  if (record.quote_open) {
    return writer.reject_row(record.line, "a quote opened in this line is never closed");
  }
  size_t count = record.fields.size();
  while (count > width && record.fields[count - 1].empty()) --count;
  if (count == width) {
    return writer.add_row(std::span(record.fields).first(width), {record.line});
  }
  std::string reason = fmt::format("the row is too {}: {} values in place of {}",
                                   count < width ? "short" : "long", count, width);
  const bool has_nul =
      std::any_of(record.fields.begin(), record.fields.end(),
                  [](std::string_view field) { return field.find('\0') != field.npos; });
  if (has_nul) reason += ", and has a NUL byte: the file is damaged or was written wrongly";
  if (record.line_count > 1 && reader.take_back_later_lines()) {
    reason += "; a quote in this line may be wrong";
  }
  writer.reject_row(record.line, std::move(reason));
}

// The rows of a file below its header. A sum at the end is no record: what may be one is held until
// it is known whether anything follows.
class RecordRows {
 public:
  RecordRows(RecordReader& reader, size_t width, InputTableWriter& writer)
      : reader_(reader), width_(width), writer_(writer) {}

  void add(const Record& record) {
    const bool may_end = !record.quote_open && record.line_count == 1 &&
                         held_.size() < kSumLinesMax &&
                         (held_.empty() ? is_sum_line(record.fields, width_)
                                        : may_follow_sum(record.fields, width_));
    if (may_end) {
      held_.push_back({{record.fields.begin(), record.fields.end()}, record.line});
      return;
    }
    give_held();
    add_record(reader_, record, width_, writer_);
  }

  size_t held() const noexcept { return held_.size(); }

 private:
  struct Held {
    std::vector<std::string> fields;
    uint64_t line = 0;
  };

  void give_held() {
    for (const Held& held : held_) {
      Record record;
      record.fields.assign(held.fields.begin(), held.fields.end());
      record.line = held.line;
      add_record(reader_, record, width_, writer_);
    }
    held_.clear();
  }

  RecordReader& reader_;
  size_t width_;
  InputTableWriter& writer_;
  std::vector<Held> held_;
};

void tell_lines_left_out(ReadingDesk& desk, const InputTable& input, size_t above, size_t below) {
  if (above != 0) {
    desk.warn(fmt::format("'{}' has {} above its header, left out as no rows of it.", input.path,
                          above == 1 ? std::string("a line") : fmt::format("{} lines", above)));
  }
  if (below != 0) {
    desk.warn(fmt::format("'{}' ends with {}, left out as no row of it.", input.path,
                          below == 1 ? std::string("a sum over its rows")
                                     : fmt::format("{} lines from a sum over its rows on", below)));
  }
}

// Takes enough of the beginning to judge the file by. Returns true when that is all of it.
bool take_head(TextStream& stream, std::string& head) {
  while (head.size() < kHeadBytes) {
    if (!stream.more(head)) return true;
  }
  return false;
}

}  // namespace

void read_delimited(ReadingDesk& desk, TextStream& stream, const std::string& label,
                    InputTable& input) {
  std::string head;
  const bool whole = take_head(stream, head);
  const Layout layout = find_layout(head, whole);
  RecordReader reader(stream, std::move(head), layout.finding.dialect, label);
  Record record;
  bool found = reader.next(record);
  if (layout.finding.skipped_bytes != 0) found = reader.next(record);
  if (!found) {
    throw Error(Code::source_unreadable,
                fmt::format("{} has no header and no rows: it holds only empty lines.", label));
  }
  if (layout.names.empty()) {
    throw Error(Code::source_unreadable,
                fmt::format("{}: a quote opened in line {} is never closed, and no line can be "
                            "read. Check how the file quotes its values.",
                            label, record.line));
  }
  input.format = "CSV";
  input.delimiter = delimiter_words(layout.finding.dialect);
  input.header_found = layout.header;
  const ColumnNames names = name_columns(desk, layout, input);
  InputTableWriter writer(desk, input, names.names());
  writer.refuse_nul();
  for (size_t i = 0; i < layout.records_before && found; ++i) found = reader.next(record);
  if (layout.header && found) found = reader.next(record);
  RecordRows rows(reader, names.names().size(), writer);
  while (found) {
    rows.add(record);
    found = reader.next(record);
  }
  writer.finish();
  tell_lines_left_out(desk, input, layout.records_before, rows.held());
  input.bytes_repaired = stream.repaired();
}

}  // namespace newlyn::source
