// SPDX-License-Identifier: MIT
// Every kind of value under its rule. Numbers are of kinds that are never issued, or the published
// examples of the rules, cut in two where they may be real; each table names the subject of the
// rule whose examples it holds.
#include "standardise/checked_value.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "base/check.h"
#include "standardise/value_kind_of.h"

namespace newlyn::standardise {
namespace {

CheckedValue checked(std::string_view kind, std::string_view text) {
  const ValueKind* rule = value_kind_named(kind);
  NEWLYN_CHECK(rule != nullptr, "the kind is there", kind);
  return check_values(*rule, {std::string(text)}).front();
}

std::string part_of(const CheckedValue& value, std::string_view name) {
  for (const ValuePart& part : value.parts) {
    if (part.name == name) return part.text;
  }
  return {};
}

struct Row {
  std::string_view text;
  ValueClass value_class;
  std::string_view comparable;
  std::string_view written = "";
  std::string_view suggestion = "";
};

void expect_rows(std::string_view kind, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const CheckedValue value = checked(kind, row.text);
    EXPECT_EQ(class_name(value.value_class), class_name(row.value_class)) << row.text;
    EXPECT_EQ(value.comparable, row.comparable) << row.text;
    EXPECT_EQ(value.written, row.written) << row.text;
    EXPECT_EQ(value.suggestion, row.suggestion) << row.text;
    const bool must_explain = row.value_class != ValueClass::valid;
    EXPECT_TRUE(!must_explain || !value.remark.empty()) << row.text;
  }
}

// National Insurance numbers: shape, prefixes that are never issued, temporary and administrative.
TEST(ni_number, is_judged_by_prefix_and_last_letter) {
  using enum ValueClass;
  expect_rows("ni_number", {{"ab 12-34-56 c", valid, "ab123456",
                             "AB"
                             " 12 34 56 C"},
                            {"OA"
                             "123456A",
                             valid, "oa123456",
                             "OA"
                             " 12 34 56 A"},
                            {"QQ123456C", special, "qq123456", "QQ 12 34 56 C"},
                            {"AO123456A", impossible, "ao123456a", "AO 12 34 56 A"},
                            {"GB123456A", impossible, "gb123456a", "GB 12 34 56 A"},
                            {"TN123456D", impossible, "tn123456d", "TN 12 34 56 D"},
                            {"AA123456E", impossible, "aa123456e", "AA 12 34 56 E"},
                            {"DA123456A", impossible, "da123456a", "DA 12 34 56 A"},
                            {"AB123456", partial, "ab123456", "AB 12 34 56"},
                            {"TN150688F", temporary, "tn150688f", "TN 15 06 88 F"},
                            {"TN320688F", impossible, "tn320688f", "TN 32 06 88 F"},
                            {"12 A 34567", temporary, "12a34567", "12 A 34567"},
                            {"OO123456A", administrative, "oo123456", "OO 12 34 56 A"},
                            {"CR"
                             "123456A",
                             administrative, "cr123456",
                             "CR"
                             " 12 34 56 A"},
                            {"FY123456A", administrative, "fy123456", "FY 12 34 56 A"},
                            {"MW"
                             "123456A",
                             administrative, "mw123456",
                             "MW"
                             " 12 34 56 A"},
                            {"NC"
                             "123456A",
                             administrative, "nc123456",
                             "NC"
                             " 12 34 56 A"},
                            {"AB12E456C", unreadable, "ab12e456c"},
                            {"AB 12 34 S6 C", unreadable, "ab1234s6c", "",
                             "AB"
                             " 12 34 56 C"},
                            {"A8 I2 34 56 C", unreadable, "a8i23456c", "",
                             "AB"
                             " 12 34 56 C"},
                            {"n/a", missing, ""},
                            {"", missing, ""}});
}

TEST(ni_number, of_every_prefix_that_is_never_issued_is_impossible) {
  for (const std::string_view prefix : {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}) {
    const CheckedValue value = checked("ni_number", std::string(prefix) + "123456A");
    EXPECT_EQ(value.value_class, ValueClass::impossible) << prefix;
  }
}

// NHS numbers: modulus 11, ten equal digits, nine digits without a legal check digit.
TEST(nhs_number, is_judged_by_its_check_digit) {
  using enum ValueClass;
  expect_rows("nhs_number", {{"943 476"
                              " 5919",
                              valid,
                              "94347"
                              "65919",
                              "943 476"
                              " 5919"},
                             {"4010232137", valid, "4010232137",
                              "401 023"
                              " 2137"},
                             {"9876543210", valid, "9876543210",
                              "987 654"
                              " 3210"},
                             {"9990000018", valid, "9990000018", "999 000 0018"},
                             {"9434765918", impossible, "9434765918", "943 476 5918"},
                             {"9990000000", impossible, "9990000000", "999 000 0000"},
                             {"4857773456", impossible, "4857773456", "485 777 3456"},
                             {"943476591", unreadable, "943476591"},
                             {"943 476 59I9", unreadable, "94347659i9", "",
                              "943 476"
                              " 5919"},
                             {"999 000 00l8", unreadable, "99900000l8"},
                             {"unknown", missing, ""}});
  for (char digit = '0'; digit <= '9'; ++digit) {
    const CheckedValue value = checked("nhs_number", std::string(10, digit));
    EXPECT_EQ(value.value_class, ValueClass::impossible) << digit;
  }
}

TEST(nhs_number, has_no_check_digit_after_some_nine_digits) {
  for (const std::string_view nine : {"943476596", "943476601", "943476615"}) {
    for (char last = '0'; last <= '9'; ++last) {
      const CheckedValue value = checked("nhs_number", std::string(nine) + last);
      EXPECT_EQ(value.value_class, ValueClass::impossible) << nine << last;
      EXPECT_TRUE(value.remark.starts_with("No number begins")) << value.remark;
    }
  }
}

// Postcodes: BS 7666 with P in third place; forces, pseudo-codes and outcodes apart.
TEST(postcode, is_classed_and_repaired_by_suggestion) {
  using enum ValueClass;
  expect_rows("postcode", {{"sw1a1aa", valid, "sw1a1aa", "SW1A 1AA"},
                           {"(M1) 1-AE.", valid, "m11ae", "M1 1AE"},
                           {"W1A 0AX", valid, "w1a0ax", "W1A 0AX"},
                           {"EC1A 1BB", valid, "ec1a1bb", "EC1A 1BB"},
                           {"N1P 1AA", valid, "n1p1aa", "N1P 1AA"},
                           {"BX1 1LT", valid, "bx11lt", "BX1 1LT"},
                           {"GIR 0AA", valid, "gir0aa", "GIR 0AA"},
                           {"QA1 1AA", impossible, "qa11aa"},
                           {"SW1A 1CI", unreadable, "sw1a1ci"},
                           {"EC1C 1AA", unreadable, "ec1c1aa"},
                           {"ZZ99 3VZ", special, "zz993vz", "ZZ99 3VZ"},
                           {"zz99 3wz", special, "zz993wz", "ZZ99 3WZ"},
                           {"BFPO 12", special, "bfpo12", "BFPO 12"},
                           {"BF1 2AA", special, "bf12aa", "BF1 2AA"},
                           {"SW1A", partial, "sw1a", "SW1A"},
                           {"SWIA 1AA", unreadable, "sw1a1aa", "", "SW1A 1AA"},
                           {"LS1O 2AB", unreadable, "ls102ab", "", "LS10 2AB"},
                           {"43004", unreadable, "43004"}});
}

TEST(postcode, has_area_district_sector_and_unit) {
  const CheckedValue value = checked("postcode", "SW1A 1AA");
  EXPECT_EQ(part_of(value, "area"), "sw");
  EXPECT_EQ(part_of(value, "district"), "sw1a");
  EXPECT_EQ(part_of(value, "sector"), "sw1a1");
  EXPECT_EQ(part_of(value, "unit"), "sw1a1aa");
}

// Property and street references: digits without meaning, zeros in front dropped.
TEST(property_number, is_digits_without_zeros_in_front) {
  using enum ValueClass;
  expect_rows("uprn", {{"100012345678", valid, "100012345678", "100012345678"},
                       {"000100012345", valid, "100012345", "100012345"},
                       {"1", valid, "1", "1"},
                       {"12345.0", valid, "12345", "12345"},
                       {"1000123456789", unreadable, "1000123456789"},
                       {"0", impossible, "0"},
                       {"-5", unreadable, "5"},
                       {"1.00023E+11", unreadable, "100023e11"},
                       {"flat 2", unreadable, "flat2"}});
  expect_rows("usrn", {{"12345678", valid, "12345678", "12345678"},
                       {"00012345", valid, "12345", "12345"},
                       {"123456789", unreadable, "123456789"}});
}

// Companies House: eight characters, seven digits get their zero back.
TEST(company_number, has_eight_characters_and_a_register) {
  using enum ValueClass;
  expect_rows("company_number", {{"01234567", valid, "01234567", "01234567"},
                                 {"1234567", valid, "01234567", "01234567"},
                                 {"sc 123456", valid, "sc123456", "SC123456"},
                                 {"SC12345", valid, "sc012345", "SC012345"},
                                 {"NI012345", valid, "ni012345", "NI012345"},
                                 {"BR002161", valid, "br002161", "BR002161"},
                                 {"OC300001", valid, "oc300001", "OC300001"},
                                 {"IP12345R", valid, "ip12345r", "IP12345R"},
                                 {"QQ123456", impossible, "qq123456", "QQ123456"},
                                 {"00000000", impossible, "00000000", "00000000"},
                                 {"O1234567", unreadable, "o1234567", "", "01234567"},
                                 {"SC12E456", unreadable, "sc12e456"},
                                 {"123456789", unreadable, "123456789"}});
  EXPECT_EQ(part_of(checked("company_number", "SC123456"), "register"), "Scotland");
}

TEST(vat_number, is_judged_by_modulus_97) {
  using enum ValueClass;
  expect_rows("vat_number", {{"GB 123 4567 82", valid, "123456782", "GB 123 4567 82"},
                             {"123456782", valid, "123456782", "GB 123 4567 82"},
                             {"GB123456727", valid, "123456727", "GB 123 4567 27"},
                             {"XI123456782", valid, "123456782", "GB 123 4567 82"},
                             {"GB123456782001", valid, "123456782", "GB 123 4567 82"},
                             {"GB123456783", impossible, "gb123456783", "GB 123 4567 83"},
                             {"GBGD001", valid, "gd001", "GD 001"},
                             {"GBHA501", valid, "ha501", "HA 501"},
                             {"GBGD501", impossible, "gd501", "GD 501"},
                             {"000000000", impossible, "000000000", "GB 000 0000 00"},
                             {"12345678", unreadable, "12345678"}});
}

TEST(vehicle_registration, has_one_of_the_forms_since_1903) {
  using enum ValueClass;
  expect_rows("vehicle_registration", {{"ab12 cde", valid, "ab12cde", "AB12 CDE"},
                                       {"A123 BCD", valid, "a123bcd", "A123 BCD"},
                                       {"ABC 123D", valid, "abc123d", "ABC 123D"},
                                       {"AIZ 1234", valid, "aiz1234", "AIZ 1234"},
                                       {"1234 AB", valid, "1234ab", "1234 AB"},
                                       {"Q123 ABC", special, "q123abc", "Q123 ABC"},
                                       {"101 D 123", special, "101d123", "101 D123"},
                                       {"QZ12 ABC", impossible, "qz12abc", "QZ12 ABC"},
                                       {"AB01 CDE", impossible, "ab01cde", "AB01 CDE"},
                                       {"ABI2 CDE", unreadable, "abi2cde", "", "AB12 CDE"},
                                       {"B-MW 12345", unreadable, "bmw12345"}});
}

TEST(bank_account, is_counted_in_digits) {
  using enum ValueClass;
  expect_rows("sort_code", {{"12-34-56", valid, "123456", "12-34-56"},
                            {"00 00 00", impossible, "000000", "00-00-00"},
                            {"12-34-S6", unreadable, "1234s6", "", "12-34-56"},
                            {"12-34", unreadable, "1234"}});
  expect_rows("bank_account", {{"12345678", valid, "12345678", "12345678"},
                               {"1234567", valid, "01234567", "01234567"},
                               {"12-34-56 12345678", valid, "12345612345678", "12-34-56 12345678"},
                               {"00000000", impossible, "00000000", "00000000"},
                               {"123", unreadable, "123"}});
}

TEST(passport, and_driving_licence_have_shapes) {
  using enum ValueClass;
  expect_rows("passport", {{"999 999 990", valid, "999999990", "999999990"},
                           {"X1234567", valid, "x1234567", "X1234567"},
                           {"99999999O", valid, "99999999o", "99999999O", "999999990"},
                           {"000000000", impossible, "000000000", "000000000"},
                           {"12", unreadable, "12"}});
  expect_rows("driving_licence",
              {{"MORGA 657054 SM9IJ", valid, "morga657054sm9ij", "MORGA 657054 SM9IJ"},
               {"MORGA657054SM9IJ 35", valid, "morga657054sm9ij", "MORGA 657054 SM9IJ"},
               {"FOX99 713314 S99AB", impossible, "fox99713314s99ab", "FOX99 713314 S99AB"},
               {"MORGA 6S7054 SM9IJ", unreadable, "morga6s7054sm9ij", "", "MORGA 657054 SM9IJ"},
               {"12345678", valid, "12345678", "12345678"},
               {"D777", unreadable, "d777"}});
  const CheckedValue value = checked("driving_licence", "MORGA 657054 SM9IJ");
  EXPECT_EQ(part_of(value, "birth_date"), "64-07-05");
  EXPECT_EQ(part_of(value, "sex"), "f");
  EXPECT_EQ(part_of(value, "family_name"), "morga");
}

TEST(contact, is_dialled_and_addressed) {
  using enum ValueClass;
  expect_rows("telephone", {{"07700 900123", valid, "+447700900123", "+447700900123"},
                            {"+44 (0)1632 960123", valid, "+441632960123", "+441632960123"},
                            {"123", unreadable, "123"},
                            {"none", missing, ""}});
  expect_rows("email", {{"Ada@Example.org", valid, "ada@example.org", "ada@example.org"},
                        {"mailto:ada@example.org", valid, "ada@example.org", "ada@example.org"},
                        {"info@example.org", special, "info@example.org", "info@example.org"},
                        {"ada@example,org", unreadable, "ada@example,org", "", "ada@example.org"},
                        {"ada.example.org", unreadable, "ada.example.org"},
                        {"noreply@example.org", missing, "noreply@example.org"}});
}

TEST(email, that_ends_in_con_was_meant_to_end_in_com) {
  const CheckedValue value = checked("email", std::string("ada@example.") + "con");
  EXPECT_EQ(value.value_class, ValueClass::valid);
  EXPECT_EQ(value.suggestion, "ada@example.com");
}

// Names: many traditions, particles, transliteration, and placeholders.
TEST(name, of_many_traditions_comes_apart) {
  struct Name {
    std::string_view text, given, middle, family;
  };
  const Name kNames[] = {{"Smith, Dr John A", "john", "a", "smith"},
                         {"Mr J.A. van der Berg OBE", "j", "a", "van der berg"},
                         {"Seán O'Neill", "sean", "", "oneill"},
                         {"Мария Иванова", "mariya", "", "ivanova"},
                         {"Søren Kierkegård", "soren", "", "kierkegard"}};
  for (const Name& name : kNames) {
    const CheckedValue value = checked("full_name", name.text);
    EXPECT_EQ(part_of(value, "given_name"), name.given) << name.text;
    EXPECT_EQ(part_of(value, "middle_name"), name.middle) << name.text;
    EXPECT_EQ(part_of(value, "family_name"), name.family) << name.text;
  }
  EXPECT_EQ(checked("full_name", "unknown").value_class, ValueClass::missing);
  EXPECT_EQ(checked("family_name", "O’Brien-Smith").comparable, "obrien smith");
}

TEST(given_name, knows_its_variants_among_the_others) {
  const std::vector<CheckedValue> values =
      check_values(*value_kind_named("given_name"), {"Robert", "Bob", "Mary", "Mohd", "Muhammad"});
  EXPECT_EQ(values[0].remark, "A form of: bob.");
  EXPECT_EQ(values[1].remark, "A form of: robert.");
  EXPECT_EQ(values[2].remark, "");
  EXPECT_EQ(values[3].remark, "A form of: muhammad.");
}

std::vector<std::string> compared(std::string_view kind, const std::vector<std::string>& column) {
  std::vector<std::string> texts;
  for (const CheckedValue& value : check_values(*value_kind_named(kind), column)) {
    texts.push_back(value.comparable);
  }
  return texts;
}

using Texts = std::vector<std::string>;

// Dates: the order of the column decides, day and month change places only where the day is 12 or
// less, and parts may lack.
TEST(date, is_read_in_the_order_of_its_column) {
  EXPECT_EQ(compared("birth_date", {"03/04/1990", "25/12/1980"}),
            (Texts{"1990-04-03", "1980-12-25"}));
  EXPECT_EQ(compared("birth_date", {"03/04/1990", "12/25/1980"}),
            (Texts{"1990-03-04", "1980-12-25"}));
  EXPECT_EQ(compared("birth_date", {"03/04/1990"}), (Texts{"1990-04-03"}));
  EXPECT_EQ(compared("date", {"2017-08-09T13:58:07Z", "2017-08", "2017"}),
            (Texts{"2017-08-09", "2017-08", "2017"}));
}

TEST(date, is_classed) {
  using enum ValueClass;
  expect_rows("birth_date", {{"2017-08-09", valid, "2017-08-09", "09/08/2017"},
                             {"2017-08", partial, "2017-08", "08/2017"},
                             {"2017", partial, "2017", "2017"},
                             {"31/02/1990", impossible, ""},
                             {"2999-01-02", impossible, ""},
                             {"1900-01-01", missing, ""},
                             {"soon", unreadable, ""}});
  const std::vector<CheckedValue> both =
      check_values(*value_kind_named("birth_date"), {"03/04/1990", "25/12/1980"});
  EXPECT_EQ(both[0].remark, "Read with the day first, as in 1 other value; 1990-03-04 otherwise.");
  EXPECT_EQ(both[1].remark, "");
  EXPECT_EQ(checked("birth_date", "1 January 1950").remark, "1 January is often an estimate.");
}

TEST(sex, follows_the_codes_of_its_column) {
  EXPECT_EQ(compared("sex", {"Female", "M", "non-binary", "?"}), (Texts{"f", "m", "x", ""}));
  EXPECT_EQ(compared("sex", {"1", "2", "9", "0"}), (Texts{"m", "f", "", ""}));
  EXPECT_EQ(compared("sex", {"H", "M"}), (Texts{"m", "f"}));
  EXPECT_EQ(compared("sex", {"H", "F"}), (Texts{"m", "f"}));
}

// A correct number with its last digits from `tails`, or empty where none fits.
std::string completed(std::string_view kind, const std::string& head, int tails) {
  const size_t width = tails == 10 ? 1 : 2;
  for (int tail = 0; tail < tails; ++tail) {
    std::string digits = std::to_string(tail);
    digits.insert(0, width - digits.size(), '0');
    if (checked(kind, head + digits).value_class == ValueClass::valid) return head + digits;
  }
  return {};
}

std::string any_digits(int count) {
  std::string digits;
  for (int at = 0; at < count; ++at) digits.push_back(*rc::gen::inRange('0', ':'));
  return digits;
}

std::string with_wrong_digit(std::string number) {
  const auto at = *rc::gen::inRange<size_t>(0, number.size());
  const int step = *rc::gen::inRange(1, 10);
  number[at] = static_cast<char>('0' + (number[at] - '0' + step) % 10);
  return number;
}

TEST(nhs_number, finds_any_single_wrong_digit_and_any_neighbours_changed_round) {
  EXPECT_TRUE(rc::check([] {
    const std::string number = completed("nhs_number", any_digits(9), 10);
    RC_PRE(!number.empty());
    RC_ASSERT(checked("nhs_number", with_wrong_digit(number)).value_class ==
              ValueClass::impossible);
    const auto at = *rc::gen::inRange<size_t>(0, 9);
    std::string turned = number;
    std::swap(turned[at], turned[at + 1]);
    const bool same = turned == number;
    RC_ASSERT(same || checked("nhs_number", turned).value_class == ValueClass::impossible);
  }));
}

TEST(vat_number, finds_any_single_wrong_digit_within_one_way_of_checking) {
  EXPECT_TRUE(rc::check([] {
    const std::string number = completed("vat_number", any_digits(7), 97);
    RC_PRE(!number.empty());
    const std::string way = part_of(checked("vat_number", number), "check");
    const CheckedValue wrong = checked("vat_number", with_wrong_digit(number));
    RC_ASSERT(wrong.value_class != ValueClass::valid || part_of(wrong, "check") != way);
  }));
}

TEST(checked_value, changes_nothing_the_second_time) {
  const auto letters = rc::gen::container<std::string>(
      rc::gen::element('A', 'B', 'Q', 'O', 'S', 'z', '0', '1', '5', '9', '2', ' ', '-', '.', 'I'));
  EXPECT_TRUE(rc::check([&] {
    const std::string text = *letters;
    for (const ValueKind& kind : value_kinds()) {
      if (kind.name == "full_name" || kind.name == "given_name") continue;
      const CheckedValue once = check_values(kind, {text}).front();
      if (once.comparable.empty()) continue;
      const CheckedValue twice = check_values(kind, {once.comparable}).front();
      if (twice.value_class == ValueClass::missing) continue;
      RC_ASSERT(twice.comparable == once.comparable);
    }
  }));
}

TEST(value_kinds, have_an_example_that_is_understood) {
  for (const ValueKind& kind : value_kinds()) {
    const CheckedValue value = checked(kind.name, kind.example);
    EXPECT_NE(value.value_class, ValueClass::unreadable) << kind.name;
    EXPECT_NE(value.value_class, ValueClass::missing) << kind.name;
  }
  EXPECT_EQ(value_kind_named("shoe_size"), nullptr);
}

TEST(value_kind_of, follows_from_the_kind_and_the_name_of_a_column) {
  using record::FieldKind;
  const auto name_of = [](FieldKind kind, std::string_view column) {
    const ValueKind* rule = value_kind_of(kind, column);
    return rule == nullptr ? std::string_view("none") : rule->name;
  };
  EXPECT_EQ(name_of(FieldKind::birth_date, "whatever"), "birth_date");
  EXPECT_EQ(name_of(FieldKind::postcode, "PC"), "postcode");
  EXPECT_EQ(name_of(FieldKind::national_id, "Patient NHS No"), "nhs_number");
  EXPECT_EQ(name_of(FieldKind::account, "PASSPORT_NUMBER"), "passport");
  EXPECT_EQ(name_of(FieldKind::account, "ACCOUNT_REF"), "none");
  EXPECT_EQ(name_of(FieldKind::family_name, "NHS"), "none");
}

TEST(any_value_of, knows_what_stands_for_not_known_and_lets_all_else_pass) {
  const auto values =
      check_values(any_value_of(record::FieldKind::family_name), {"N/A", "O'Neill"});
  EXPECT_EQ(values[0].value_class, ValueClass::missing);
  EXPECT_EQ(values[1].value_class, ValueClass::valid);
}

}  // namespace
}  // namespace newlyn::standardise
