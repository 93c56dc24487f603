// SPDX-License-Identifier: MIT
// The members of [agreement] that a purpose can do without.
#include "governance/agreement.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/toml.h"
#include "governance/subject_access.h"

namespace newlyn::governance {
namespace {

[[noreturn]] void refuse(std::string_view member, std::string_view must) {
  throw Error(Code::request_invalid,
              fmt::format("The agreement's {} must be {}. Mend the file.", member, must));
}

std::string text_of(const toml::table& agreement, std::string_view member) {
  const toml::node* node = agreement.get(member);
  if (node == nullptr) return "";
  const auto text = node->value_exact<std::string>();
  if (!text) refuse(member, "a text in quotes");
  return *text;
}

std::string date_of(const toml::table& agreement, std::string_view member) {
  const toml::node* node = agreement.get(member);
  if (node == nullptr) return "";
  if (const auto date = node->value_exact<toml::date>()) {
    return fmt::format("{:04}-{:02}-{:02}", date->year, date->month, date->day);
  }
  const auto text = node->value_exact<std::string>();
  if (!text || !read_day(*text)) refuse(member, "a date such as 2026-11-28");
  return *text;
}

}  // namespace

AgreementTerms read_agreement_terms(std::string_view text) {
  const toml::table file = toml::parse(text);
  const toml::node* node = file.get("agreement");
  const toml::table* agreement = node == nullptr ? nullptr : node->as_table();
  if (agreement == nullptr) return {};
  AgreementTerms terms{text_of(*agreement, "objective"), text_of(*agreement, "benefits"),
                       date_of(*agreement, "start"), date_of(*agreement, "review")};
  const std::string until = date_of(*agreement, "until");
  if (!until.empty() && until < terms.start) refuse("until", "no day before its start");
  return terms;
}

std::vector<PurposeFinding> agreement_obstacles(const Purpose& purpose, const AgreementTerms& terms,
                                                const std::string& today) {
  std::vector<PurposeFinding> findings;
  if (!purpose.agreement) return findings;
  const SharingAgreement& agreement = *purpose.agreement;
  if (today < terms.start) {
    findings.push_back(
        {fmt::format("Its sharing agreement {} begins on {}.", agreement.reference, terms.start),
         "Wait: nothing is shared before, or add a version under an agreement in force."});
  }
  if (!agreement.until.empty() && today > agreement.until) {
    findings.push_back(
        {fmt::format("Its sharing agreement {} ended on {}.", agreement.reference, agreement.until),
         "Renew the agreement, and add a version with the new date."});
  }
  return findings;
}

std::vector<std::string> agreement_remarks(const Purpose& purpose, const AgreementTerms& terms,
                                           const std::string& today) {
  std::vector<std::string> remarks;
  if (!purpose.agreement) return remarks;
  const std::string& reference = purpose.agreement->reference;
  std::vector<std::string_view> missing;
  if (terms.objective.empty()) missing.push_back("objective");
  if (terms.benefits.empty()) missing.push_back("benefits");
  if (terms.start.empty()) missing.push_back("start");
  if (terms.review.empty()) missing.push_back("review");
  if (!missing.empty()) {
    remarks.push_back(
        fmt::format("The sharing agreement {} does not say its {}, which the public register of "
                    "the Digital Economy Act asks. Write them under [agreement].",
                    reference, fmt::join(missing, ", ")));
  }
  if (!terms.review.empty() && terms.review < today) {
    remarks.push_back(
        fmt::format("The sharing agreement {} was to be reviewed by {}. Review it, "
                    "and add a version with the new date.",
                    reference, terms.review));
  }
  return remarks;
}

}  // namespace newlyn::governance
