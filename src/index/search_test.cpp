// SPDX-License-Identifier: MIT
// Entities found by whatever is known of them, with the reason.
#include <gtest/gtest.h>

#include <algorithm>

#include "index/index.h"
#include "index/search/query_terms.h"
#include "index/testing/made_world.h"
#include "index/unreal_days.h"
#include "index/view.h"

namespace newlyn::index {
namespace {

/// Four people, one of them twice.
class Search : public ::testing::Test {
 protected:
  Search() : index_(plan()) {
    const std::vector<Change> changes = {
        add_record("tax", "T100", {"william", "smyth", "1971-06-24", "5", "mill lane", "zz1 2xx"}),
        add_record("care", "C7", {"william", "smyth", "1971-06-24", "5", "mill lane", "zz1 2xx"}),
        add_record("tax", "T101", {"mary", "jones", "1980-01-02", "9", "church road", "zz3 4xx"}),
        add_record("tax", "T102", {"hannah", "jones", "1999-12-31", "9", "church road", "zz3 4xx"}),
        add_record("tax", "T103", {"peter", "smithson", "1950-05-05", "1", "high street", ""})};
    RunContext run;
    index_.apply(changes, run);
  }
  static IndexPlan plan() {
    IndexPlan plan = town_plan();
    plan.variants = [](std::string_view word) {
      return word == "bill" ? std::vector<std::string>{"william"} : std::vector<std::string>{};
    };
    return plan;
  }
  /// The native id of the best record.
  std::string first(const std::string& query) const {
    const auto hits = index_.search(query, 5);
    return hits.empty() ? "none" : hits[0].key.id;
  }

  EntityIndex index_;
};

TEST_F(Search, finds_by_name_part_nickname_and_misspelling) {
  EXPECT_EQ(first("smyth"), "C7");
  EXPECT_EQ(first("Mary Jones"), "T101");
  EXPECT_EQ(first("smithso"), "T103");
  EXPECT_EQ(first("bill"), "C7");
  EXPECT_EQ(first("hanah"), "T102");
  EXPECT_EQ(first("petre smithson"), "T103");
  EXPECT_EQ(first("nobody"), "none");
}

TEST_F(Search, finds_by_date_in_any_form_postcode_address_and_number) {
  for (const char* date : {"1971-06-24", "24/06/1971", "24.6.1971", "24/6/71", "24061971",
                           "24 June 1971", "24 jun 71", "19710624"}) {
    EXPECT_EQ(first(date), "C7") << date;
  }
  EXPECT_EQ(first("ZZ1 2XX"), "C7");
  EXPECT_EQ(first("zz12xx"), "C7");
  EXPECT_EQ(first("high street"), "T103");
  EXPECT_EQ(first("t103"), "T103");
}

TEST_F(Search, says_why_and_never_cuts_off_a_near_tie) {
  const auto hits = index_.search("jones", 1);
  ASSERT_EQ(hits.size(), 2) << "both fit equally well";
  EXPECT_EQ(hits[0].reasons, std::vector<std::string>{"family_name is jones"});
  const auto like = index_.search("smith", 5);
  ASSERT_EQ(like.size(), 2);
  EXPECT_NE(like[0].entity, like[1].entity);
}

/// Four hundred other people, so that a word can be rare.
class Sure : public Search {
 protected:
  Sure() {
    std::vector<Change> many;
    for (uint64_t n = 0; n < 400; ++n) {
      many.push_back(add_record("rent", "R" + std::to_string(n), town_values(n, 0)));
    }
    RunContext run;
    index_.apply(many, run);
  }
  /// How likely it is that the best is meant.
  double sure(const std::string& query) const {
    const SearchAnswer answer = index_.search(SearchRequest{query, 10, SIZE_MAX});
    if (answer.hits.empty()) return 0;
    double odds = 1 + answer.further_odds;
    for (const SearchHit& hit : answer.hits) {
      if (hit.odds >= answer.hits[0].odds * kMeantShare) odds += hit.odds;
    }
    return answer.hits[0].odds / odds;
  }
};

TEST_F(Sure, more_words_make_it_surer_and_slips_less_so) {
  EXPECT_GT(sure("peter smithson 5 May 1950"), 0.99);
  EXPECT_GT(sure("peter smithson 5 May 1950"), sure("peter smithson"));
  EXPECT_GT(sure("peter smithson"), sure("peter smithsn"));
  EXPECT_GT(sure("smithson"), sure("smithsn"));
  EXPECT_LT(sure("smithsn"), 0.5);
  EXPECT_LT(sure("peter smithson zebedee"), sure("peter smithson"));
}

TEST_F(Sure, a_name_alone_never_makes_it_certain) {
  RunContext run;
  index_.apply({{add_record("tax", "Q", {"zebedee", "quillfeather", "", "", "", ""})}}, run);
  EXPECT_GT(sure("zebedee quillfeather"), 0.9);
  EXPECT_LT(sure("zebedee quillfeather"), 0.99);
}

TEST_F(Sure, those_who_fit_as_well_share_it) {
  EXPECT_LT(sure("9 church road zz3 4xx"), 0.5);
  EXPECT_GT(sure("hannah 9 church road zz3 4xx"), 0.5);
}

TEST_F(Sure, the_id_of_a_record_by_itself_makes_it_certain) {
  EXPECT_GT(sure("T103"), 0.999);
  RunContext run;
  index_.apply({{add_record("care", "T103", {"", "patel", "", "", "", ""})}}, run);
  EXPECT_NEAR(sure("T103"), 0.5, 0.001);
}

TEST_F(Sure, a_long_number_that_does_not_stand_there_leaves_a_doubt) {
  EXPECT_GT(sure("peter smithson 5 May 1950 high street"), 0.99);
  EXPECT_LT(sure("peter smithson 5 May 1950 high street 9990000018"), 0.99);
}

TEST_F(Sure, a_house_number_that_is_the_id_of_its_record_too_counts_once) {
  RunContext run;
  index_.apply({{add_record("tax", "17", {"amal", "haddad", "", "17", "quay lane", ""}),
                 add_record("tax", "98", {"karim", "okafor", "", "19", "quay lane", ""})}},
               run);
  const double others = sure("19 quay lane");
  EXPECT_LT(others, 0.99) << "an address alone is never certain";
  EXPECT_NEAR(sure("17 quay lane"), others, 0.02);
  const std::vector<std::string> reasons = index_.search("17 quay lane", 5).at(0).reasons;
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "its number there"), 0);
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "house_number is 17"), 1);
}

