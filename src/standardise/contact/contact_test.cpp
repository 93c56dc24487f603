// SPDX-License-Identifier: MIT
// Telephone numbers and e-mail addresses. Numbers are of the ranges kept for drama.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

#include "standardise/contact/email.h"
#include "standardise/contact/telephone.h"

namespace newlyn::standardise {
namespace {

TEST(telephone, is_e164_where_it_can_be_dialled) {
  for (const std::string_view text :
       {"07700 900123", "+44 7700 900123", "0044 7700 900123", "(07700) 900-123", "447700900123",
        "+44 (0)7700 900123", "07700.900.123 x12"}) {
    EXPECT_EQ(standardise_telephone(text, "GB"), "+447700900123") << text;
  }
  EXPECT_EQ(standardise_telephone("01632 960001", "GB"), "+441632960001");
  EXPECT_EQ(standardise_telephone("202-555-0123", "US"), "+12025550123");
  EXPECT_EQ(standardise_telephone("1 202 555 0123", "US"), "+12025550123");
  EXPECT_EQ(standardise_telephone("+1 202 555 0123", "GB"), "+12025550123");
  EXPECT_EQ(standardise_telephone("+39 0352 6553537", "US"), "+3903526553537");
}

TEST(telephone, that_cannot_be_dialled_keeps_its_digits) {
  EXPECT_EQ(standardise_telephone("12345", "GB"), "12345");
  EXPECT_EQ(standardise_telephone("555-0123", "US"), "5550123");
  EXPECT_EQ(standardise_telephone("no number", "GB"), "");
}

TEST(telephone, short_way_gives_the_answer_of_the_library) {
  const auto letters = rc::gen::element('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ' ', '-');
  EXPECT_TRUE(rc::check([&] {
    const std::string prefix =
        *rc::gen::element<std::string>("", "0", "+44", "+44 0", "+1", "1", "+61", "07", "01", "00");
    const std::string rest = *rc::gen::resize(14, rc::gen::container<std::string>(letters));
    const std::string region = *rc::gen::element<std::string>("GB", "US", "CA", "AU", "DE");
    const std::string text = prefix + rest;
    RC_ASSERT(standardise_telephone(text, region) ==
              standardise_telephone_by_library(text, region));
  }));
}

TEST(telephone, well_formed_number_of_a_region_is_read_as_the_library_reads_it) {
  struct Shape {
    std::string region;
    std::string start;
    int digits;
  };
  const std::vector<Shape> shapes = {
      {"GB", "07", 9},   {"GB", "01", 9},  {"GB", "02", 9},  {"GB", "03", 9}, {"US", "2", 9},
      {"US", "7", 9},    {"AU", "04", 8},  {"AU", "02", 8},  {"CA", "4", 9},  {"US", "9", 9},
      {"GB", "+447", 9}, {"GB", "+14", 9}, {"AU", "+612", 8}};
  EXPECT_TRUE(rc::check([&] {
    const Shape shape = shapes[*rc::gen::inRange<size_t>(0, shapes.size())];
    std::string text = shape.start;
    for (int at = 0; at < shape.digits; ++at) {
      text.push_back(static_cast<char>('0' + *rc::gen::inRange(0, 10)));
    }
    RC_ASSERT(standardise_telephone(text, shape.region) ==
              standardise_telephone_by_library(text, shape.region));
  }));
}

TEST(telephone, stays_as_it_is_once_standard) {
  const auto letters = rc::gen::container<std::string>(
      rc::gen::element('0', '1', '4', '7', '9', ' ', '+', 'x', '(', '2'));
  EXPECT_TRUE(rc::check([&] {
    const std::string once = standardise_telephone(*letters, "GB");
    RC_ASSERT(standardise_telephone(once, "GB") == once);
  }));
}

TEST(region, is_the_likeliest_that_explains_most_numbers) {
  const auto guess = [](const std::vector<std::string_view>& numbers) {
    return region_of_votes(count_region_votes(numbers));
  };
  EXPECT_EQ(guess({"01632 960001", "07700 900123", "020 7946 0123"}), "GB");
  EXPECT_EQ(guess({"202-919-1300", "512-353-8633", "818-892-2818", "12"}), "US");
  EXPECT_EQ(guess({}), "");
  EXPECT_TRUE(are_numbers_of({"01632 960001", "07700 900123", "12", "202-919-1300"}, "GB"));
  EXPECT_FALSE(are_numbers_of({"01632 960001", "202-919-1300"}, "GB"));
  EXPECT_FALSE(are_numbers_of({"+44 7700 900123"}, "GB"));
  EXPECT_FALSE(are_numbers_of({}, "GB"));
  EXPECT_EQ(guess({"+44 7700 900123"}), "");
  EXPECT_EQ(guess({"000000000000000", "000000000000001"}), "");
}

TEST(region, of_a_few_stray_numbers_is_the_expected_one) {
  const auto decide = [](const std::vector<std::string_view>& numbers, std::string_view expected) {
    return decide_region(count_region_votes(numbers), expected);
  };
  // Most digits are a number in Germany.
  EXPECT_EQ(decide({"030 2345678", "(4812)85-62-34", "202-919-1300"}, "US"), "US");
  EXPECT_EQ(decide({}, "AU"), "AU");
  const std::vector<std::string_view> drama = {"07700 900001", "07700 900002", "07700 900003",
                                               "07700 900004", "07700 900005", "01632 960001"};
  EXPECT_EQ(decide(drama, "US"), "GB");
  EXPECT_EQ(decide({drama[0], drama[1]}, "US"), "US");
}

TEST(email, is_lower_case_without_ornaments) {
  EXPECT_EQ(standardise_email("Ada.Lovelace@Example.ORG").text, "ada.lovelace@example.org");
  EXPECT_EQ(standardise_email(" mailto:ada@example.org ").text, "ada@example.org");
  EXPECT_EQ(standardise_email("Ada <ada@example.org>").text, "ada@example.org");
  EXPECT_EQ(standardise_email("ada @ example.org;").text, "ada@example.org");
  EXPECT_TRUE(standardise_email("ada@example.org").valid);
}

TEST(email, without_the_form_of_an_address_is_kept_but_not_valid) {
  for (const std::string_view text : {"adaexample.org", "@example.org", "ada@", "ada@example",
                                      "ada@exa mple..org", "a@b@example.org"}) {
    EXPECT_FALSE(standardise_email(text).valid) << text;
  }
  EXPECT_EQ(standardise_email("adaexample.org").text, "adaexample.org");
}

TEST(email, of_nobody_is_a_placeholder) {
  EXPECT_TRUE(standardise_email("none@example.org").placeholder);
  EXPECT_TRUE(standardise_email("NoReply@example.org").placeholder);
  EXPECT_TRUE(standardise_email("test@example.org").placeholder);
  EXPECT_FALSE(standardise_email("nonee@example.org").placeholder);
}

TEST(email, of_an_office_says_which_body_not_which_person) {
  for (const std::string_view text :
       {"info@example.org", "sales2@example.org", "kontakt@example.org", "office+north@example.org",
        "customer.services@example.org"}) {
    EXPECT_TRUE(is_role_mailbox(text)) << text;
  }
  for (const std::string_view text : {"infos.kim@example.org", "info", "kim@info.example.org",
                                      "12@example.org", "kim.office@example.org", ""}) {
    EXPECT_FALSE(is_role_mailbox(text)) << text;
  }
}

TEST(email, stays_as_it_is_once_standard) {
  const auto letters = rc::gen::container<std::string>(
      rc::gen::element('a', '@', '.', ' ', '<', '>', ';', ':', 'm'));
  EXPECT_TRUE(rc::check([&] {
    const std::string once = standardise_email(*letters).text;
    RC_ASSERT(standardise_email(once).text == once);
  }));
}

}  // namespace
}  // namespace newlyn::standardise
