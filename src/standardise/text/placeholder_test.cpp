// SPDX-License-Identifier: MIT
// Placeholders by kind of field.
#include "standardise/text/placeholder.h"

#include <gtest/gtest.h>

#include "standardise/text/fold.h"

namespace newlyn::standardise {
namespace {

using record::FieldKind;

bool holds(std::string_view raw, FieldKind kind) {
  return is_placeholder(raw, fold_words(raw), kind);
}

struct Row {
  std::string_view text;
  FieldKind kind;
};

class PlaceholdersAre : public testing::TestWithParam<Row> {};
class ValuesAre : public testing::TestWithParam<Row> {};

TEST_P(PlaceholdersAre, null) { EXPECT_TRUE(holds(GetParam().text, GetParam().kind)); }
TEST_P(ValuesAre, kept) { EXPECT_FALSE(holds(GetParam().text, GetParam().kind)); }

INSTANTIATE_TEST_SUITE_P(
    table, PlaceholdersAre,
    testing::Values(
        Row{"N/A", FieldKind::given_name}, Row{"n/a", FieldKind::family_name},
        Row{"NA", FieldKind::family_name}, Row{"null", FieldKind::family_name},
        Row{"NULL", FieldKind::given_name}, Row{"Unknown", FieldKind::town},
        Row{"not known", FieldKind::address_line}, Row{"none", FieldKind::email},
        Row{"-", FieldKind::given_name}, Row{"...", FieldKind::text}, Row{"?", FieldKind::category},
        Row{"xxx", FieldKind::family_name}, Row{"XX XXX", FieldKind::given_name},
        Row{"test", FieldKind::given_name}, Row{"000 000", FieldKind::telephone},
        Row{"00000", FieldKind::postcode}, Row{"99999", FieldKind::postcode},
        Row{"ZZ99 3VZ", FieldKind::postcode}, Row{"0000000000", FieldKind::national_id},
        Row{"1111111111", FieldKind::national_id}, Row{"07777777777", FieldKind::telephone},
        Row{"01234567890", FieldKind::telephone}, Row{"123456789", FieldKind::national_id},
        Row{"No fixed abode", FieldKind::full_address}, Row{"unbekannt", FieldKind::town},
        Row{"0", FieldKind::house_number}, Row{"not stated", FieldKind::sex},
        Row{"Keine Angabe", FieldKind::category}));

INSTANTIATE_TEST_SUITE_P(
    table, ValuesAre,
    testing::Values(Row{"Null", FieldKind::family_name}, Row{"Nan", FieldKind::given_name},
                    Row{"Na", FieldKind::family_name}, Row{"Blank", FieldKind::family_name},
                    Row{"BLANK", FieldKind::family_name}, Row{"x", FieldKind::sex},
                    Row{"0", FieldKind::number}, Row{"0", FieldKind::category},
                    Row{"00", FieldKind::text}, Row{"9876543210", FieldKind::national_id},
                    Row{"07700 900123", FieldKind::telephone}, Row{"22222", FieldKind::postcode},
                    Row{"SW1A 1AA", FieldKind::postcode}, Row{"1000", FieldKind::national_id},
                    Row{"100", FieldKind::house_number},
                    Row{"Nowhere Lane", FieldKind::address_line}, Row{"A", FieldKind::given_name}));

}  // namespace
}  // namespace newlyn::standardise
