// SPDX-License-Identifier: MIT
// Whole inputs: schema, merging, counting, evidence of columns, and independence of order.
#include "standardise/standardise.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <memory>
#include <numeric>

#include "base/clock.h"

namespace newlyn::standardise {
namespace {

using record::FieldKind;
using record::RecognisedColumn;
using record::TextColumn;

struct ColumnText {
  std::string name;
  FieldKind kind;
  std::vector<std::string> values;
};

/// An input that owns what it points to.
class TestInput {
 public:
  TestInput(std::string source, const std::vector<ColumnText>& columns) {
    for (const ColumnText& column : columns) {
      record::TextColumnBuilder builder(column.name);
      for (const std::string& value : column.values) builder.add(value);
      columns_->push_back(builder.finish());
      recognised_->push_back({column.name, column.kind, 1, "test"});
    }
    input_ = {std::move(source), columns_.get(), recognised_.get()};
  }
  const Input& get() const { return input_; }

 private:
  std::shared_ptr<std::vector<TextColumn>> columns_ = std::make_shared<std::vector<TextColumn>>();
  std::shared_ptr<std::vector<RecognisedColumn>> recognised_ =
      std::make_shared<std::vector<RecognisedColumn>>();
  Input input_;
};

StandardRecords run(const std::vector<TestInput>& inputs) {
  std::vector<Input> plain;
  for (const TestInput& input : inputs) plain.push_back(input.get());
  return standardise_records(plain);
}

std::vector<std::string> column(const StandardRecords& records, std::string_view name) {
  for (const StandardColumn& standard : records.columns) {
    if (standard.column.name != name) continue;
    std::vector<std::string> texts;
    for (size_t row = 0; row < records.record_count; ++row) {
      texts.emplace_back(standard.column.text(row));
    }
    return texts;
  }
  return {};
}

std::vector<std::string> names_of(const StandardRecords& records) {
  std::vector<std::string> names;
  for (const StandardColumn& standard : records.columns) names.push_back(standard.column.name);
  return names;
}

bool has_note(const StandardRecords& records, std::string_view part) {
  return std::any_of(records.notes.begin(), records.notes.end(),
                     [&](const std::string& note) { return note.find(part) != std::string::npos; });
}

using Texts = std::vector<std::string>;

TEST(standardise, puts_inputs_one_below_the_other_under_the_standard_schema) {
  const StandardRecords records =
      run({{"left",
            {{"Forename", FieldKind::given_name, {"Ada", "GRACE"}},
             {"dob", FieldKind::birth_date, {"20/06/1990", "1990-07-01"}},
             {"Marital Status", FieldKind::category, {"Single", "n/a"}},
             {"key", FieldKind::record_key, {"1", "2"}}}},
           {"right",
            {{"surname", FieldKind::family_name, {"O'Neill"}},
             {"maritalStatus", FieldKind::category, {"MARRIED"}}}}});
  EXPECT_EQ(records.record_count, 3u);
  EXPECT_EQ(records.source_names, (Texts{"left", "right"}));
  EXPECT_EQ(records.source_of_record, (std::vector<uint32_t>{0, 0, 1}));
  EXPECT_EQ(names_of(records),
            (Texts{"given_name", "family_name", "birth_date", "marital_status"}));
  EXPECT_EQ(column(records, "given_name"), (Texts{"ada", "grace", ""}));
  EXPECT_EQ(column(records, "family_name"), (Texts{"", "", "oneill"}));
  EXPECT_EQ(column(records, "birth_date"), (Texts{"1990-06-20", "1990-07-01", ""}));
  EXPECT_EQ(column(records, "marital_status"), (Texts{"single", "", "married"}));
}

TEST(standardise, the_columns_may_go_before_the_result_is_put_together) {
  const std::vector<ColumnText> columns = {
      {"first", FieldKind::given_name, {"Amal", "Zoe Ann", ""}},
      {"last", FieldKind::family_name, {"Haddad", "Khoury", "Khoury"}},
      {"name", FieldKind::full_name, {"", "", "Karim Khoury"}},
      {"street", FieldKind::address_line, {"1 High Street", "Flat 2, 3 Low Road", ""}},
      {"mail", FieldKind::email, {"info@example.org", "zoe@example.org", ""}},
      {"ward", FieldKind::category, {"North", "", "South"}}};
  const TestInput whole("a", columns);
  const StandardRecords kept = standardise_records({whole.get()});
  std::vector<TextColumn> values;
  std::vector<RecognisedColumn> recognised;
  for (const ColumnText& column : columns) {
    record::TextColumnBuilder builder(column.name);
    for (const std::string& value : column.values) builder.add(value);
    values.push_back(builder.finish());
    recognised.push_back({column.name, column.kind, 1, "test"});
  }
  int calls = 0;
  const StandardRecords let_go = standardise_records({{"a", &values, &recognised}}, [&] {
    values.clear();
    ++calls;
  });
  EXPECT_EQ(calls, 1);
  ASSERT_EQ(names_of(let_go), names_of(kept));
  for (const std::string& name : names_of(kept)) {
    EXPECT_EQ(column(let_go, name), column(kept, name)) << name;
  }
  EXPECT_EQ(let_go.notes, kept.notes);
}

TEST(standardise, takes_parts_before_a_whole_name_and_says_so) {
  const StandardRecords records =
      run({{"people",
            {{"full",
              FieldKind::full_name,
              {"Ada King Lovelace", "Grace Hopper", "Alan Mathison Turing", "", "Dr Who"}},
             {"first", FieldKind::given_name, {"Ada", "", "Alan", "Mary", "Peter"}},
             {"last", FieldKind::family_name, {"Lovelace", "", "", "Shelley", "Capaldi"}}}}});
  EXPECT_EQ(column(records, "given_name"), (Texts{"ada", "grace", "alan", "mary", "peter"}));
  EXPECT_EQ(column(records, "middle_name"), (Texts{"king", "", "mathison", "", ""}));
  EXPECT_EQ(column(records, "family_name"),
            (Texts{"lovelace", "hopper", "turing", "shelley", "capaldi"}));
  EXPECT_TRUE(has_note(records, "repeats given_name and family_name"));
}

TEST(standardise, all_given_names_after_the_first_are_middle_names_from_whichever_column) {
  const StandardRecords records = run(
      {{"people",
        {{"forenames",
          FieldKind::given_name,
          {"Kam Wing", "Susan M", "Susan Margaret", "Susan", "Susan Margaret"}},
         {"other names", FieldKind::middle_name, {"Peter", "Margaret", "M", "Margaret", ""}}}}});
  EXPECT_EQ(column(records, "given_name"), (Texts{"kam", "susan", "susan", "susan", "susan"}));
  EXPECT_EQ(column(records, "middle_name"),
            (Texts{"wing peter", "margaret", "margaret", "margaret", "margaret"}));
}

TEST(standardise, keeps_the_generation_from_whichever_column_tells_it) {
  const StandardRecords records =
      run({{"people",
            {{"first", FieldKind::given_name, {"Tom", "Tom Jr", "Tom", "Tom", ""}},
             {"last", FieldKind::family_name, {"Lee Sr.", "Lee", "Lee", "Lee", ""}},
             {"suffix", FieldKind::generation, {"", "", "III", "OBE", ""}},
             {"full", FieldKind::full_name, {"", "", "", "Tom Lee IV", "Kim Jones Senior"}}}}});
  EXPECT_EQ(column(records, "generation"), (Texts{"1", "2", "3", "4", "1"}));
  EXPECT_EQ(column(records, "family_name"), (Texts{"lee", "lee", "lee", "lee", "jones"}));
}

TEST(standardise, reads_whole_names_of_organisations_as_such) {
  const StandardRecords records =
      run({{"mixed",
            {{"name", FieldKind::full_name, {"Acme Ltd", "Ada Lovelace", "Rose Garden"}},
             {"type", FieldKind::entity_type, {"", "person", "Organisation"}}}}});
  EXPECT_EQ(column(records, "organisation_name"), (Texts{"acme", "", "rose garden"}));
  EXPECT_EQ(column(records, "family_name"), (Texts{"", "lovelace", ""}));
  EXPECT_EQ(column(records, "entity_type"), (Texts{"", "person", "organisation"}));
}

TEST(standardise, infers_the_order_of_day_and_month_from_the_whole_column) {
  const StandardRecords records =
      run({{"us", {{"dob", FieldKind::birth_date, {"3/4/1990", "6/20/1985", "1/31/1970"}}}},
           {"uk", {{"dob", FieldKind::birth_date, {"3/4/1990", "20/6/1985"}}}},
           {"open", {{"dob", FieldKind::birth_date, {"3/4/1990"}}}}});
  EXPECT_EQ(column(records, "birth_date"), (Texts{"1990-03-04", "1985-06-20", "1970-01-31",
                                                  "1990-04-03", "1985-06-20", "1990-03-04"}));
  EXPECT_TRUE(has_note(records, "dob of us: month before day, from 2 values"));
  EXPECT_TRUE(has_note(records, "dob of uk: day before month, from 1 values"));
  EXPECT_TRUE(has_note(records, "dob of open: month before day, as in the other inputs"));
}

TEST(standardise, reads_undecided_dates_month_first_where_the_places_are_american) {
  const StandardRecords records = run({{"us",
                                        {{"dob", FieldKind::birth_date, {"3/4/1990"}},
                                         {"state", FieldKind::county, {"Ohio"}},
                                         {"zip", FieldKind::postcode, {"8030"}}}}});
  EXPECT_EQ(column(records, "birth_date"), (Texts{"1990-03-04"}));
  EXPECT_EQ(column(records, "county"), (Texts{"oh"}));
  EXPECT_EQ(column(records, "postcode"), (Texts{"08030"}));
}

TEST(standardise, combines_the_parts_of_a_birth_date) {
  const StandardRecords records =
      run({{"parts",
            {{"year", FieldKind::birth_year, {"1990", "85", "1970", "1980", "", "1990"}},
             {"month", FieldKind::birth_month, {"6", "Jun", "2", "", "3", "13"}},
             {"day", FieldKind::birth_day, {"20", "1", "31", "4", "3", "1"}}}}});
  EXPECT_EQ(column(records, "birth_date"),
            (Texts{"1990-06-20", "1985-06-01", "", "1980", "", "1990"}));
  ASSERT_EQ(records.unreadable.size(), 2u);
  EXPECT_EQ(records.unreadable[0].column, "month");
  EXPECT_EQ(records.unreadable[0].rows, 1u);
  EXPECT_EQ(records.unreadable[1].rows, 1u);
}

TEST(standardise, counts_rows_of_placeholders_and_of_unreadable_values) {
  const StandardRecords records =
      run({{"gaps",
            {{"dob",
              FieldKind::birth_date,
              {"1900-01-01", "1900-01-01", "31/02/1990", "hello", "N/A", ""}},
             {"town", FieldKind::town, {"Leeds", "unknown", "Unknown", "", "Leeds", "-"}}}}});
  EXPECT_EQ(column(records, "town"), (Texts{"leeds", "", "", "", "leeds", ""}));
  EXPECT_TRUE(column(records, "birth_date").empty());
  std::map<std::string, uint64_t> placeholders;
  for (const PlaceholderCount& count : records.placeholders) {
    placeholders[count.column] += count.rows;
  }
  EXPECT_EQ(placeholders["dob"], 3u);
  EXPECT_EQ(placeholders["town"], 3u);
  ASSERT_EQ(records.unreadable.size(), 2u);
  EXPECT_EQ(records.unreadable[0].rows + records.unreadable[1].rows, 2u);
}

TEST(standardise, fills_the_gaps_of_address_columns_from_the_street_line) {
  const StandardRecords records =
      run({{"us",
            {{"line",
              FieldKind::address_line,
              {"123 Main Street, Las Vegas NV 89132", "12 Oak Rd, Old Town", ""}},
             {"city", FieldKind::town, {"", "Salem", "Reno"}},
             {"zip", FieldKind::postcode, {"", "97301", "89501"}}}}});
  EXPECT_EQ(column(records, "house_number"), (Texts{"123", "12", ""}));
  EXPECT_EQ(column(records, "street"), (Texts{"main street", "oak road old town", ""}));
  EXPECT_EQ(column(records, "town"), (Texts{"las vegas", "salem", "reno"}));
  EXPECT_EQ(column(records, "postcode"), (Texts{"89132", "97301", "89501"}));
  EXPECT_EQ(column(records, "county"), (Texts{"nv", "", ""}));
}

TEST(standardise, joins_address_lines_and_prefers_the_column_of_house_numbers) {
  const StandardRecords records =
      run({{"au",
            {{"number", FieldKind::house_number, {"7", ""}},
             {"address_1", FieldKind::address_line, {"wallaby pl", "9 wallaby pl"}},
             {"address_2", FieldKind::address_line, {"delmar", "delmar"}},
             {"suburb", FieldKind::town, {"cleveland", ""}}}}});
  EXPECT_EQ(column(records, "house_number"), (Texts{"7", "9"}));
  EXPECT_EQ(column(records, "street"), (Texts{"wallaby place delmar", "wallaby place delmar"}));
}

TEST(standardise, keeps_what_records_declare_of_one_another_as_it_is_written) {
  const StandardRecords records = run({TestInput(
      "register", {{"relation.anchor", FieldKind::record_key, {"anchor\tREG\tB-7", "", ""}},
                   {"relation.pointer",
                    FieldKind::record_key,
                    {"pointer\tREG\tB-9\tOwns 60%\t31/01/2020\t3/4/2021", "", "pointer\t\tb-9"}},
                   {"relation.pointer", FieldKind::record_key, {"pointer\tREG\tB-8", "", ""}},
                   {"identifier.trusted", FieldKind::record_key, {"CRM\tT-2", "CRM\tT-1", ""}},
                   {"identifier.trusted", FieldKind::record_key, {"\t7", "", "CRM\t"}},
                   {"id", FieldKind::record_key, {"1", "2", "3"}}})});
  EXPECT_EQ(names_of(records), (std::vector<std::string>{"relation", "trusted_id"}));
  EXPECT_EQ(column(records, "relation"),
            (std::vector<std::string>{"pointer\tREG\tB-8\n"
                                      "pointer\tREG\tB-9\tOwns 60%\t2020-01-31\t2021\n"
                                      "anchor\tREG\tB-7",
                                      "", "pointer\t\tb-9"}));
  EXPECT_EQ(column(records, "trusted_id"),
            (std::vector<std::string>{"\t7\nCRM\tT-2", "CRM\tT-1", ""}));
}

TEST(standardise, holds_all_contacts_of_a_record_sorted) {
  const StandardRecords records = run(
      {{"people",
        {{"home", FieldKind::telephone, {"01632 960001", "", "0000000000"}},
         {"mobile", FieldKind::telephone, {"07700 900123", "07700 900124", ""}},
         {"mail", FieldKind::email, {"B@example.org; a@example.org", "none@example.org", "x"}}}}});
  EXPECT_EQ(column(records, "telephone"),
            (Texts{"+441632960001 +447700900123", "+447700900124", ""}));
  EXPECT_EQ(column(records, "email")[0], "a@example.org b@example.org");
  EXPECT_EQ(column(records, "email")[1], "");
}

TEST(standardise, reads_telephone_numbers_as_the_places_of_all_inputs_say) {
  const StandardRecords records = run(
      {{"few", {{"tel", FieldKind::telephone, {"(4812)85-62-34", "030 2345678", "202-555-0123"}}}},
       {"places",
        {{"state", FieldKind::county, {"NV", "Ohio", "Utah"}},
         {"phone", FieldKind::telephone, {"702-555-0119", "202-555-0199", ""}}}},
       {"british",
        {{"postcode", FieldKind::postcode, {"AL1 2AB", "LS1 1AA"}},
         {"phone", FieldKind::telephone, {"07700 900123", ""}}}}});
  EXPECT_TRUE(has_note(records, "tel of few: telephone numbers read as those of US"));
  EXPECT_TRUE(has_note(records,
                       "phone of british: telephone numbers read as those of GB, because "
                       "its places are there"));
  EXPECT_EQ(column(records, "telephone")[2], "+12025550123");
  EXPECT_EQ(column(records, "telephone")[6], "+447700900123");
}

TEST(standardise, takes_the_addresses_of_offices_from_people_only) {
  const StandardRecords records =
      run({{"people",
            {{"first", FieldKind::given_name, {"Ada", "Grace", "", "", "Alan"}},
             {"body", FieldKind::organisation_name, {"", "Acme", "Acme", "", ""}},
             {"mail",
              FieldKind::email,
              {"info@example.org", "grace@example.org; office@example.org", "info@example.org",
               "info@example.org", "alan@example.org"}}}}});
  EXPECT_EQ(column(records, "email"), (Texts{"", "grace@example.org", "info@example.org",
                                             "info@example.org", "alan@example.org"}));
  EXPECT_TRUE(has_note(records, "mail of people: 2 people have the address of an office"));
}

TEST(standardise, keeps_wrong_nhs_numbers_and_says_how_many) {
  const StandardRecords records = run(
      {{"nhs", {{"nhs", FieldKind::national_id, {"999 000 0018", "999 000 0026", "9990000000"}}}}});
  EXPECT_EQ(column(records, "nhs_number"), (Texts{"9990000018", "9990000026", "9990000000"}));
  EXPECT_TRUE(has_note(records, "1 distinct values have a wrong check digit"));
}

TEST(standardise, puts_identifiers_of_one_type_into_one_column) {
  const StandardRecords records = run({{"left",
                                        {{"PASSPORT_NUMBER", FieldKind::account, {"X1", "X2"}},
                                         {"passport_2", FieldKind::account, {"X0", ""}},
                                         {"dl_no", FieldKind::account, {"", "D9"}},
                                         {"customer", FieldKind::account, {"77", ""}}}},
                                       {"right",
                                        {{"passportNo", FieldKind::account, {"X2"}},
                                         {"passport", FieldKind::text, {"blue"}},
                                         {"SSN", FieldKind::national_id, {"000-12-3456"}}}}});
  EXPECT_EQ(column(records, "passport"), (Texts{"x0 x1", "x2", "x2"}));
  EXPECT_EQ(column(records, "driving_licence"), (Texts{"", "d9", ""}));
  EXPECT_EQ(column(records, "account"), (Texts{"77", "", ""}));
  EXPECT_EQ(column(records, "social_security_number"), (Texts{"", "", "000123456"}));
  EXPECT_EQ(column(records, "other_passport"), (Texts{"", "", "blue"}));
}

TEST(standardise, takes_a_nameless_national_identifier_for_the_only_type_there_is) {
  const TestInput typed("typed", {{"NHS", FieldKind::national_id, {"999 000 0018"}}});
  const TestInput plain("plain", {{"id_card", FieldKind::national_id, {"9990000018"}}});
  EXPECT_EQ(column(run({typed, plain}), "nhs_number"), (Texts{"9990000018", "9990000018"}));
  const TestInput other("other", {{"nino", FieldKind::national_id, {"QQ123456C"}}});
  EXPECT_EQ(column(run({typed, plain, other}), "national_id"), (Texts{"", "9990000018", ""}));
}

TEST(standardise, keeps_own_columns_apart_from_the_schema_and_from_each_other) {
  const StandardRecords records = run({{"odd",
                                        {{"Town", FieldKind::text, {"a"}},
                                         {"note", FieldKind::text, {"b"}},
                                         {"Note", FieldKind::text, {"c"}},
                                         {"amount", FieldKind::number, {"1,000.50"}},
                                         {"start", FieldKind::date, {"1/2/2030"}}}}});
  EXPECT_EQ(names_of(records), (Texts{"other_town", "note", "note_2", "amount", "start"}));
  EXPECT_EQ(column(records, "amount"), (Texts{"1000.5"}));
  EXPECT_EQ(column(records, "start"), (Texts{"2030-02-01"}));
}

TEST(standardise, gives_nothing_for_nothing) {
  EXPECT_EQ(run({}).record_count, 0u);
  EXPECT_EQ(run({{"none", {}}}).record_count, 0u);
  const StandardRecords records = run({{"null", {{"a", FieldKind::given_name, {"", ""}}}}});
  EXPECT_EQ(records.record_count, 2u);
  EXPECT_TRUE(records.columns.empty());
}

TEST(standardise, numbers_only_values_that_a_row_has) {
  const StandardRecords records =
      run({{"a",
            {{"first", FieldKind::given_name, {"Ada", "", "ADA"}},
             {"again", FieldKind::given_name, {"Unused", "Grace", "Also unused"}}}}});
  ASSERT_EQ(records.columns.size(), 1u);
  EXPECT_EQ(records.columns[0].column.values.value_count(), 2u);
  EXPECT_EQ(column(records, "given_name"), (Texts{"ada", "grace", "ada"}));
}

TEST(standardise, gives_a_record_the_same_values_in_any_order_of_rows) {
  const auto name =
      rc::gen::element<std::string>("Ada Lovelace", "HOPPER, Grace", "Bob", "N/A", "");
  const auto date = rc::gen::element<std::string>("3/4/1990", "20/6/85", "6/20/85", "1990", "x");
  const auto phone = rc::gen::element<std::string>("07700 900123", "202-555-0123", "12", "");
  EXPECT_TRUE(rc::check([&] {
    const auto rows = *rc::gen::resize(
        12, rc::gen::container<std::vector<std::tuple<std::string, std::string, std::string>>>(
                rc::gen::tuple(name, date, phone)));
    std::vector<size_t> order(rows.size());
    std::iota(order.begin(), order.end(), size_t{0});
    const auto build = [&] {
      std::vector<ColumnText> columns = {{"name", FieldKind::full_name, {}},
                                         {"dob", FieldKind::birth_date, {}},
                                         {"phone", FieldKind::telephone, {}}};
      for (const size_t at : order) {
        columns[0].values.push_back(std::get<0>(rows[at]));
        columns[1].values.push_back(std::get<1>(rows[at]));
        columns[2].values.push_back(std::get<2>(rows[at]));
      }
      return run({{"rows", columns}});
    };
    const StandardRecords straight = build();
    std::reverse(order.begin(), order.end());
    const StandardRecords turned = build();
    RC_ASSERT(names_of(straight) == names_of(turned));
    RC_ASSERT(straight.notes == turned.notes);
    for (const std::string& standard : names_of(straight)) {
      auto texts = column(turned, standard);
      std::reverse(texts.begin(), texts.end());
      RC_ASSERT(column(straight, standard) == texts);
    }
  }));
}

TEST(standardise, changes_nothing_in_standard_values) {
  const TestInput raw("raw",
                      {{"name", FieldKind::full_name, {"Smith, Dr Mary-Jane", "Bob Ó Néill Jr"}},
                       {"dob", FieldKind::birth_date, {"20/6/85", "June 1990"}},
                       {"sex", FieldKind::sex, {"Female", "male"}},
                       {"line", FieldKind::address_line, {"Flat 2, 12 St Johns Rd", "7 Oak Ave"}},
                       {"town", FieldKind::town, {"St. Albans", "Leeds"}},
                       {"postcode", FieldKind::postcode, {"AL1 2AB", "LS1 1AA"}},
                       {"phone", FieldKind::telephone, {"07700 900123", "01632 960001"}},
                       {"mail", FieldKind::email, {"Ada@Example.org", "b@example.org"}}});
  const StandardRecords once = run({raw});
  std::vector<ColumnText> columns;
  for (const StandardColumn& standard : once.columns) {
    columns.push_back({standard.column.name, standard.kind, column(once, standard.column.name)});
  }
  const StandardRecords twice = run({{"again", columns}});
  EXPECT_EQ(names_of(twice), names_of(once));
  for (const std::string& name : names_of(once)) {
    EXPECT_EQ(column(twice, name), column(once, name)) << name;
  }
}

}  // namespace
}  // namespace newlyn::standardise
