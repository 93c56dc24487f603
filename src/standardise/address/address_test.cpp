// SPDX-License-Identifier: MIT
// Streets, house numbers, places and whole addresses.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <ostream>

#include "standardise/address/full_address.h"
#include "standardise/address/place.h"
#include "standardise/address/street.h"
#include "standardise/text/fold.h"

namespace newlyn::standardise {

void PrintTo(const AddressParts& parts, std::ostream* out) {
  *out << parts.house_number << " | " << parts.street << " | " << parts.town << " | "
       << parts.county << " | " << parts.postcode << " | " << parts.country;
}

void PrintTo(const StreetLine& line, std::ostream* out) {
  *out << line.house_number << " | " << line.street;
}

namespace {

struct StreetRow {
  std::string_view text;
  StreetLine expected;
};

class StreetLines : public testing::TestWithParam<StreetRow> {};

TEST_P(StreetLines, are_split) {
  EXPECT_EQ(standardise_street(GetParam().text), GetParam().expected) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    table, StreetLines,
    testing::Values(StreetRow{"12 High St", {"12", "high street"}},
                    StreetRow{"12 High Street", {"12", "high street"}},
                    StreetRow{"12a, High St.", {"12a", "high street"}},
                    StreetRow{"12 A High St", {"12a", "high street"}},
                    StreetRow{"Flat 3, 12 High St", {"3 12", "high street"}},
                    StreetRow{"Flat B 12 High St", {"b 12", "high street"}},
                    StreetRow{"1450 N City Rd Suite 900", {"900 1450", "north city road"}},
                    StreetRow{"Suite 900, 1450 N City Rd", {"900 1450", "north city road"}},
                    StreetRow{"No 321, Street 128", {"321", "street 128"}},
                    StreetRow{"#321, Street 128", {"321", "street 128"}},
                    StreetRow{"7 St Johns Rd", {"7", "saint johns road"}},
                    StreetRow{"123 E Main St", {"123", "east main street"}},
                    StreetRow{"123 Main St E", {"123", "main street east"}},
                    StreetRow{"169 3rd Ave", {"169", "3rd avenue"}},
                    StreetRow{"12-14 Kings Rd", {"12 14", "kings road"}},
                    StreetRow{"3/45 George St", {"3 45", "george street"}},
                    StreetRow{"Hardenbergstr. 87", {"87", "hardenbergstrasse"}},
                    StreetRow{"Hardenbergstraße 87", {"87", "hardenbergstrasse"}},
                    StreetRow{"Rose Court 12 High Street", {"12", "rose court high street"}},
                    StreetRow{"Highway 61", {"", "highway 61"}},
                    StreetRow{"P.O. Box 12987", {"", "po box 12987"}},
                    StreetRow{"Rose Cottage", {"", "rose cottage"}}, StreetRow{"", {}}));

TEST(house_number, takes_one_form) {
  EXPECT_EQ(standardise_house_number("12 A"), "12a");
  EXPECT_EQ(standardise_house_number("No. 7"), "7");
  EXPECT_EQ(standardise_house_number("Flat 3, 12"), "3 12");
  EXPECT_EQ(standardise_house_number("12-14"), "12 14");
  EXPECT_EQ(standardise_house_number("12.0"), "12");
  EXPECT_EQ(standardise_house_number("Rose Cottage"), "rose cottage");
}

struct AddressRow {
  std::string_view text;
  AddressParts expected;
};

class WholeAddresses : public testing::TestWithParam<AddressRow> {};

TEST_P(WholeAddresses, are_parsed) {
  EXPECT_EQ(parse_address(GetParam().text, true), GetParam().expected) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    british, WholeAddresses,
    testing::Values(
        AddressRow{"Flat 2, 12 High St, Cambridge, Cambridgeshire CB1 2AB",
                   {"2 12", "high street", "cambridge", "cambridgeshire", "cb12ab", "gb"}},
        AddressRow{"12 High Street Cambridge CB1 2AB",
                   {"12", "high street", "cambridge", "", "cb12ab", "gb"}},
        AddressRow{"18 Danver Place, Loughborough, Leicestershire, United Kingdom, LE11 1UU",
                   {"18", "danver place", "loughborough", "leicestershire", "le111uu", "gb"}},
        AddressRow{"Unit 5, 7 St Johns Rd, St Albans, Herts, AL1 2AB, UK",
                   {"5 7", "saint johns road", "saint albans", "hertfordshire", "al12ab", "gb"}},
        AddressRow{
            "The Old Rectory, Church Lane, Little Snoring, Norfolk, NR21 0JG",
            {"", "the old rectory church lane", "little snoring", "norfolk", "nr210jg", "gb"}},
        AddressRow{"PO Box 12, Leeds LS1 1AA", {"", "po box 12", "leeds", "", "ls11aa", "gb"}},
        AddressRow{"10 Downing Street, London", {"10", "downing street", "london", "", "", ""}}));

INSTANTIATE_TEST_SUITE_P(
    elsewhere, WholeAddresses,
    testing::Values(AddressRow{"123 Main Street, Las Vegas NV 89132",
                               {"123", "main street", "las vegas", "nv", "89132", "us"}},
                    AddressRow{"123 E Main St Apt 4, Henderson, NV 89132-1234",
                               {"4 123", "east main street", "henderson", "nv", "89132", "us"}},
                    AddressRow{"1 Main St, New York, New York 10001",
                               {"1", "main street", "new york", "ny", "10001", "us"}},
                    AddressRow{"12 Smith St, Bondi NSW 2026",
                               {"12", "smith street", "bondi", "nsw", "2026", "au"}},
                    AddressRow{"Ansbacher Strasse 23, 56422 Dusseldorf",
                               {"23", "ansbacher strasse", "dusseldorf", "", "56422", ""}},
                    AddressRow{
                        "133 New Bridge Road, Chinatown Point, Singapore 059413",
                        {"133", "new bridge road chinatown point", "singapore", "", "059413", ""}},
                    AddressRow{"12 Rue de la", {"12", "rue de la", "", "", "", ""}},
                    AddressRow{"nonsense", {"", "nonsense", "", "", "", ""}}, AddressRow{"", {}}));

TEST(street_line, keeps_a_locality_that_no_postcode_or_state_shows_to_be_a_town) {
  EXPECT_EQ(parse_address("12 High Street, Cherry Hinton", false),
            (AddressParts{"12", "high street cherry hinton", "", "", "", ""}));
  EXPECT_EQ(parse_address("12 Main St, Salem, OR", false),
            (AddressParts{"12", "main street", "salem", "or", "", "us"}));
}

TEST(address, parts_are_standard_words_whatever_the_text) {
  const auto piece = rc::gen::element<std::string>("12", "a", " ", " ", ",", "High", "St", "Flat",
                                                   "CB1 2AB", "NV", "89132", "UK", "#", "P.O.",
                                                   "box", "-", "é", "north", "st", "Herts", "87");
  EXPECT_TRUE(rc::check([&] {
    std::string text;
    for (const std::string& part : *rc::gen::container<std::vector<std::string>>(piece)) {
      text += part;
    }
    const AddressParts parts = parse_address(text, true);
    for (const std::string* part : {&parts.house_number, &parts.street, &parts.town, &parts.county,
                                    &parts.postcode, &parts.country}) {
      RC_ASSERT(fold_words(*part) == *part);
    }
    const std::string town = standardise_town(text);
    RC_ASSERT(standardise_town(town) == town);
    const std::string number = standardise_house_number(text);
    RC_ASSERT(fold_words(number) == number);
  }));
}

TEST(town, is_spelled_out) {
  EXPECT_EQ(standardise_town("St. Albans"), "saint albans");
  EXPECT_EQ(standardise_town("Stoke-on-Trent"), "stoke on trent");
  EXPECT_EQ(standardise_town("Las Vegas, NV"), "las vegas");
  EXPECT_EQ(standardise_town("Mt Sophia"), "mount sophia");
  EXPECT_EQ(standardise_town("Wien"), "wien");
}

TEST(county, of_states_is_short_and_of_counties_is_a_name) {
  EXPECT_EQ(standardise_county("OHIO"), "oh");
  EXPECT_EQ(standardise_county("CA "), "ca");
  EXPECT_EQ(standardise_county("New South Wales"), "nsw");
  EXPECT_EQ(standardise_county("Herts"), "hertfordshire");
  EXPECT_EQ(standardise_county("County Durham"), "durham");
  EXPECT_EQ(standardise_county("Co. Durham"), "durham");
  EXPECT_EQ(standardise_county("Essex"), "essex");
}

TEST(country, is_an_iso_code_where_it_is_known) {
  EXPECT_EQ(standardise_country("United Kingdom"), "gb");
  EXPECT_EQ(standardise_country("UK"), "gb");
  EXPECT_EQ(standardise_country("GBR"), "gb");
  EXPECT_EQ(standardise_country("Deutschland"), "de");
  EXPECT_EQ(standardise_country("U.S.A."), "us");
  EXPECT_EQ(standardise_country("Singapore"), "sg");
  EXPECT_EQ(standardise_country("fr"), "fr");
  EXPECT_EQ(standardise_country("RUS"), "ru");
  EXPECT_EQ(standardise_country("Ruritania"), "ruritania");
}

}  // namespace
}  // namespace newlyn::standardise