TEST(search, takes_a_native_id_among_other_words_for_one_word) {
  RunContext run;
  EntityIndex index(town_plan());
  index.apply(
      std::vector<Change>{add_record("tax", "17", {"peter", "khan", "", "4", "high street", ""}),
                          add_record("tax", "99", {"mary", "jones", "", "17", "mill lane", ""})},
      run);
  EXPECT_EQ(index.search("17 mill lane", 5).at(0).key.id, "99");
  EXPECT_EQ(index.search("17", 5).at(0).key.id, "17");
  EXPECT_EQ(index.search("khan 17", 5).at(0).reasons.at(0), "its number there");
}

TEST(search, passes_over_columns_that_nobody_looks_for) {
  RunContext run;
  IndexPlan plan = town_plan();
  plan.unsearched = {"given_name"};
  EntityIndex index(plan);
  index.apply(std::vector<Change>{add_record("tax", "1", {"mary", "jones", "", "", "", ""})}, run);
  EXPECT_TRUE(index.search("mary", 5).empty());
  EXPECT_EQ(index.search("jones", 5).size(), 1);
}

TEST_F(Search, quotes_ask_for_the_word_itself) {
  EXPECT_EQ(index_.search("\"smith\"", 5).size(), 0);
  EXPECT_EQ(index_.search("\"smyth\" william", 5).size(), 1);
}

/// Somebody with what the source says that they have.
Change holder(const std::string& id, const std::string& name, std::vector<FieldValue> further) {
  Change change = add_record("tax", id, {name, "ortiz", "", "", "", ""});
  change.record.further = std::move(further);
  return change;
}

