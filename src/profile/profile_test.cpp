// SPDX-License-Identifier: MIT
// Column recognition: headers, contents, wishes, and what must not change the answer.
#include "profile/profile.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/random.h"
#include "base/threads.h"

namespace newlyn::profile {
namespace {

using record::FieldKind;
using record::RecognisedColumn;
using record::TextColumn;
using record::TextColumnBuilder;

using Values = std::vector<std::string>;

constexpr size_t kRows = 60;

TextColumn column_of(const std::string& name, const Values& values) {
  TextColumnBuilder builder(name);
  for (const std::string& value : values) builder.add(value);
  return builder.finish();
}

const Values kGiven = {"Robert", "Amelia", "Yusuf", "Siân", "Oliver", "Priya", "Chloé", "Tom"};
const Values kFamily = {"Haddad", "Smith",   "Okafor",  "Griffiths", "O'Brien",
                        "Müller", "Pearson", "Thornby", "Wren",      "Ashdown"};
const Values kTowns = {"Leeds", "Penzance", "Truro", "Cardiff", "York", "St Ives"};
const Values kStreets = {"High Street", "Mill Lane", "Chapel Road", "Fore Street", "Quay Hill"};

// A value of a kind that is no person's name, birth or place.
std::string other_value_of(FieldKind kind, size_t i) {
  const size_t mixed = (i * 7 + i / 5) % 97;
  switch (kind) {
    case FieldKind::telephone:
      return fmt::format("07700 900{:03}", mixed);
    case FieldKind::email:
      return fmt::format("person{}@example.org", mixed);
    case FieldKind::national_id:
      return fmt::format("QQ {:02} 34 {:02} C", mixed, i % 50);
    case FieldKind::account:
      return fmt::format("{}", 900000 + mixed * 313);
    case FieldKind::category:
      return i % 4 == 0 ? "carpenter" : "nurse";
    case FieldKind::number:
      return fmt::format("{}.{}", mixed * 3, i % 10);
    case FieldKind::date:
      return fmt::format("{:02}/{:02}/202{}", 1 + mixed % 28, 1 + i % 12, i % 4);
    case FieldKind::free_text:
      return fmt::format("Visited on day {} and talked about the roof for a while.", i);
    case FieldKind::record_key:
      return fmt::format("rec-{}-org", i);
    case FieldKind::source_name:
      return i % 2 == 0 ? "HOUSING" : "LIBRARY";
    case FieldKind::truth:
      return std::to_string(i / 3);
    case FieldKind::ignored:
      return i % 2 == 0 ? "HOME" : "MOBILE";
    default:
      return kFamily[(i * 3 + i / 7) % kFamily.size()] + " thing";
  }
}

// A value of `kind` for row `i`; rows repeat values where people would.
std::string value_of(FieldKind kind, size_t i) {
  const size_t mixed = (i * 7 + i / 5) % 97;
  const std::string& given = kGiven[mixed % kGiven.size()];
  const std::string& family = kFamily[(i * 3 + i / 7) % kFamily.size()];
  switch (kind) {
    case FieldKind::full_name:
      return given + " " + family;
    case FieldKind::given_name:
      return given;
    case FieldKind::middle_name:
      return i % 2 == 0 ? given.substr(0, 1) : given;
    case FieldKind::family_name:
      return family;
    case FieldKind::generation: {
      const char* const words[] = {"Jr.", "Sr", "III", "", "Junior"};
      return words[i % 5];
    }
    case FieldKind::birth_date:
      return fmt::format("{}-{:02}-{:02}", 1930 + mixed % 70, 1 + i % 12, 1 + mixed % 28);
    case FieldKind::birth_day:
      return std::to_string(1 + mixed % 31);
    case FieldKind::birth_month:
      return std::to_string(1 + mixed % 12);
    case FieldKind::birth_year:
      return std::to_string(1930 + mixed % 75);
    case FieldKind::sex:
      return i % 2 == 0 ? "F" : "M";
    case FieldKind::organisation_name:
      return family + (i % 3 == 0 ? " Ltd" : " Bakery");
    case FieldKind::entity_type:
      return i % 3 == 0 ? "ORGANIZATION" : "PERSON";
    case FieldKind::full_address:
      return fmt::format("{} {}, {}, TR{} {}AB", 1 + mixed, kStreets[i % 5], kTowns[i % 6],
                         1 + i % 9, i % 10);
    case FieldKind::address_line:
      return fmt::format("{} {}", 1 + mixed, kStreets[i % 5]);
    case FieldKind::house_number:
      return std::to_string(1 + mixed % 60);
    case FieldKind::town:
      return kTowns[i % kTowns.size()];
    case FieldKind::county:
      return i % 2 == 0 ? "Cornwall" : "Kent";
    case FieldKind::postcode:
      return fmt::format("TR{} {}AB", 1 + mixed % 27, i % 10);
    case FieldKind::country:
      return i % 3 == 0 ? "France" : "United Kingdom";
    default:
      return other_value_of(kind, i);
  }
}

Values values_of(FieldKind kind, size_t rows = kRows) {
  Values values;
  for (size_t i = 0; i < rows; ++i) values.push_back(value_of(kind, i));
  return values;
}

RecognisedColumn recognise_one(const std::string& name, const Values& values) {
  return recognise_columns({column_of(name, values)}, {}).front();
}

std::string kind_name(FieldKind kind) { return std::string(field_kind_row(kind).name); }

struct Headers {
  FieldKind kind;
  std::string_view words;  // separated by '|'
};

// Each header stands over values that fit it.
constexpr Headers kHeaders[] = {
    {FieldKind::given_name,
     "FNAME|first_name|firstName|First Name|FIRST NAME|forename|Forename(s)|given|given_name|"
     "GivenName|NAME_FIRST|NAME_FIRST_2|PRIMARY_NAME_FIRST|prenom|Prénom|vorname|Vorname|voornaam|"
     "enw cyntaf|customer_first_name|first name 1|fname2|fst_name|primer_nombre|gname"},
    {FieldKind::family_name,
     "LNAME|surname|SURNAME|last_name|lastName|Last Name|l_name|family_name|FamilyName|NAME_LAST|"
     "NAME_LAST_2|nachname|Nachname|apellido|Apellidos|cyfenw|Cyfenw|cognome|achternaam|"
     "patient_surname|applicantSurname|custsurname|sname|nom_de_famille|LASTNM"},
    {FieldKind::middle_name, "middle_name|MiddleName|mname|middle initial|NAME_MIDDLE"},
    {FieldKind::full_name,
     "full_name|fullName|FULL NAME|NAME_FULL|name|Name|first_and_surname|customer name|"
     "forename_surname|Name of person|nom complet|nombre completo|first_last_name"},
    {FieldKind::birth_date,
     "birthDate|birth_date|DOB|dob|d.o.b.|D_O_B|date_of_birth|DATE_OF_BIRTH|Date of Birth|"
     "DateOfBirth|birthdate|bdate|geburtsdatum|Geburtsdatum|fecha_nacimiento|fecha de nacimiento|"
     "date_naissance|data di nascita|dyddiad geni|patient_dob|born|dt_of_birth|DOB_1"},
    {FieldKind::birth_day, "dob_day|birth_day|birthDay|bd_d|day_of_birth|DOB_DD"},
    {FieldKind::birth_month, "dob_month|birth_month|bd_m|birthMonth|month of birth|DOB_MM"},
    {FieldKind::birth_year, "birth_yr|birth_year|bd_y|yob|YearOfBirth|dob_yyyy|year_of_birth"},
    {FieldKind::sex, "SEX|sex|gender|Gender|GENDER|sex_code|geschlecht|sexe|sexo|rhyw|Gndr"},
    {FieldKind::address_line,
     "addr1|addr_1|address_1|address_2|Address Line 1|addressLine2|ADDR_LINE1|ADDR_LINE2_2|"
     "st_name|street|street_name|streetAddress|strasse|Straße|rue|calle|address1"},
    {FieldKind::full_address, "ADDR_FULL|full_address|fullAddress|address|Address|addr"},
    {FieldKind::house_number,
     "street_number|HouseNo|house_number|houseNum|House No.|hausnummer|st_no|building_number"},
    {FieldKind::town,
     "suburb|city|City|CITY|town|Town|ADDR_CITY|ADDR_CITY_2|ville|ort|ciudad|post_town|tref|"
     "home_city|woonplaats"},
    {FieldKind::county, "county|state|State|ADDR_STATE|province|bundesland|addr_state_2|region"},
    {FieldKind::postcode,
     "zip|ZIP|zip5|zip_code|ZipCode|postal_code|PostalCode|PCODE|postcode|Post Code|POSTCODE|"
     "ADDR_POSTAL_CODE|plz|code postal|codigo_postal|postcode_fake|cod post|home_postcode"},
    {FieldKind::country, "country|Country|ADDR_COUNTRY|country_code|pays|land|pais"},
    {FieldKind::telephone,
     "phone|PHONE_NUMBER|phone_number_2|mobile|Mobile|tel_home|home_tel|telephone|Tel. No.|"
     "phoneNo|contact_number|telefon|teléfono|ffôn|cell|work_phone|mobile_phone"},
    {FieldKind::email,
     "email|e-mail|E-Mail Address|email_addr|emailAddress|EMAIL_ADDRESS|courriel|correo|e_mail"},
    {FieldKind::national_id,
     "ssn|SSN_NUMBER|nhs_number|NHSNumber|NHS No|NINO|nino|soc_sec_id|social_security_number|"
     "NI Number|national_insurance_no|NATIONAL_ID_NUMBER|TAX_ID_NUMBER|dni|codice fiscale|bsn"},
    {FieldKind::account,
     "passport_no|PASSPORT_NUMBER|passport|DRIVERS_LICENSE_NUMBER|driving_licence|account_number|"
     "accountNo|LEI_NUMBER|customer_no|iban|mrn"},
    {FieldKind::organisation_name,
     "company|org_name|business name|BusinessName|NAME_ORG|NAME_ORG_2|organisation|"
     "organization_name|Company Name|firma|raison_sociale"},
    {FieldKind::generation, "suffix|NAME_SUFFIX|name_gen|generation|NameSuffix"},
    {FieldKind::entity_type, "RECORD_TYPE|entity_type|record type|party_type"},
    {FieldKind::category,
     "occupation|Occupation|job_title|marital_status|ethnicity|STATUS|CATEGORY|nationality"},
    {FieldKind::number, "AMOUNT|age_years|salary|balance|latitude|income"},
    {FieldKind::date,
     "DATE|date|registration_date|created_at|date_of_death|StartDate|last_updated|date_joined"},
    {FieldKind::free_text, "notes|comments|Comments|remarks|case notes|free_text|description"},
    {FieldKind::text, "employer|EMPLOYER|mother_surname|next_of_kin_name|birth_place|household_id"},
    {FieldKind::record_key,
     "rec_id|unique_id|id|ID|pk|RECORD_ID|recordId|uuid|row_id|customer_id|person_id|Unnamed: 0|"
     "record key|cluster"},
    {FieldKind::source_name, "DATA_SOURCE|source_dataset|source_system|DataSource|dataset"},
    {FieldKind::truth,
     "cluster|cluster_id|CLUSTER_ID|entity_id|true_id|truth|ground_truth|gold_id|person_id|id|"
     "true_entity_id|duplicate_group|match_group_id|label"},
    {FieldKind::ignored,
     "ADDR_TYPE|PHONE_TYPE|NAME_TYPE|REL_POINTER_DOMAIN|REL_POINTER_KEY|REL_ANCHOR_KEY|"
     "REL_POINTER_ROLE|DRIVERS_LICENSE_STATE|PASSPORT_COUNTRY|address_type|phone_type_2"},
};

std::vector<std::string> cut(std::string_view words) {
  std::vector<std::string> headers;
  while (!words.empty()) {
    const size_t end = std::min(words.find('|'), words.size());
    headers.emplace_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return headers;
}

TEST(profile, headers_over_fitting_values_are_recognised) {
  for (const Headers& row : kHeaders) {
    for (const std::string& header : cut(row.words)) {
      const RecognisedColumn found = recognise_one(header, values_of(row.kind));
      EXPECT_EQ(kind_name(found.kind), kind_name(row.kind)) << header << ": " << found.reason;
      EXPECT_EQ(found.name, header);
    }
  }
}

TEST(profile, a_known_header_over_fitting_values_is_believed) {
  for (const Headers& row : kHeaders) {
    const std::string header = cut(row.words).front();
    EXPECT_GE(recognise_one(header, values_of(row.kind)).confidence, 0.6) << header;
  }
}

struct Content {
  FieldKind kind;
  Values values;
};

// Values alone, without any header word.
const Content kContents[] = {
    {FieldKind::birth_date, {"12/03/1941", "4/11/1988", "31/12/1999", "9/9/1956", "7/1/1930"}},
    {FieldKind::birth_date, {"19560409", "19881130", "19191231", "20030101", "19410203"}},
    {FieldKind::birth_date, {"3 March 1941", "14 Sept 1977", "1st May 1990", "2 Feb 1931"}},
    {FieldKind::birth_date, {"1941-03-12T00:00:00Z", "1988-01-05T00:00:00Z", "2001-11-30"}},
    {FieldKind::date, {"12/03/2021", "4/11/2022", "31/12/2021", "9/9/2020", "7/1/2023"}},
    {FieldKind::email, {"a.b@example.org", "c@example.org", "d.e-f@mail.example.org"}},
    {FieldKind::postcode, {"TR18 4AB", "tr1 2cd", "SW1A1AA", "LS1 4AP", "EC1A 1BB"}},
    {FieldKind::postcode, {"1012 AB", "3511 ZX", "9999 XX", "2514 GL"}},
    {FieldKind::postcode, {"K1A 0B1", "M5V 3L9", "V6B 1A1", "H2Y 1C6"}},
    {FieldKind::postcode, {"89132", "89111", "94105", "02139", "43004", "89132"}},
    {FieldKind::telephone, {"07700 900123", "01632 960001", "07700900456", "+44 7700 900789"}},
    {FieldKind::postcode, {"65-220", "70-121", "00-950", "30-001"}},
    {FieldKind::address_line, {"71 Gwel an Mor", "2 Tre Wartha Vean", "12a Chy an Dour"}},
    {FieldKind::telephone, {"(415) 555-0100", "702-555-0114", "212-555-0198", "212.555.0144"}},
    {FieldKind::national_id, {"QQ123456C", "QQ 12 34 56 A", "qq 65 43 21 b", "QQ111111D"}},
    {FieldKind::national_id, {"000-12-3456", "666-45-6789", "900-98-7654"}},
    {FieldKind::sex, {"m", "f", "f", "M", "F", "u"}},
    {FieldKind::sex, {"Male", "Female", "female", "not specified", "male"}},
    {FieldKind::given_name, {"Robert", "Amelia", "Yusuf", "Oliver", "Priya", "Thandiwe"}},
    {FieldKind::family_name, {"Smith", "Patel", "Wrenfield", "Jones", "Haddad", "Quayle"}},
    {FieldKind::full_name, {"Robert Smith", "Amelia Jane Patel", "Haddad, Yusuf", "Priya Rao"}},
    {FieldKind::organisation_name, {"Wren Ltd", "Quayle & Sons Limited", "Ash GmbH", "Tor Bakery"}},
    {FieldKind::address_line,
     {"12 High Street", "3 Mill Lane", "Flat 2, 9 Quay Hill", "7a The Row"}},
    {FieldKind::full_address,
     {"12 High Street, Truro, TR1 2AB", "3 Mill Lane, York, YO1 7AA", "9 Quay Rd, Leeds, LS1 4AB"}},
    {FieldKind::town, {"Leeds", "York", "Truro", "Penryn", "Cardiff", "Bristol"}},
    {FieldKind::county, {"nsw", "vic", "qld", "sa", "wa", "nsw"}},
    {FieldKind::country, {"France", "Germany", "Ireland", "Canada"}},
    {FieldKind::entity_type, {"person", "organisation", "person"}},
    {FieldKind::number, {"12.50", "103.99", "7.10", "1,200.00", "88.00", "45.10", "3.30"}},
    {FieldKind::free_text,
     {"The tenant asked for a new door and a lock.", "No answer when we called at the house.",
      "Spoke to the neighbour about the fence again."}},
};

TEST(profile, values_alone_are_recognised) {
  for (const Content& row : kContents) {
    for (const char* header : {"column_1", "zork", "Feld 7"}) {
      const RecognisedColumn found = recognise_one(header, row.values);
      EXPECT_EQ(kind_name(found.kind), kind_name(row.kind))
          << row.values.front() << ": " << found.reason;
      EXPECT_LT(found.confidence, 0.99);
    }
  }
}

TEST(profile, a_persons_file_without_headers_keeps_its_meaning) {
  const FieldKind kinds[] = {FieldKind::record_key, FieldKind::given_name,   FieldKind::family_name,
                             FieldKind::birth_date, FieldKind::postcode,     FieldKind::email,
                             FieldKind::telephone,  FieldKind::address_line, FieldKind::town,
                             FieldKind::sex};
  std::vector<TextColumn> columns;
  for (const FieldKind kind : kinds) {
    columns.push_back(column_of(fmt::format("column_{}", columns.size() + 1), values_of(kind)));
  }
  const auto found = recognise_columns(columns, {});
  for (size_t i = 0; i < std::size(kinds); ++i) {
    EXPECT_EQ(kind_name(found[i].kind), kind_name(kinds[i])) << found[i].reason;
  }
}

TEST(profile, a_rare_family_name_is_found_beside_the_given_name) {
  const Values rare = {"Trevanion", "Polglaze", "Nankivell", "Tregear", "Bolitho", "Pascoe"};
  const Values given = {"Robert", "Amelia", "Yusuf", "Oliver", "Priya", "Sarah"};
  const auto after = recognise_columns({column_of("c1", given), column_of("c2", rare)}, {});
  EXPECT_EQ(after[1].kind, FieldKind::family_name) << after[1].reason;
  const auto before = recognise_columns({column_of("c1", rare), column_of("c2", given)}, {});
  EXPECT_EQ(before[0].kind, FieldKind::family_name) << before[0].reason;
  EXPECT_EQ(before[1].kind, FieldKind::given_name) << before[1].reason;
}

TEST(profile, five_digits_are_a_postcode_beside_an_address_only) {
  Values digits;
  for (size_t i = 0; i < kRows; ++i) digits.push_back(std::to_string(10007 + i * 1409));
  EXPECT_NE(recognise_one("c1", digits).kind, FieldKind::postcode);
  const auto found = recognise_columns(
      {column_of("c1", values_of(FieldKind::address_line)), column_of("c2", digits)}, {});
  EXPECT_EQ(found[1].kind, FieldKind::postcode) << found[1].reason;
}

TEST(profile, numbers_beside_streets_without_numbers_are_house_numbers) {
  Values streets;
  for (size_t i = 0; i < kRows; ++i) streets.push_back(kStreets[i % 5]);
  const auto found = recognise_columns(
      {column_of("c1", values_of(FieldKind::house_number)), column_of("c2", streets)}, {});
  EXPECT_EQ(found[0].kind, FieldKind::house_number) << found[0].reason;
  EXPECT_EQ(found[1].kind, FieldKind::address_line) << found[1].reason;
}

TEST(profile, birth_parts_without_headers_are_found_beside_the_year) {
  const auto found = recognise_columns({column_of("c1", values_of(FieldKind::birth_day)),
                                        column_of("c2", values_of(FieldKind::birth_month)),
                                        column_of("c3", values_of(FieldKind::birth_year))},
                                       {});
  EXPECT_EQ(found[0].kind, FieldKind::birth_day) << found[0].reason;
  EXPECT_EQ(found[1].kind, FieldKind::birth_month) << found[1].reason;
  EXPECT_EQ(found[2].kind, FieldKind::birth_year) << found[2].reason;
}

// A header that lies: what it says, and what the values are.
TEST(profile, a_header_that_lies_is_not_believed) {
  const struct {
    const char* header;
    FieldKind values;
  } kLies[] = {
      {"date_of_birth", FieldKind::email},
      {"date_of_birth", FieldKind::free_text},
      {"date_of_birth", FieldKind::postcode},
      {"email", FieldKind::telephone},
      {"email", FieldKind::birth_date},
      {"phone", FieldKind::email},
      {"phone", FieldKind::given_name},
      {"surname", FieldKind::email},
      {"surname", FieldKind::birth_date},
      {"first_name", FieldKind::postcode},
      {"first_name", FieldKind::email},
      {"postcode", FieldKind::email},
      {"gender", FieldKind::email},
      {"gender", FieldKind::birth_date},
      {"city", FieldKind::email},
      {"address", FieldKind::email},
      {"company", FieldKind::email},
      {"id", FieldKind::email},
      {"nhs_number", FieldKind::email},
      {"notes", FieldKind::email},
      {"occupation", FieldKind::email},
      {"full_name", FieldKind::email},
  };
  for (const auto& lie : kLies) {
    const RecognisedColumn found = recognise_one(lie.header, values_of(lie.values));
    EXPECT_EQ(kind_name(found.kind), kind_name(lie.values)) << lie.header << ": " << found.reason;
    EXPECT_LT(found.confidence, 0.95) << lie.header;
  }
}

TEST(profile, unique_values_alone_do_not_make_a_key) {
  Values emails, names, numbers, identifiers;
  for (size_t i = 0; i < 200; ++i) {
    emails.push_back(fmt::format("person{}@example.org", i));
    names.push_back(fmt::format("{} {}son", kGiven[i % 8], std::string(1 + i / 8, 'x')));
    numbers.push_back(std::to_string(1000000 + hash_bytes(std::to_string(i)) % 8999999));
    identifiers.push_back(fmt::format("QQ{:06}{}", hash_bytes(std::to_string(i)) % 1000000, "A"));
  }
  for (const Values& values : {emails, names, numbers, identifiers}) {
    EXPECT_NE(recognise_one("column_1", values).kind, FieldKind::record_key) << values.front();
  }
}

TEST(profile, counted_and_patterned_unique_values_are_keys) {
  Values counted, patterned, uuids, late;
  for (size_t i = 0; i < 50; ++i) {
    counted.push_back(std::to_string(i));
    late.push_back(std::to_string(70400 + i + i / 3));
    patterned.push_back(fmt::format("CUST-{:05}", i * 17));
    uuids.push_back(fmt::format("{:08x}-0000-4000-8000-{:012x}", i * 7919, i * 104729));
  }
  for (const Values& values : {counted, patterned, uuids, late}) {
    EXPECT_EQ(recognise_one("zork", values).kind, FieldKind::record_key) << values.front();
  }
}

TEST(profile, a_national_identifier_stays_one_whether_or_not_it_repeats) {
  Values unique, repeating;
  for (size_t i = 0; i < 90; ++i) {
    unique.push_back(std::to_string(1000000 + i * 7907));
    repeating.push_back(std::to_string(1000000 + (i % 85) * 7907));
  }
  EXPECT_EQ(recognise_one("soc_sec_id", unique).kind, FieldKind::national_id);
  EXPECT_EQ(recognise_one("soc_sec_id", repeating).kind, FieldKind::national_id);
}

TEST(profile, a_person_id_that_repeats_is_taken_for_the_answer_and_said) {
  const RecognisedColumn found = recognise_one("person_id", values_of(FieldKind::truth));
  EXPECT_EQ(found.kind, FieldKind::truth);
  EXPECT_NE(found.reason.find("repeat"), std::string::npos) << found.reason;
}

TEST(profile, a_table_has_one_family_name_unless_numbered) {
  const auto found = recognise_columns({column_of("surname", values_of(FieldKind::family_name)),
                                        column_of("maiden_name", values_of(FieldKind::family_name)),
                                        column_of("surname_2", values_of(FieldKind::family_name))},
                                       {});
  EXPECT_EQ(found[0].kind, FieldKind::family_name);
  EXPECT_NE(found[1].kind, FieldKind::family_name);
  EXPECT_EQ(found[2].kind, FieldKind::family_name) << found[2].reason;
}

TEST(profile, several_telephones_and_address_lines_are_kept) {
  const auto found = recognise_columns(
      {column_of("tel_home", values_of(FieldKind::telephone)),
       column_of("mobile", values_of(FieldKind::telephone)),
       column_of("address_1", values_of(FieldKind::address_line)),
       column_of("address_2", Values{"Delmar", "Bega Flats", "Rosehill Village", "Pine Lodge"})},
      {});
  EXPECT_EQ(found[0].kind, FieldKind::telephone);
  EXPECT_EQ(found[1].kind, FieldKind::telephone);
  EXPECT_EQ(found[2].kind, FieldKind::address_line);
  EXPECT_EQ(found[3].kind, FieldKind::address_line) << found[3].reason;
}

TEST(profile, a_whole_name_beside_its_parts_stays_a_whole_name) {
  const auto found = recognise_columns({column_of("full_name", values_of(FieldKind::full_name)),
                                        column_of("first_name", values_of(FieldKind::given_name)),
                                        column_of("surname", values_of(FieldKind::family_name))},
                                       {});
  EXPECT_EQ(found[0].kind, FieldKind::full_name) << found[0].reason;
  EXPECT_EQ(found[1].kind, FieldKind::given_name);
  EXPECT_EQ(found[2].kind, FieldKind::family_name);
}

TEST(profile, a_name_beside_a_surname_is_the_given_name) {
  const auto found = recognise_columns({column_of("name", values_of(FieldKind::given_name)),
                                        column_of("surname", values_of(FieldKind::family_name))},
                                       {});
  EXPECT_EQ(found[0].kind, FieldKind::given_name) << found[0].reason;
}

TEST(profile, a_company_beside_people_is_where_they_work) {
  const auto people =
      recognise_columns({column_of("surname", values_of(FieldKind::family_name)),
                         column_of("company", values_of(FieldKind::organisation_name))},
                        {});
  EXPECT_EQ(people[1].kind, FieldKind::text) << people[1].reason;
  Values none(kRows);
  const auto register_of = recognise_columns(
      {column_of("surname", none), column_of("company", values_of(FieldKind::organisation_name))},
      {});
  EXPECT_EQ(register_of[1].kind, FieldKind::organisation_name);
}

// A list of publications: names of several people are nobody's whole name, and a title in
// sentences is neither a word before a name nor an organisation.
TEST(profile, lists_of_people_are_no_name_and_titles_in_sentences_no_organisation) {
  const std::vector<std::string> topics = {"services", "systems", "databases", "networks"};
  std::vector<std::string> authors;
  std::vector<std::string> titles;
  for (int i = 0; i < 200; ++i) {
    const std::string initial(1, static_cast<char>('A' + i % 26));
    authors.push_back(i % 5 == 0 ? "Mary Jones" : "John Smith, Mary Jones, " + initial + " Taylor");
    titles.push_back("An approach of kind " + std::to_string(i) + " to the design of large " +
                     topics[i % topics.size()] + " for public bodies");
  }
  const auto found =
      recognise_columns({column_of("authors", authors), column_of("title", titles)}, {});
  EXPECT_EQ(record::field_kind_row(found[0].kind).name, "free_text") << found[0].reason;
  EXPECT_EQ(record::field_kind_row(found[1].kind).name, "free_text") << found[1].reason;
}

TEST(profile, nulls_and_placeholders_do_not_blur_the_rest) {
  Values values = values_of(FieldKind::email);
  for (size_t i = 0; i < 200; ++i) values.push_back(i % 2 == 0 ? "" : "N/A");
  EXPECT_EQ(recognise_one("column_9", values).kind, FieldKind::email);
}

TEST(profile, a_column_without_values_is_empty) {
  const RecognisedColumn found = recognise_one("surname", Values(5));
  EXPECT_EQ(found.kind, FieldKind::empty);
  EXPECT_EQ(recognise_columns({}, {}).size(), 0u);
  EXPECT_EQ(recognise_one("", {}).kind, FieldKind::empty);
}

TEST(profile, a_table_without_rows_is_known_by_its_headers_alone) {
  const RecognisedColumn found = recognise_one("surname", {});
  EXPECT_EQ(found.kind, FieldKind::family_name);
  EXPECT_EQ(found.reason, "header 'surname'; there is no row yet");
  EXPECT_EQ(recognise_one("tenant_id", {}).kind, FieldKind::record_key);
  EXPECT_EQ(recognise_one("zork", {}).kind, FieldKind::empty);
}

TEST(profile, reasons_name_the_header_and_the_share) {
  Values dates = values_of(FieldKind::birth_date, 97);
  for (size_t i = 0; i < 3; ++i) dates.push_back("about Easter");
  EXPECT_EQ(recognise_one("dob", dates).reason, "header 'dob'; 97 % of values are dates");
  const RecognisedColumn lie = recognise_one("dob", values_of(FieldKind::email));
  EXPECT_EQ(lie.reason,
            "the values do not look as header 'dob' says; 100 % of values are e-mail addresses");
}

TEST(profile, wishes_outrank_what_was_found) {
  const std::vector<TextColumn> columns = {column_of("LNAME", values_of(FieldKind::email)),
                                           column_of("Key", values_of(FieldKind::given_name)),
                                           column_of("answer", values_of(FieldKind::town)),
                                           column_of("surname", values_of(FieldKind::family_name)),
                                           column_of("noise", values_of(FieldKind::free_text))};
  ColumnWishes wishes;
  wishes.kinds = {{"lname", FieldKind::family_name}};
  wishes.id_column = "KEY";
  wishes.truth_column = "Answer";
  wishes.ignored = {"NOISE"};
  const auto found = recognise_columns(columns, wishes);
  const FieldKind expected[] = {FieldKind::family_name, FieldKind::record_key, FieldKind::truth,
                                FieldKind::family_name, FieldKind::ignored};
  for (const size_t i : {0u, 1u, 2u, 4u}) {
    EXPECT_EQ(found[i].kind, expected[i]) << found[i].name;
    EXPECT_EQ(found[i].confidence, 1);
  }
  EXPECT_NE(found[3].kind, FieldKind::family_name) << "the wished column takes the only place";
}

TEST(profile, a_wish_for_a_column_of_another_file_is_no_fault_here) {
  const std::vector<TextColumn> left = {column_of("surname", {"Wren"})};
  const std::vector<TextColumn> right = {column_of("LNAME", {"Wren"})};
  ColumnWishes wishes;
  wishes.kinds = {{"lname", FieldKind::family_name}};
  EXPECT_NO_THROW(recognise_columns(left, wishes));
  EXPECT_NO_THROW(check_wishes({left, right}, wishes));
  EXPECT_THROW(check_wishes({left}, wishes), Error);
}

TEST(profile, a_wish_for_an_absent_column_names_at_most_twenty_that_are_there) {
  std::vector<TextColumn> columns;
  for (size_t i = 0; i < 30; ++i) columns.push_back(column_of(fmt::format("col{:02}x", i), {"a"}));
  const auto refuse = [&](const ColumnWishes& wishes) -> std::string {
    try {
      check_wishes({columns}, wishes);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::request_invalid);
      return error.what();
    }
    return "";
  };
  ColumnWishes wishes;
  wishes.id_column = "nokey";
  const std::string message = refuse(wishes);
  EXPECT_NE(message.find("'nokey'"), std::string::npos) << message;
  EXPECT_NE(message.find("col19x"), std::string::npos) << message;
  EXPECT_EQ(message.find("col20x"), std::string::npos) << message;
  EXPECT_NE(message.find("10 more"), std::string::npos) << message;
  EXPECT_NE(refuse({{{"gone", FieldKind::town}}, {}, "", ""}), "");
  EXPECT_NE(refuse({{}, {"gone"}, "", ""}), "");
  EXPECT_NE(refuse({{}, {}, "", "gone"}), "");
  EXPECT_EQ(refuse({{}, {"COL03X"}, "", ""}), "");
}

// Kinds that depend on whether a value repeats.
bool is_about_keys(FieldKind kind) {
  return kind == FieldKind::record_key || kind == FieldKind::truth;
}

// A table of random columns: known or unknown headers over values of random kinds, with gaps.
struct Table {
  std::vector<std::string> names;
  std::vector<Values> columns;

