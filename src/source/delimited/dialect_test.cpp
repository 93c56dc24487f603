// SPDX-License-Identifier: MIT
// Delimiters, quotes and headers are found from the first records.
#include "source/delimited/dialect.h"

#include <gtest/gtest.h>

#include "source/delimited/header.h"

namespace newlyn::source {
namespace {

struct DialectCase {
  const char* text;
  const char* delimiter;
  size_t fields;
};

TEST(dialect, the_delimiter_is_the_one_the_records_agree_on) {
  const DialectCase cases[] = {
      {"a,b,c\n1,2,3\n4,5,6\n", ",", 3},
      {"a;b;c\n1;2,5;3\n4;5,5;6\n", ";", 3},
      {"a\tb\n1 2,3\t4\nx\ty\n", "tab", 2},
      {"a|b|c\n1|2|3\n", "|", 3},
      {"a^b^c\n1^2^3\n", "^", 3},
      {"a~b\n1~2\n3~4\n", "~", 2},
      {"name\nJohn\nMary\n", "", 1},
      {"name\nSmith, John\nJones, Mary, Ann\nBrown\nGreen\nBlack\n", "", 1},
      {"id,time\n1,12:30:00\n2,13:40:10\n", ",", 2},
      {"id,name\n1,\"a;b;c;d\"\n2,\"e;f;g;h\"\n", ",", 2},
      {"sep=;\na,b;c\n1;2\n", ";", 2},
      {"a, b, c\n1, \"2, x\", 3\n", ",", 3},
  };
  for (const DialectCase& c : cases) {
    const DialectFinding finding = find_dialect(c.text, true);
    EXPECT_EQ(delimiter_words(finding.dialect), c.delimiter) << c.text;
    EXPECT_EQ(finding.field_count, c.fields) << c.text;
  }
}

TEST(dialect, quotes_and_escapes_are_found) {
  EXPECT_EQ(find_dialect("'a','b'\n'1,5','2'\n'x','y'\n", true).dialect.quote, '\'');
  EXPECT_EQ(find_dialect("a,b\nO'Brien,'tis\nx,y\n", true).dialect.quote, '"');
  EXPECT_TRUE(find_dialect("a,b\n\"say \\\"hi\\\" now\",2\n", true).dialect.backslash);
  EXPECT_FALSE(find_dialect("a,b\n\"C:\\dir\\\",2\n", true).dialect.backslash);
  EXPECT_EQ(find_dialect("a,b\r1,2\r", true).dialect.line_end, '\r');
}

TEST(dialect, a_record_cut_by_the_end_of_the_sample_is_not_counted) {
  const Sample sample = read_sample("a,b,c\n1,2,3\n4,", false, Dialect{}, 100);
  EXPECT_EQ(sample.records.size(), 2u);
  EXPECT_FALSE(sample.whole);
}

TEST(dialect, a_quoted_value_longer_than_the_beginning_of_the_file_does_not_hide_the_delimiter) {
  std::string head = "id,surname\n1,\"";
  for (int line = 0; line < 200; ++line) head += "a line of a long text\n";
  EXPECT_EQ(find_dialect(head, false).dialect.delimiter, ',');
  EXPECT_EQ(find_dialect(head, false).field_count, 2);
  // Where the file ends there the quote is a stray one, and every line is one field.
  EXPECT_EQ(find_dialect(head, true).dialect.delimiter, 0);
}

TEST(header, is_told_from_data) {
  struct HeaderCase {
    std::vector<std::vector<std::string>> records;
    bool header;
  };
  const HeaderCase cases[] = {
      {{{"first_name", "surname"}, {"Ann", "Lee"}}, true},
      {{{"FirstName", "DateOfBirth"}, {"Ann", "1971-06-24"}}, true},
      {{{"Ann", "1971-06-24"}, {"Bob", "1980-01-02"}}, false},
      {{{"Ann", "ann@example.org"}, {"Bob", "bob@example.org"}}, false},
      {{{"Ann", "24/06/1971"}, {"Bob", "02/01/1980"}}, false},
      {{{"Ann", "24 Jun 1971"}, {"Bob", "2 Jan 1980"}}, false},
      {{{"Ann", "12"}, {"Bob", "13"}, {"Cid", "14"}}, false},
      {{{"alpha", "beta"}, {"1", "2"}, {"3", "4"}}, true},
      {{{"alpha", "beta"}, {"gamma", "delta"}}, true},
      {{{"Ann", "Leeds"}, {"Bob", "Leeds"}, {"Cid", "York"}}, false},
      {{{"x1", "x2"}}, true},
      {{{"2019", "name"}, {"5", "Ann"}}, true},
      {{{"", "a"}, {"1", "b"}}, true},
  };
  for (const HeaderCase& c : cases) {
    EXPECT_EQ(is_header(c.records), c.header) << c.records[0][0] << " | " << c.records[0].back();
  }
  EXPECT_FALSE(is_header({}));
}

}  // namespace
}  // namespace newlyn::source