TEST_F(Sure, finds_by_a_number_that_records_show_besides) {
  RunContext run;
  index_.apply(
      std::vector<Change>{
          holder("V1", "lola", {{"vehicle", "ab12cde q1aaa"}}),
          holder("V2", "luis", {{"bank_account", "12345678/123456"}, {"vehicle", "ab12cde"}}),
          holder("V3", "leon", {{"uprn", "100012345678"}})},
      run);
  for (const char* typed : {"ab12cde", "AB12 CDE", "ab12-cde", "\"AB12 CDE\""}) {
    const auto hits = index_.search(typed, 5);
    ASSERT_EQ(hits.size(), 2) << typed;
    EXPECT_EQ(hits[0].key.id, "V1");
    EXPECT_EQ(hits[0].reasons, std::vector<std::string>{"vehicle is ab12cde"});
  }
  EXPECT_EQ(first("AB12 CDE luis"), "V2");
  EXPECT_EQ(first("luis ortiz 12345678"), "V2");
  EXPECT_EQ(first("12345678"), "V2");
  EXPECT_EQ(first("100 012 345 678"), "V3");
  EXPECT_EQ(index_.search("100012345678", 5).at(0).reasons.at(0), "uprn is 100012345678");
  EXPECT_GT(sure("lola 100012345678"), 0) << "who has the number comes, and whose name it is";
  EXPECT_EQ(first("ab13cde"), "none");
  // Through a view as far as the field is shown.
  ViewPlan plan{{{"tax"}, {}, {{"given_name", record::Masking::show}}, {}, {}, {}}};
  EXPECT_TRUE(index_.view(plan).search({"ab12cde", 5}).hits.empty());
  plan.filter.fields["vehicle"] = record::Masking::show;
  EXPECT_EQ(index_.view(plan).search({"AB12 CDE", 5}).hits.size(), 2);
  index_.apply({{remove_record("tax", "V1")}}, run);
  EXPECT_EQ(index_.search("ab12cde", 5).size(), 1);
}

TEST_F(Sure, finds_by_a_number_of_ones_own_that_the_model_knows_nothing_of) {
  RunContext run;
  Change change = holder("N1", "lola", {{"nhs_number", "9990000018"}});
  change.record.vetoes = {"9990000018"};
  index_.apply(std::vector<Change>{change}, run);
  for (const char* typed : {"9990000018", "999 000 0018", "999-000-0018", "\"9990000018\""}) {
    const auto hits = index_.search(typed, 5);
    ASSERT_EQ(hits.size(), 1) << typed;
    EXPECT_EQ(hits[0].key.id, "N1");
    EXPECT_EQ(hits[0].reasons, std::vector<std::string>{"nhs_number is 9990000018"});
  }
  ViewPlan plan{{{"tax"}, {}, {{"given_name", record::Masking::show}}, {}, {}, {}}};
  EXPECT_TRUE(index_.view(plan).search({"9990000018", 5}).hits.empty());
  plan.filter.fields["nhs_number"] = record::Masking::show;
  EXPECT_EQ(index_.view(plan).search({"9990000018", 5}).hits.size(), 1);
}

TEST_F(Search, finds_what_came_and_not_what_went) {
  EXPECT_EQ(first("patel"), "none");
  RunContext run;
  const std::vector<Change> changes = {add_record("tax", "T104", {"anna", "patel", "", "", "", ""}),
                                       remove_record("tax", "T103")};
  index_.apply(changes, run);
  EXPECT_EQ(first("patel"), "T104");
  EXPECT_EQ(first("smithson"), "none");
  EXPECT_EQ(first("t103"), "none");
}

TEST(golden, corrections_belong_to_the_index_and_follow_the_record) {
  EntityIndex index(town_plan());
  Change correct;
  correct.kind = Change::Kind::correct;
  correct.correction = {{"tax", "1"}, "given_name", "wilma", "kay", "asked", "2026-11-01", false};
  const std::vector<Change> changes = {
      add_record("tax", "1", {"william", "smyth", "1971-06-24", "5", "mill lane", "zz1 2xx"}),
      correct};
  RunContext run;
  index.apply(changes, run);
  const auto golden = index.golden(*index.entity_of({"tax", "1"}), {});
  const auto given = std::find_if(golden.begin(), golden.end(), [](const GoldenValue& value) {
    return value.field == "given_name";
  });
  ASSERT_NE(given, golden.end());
  EXPECT_EQ(given->chosen.value, "wilma");
  EXPECT_EQ(given->others[0].value, "william");
}

/// Each term as it was typed.
std::vector<std::string> typed_terms(const char* text) {
  std::vector<std::string> typed;
  for (const QueryTerm& term : query_terms(text)) typed.push_back(term.texts.back());
  return typed;
}

bool may_be(const char* text, const std::string& form) {
  const std::vector<QueryTerm> terms = query_terms(text);
  return terms.size() == 1 &&
         std::find(terms[0].texts.begin(), terms[0].texts.end(), form) != terms[0].texts.end();
}

TEST(query_terms, numbers_in_groups_are_one) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(typed_terms("07100 000 001"), Words{"07100000001"});
  EXPECT_EQ(query_terms("5 mill lane").size(), 3);
  EXPECT_TRUE(query_terms("  \" ").empty());
  EXPECT_EQ(typed_terms("07 12 34 56 78"), Words{"0712345678"});
  EXPECT_EQ(typed_terms("12 11 7946 0001"), Words{"121179460001"});
}