  std::vector<TextColumn> encode(const std::vector<size_t>& rows) const {
    std::vector<TextColumn> encoded;
    for (size_t i = 0; i < columns.size(); ++i) {
      Values values;
      for (const size_t row : rows) values.push_back(columns[i][row]);
      encoded.push_back(column_of(names[i], values));
    }
    return encoded;
  }
};

Table random_table(uint64_t seed, size_t rows) {
  Random random(seed);
  Table table;
  const size_t columns = 1 + random.below(9);
  for (size_t i = 0; i < columns; ++i) {
    const Headers& header = kHeaders[random.below(std::size(kHeaders))];
    const Headers& content =
        random.below(4) == 0 ? kHeaders[random.below(std::size(kHeaders))] : header;
    const auto words = cut(header.words);
    const bool named = random.below(3) != 0;
    table.names.push_back(named ? words[random.below(words.size())]
                                : fmt::format("column_{}", i + 1));
    Values values;
    for (size_t row = 0; row < rows; ++row) {
      values.push_back(random.below(10) == 0 ? "" : value_of(content.kind, random.below(500)));
    }
    table.columns.push_back(std::move(values));
  }
  return table;
}

std::string summary(const std::vector<RecognisedColumn>& columns) {
  std::string text;
  for (const RecognisedColumn& column : columns) {
    text += fmt::format("{} {} {} {}\n", column.name, kind_name(column.kind), column.confidence,
                        column.reason);
  }
  return text;
}

RC_GTEST_PROP(profile, shuffling_rows_changes_nothing, ()) {
  const auto seed = *rc::gen::arbitrary<uint64_t>();
  const auto rows = *rc::gen::inRange<size_t>(1, 120);
  const Table table = random_table(seed, rows);
  std::vector<size_t> order(rows);
  std::iota(order.begin(), order.end(), size_t{0});
  const std::string before = summary(recognise_columns(table.encode(order), {}));
  Random random(seed ^ 1);
  for (size_t i = rows; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  RC_ASSERT(summary(recognise_columns(table.encode(order), {})) == before);
}

RC_GTEST_PROP(profile, doubling_the_table_changes_nothing_but_keys, ()) {
  const auto seed = *rc::gen::arbitrary<uint64_t>();
  const auto rows = *rc::gen::inRange<size_t>(1, 120);
  const Table table = random_table(seed, rows);
  std::vector<size_t> order(rows);
  std::iota(order.begin(), order.end(), size_t{0});
  const auto once = recognise_columns(table.encode(order), {});
  order.resize(rows * 2);
  std::iota(order.begin() + static_cast<std::ptrdiff_t>(rows), order.end(), size_t{0});
  const auto twice = recognise_columns(table.encode(order), {});
  for (size_t i = 0; i < once.size(); ++i) {
    if (is_about_keys(once[i].kind) || is_about_keys(twice[i].kind)) continue;
    if (once[i].kind != twice[i].kind) {
      RC_FAIL(summary({once[i]}) + summary({twice[i]}));
    }
  }
}

RC_GTEST_PROP(profile, any_text_gets_one_answer_a_column, (std::vector<std::string> names)) {
  std::vector<TextColumn> columns;
  for (const std::string& name : names) columns.push_back(column_of(name, names));
  const auto found = recognise_columns(columns, {});
  RC_ASSERT(found.size() == columns.size());
  for (const RecognisedColumn& column : found) {
    RC_ASSERT(column.confidence > 0 && column.confidence <= 1);
    RC_ASSERT(!column.reason.empty());
  }
}

TEST(profile, a_sample_of_a_long_column_does_not_depend_on_order) {
  Values values;
  for (size_t i = 0; i < 60'000; ++i) values.push_back(fmt::format("person{}@example.org", i));
  for (size_t i = 0; i < 9'000; ++i) values.push_back(fmt::format("not a mail {}", i));
  const std::string before = summary(recognise_columns({column_of("c", values)}, {}));
  std::reverse(values.begin(), values.end());
  EXPECT_EQ(summary(recognise_columns({column_of("c", values)}, {})), before);
  EXPECT_EQ(recognise_one("c", values).kind, FieldKind::email);
}

TEST(profile, the_number_of_threads_changes_nothing) {
  const Table table = random_table(20'260, 100);
  std::vector<size_t> order(100);
  std::iota(order.begin(), order.end(), size_t{0});
  const size_t usual = thread_count();
  set_thread_count(1);
  const std::string one = summary(recognise_columns(table.encode(order), {}));
  set_thread_count(4);
  const std::string four = summary(recognise_columns(table.encode(order), {}));
  set_thread_count(usual);
  EXPECT_EQ(one, four);
}

}  // namespace
}  // namespace newlyn::profile
