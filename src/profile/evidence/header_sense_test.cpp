// SPDX-License-Identifier: MIT
// Headers by themselves: how they are split and what they say.
#include "profile/evidence/header_sense.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "profile/evidence/header_words.h"
#include "profile/evidence/table_sense.h"

namespace newlyn::profile {
namespace {

using record::FieldKind;
using Words = std::vector<std::string>;

TEST(header_sense, headers_are_split_at_case_digits_and_marks) {
  EXPECT_EQ(header_words_of("lastName"), (Words{"last", "name"}));
  EXPECT_EQ(header_words_of("LAST_NAME"), (Words{"last", "name"}));
  EXPECT_EQ(header_words_of("NHSNumber"), (Words{"nhs", "number"}));
  EXPECT_EQ(header_words_of("HouseNo."), (Words{"house", "no"}));
  EXPECT_EQ(header_words_of("addr1"), (Words{"addr", "1"}));
  EXPECT_EQ(header_words_of(" zip-5 "), (Words{"zip", "5"}));
  EXPECT_EQ(header_words_of("mother's Name"), (Words{"mother", "name"}));
  EXPECT_EQ(header_words_of("Prénom"), (Words{"prenom"}));
  EXPECT_EQ(header_words_of("Straße"), (Words{"strasse"}));
  EXPECT_EQ(header_words_of("--"), Words{});
}

struct Meaning {
  const char* header;
  FieldKind kind;
};

// What the header says without any value.
constexpr Meaning kMeanings[] = {
    {"LNAME", FieldKind::family_name},
    {"custsurname", FieldKind::family_name},
    {"surname_std", FieldKind::family_name},
    {"last name (legal)", FieldKind::family_name},
    {"lname_c1", FieldKind::family_name},
    {"cyfenw", FieldKind::family_name},
    {"FNAME", FieldKind::given_name},
    {"person.name.first", FieldKind::given_name},
    {"child_first_name", FieldKind::given_name},
    {"first_and_surname", FieldKind::full_name},
    {"surname, forename", FieldKind::full_name},
    {"contact name", FieldKind::full_name},
    {"DOB (dd/mm/yyyy)", FieldKind::birth_date},
    {"patientdob", FieldKind::birth_date},
    {"Date de naissance", FieldKind::birth_date},
    {"dob_day", FieldKind::birth_day},
    {"bd_m", FieldKind::birth_month},
    {"birth_yr", FieldKind::birth_year},
    {"Sex at birth", FieldKind::sex},
    {"Date of Registration", FieldKind::date},
    {"ADDR_FROM_DATE", FieldKind::date},
    {"Tenancy start date", FieldKind::date},
    {"address_2", FieldKind::address_line},
    {"AddressLine1", FieldKind::address_line},
    {"house name", FieldKind::address_line},
    {"unit number", FieldKind::address_line},
    {"HouseNo", FieldKind::house_number},
    {"Hausnr.", FieldKind::house_number},
    {"ADDR_FULL", FieldKind::full_address},
    {"CITY/TOWN", FieldKind::town},
    {"home_city", FieldKind::town},
    {"ADDR_STATE", FieldKind::county},
    {"postcode/zip", FieldKind::postcode},
    {"postcode_area", FieldKind::postcode},
    {"zip5", FieldKind::postcode},
    {"MOBILE NO.", FieldKind::telephone},
    {"tel_home", FieldKind::telephone},
    {"company phone", FieldKind::telephone},
    {"E Mail", FieldKind::email},
    {"Email Address 2", FieldKind::email},
    {"SSN (last 4)", FieldKind::national_id},
    {"pupil_upn", FieldKind::national_id},
    {"hash_nhs", FieldKind::national_id},
    {"OTHER_ID_NUMBER", FieldKind::account},
    {"business name", FieldKind::organisation_name},
    {"school name", FieldKind::organisation_name},
    {"email_opt_in", FieldKind::category},
    {"phone_verified", FieldKind::category},
    {"NHS_NUMBER_STATUS", FieldKind::category},
    {"is_deceased", FieldKind::category},
    {"created_by", FieldKind::category},
    {"WARD_NAME", FieldKind::category},
    {"parish name", FieldKind::category},
    {"department name", FieldKind::category},
    {"service user name", FieldKind::full_name},
    {"COUNCIL_OFFICER", FieldKind::text},
    {"officer name", FieldKind::text},
    {"social worker", FieldKind::text},
    {"NEXT_OF_KIN", FieldKind::text},
    {"next of kin name", FieldKind::text},
    {"mother's maiden name", FieldKind::text},
    {"emergency_contact_phone", FieldKind::text},
    {"gp_postcode", FieldKind::text},
    {"previous_address", FieldKind::text},
    {"Country of Birth", FieldKind::text},
    {"UPRN", FieldKind::text},
    {"PHONE_TYPE", FieldKind::ignored},
    {"TAX_ID_COUNTRY", FieldKind::ignored},
    {"REL_POINTER_ROLE", FieldKind::ignored},
    {"DATA_SOURCE", FieldKind::source_name},
    {"case notes", FieldKind::free_text},
};

TEST(header_sense, headers_say_their_kind) {
  for (const Meaning& meaning : kMeanings) {
    const HeaderSense sense = read_header(meaning.header);
    EXPECT_EQ(record::field_kind_row(best_kind(sense.points)).name,
              record::field_kind_row(meaning.kind).name)
        << meaning.header;
  }
}

TEST(header_sense, headers_about_keys_are_told_apart) {
  for (const char* header :
       {"id", "rec_id", "RECORD_ID", "unique_id", "pk", "uuid", "unique_id_l"}) {
    EXPECT_EQ(read_header(header).key, KeyWord::plain) << header;
  }
  for (const char* header : {"customer_id", "case_id", "zork_key"}) {
    EXPECT_EQ(read_header(header).key, KeyWord::named) << header;
  }
  for (const char* header : {"customer number", "case_ref", "application no"}) {
    EXPECT_EQ(read_header(header).key, KeyWord::number) << header;
  }
  for (const char* header : {"school_id", "company_id", "address_id"}) {
    EXPECT_EQ(read_header(header).key, KeyWord::thing) << header;
  }
  for (const char* header : {"cluster", "CLUSTER_ID", "entity_id", "true_id", "gold", "truth"}) {
    EXPECT_EQ(read_header(header).key, KeyWord::truth) << header;
  }
  EXPECT_EQ(read_header("person_id").key, KeyWord::group);
  for (const char* header : {"surname", "soc_sec_id", "passport_id", "email_id", "street_no"}) {
    EXPECT_EQ(read_header(header).key, KeyWord::none) << header;
  }
}

TEST(header_sense, names_given_by_a_program_say_nothing) {
  for (const char* header : {"", "column_1", "Column 12", "field3", "var2", "x1", "123", "zork"}) {
    EXPECT_TRUE(read_header(header).silent()) << header;
  }
}

TEST(header_sense, the_number_in_a_header_is_kept) {
  EXPECT_EQ(read_header("NAME_FIRST_2").ordinal, 2u);
  EXPECT_EQ(read_header("NAME_FIRST").ordinal, 0u);
  EXPECT_EQ(read_header("x123456789012345678901234567890").ordinal, 0u);
}

TEST(header_words, the_table_is_sorted_and_folded) {
  const auto phrases = header_phrases();
  for (size_t i = 0; i < phrases.size(); ++i) {
    const std::string_view joined = phrases[i].joined;
    EXPECT_EQ(joined.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789"),
              std::string_view::npos)
        << joined;
    EXPECT_LE(phrases[i == 0 ? 0 : i - 1].joined, joined);
    EXPECT_FALSE(header_phrases_for(joined).empty());
  }
  EXPECT_TRUE(header_phrases_for("zork").empty());
}

// A key word that made a name or a birth date of a table into the answer would cost everything.
TEST(header_words, no_name_or_date_word_is_a_key_word) {
  for (const HeaderPhrase& phrase : header_phrases()) {
    const bool key = phrase.role == HeaderRole::truth || phrase.role == HeaderRole::group_key ||
                     phrase.role == HeaderRole::plain_key;
    if (!key) continue;
    for (const HeaderPhrase& other : header_phrases_for(phrase.joined)) {
      EXPECT_LT(other.points, 6) << phrase.joined;
    }
  }
}

RC_GTEST_PROP(header_sense, any_text_is_read, (const std::string& text)) {
  const HeaderSense sense = read_header(text);
  for (const double points : sense.points) RC_ASSERT(points >= 0 && points <= 9);
}

}  // namespace
}  // namespace newlyn::profile