TEST(query_terms, a_number_is_read_in_the_forms_that_records_have) {
  // A National Insurance number is known without its last letter.
  for (const char* text : {"QQ654321D", "QQ 65 43 21 D", "QQ 654321 D", "qq65 4321 d", "QQ654321 D",
                           "QQ 65 43 21", "QQ-65-43-21-D"}) {
    EXPECT_TRUE(may_be(text, "qq654321")) << text;
  }
  EXPECT_EQ(typed_terms("no 123456"), (std::vector<std::string>{"no", "123456"}));
  // Marks between the parts and zeros in front.
  EXPECT_TRUE(may_be("999-000-0018", "9990000018"));
  EXPECT_TRUE(may_be("AB12-345/678", "ab12345678"));
  EXPECT_TRUE(may_be("000012345678", "12345678"));
  // A telephone as it is dialled in its country, for records have it in full.
  for (const char* text : {"702-555-0130", "7025550130", "702.555.0130", "(702)555-0130"}) {
    EXPECT_TRUE(may_be(text, "+17025550130")) << text;
  }
  EXPECT_TRUE(may_be("7700 900001", "+447700900001"));
  EXPECT_TRUE(may_be("0639980012", "+33639980012"));
  EXPECT_TRUE(may_be("0639980012", "+390639980012"));
  // Dates, words and short numbers have one form.
  for (const char* text : {"2001-04-09", "9-apr-2001", "haddad", "o'neill", "1998", "ac12ab",
                           "12345", "jo1-2@example.org"}) {
    EXPECT_EQ(query_terms(text)[0].texts.size(), 1) << text;
  }
}

TEST(query_terms, several_things_that_are_known_stay_several) {
  using Words = std::vector<std::string>;
  // A door or a year beside a postcode, on either side.
  EXPECT_EQ(typed_terms("1 AC1 2AB"), (Words{"1", "ac12ab"}));
  EXPECT_EQ(typed_terms("AC1 2AB 26"), (Words{"ac12ab", "26"}));
  EXPECT_EQ(typed_terms("AC1 2AB 1998"), (Words{"ac12ab", "1998"}));
  EXPECT_EQ(typed_terms("1998 AC1 2AB"), (Words{"1998", "ac12ab"}));
  EXPECT_EQ(typed_terms("1998 ac12ab"), (Words{"1998", "ac12ab"}));
  EXPECT_EQ(typed_terms("EC1A 1BB M1 1AA"), (Words{"ec1a1bb", "m11aa"}));
  // The first half of a postcode alone.
  EXPECT_EQ(typed_terms("haddad 1998 AC1"), (Words{"haddad", "1998", "ac1"}));
  EXPECT_EQ(typed_terms("26 AC1"), (Words{"26", "ac1"}));
  // A telephone that was read in full, an address of e-mail, keys of records.
  EXPECT_EQ(typed_terms("AC1 2AB +447700900001"), (Words{"ac12ab", "+447700900001"}));
  EXPECT_EQ(typed_terms("+447700900001 1998"), (Words{"+447700900001", "1998"}));
  EXPECT_EQ(typed_terms("jo1@example.org 26"), (Words{"jo1@example.org", "26"}));
  EXPECT_EQ(typed_terms("L3 1998"), (Words{"l3", "1998"}));
  EXPECT_EQ(typed_terms("L1 L2"), (Words{"l1", "l2"}));
  // A year and a door or a month; a whole number and a year.
  EXPECT_EQ(typed_terms("pryce 1950 26 peveril"), (Words{"pryce", "1950", "26", "peveril"}));
  EXPECT_EQ(typed_terms("11 1998"), (Words{"11", "1998"}));
  EXPECT_EQ(typed_terms("999 000 0018 1998"), (Words{"9990000018", "1998"}));
  // Groups of one number, letters included.
  EXPECT_EQ(typed_terms("999 000 0018"), Words{"9990000018"});
  EXPECT_EQ(typed_terms("1998 5678 9012"), Words{"199856789012"});
  EXPECT_EQ(typed_terms("CT12 345 678"), Words{"ct12345678"});
}

