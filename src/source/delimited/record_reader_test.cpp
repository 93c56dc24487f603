// SPDX-License-Identifier: MIT
// Records and fields come out as RFC 4180 and the four further rules say.
#include "source/delimited/record_reader.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/limits.h"
#include "source/testing/sample_folder.h"

namespace newlyn::source {
namespace {

struct Seen {
  std::vector<std::vector<std::string>> records;
  std::vector<uint64_t> lines;
  std::vector<bool> open;
};

Seen read_all(const std::string& text, const Dialect& dialect = {}, size_t piece = 1000) {
  PiecewiseText stream(text, piece);
  RecordReader reader(stream, {}, dialect, "'x'");
  Seen seen;
  Record record;
  while (reader.next(record)) {
    seen.records.emplace_back(record.fields.begin(), record.fields.end());
    seen.lines.push_back(record.line);
    seen.open.push_back(record.quote_open);
  }
  return seen;
}

using Records = std::vector<std::vector<std::string>>;

TEST(record_reader, splits_fields_and_lines) {
  EXPECT_EQ(read_all("a,b\n1,2\n").records, (Records{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(read_all("a,b\r\n1,2\r\n").records, (Records{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(read_all("a,b\n1,2").records, (Records{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(read_all("a,,\n,,c\n").records, (Records{{"a", "", ""}, {"", "", "c"}}));
  EXPECT_EQ(read_all("a,").records, (Records{{"a", ""}}));
  EXPECT_EQ(read_all("").records, Records{});
  EXPECT_EQ(read_all("a,b\r\n1,2\r").records, (Records{{"a", "b"}, {"1", "2"}}));
}

TEST(record_reader, quotes_hold_delimiters_line_ends_and_quotes) {
  EXPECT_EQ(read_all("\"a,b\",\"c\nd\",\"say \"\"hi\"\"\"\n").records,
            (Records{{"a,b", "c\nd", "say \"hi\""}}));
  EXPECT_EQ(read_all("\"\",x\n").records, (Records{{"", "x"}}));
  EXPECT_EQ(read_all("\"x\"\r\n\"y\"\r\n").records, (Records{{"x"}, {"y"}}));
}

TEST(record_reader, spaces_around_quotes_are_dropped_and_others_kept) {
  EXPECT_EQ(read_all("a, \"b, c\" , d\n").records, (Records{{"a", "b, c", " d"}}));
}

TEST(record_reader, a_quote_inside_a_value_is_a_character) {
  EXPECT_EQ(read_all("5\" pipe,x\n").records, (Records{{"5\" pipe", "x"}}));
  EXPECT_EQ(read_all("\"John \"Jack\" Doe\",x\n").records, (Records{{"John \"Jack\" Doe", "x"}}));
}

TEST(record_reader, empty_lines_are_no_records_but_count_as_lines) {
  const Seen seen = read_all("\n\na,b\n\n   \n1,2\n\n");
  EXPECT_EQ(seen.records, (Records{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(seen.lines, (std::vector<uint64_t>{3, 6}));
}

TEST(record_reader, lines_are_counted_through_quoted_line_ends) {
  EXPECT_EQ(read_all("a\n\"x\ny\nz\"\nb\n").lines, (std::vector<uint64_t>{1, 2, 5}));
}

TEST(record_reader, a_quote_never_closed_spoils_its_own_line_only) {
  const Seen seen = read_all("a,b\n\"open,1\nc,2\nd,3\n");
  EXPECT_EQ(seen.records, (Records{{"a", "b"}, {}, {"c", "2"}, {"d", "3"}}));
  EXPECT_EQ(seen.open, (std::vector<bool>{false, true, false, false}));
  EXPECT_EQ(seen.lines, (std::vector<uint64_t>{1, 2, 3, 4}));
}

TEST(record_reader, later_lines_can_be_taken_back) {
  PiecewiseText stream("\"a\nb\",1\nc,2\n", 1000);
  RecordReader reader(stream, {}, Dialect{}, "'x'");
  Record record;
  ASSERT_TRUE(reader.next(record));
  EXPECT_EQ(record.line_count, 2u);
  EXPECT_TRUE(reader.take_back_later_lines());
  ASSERT_TRUE(reader.next(record));
  EXPECT_EQ(record.line, 2u);
  EXPECT_EQ(record.fields[0], "b\"");
  EXPECT_FALSE(reader.take_back_later_lines());
  ASSERT_TRUE(reader.next(record));
  EXPECT_EQ(record.line, 3u);
  EXPECT_FALSE(reader.next(record));
}

TEST(record_reader, backslashes_escape_quotes_when_the_dialect_says_so) {
  Dialect dialect;
  dialect.backslash = true;
  EXPECT_EQ(read_all("\"a \\\"b\\\" c\",\"d\\\\\"\n", dialect).records,
            (Records{{"a \"b\" c", "d\\"}}));
  EXPECT_EQ(read_all("\"a\\n\",x\n", dialect).records, (Records{{"a\\n", "x"}}));
}

TEST(record_reader, other_delimiters_quotes_and_line_ends) {
  Dialect dialect;
  dialect.delimiter = '\t';
  dialect.quote = '\'';
  dialect.line_end = '\r';
  EXPECT_EQ(read_all("'a\tb'\t\"c\"\rd\te\r", dialect).records,
            (Records{{"a\tb", "\"c\""}, {"d", "e"}}));
  dialect.delimiter = 0;
  EXPECT_EQ(read_all("a,b\tc\rd", dialect).records, (Records{{"a,b\tc"}, {"d"}}));
}

TEST(record_reader, a_line_over_the_limit_is_refused_with_its_number) {
  const std::string text = "a,b\n1," + std::string(limits::kLineBytesMax + 10, 'x') + "\n";
  const Failure failure = failure_of([&] { read_all(text, {}, size_t{1} << 20); });
  EXPECT_EQ(failure.code, Code::source_unreadable);
  EXPECT_TRUE(failure.says("line 2")) << failure.message;
  const std::string fits = "1," + std::string(limits::kLineBytesMax - 10, 'x') + "\n";
  EXPECT_EQ(read_all(fits, {}, size_t{1} << 20).records.size(), 1u);
}

// Writes records with every value quoted, as any writer may.
std::string write_quoted(const Records& records) {
  std::string text;
  for (const auto& record : records) {
    for (size_t i = 0; i < record.size(); ++i) {
      if (i != 0) text += ',';
      text += '"';
      for (const char c : record[i]) text += c == '"' ? std::string("\"\"") : std::string(1, c);
      text += '"';
    }
    text += "\r\n";
  }
  return text;
}

RC_GTEST_PROP(record_reader, gives_back_what_was_written, (Records records, uint8_t piece)) {
  for (auto& record : records) {
    if (record.empty()) record.push_back("");
  }
  const std::string text = write_quoted(records);
  RC_ASSERT(read_all(text, {}, size_t{piece} + 1).records == records);
}

RC_GTEST_PROP(record_reader, gives_the_same_whatever_the_pieces, (uint8_t piece)) {
  const auto letters = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 7));
  std::string text;
  for (const int letter : letters) text += "ab,\"\n\r "[letter];
  const Seen whole = read_all(text, {}, text.size() + 1);
  const Seen pieces = read_all(text, {}, size_t{piece} % 4 + 1);
  RC_ASSERT(whole.records == pieces.records);
  RC_ASSERT(whole.lines == pieces.lines);
  RC_ASSERT(whole.open == pieces.open);
}

}  // namespace
}  // namespace newlyn::source
