// SPDX-License-Identifier: MIT
// What a purpose must say, who may approve it, and when it stops working.
#include "governance/purpose.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "governance/agreement.h"

namespace newlyn::governance {
namespace {

constexpr std::string_view kFile = R"(name = "homelessness_prevention"
reason = "To reach households before they lose their home."
owner = "Head of housing"
author = "a.haddad"
lawful_basis = "public_task"
gateway = "dea_public_service_delivery"
sources = ["housing", "council_tax_2026"]
kinds = ["person"]
roles = ["officer"]
retention_days = 365
start = 2026-12-01
end = 2027-11-30

[dpia]
reference = "DPIA-17"
date = 2026-10-01
review = 2027-10-01

[agreement]
reference = "ISA-4"
parties = ["Ashcombe Council", "Ashcombe Homes"]
data_items = ["name", "address", "arrears"]
until = 2027-06-30

[fields]
family_name = "show"
postcode = "outcode"
birth_date = "year"

[[rows]]
source = "housing"
field = "ward"
values = ["north", "south"]

[[sealed]]
source = "council_tax_2026"

[[sealed]]
source = "housing"
field = "ward"
values = ["east"]

[limits]
council_tax_2026 = "council_tax"
)";

std::string with(std::string from, const std::string& to) {
  std::string text(kFile);
  const size_t at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  return text.replace(at, from.size(), to);
}

std::string finding_of(const std::string& text) {
  const auto findings = check_purpose(read_purpose(text));
  return findings.empty() ? "" : findings[0].what + " " + findings[0].remedy;
}

TEST(purpose, an_assessment_is_to_be_reviewed_on_a_day_to_come) {
  EXPECT_EQ(finding_of(with("review = 2027-10-01", "review = 2026-10-01")),
            "Its impact assessment is not to be reviewed after the day on which it was made. Mend "
            "date or review under [dpia].");
  PurposeSetting setting;
  setting.gateways = {
      {"council_tax_2026", "dea_public_service_delivery", "i.novak", "2026-11-20", "ISA-4"}};
  const PersonKey key = make_person_key("b.smith");
  EXPECT_NO_THROW(approve_purpose(kFile, key.secret, "2027-09-30", setting));
  for (const char* day : {"2027-10-01", "2028-01-01"}) {
    try {
      approve_purpose(kFile, key.secret, day, setting);
      ADD_FAILURE() << day;
    } catch (const Error& error) {
      EXPECT_EQ(std::string(error.what()),
                "homelessness_prevention cannot be approved. Its impact assessment was to be "
                "reviewed by 2027-10-01. Head of housing reviews it, and adds a version with a day "
                "of review to come.");
    }
  }
}

TEST(purpose, a_file_is_read_whole) {
  const Purpose purpose = read_purpose(kFile);
  EXPECT_EQ(purpose.name, "homelessness_prevention");
  EXPECT_EQ(purpose.start, "2026-12-01");
  EXPECT_EQ(purpose.agreement->parties.size(), 2u);
  EXPECT_EQ(purpose.rows[0].values[1], "south");
  EXPECT_TRUE(check_purpose(purpose).empty());
  const record::AccessFilter filter = filter_of(purpose);
  ASSERT_EQ(filter.sealed.size(), 2u);
  EXPECT_TRUE(filter.sealed[0].field.empty());
  EXPECT_EQ(filter.sealed[1].values, std::vector<std::string>{"east"});
  EXPECT_TRUE(filter.allows_source("housing"));
  EXPECT_FALSE(filter.allows_source("debt"));
  EXPECT_EQ(filter.masking_of("postcode"), record::Masking::outcode);
  EXPECT_EQ(filter.masking_of("telephone"), record::Masking::hide);
  EXPECT_FALSE(filter.allows_row("housing", "ward", "west"));
}

TEST(purpose, what_is_missing_is_named_with_its_remedy) {
  EXPECT_EQ(finding_of(with("owner = \"Head of housing\"\n", "")),
            "It has no owner. Name the person who answers for it.");
  EXPECT_NE(finding_of(with("reference = \"DPIA-17\"\n", "")).find("impact assessment"),
            std::string::npos);
  EXPECT_NE(finding_of(with("homelessness_prevention", "two words")).find("single word"),
            std::string::npos);
  EXPECT_NE(finding_of(with("retention_days = 365\n", "")).find("retention_days"),
            std::string::npos);
  EXPECT_NE(finding_of(with("2026-12-01", "2028-12-01")).find("ends before"), std::string::npos);
  // Every statement counts: without any of these lines the purpose cannot be approved.
  for (const char* line : {"reason", "author", "lawful_basis", "sources", "roles", "end"}) {
    const std::string text(kFile);
    const size_t begin = text.find("\n" + std::string(line) + " =") + 1;
    std::string without = text;
    without.erase(begin, text.find('\n', begin) + 1 - begin);
    EXPECT_NE(finding_of(without), "") << line;
  }
}

TEST(purpose, what_nothing_may_rest_on_is_not_used) {
  const std::string sources = "sources = [\"housing\", \"council_tax_2026\"]\n";
  EXPECT_EQ(finding_of(with(sources, sources + "linked_without = [\"crime\"]\n")), "");
  const std::string text = with(sources, sources + "linked_without = [\"crime\"]\n");
  EXPECT_EQ(filter_of(read_purpose(text)).linked_without, std::vector<std::string>{"crime"});
  EXPECT_EQ(finding_of(with(sources, sources + "linked_without = [\"housing\"]\n")),
            "It uses housing, which under linked_without nothing may rest on. Take it out of "
            "sources or out of linked_without.");
  EXPECT_EQ(finding_of(with("sources = [\"housing\", \"council_tax_2026\"]",
                            "sources = [\"housing\"]\nlinked_without = [\"council_tax_2026\"]")),
            "It says of whom council_tax_2026 knows that they exist, and under linked_without "
            "nothing may rest on it. Take it out of [[sealed]] or out of linked_without.");
}

TEST(purpose, the_law_must_be_named_rightly) {
  EXPECT_NE(
      finding_of(with("\"public_task\"", "\"because\"")).find("public_task, legal_obligation"),
      std::string::npos);
  EXPECT_NE(finding_of(with("dea_public_service_delivery", "nothing")).find("legal gateway"),
            std::string::npos);
  EXPECT_NE(finding_of(with("[fields]\n", "[fields]\nethnicity = \"show\"\n"))
                .find("without a condition for special categories"),
            std::string::npos);
  EXPECT_EQ(finding_of(with("[fields]\n", "[fields]\nethnicity = \"hide\"\n")), "");
  EXPECT_NE(finding_of(with("parties = [\"Ashcombe Council\", \"Ashcombe Homes\"]\n", ""))
                .find("information-sharing agreement"),
            std::string::npos);
}

TEST(purpose, statutory_limits_travel_with_a_source) {
  const std::string without = finding_of(with("gateway = \"dea_public_service_delivery\"\n", ""));
  EXPECT_NE(without.find("council_tax_2026 needs a legal gateway"), std::string::npos);
  EXPECT_NE(without.find("Local Government Finance Act 1992"), std::string::npos);
  EXPECT_NE(finding_of(with("\"public_task\"", "\"consent\"")).find("does not open"),
            std::string::npos);
  EXPECT_NE(finding_of(with("[fields]\n", "[fields]\nbank_account = \"last3\"\n"))
                .find("bank_account may not be shown"),
            std::string::npos);
  EXPECT_NE(finding_of(with("= \"council_tax\"", "= \"moon\"")).find("not known"),
            std::string::npos);
}

TEST(purpose, limits_name_bases_and_gateways_that_there_are) {
  std::set<std::string_view> bases;
  std::set<std::string_view> gateways;
  for (const LawRow& row : lawful_bases()) bases.insert(row.name);
  for (const LawRow& row : legal_gateways()) gateways.insert(row.name);
  EXPECT_EQ(statutory_limits().size(), 5u);
  for (const StatutoryLimit& limit : statutory_limits()) {
    EXPECT_FALSE(limit.law.empty());
    for (const auto basis : limit.bases) EXPECT_TRUE(bases.contains(basis)) << basis;
    for (const auto gateway : limit.gateways) EXPECT_TRUE(gateways.contains(gateway)) << gateway;
    for (const auto gateway : limit.openers) EXPECT_TRUE(gateways.contains(gateway)) << gateway;
    EXPECT_FALSE(limit.gateways.empty() && limit.openers.empty()) << limit.name;
  }
}

TEST(purpose, files_with_mistakes_are_refused_in_words) {
  const auto message = [](const std::string& text) -> std::string {
    try {
      read_purpose(text);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(message(with("source = \"council_tax_2026\"\n", "")),
            "The purpose's source under [[sealed]] must be the name of a source. Mend the file.");
  EXPECT_EQ(
      message(with("values = [\"east\"]\n", "")),
      "The purpose's field under [[sealed]] must be given together with values, or neither of "
      "them. Mend the file.");
  EXPECT_EQ(message(with("2026-12-01", "\"soon\"")),
            "The purpose's start must be a date such as 2026-11-28. Mend the file.");
  EXPECT_NE(message(with("\"outcode\"", "\"half\"")).find("pseudonym"), std::string::npos);
  EXPECT_NE(message(with("owner", "ownr")).find("has no ownr"), std::string::npos);
  EXPECT_NE(message("name = ").find("Line 1"), std::string::npos);
  EXPECT_NE(message(with("[\"officer\"]", "\"officer\"")).find("list"), std::string::npos);
  EXPECT_NE(message(with("365", "0")).find("at least 1"), std::string::npos);
}

PurposeSetting added_by(const std::string& who) {
  PurposeSetting setting;
  setting.added_by = who;
  return setting;
}

struct Approved {
  PersonKey key = make_person_key("b.smith");
  std::string file{kFile};
  PurposeSetting setting = added_by("c.jones");
  std::string approval = approve_purpose(kFile, key.secret, "2026-11-28", setting);

  std::string obstacle(const std::string& today) const {
    const auto found = purpose_obstacles({file, approval, {key.public_half}, setting}, today);
    return found.empty() ? "" : found[0].what + " " + found[0].remedy;
  }
};

TEST(purpose, an_approved_purpose_works_between_its_dates) {
  const Approved approved;
  EXPECT_EQ(approved.obstacle("2026-12-01"), "");
  EXPECT_EQ(approved.obstacle("2027-06-30"), "");
  EXPECT_NE(approved.obstacle("2026-11-30").find("It starts on 2026-12-01"), std::string::npos);
  EXPECT_NE(approved.obstacle("2027-07-01").find("sharing agreement ISA-4 ended"),
            std::string::npos);
  EXPECT_NE(approved.obstacle("2027-10-02").find("reviewed by 2027-10-01"), std::string::npos);
  EXPECT_NE(approved.obstacle("2027-12-01").find("It ended on 2027-11-30"), std::string::npos);
}

TEST(purpose, what_an_agreement_cannot_say_is_told) {
  const auto said = [](const std::string& members) {
    try {
      read_agreement_terms("[agreement]\n" + members);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("nothing");
  };
  EXPECT_EQ(said("objective = 7"),
            "The agreement's objective must be a text in quotes. Mend the file.");
  EXPECT_EQ(said("review = \"soon\""),
            "The agreement's review must be a date such as 2026-11-28. Mend the file.");
  EXPECT_EQ(said("start = 2026-12-01\nuntil = \"2026-11-30\""),
            "The agreement's until must be no day before its start. Mend the file.");
  EXPECT_EQ(said("start = 2026-12-01\nuntil = 2026-12-01"), "nothing");
}

TEST(purpose, an_agreement_says_when_it_begins_what_for_and_when_it_is_looked_at_again) {
  const auto with_terms = [](const std::string& lines) {
    std::string file(kFile);
    const std::string until = "until = 2027-06-30\n";
    return file.replace(file.find(until), until.size(), until + lines);
  };
  const AgreementTerms none = read_agreement_terms(kFile);
  EXPECT_EQ(none.start, "");
  const auto gaps = agreement_remarks(read_purpose(kFile), none, "2026-12-01");
  ASSERT_EQ(gaps.size(), 1u);
  EXPECT_NE(gaps[0].find("does not say its objective, benefits, start, review"), std::string::npos);

  const std::string file = with_terms(
      "objective = \"Fewer lose their home.\"\nbenefits = \"Advice in time.\"\n"
      "start = 2026-12-10\nreview = 2027-01-10\n");
  const Purpose purpose = read_purpose(file);
  const AgreementTerms terms = read_agreement_terms(file);
  EXPECT_EQ(terms.objective, "Fewer lose their home.");
  EXPECT_EQ(terms.benefits, "Advice in time.");
  const auto early = agreement_obstacles(purpose, terms, "2026-12-09");
  ASSERT_EQ(early.size(), 1u);
  EXPECT_EQ(early[0].what, "Its sharing agreement ISA-4 begins on 2026-12-10.");
  EXPECT_TRUE(agreement_obstacles(purpose, terms, "2026-12-10").empty());
  EXPECT_TRUE(agreement_obstacles(purpose, terms, "2027-06-30").empty());
  EXPECT_EQ(agreement_obstacles(purpose, terms, "2027-07-01").size(), 1u);
  EXPECT_TRUE(agreement_remarks(purpose, terms, "2027-01-10").empty());
  EXPECT_EQ(agreement_remarks(purpose, terms, "2027-01-11").size(), 1u);

  EXPECT_THROW(read_purpose(with_terms("start = \"soon\"\n")), Error);
  EXPECT_THROW(read_purpose(with_terms("objective = 1\n")), Error);
  EXPECT_THROW(read_purpose(with_terms("start = 2027-07-01\n")), Error);
}

TEST(purpose, an_unapproved_purpose_says_who_can_approve_it) {
  const auto found = purpose_obstacles({kFile, "", {}, {}}, "2026-12-01");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(
      found[0].remedy,
      "Somebody other than a.haddad reads it with newlyn purpose show homelessness_prevention "
      "and approves it with newlyn purpose approve homelessness_prevention --version " +
          version_of(kFile) + ".");
}

TEST(purpose, no_byte_of_an_approved_file_or_its_approval_can_be_changed) {
  Approved approved;
  for (size_t i = 0; i < approved.approval.size(); ++i) {
    Approved changed = approved;
    changed.approval[i] = static_cast<char>(changed.approval[i] ^ 1);
    EXPECT_NE(changed.obstacle("2026-12-01"), "") << i;
  }
  approved.file = with("sources = [\"housing\", ", "sources = [\"housing\", \"debt\", ");
  EXPECT_NE(approved.obstacle("2026-12-01").find("approval is not valid"), std::string::npos);
}

TEST(purpose, only_another_person_with_a_known_key_can_approve) {
  const PersonKey author = make_person_key("A.Haddad");
  EXPECT_THROW(approve_purpose(kFile, author.secret, "2026-11-28"), Error);
  const Approved approved;
  const PersonKey stranger = make_person_key("b.smith");
  EXPECT_FALSE(
      purpose_obstacles({kFile, approved.approval, {stranger.public_half}, approved.setting},
                        "2026-12-01")
          .empty());
  EXPECT_THROW(
      approve_purpose(with("owner = \"Head of housing\"\n", ""), approved.key.secret, "2026-11-28"),
      Error);
  EXPECT_THROW(approve_purpose(kFile, "no key", "2026-11-28"), Error);
  EXPECT_THROW(make_person_key("two words"), Error);
}

TEST(purpose, whoever_added_a_version_cannot_approve_it) {
  const PersonKey adder = make_person_key("C.Jones");
  const PurposeSetting setting = added_by("c.jones");
  EXPECT_THROW(approve_purpose(kFile, adder.secret, "2026-11-28", setting), Error);
  // Nor does a note signed where nobody knew who had added it count here.
  Approved elsewhere;
  elsewhere.key = adder;
  elsewhere.approval = approve_purpose(kFile, adder.secret, "2026-11-28");
  EXPECT_NE(elsewhere.obstacle("2026-12-01").find("approval is not valid"), std::string::npos);
  // Who added it is part of what is signed.
  Approved approved;
  approved.setting.added_by = "somebody.else";
  EXPECT_NE(approved.obstacle("2026-12-01").find("approval is not valid"), std::string::npos);
  // Approvals of a release that did not record it stay good.
  Approved earlier;
  earlier.setting = {};
  earlier.approval = approve_purpose(kFile, earlier.key.secret, "2026-11-28");
  EXPECT_EQ(earlier.obstacle("2026-12-01"), "");
}

std::string first_of(const std::vector<PurposeFinding>& findings) {
  return findings.empty() ? "" : findings[0].what + " " + findings[0].remedy;
}

TEST(purpose, a_limit_that_a_source_carries_counts_whatever_the_purpose_says) {
  const Purpose purpose = read_purpose(with("[limits]\ncouncil_tax_2026 = \"council_tax\"\n", ""));
  PurposeSetting setting;
  setting.limits["council_tax_2026"] = "council_tax";
  setting.limits["elsewhere"] = "benefit";
  EXPECT_EQ(first_of(check_purpose(purpose, setting)), "");
  const std::string closed = first_of(find_closed_sources(purpose, setting));
  EXPECT_NE(closed.find("no gateway is recorded"), std::string::npos) << closed;
  EXPECT_NE(closed.find("newlyn purpose gateway homelessness_prevention"), std::string::npos);
  setting.gateways = {{"council_tax_2026", "dea_public_service_delivery", "i.novak", "", ""}};
  EXPECT_EQ(first_of(find_closed_sources(purpose, setting)), "");
  setting.gateways[0].gateway = "child_welfare";
  EXPECT_NE(first_of(find_closed_sources(purpose, setting)).find("does not open"),
            std::string::npos);
  setting.gateways[0].source = "housing";
  EXPECT_NE(first_of(find_closed_sources(purpose, setting)).find("no gateway is recorded"),
            std::string::npos);
}

TEST(purpose, no_gateway_opens_a_basis_or_a_field_that_the_law_closes) {
  PurposeSetting setting;
  setting.limits["council_tax_2026"] = "council_tax";
  setting.gateways = {{"council_tax_2026", "dea_public_service_delivery", "i.novak", "", ""}};
  const Purpose consent = read_purpose(with("\"public_task\"", "\"consent\""));
  EXPECT_NE(first_of(check_purpose(consent, setting)).find("does not open"), std::string::npos);
  setting.limits["council_tax_2026"] = "of_my_own";
  EXPECT_NE(first_of(check_purpose(read_purpose(kFile), setting)).find("is not known"),
            std::string::npos);
}

TEST(purpose, a_register_of_electors_opens_for_its_functions_alone) {
  const Purpose purpose = read_purpose(kFile);
  PurposeSetting setting;
  setting.limits["housing"] = "electoral_register";
  EXPECT_FALSE(find_closed_sources(purpose, setting).empty());
  EXPECT_TRUE(gateway_obstacle(purpose, "electoral_register", {"housing", "dea_debt", "", "", ""}));
  EXPECT_FALSE(gateway_obstacle(purpose, "electoral_register",
                                {"housing", "register_functions", "", "", ""}));
}

TEST(purpose, columns_of_special_categories_need_a_condition) {
  PurposeSetting setting;
  setting.special["housing"] = "ethnic_group (ethnic origin)";
  const std::string found = first_of(check_purpose(read_purpose(kFile), setting));
  EXPECT_NE(found.find("ethnic_group (ethnic origin)"), std::string::npos) << found;
  const Purpose with_condition = read_purpose(
      with("lawful_basis", "special_category = \"substantial_public_interest\"\nlawful_basis"));
  EXPECT_TRUE(check_purpose(with_condition, setting).empty());
  setting.special = {{"elsewhere", "ethnic_group (ethnic origin)"}};
  EXPECT_TRUE(check_purpose(read_purpose(kFile), setting).empty());
}

TEST(purpose, a_field_that_is_a_closed_column_of_the_source_is_not_shown) {
  PurposeSetting setting;
  setting.limits["council_tax_2026"] = "council_tax";
  setting.closed["council_tax_2026"] = {{"account", "bank_account_number"}};
  EXPECT_TRUE(check_purpose(read_purpose(kFile), setting).empty());
  const std::string shown = first_of(
      check_purpose(read_purpose(with("[fields]", "[fields]\naccount = \"last3\"")), setting));
  EXPECT_NE(shown.find("it is its column bank_account_number"), std::string::npos) << shown;
}

TEST(purpose, a_public_authority_has_no_legitimate_interests) {
  const Purpose purpose = read_purpose(with("[limits]\ncouncil_tax_2026 = \"council_tax\"\n", ""));
  Purpose own = purpose;
  own.lawful_basis = "legitimate_interests";
  EXPECT_NE(first_of(check_purpose(own)).find("legitimate interests"), std::string::npos);
  PurposeSetting setting;
  setting.is_public_authority = false;
  EXPECT_TRUE(check_purpose(own, setting).empty());
}

TEST(purpose, an_assessment_is_made_before_anything_is_used) {
  EXPECT_NE(finding_of(with("date = 2026-10-01", "date = 2027-10-02"))
                .find("not to be reviewed after the day on which it was made"),
            std::string::npos);
  const std::string file = with("date = 2026-10-01", "date = 2027-01-01");
  const auto found = purpose_obstacles({file, "", {}, {}}, "2026-12-01");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[1].what, "Its impact assessment is of 2027-01-01, which is still to come.");
  EXPECT_EQ(purpose_obstacles({file, "", {}, {}}, "2027-01-01").size(), 1u);
}

}  // namespace
}  // namespace newlyn::governance