TEST(query_terms, a_date_is_read_in_any_form) {
  const std::string wanted = "2001-04-09";
  for (const char* text :
       {"9th April 2001", "April 9 2001", "April 9th, 2001",   "9 Apr 2001",
        "9. April 2001",  "Apr. 9, 2001", "9th of April 2001", "9 4 2001",
        "09 04 2001",     "2001 4 9",     "2001 April 9",      "9/4/2001",
        "9.4.2001",       "9-4-2001",     "9-Apr-2001",        "April-9-2001",
        "9th/April/2001", "09APR2001",    "9april2001",        "20010409",
        "09042001",       "2001-04-09",   "2001/4/9",          "2001-04-09T00:00:00",
        "9 April 01",     "9 4 01",       "09 04 01",          "9/4/01"}) {
    const auto terms = query_terms(text);
    ASSERT_EQ(terms.size(), 1) << text;
    EXPECT_NE(std::find(terms[0].texts.begin(), terms[0].texts.end(), wanted), terms[0].texts.end())
        << text;
  }
  EXPECT_EQ(query_terms("1 Sept 1960")[0].texts.front(), "1960-09-01");
  // The month first where the day cannot be.
  EXPECT_EQ(query_terms("4/13/2001")[0].texts.front(), "2001-04-13");
  EXPECT_EQ(query_terms("29 2 2000")[0].texts.front(), "2000-02-29");
  // A number in groups may be meant as well: "09 04 01" is also a sort code.
  EXPECT_EQ(query_terms("09 04 01"),
            (std::vector<QueryTerm>{{{"1901-04-09", "2001-04-09", "090401"}, false}}));
  // What stands around a date is looked for beside it.
  EXPECT_EQ(query_terms("Amal 9 4 2001 AC1 2AB"),
            (std::vector<QueryTerm>{
                {{"amal"}, false}, {{"2001-04-09", "942001"}, false}, {{"ac12ab"}, false}}));
}

TEST(query_terms, a_day_that_there_is_not_is_cut_out) {
  using Days = std::vector<std::string>;
  const auto cut = cut_unreal_days("amal 31st of april 2001 ac1 2ab 30/02/1999 \"mill lane\"");
  EXPECT_EQ(cut.text, "amal ac1 2ab \"mill\" \"lane\"");
  EXPECT_EQ(cut.days, (Days{"31st of april 2001", "30/02/1999"}));
  for (const char* text : {"april 31 2001", "2001 april 31", "2001-02-29", "29-feb-2001",
                           "31.4.2001", "32nd april 2001", "29 february 1900"}) {
    EXPECT_EQ(cut_unreal_days(text).days, Days{text});
    EXPECT_EQ(cut_unreal_days(text).text, "") << text;
  }
  // Days that there are, numbers, and what is in quotes.
  for (const char* text :
       {"29 february 2000", "2000-02-29", "4/13/2001", "31 4 2001", "31/4/01", "40-50-60",
        "0 april 2001", "31 mary 2001", "99-99-2001", "31 april 3001", "\"31/04/2001\"",
        "may smith 2001", "", "1/2", "april"}) {
    EXPECT_EQ(cut_unreal_days(text).days, Days{}) << text;
    EXPECT_EQ(cut_unreal_days(text).text, text);
  }
}

TEST(query_terms, what_is_no_date_stays_words) {
  const auto words = [](const char* text) {
    std::vector<std::string> read;
    for (const QueryTerm& term : query_terms(text)) {
      EXPECT_EQ(term.texts.size(), 1) << text;
      read.push_back(term.texts[0]);
    }
    return read;
  };
  using Words = std::vector<std::string>;
  EXPECT_EQ(words("32nd April 2001"), (Words{"32nd", "april", "2001"}));
  EXPECT_EQ(words("31 April 2001"), (Words{"31", "april", "2001"}));
  EXPECT_EQ(words("0 April 2001"), (Words{"0", "april", "2001"}));
  EXPECT_EQ(words("29 February 2001"), (Words{"29", "february", "2001"}));
  EXPECT_EQ(words("May Smith 2001"), (Words{"may", "smith", "2001"}));
  EXPECT_EQ(words("9 Mary 2001"), (Words{"9", "mary", "2001"}));
  EXPECT_EQ(words("Mark 9 Mill Lane"), (Words{"mark", "9", "mill", "lane"}));
  EXPECT_EQ(words("June May April"), (Words{"june", "may", "april"}));
  EXPECT_EQ(words("9th of"), (Words{"9th", "of"}));
  EXPECT_EQ(words("April of 9"), (Words{"april", "of", "9"}));
  EXPECT_EQ(words("st nd rd th"), (Words{"st", "nd", "rd", "th"}));
  EXPECT_EQ(words("1//2 -.- ../ 4/5/6/7"), (Words{"1//2", "-.-", "../", "4/5/6/7"}));
  EXPECT_EQ(words("2001-04-09x"), (Words{"2001-04-09x"}));
  EXPECT_EQ(words("99999999999999999999 4 2001").front().substr(0, 20), "99999999999999999999");
}

}  // namespace
}  // namespace newlyn::index
