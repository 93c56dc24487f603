// SPDX-License-Identifier: MIT
// Single values: dates, forms and folding.
#include "profile/evidence/value_shape.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <string_view>

#include "profile/evidence/date_shape.h"
#include "profile/evidence/spelling.h"

namespace newlyn::profile {
namespace {

struct DateRow {
  const char* text;
  int year;  // 0: not a date
};

TEST(date_shape, usual_forms_are_dates) {
  constexpr DateRow kRows[] = {
      {"1971-06-24", 1971},
      {"24/06/1971", 1971},
      {"06/24/1971", 1971},
      {"24.6.71", 1971},
      {"6-24-71", 1971},
      {"19710624", 1971},
      {"24061971", 1971},
      {"24 june 1971", 1971},
      {"june 24, 1971", 1971},
      {"24-jun-71", 1971},
      {"1st may 1990", 1990},
      {"1971/6/24", 1971},
      {"24/06/15", 2015},
      {"1971-06-24t10:11:12z", 1971},
      {"24/06/1971 00:00", 1971},
      {"1630-08-01", 0},
      {"1971-06", 1971},
      {"06/1971", 1971},
      {"june 1971", 1971},
      {"12 mai 1960", 1960},
      {"31/12/1999", 1999},
      {"32/12/1999", 0},
      {"13/13/1999", 0},
      {"1971-6-32", 0},
      {"020 7946 0958", 0},
      {"10.50", 0},
      {"tr1 2ab", 0},
      {"3 mill lane 1971", 0},
      {"abc", 0},
      {"", 0},
      {"1-2-3-4", 0},
      {"12:30:15", 0},
      {"99999999", 0},
      {"1971", 0},
      {"24 24 1971", 0},
  };
  for (const DateRow& row : kRows) {
    const auto shape = date_shape(row.text);
    EXPECT_EQ(shape ? shape->year : 0, row.year) << row.text;
  }
}

TEST(date_shape, time_of_day_and_missing_days_are_seen) {
  EXPECT_TRUE(date_shape("1971-06-24 10:11")->timed);
  EXPECT_FALSE(date_shape("1971-06-24 00:00:00")->timed);
  EXPECT_TRUE(date_shape("1971-06")->partial);
  EXPECT_FALSE(date_shape("1971-06-24")->partial);
  EXPECT_TRUE(date_shape("240671")->compact_six);
}

bool has(std::string_view value, Shape shape) {
  std::string folded;
  return shape_of(value, folded).has(shape);
}

struct ShapeRow {
  Shape shape;
  const char* with;
  const char* without;
};

TEST(value_shape, forms_are_told_apart) {
  constexpr ShapeRow kRows[] = {
      {Shape::email, "a.b@example.org", "a b@example.org"},
      {Shape::email, "x@example.org", "@example.org"},
      {Shape::email, "x@example.org", "x@example"},
      {Shape::firm_postcode, "sw1a 1aa", "sw1a 1a"},
      {Shape::firm_postcode, "M5V 3L9", "M5V3L99"},
      {Shape::firm_postcode, "1012 AB", "1012"},
      {Shape::five_postcode, "02139", "2139"},
      {Shape::five_postcode, "02139-0001", "0213-90010"},
      {Shape::five_postcode, "12-345", "12-3456"},
      {Shape::five_postcode, "123 45", "12 345"},
      {Shape::firm_telephone, "415-555-0100 x123", "415-555-0100 xylophone"},
      {Shape::firm_telephone, "511 661 318", "511661318"},
      {Shape::legal_form, "Wren S.A.", "Wren S.X."},
      {Shape::numbered_words, "71 Gwel an Mor", "Gwel an Mor"},
      {Shape::words_numbered, "Rynek 12a", "Rynek 12-2024-555"},
      {Shape::firm_telephone, "07700 900123", "12 34"},
      {Shape::firm_telephone, "+447700900123", "7700900123456789"},
      {Shape::firm_telephone, "(415) 555-0100", "1971-06-24"},
      {Shape::ten_telephone, "4155550100", "0155550100"},
      {Shape::national_number, "QQ 12 34 56 C", "QQ 12 34 56"},
      {Shape::national_number, "000-12-3456", "000-123-456"},
      {Shape::national_number, "999 000 0018", "999 000 0017"},
      {Shape::national_number, "9990000018", "9999999999"},
      {Shape::one_word, "O'Brien", "van Dyk"},
      {Shape::given_word, "Robert Allen", "Zzyzx"},
      {Shape::given_word, "Dr Robert Allen", "Mr"},
      {Shape::whole_name, "Smith, Robert", "Robert"},
      {Shape::several_words, "van der Berg", "Berg"},
      {Shape::initial, "J.", "Jo"},
      {Shape::legal_form, "Wren Ltd", "Wren"},
      {Shape::street, "12 High Street", "High Street"},
      {Shape::street, "Hauptstrasse 12", "Haupt 12"},
      {Shape::street, "PO Box 12", "PO 12"},
      {Shape::unnumbered_street, "Mill Lane", "Lane"},
      {Shape::several_parts, "3 Mill Lane, York, YO1 7AA", "3 Mill Lane"},
      {Shape::house, "12a", "12345678901"},
      {Shape::house, "Flat 3", "Flat"},
      {Shape::number, "-1,200.50", "1.2.3.4"},
      {Shape::number,
       "\xC2\xA3"
       "12",
       "L12"},
      {Shape::decimal, "0.5", "5"},
      {Shape::year, "1971", "1749"},
      {Shape::day, "31", "32"},
      {Shape::month, "march", "13"},
      {Shape::female, "Weiblich", "Green"},
      {Shape::placeholder, "N/A", "Nia"},
      {Shape::placeholder, "---", "-1"},
      {Shape::sentence, "she was not at home when we called", "not at home"},
      {Shape::unique_form, "9f1c2d3e-0000-4000-8000-00000000abcd", "9f1c2d3e"},
      {Shape::town, "New York", "New Yorkshire"},
      {Shape::county, "Wiltshire", "Wilts"},
      {Shape::entity, "ORGANIZATION", "ORGAN"},
  };
  for (const ShapeRow& row : kRows) {
    EXPECT_TRUE(has(row.with, row.shape)) << row.with;
    EXPECT_FALSE(has(row.without, row.shape)) << row.without;
  }
}

TEST(value_shape, digits_do_not_change_the_skeleton) {
  std::string folded;
  EXPECT_EQ(shape_of("rec-12-org", folded).skeleton, shape_of("rec-9-org", folded).skeleton);
  EXPECT_NE(shape_of("rec-12-org", folded).skeleton, shape_of("rec-12-dup", folded).skeleton);
}

RC_GTEST_PROP(value_shape, any_bytes_are_looked_at, (const std::string& text)) {
  std::string folded;
  const ValueShape shape = shape_of(text, folded);
  if (!text.empty()) RC_ASSERT(shape.length == text.size());
}

TEST(spelling, latin_letters_lose_case_and_marks) {
  std::string folded;
  fold_latin("ÀÉÎÕÜ ßÆØŒĲŁŽÿ Đð", folded);
  EXPECT_EQ(folded, "aeiou ssaeooeijlzy dd");
  fold_latin("王杰", folded);
  EXPECT_EQ(folded, "王杰");
  fold_latin("\xC3", folded);
  EXPECT_EQ(folded, "\xC3");
}

}  // namespace
}  // namespace newlyn::profile
