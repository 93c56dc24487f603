// SPDX-License-Identifier: MIT
// The privacy notice in plain English: what Articles 13 and 14 of the UK GDPR ask to be told, from
// purposes, sources, retention rules and the register of what was handed out.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "base/clock.h"
#include "workspace/accountability/papers.h"
#include "workspace/files/plain_label.h"

namespace newlyn::workspace {
namespace {

using governance::LawRow;
using governance::Purpose;

constexpr const char* kNotSaid = "[not said yet]";

std::string or_gap(const std::string& text) { return text.empty() ? kNotSaid : text; }

/// "needed to keep the law (UK GDPR Article 6(1)(c))".
std::string law_words(const std::vector<LawRow>& rows, const std::string& name) {
  for (const LawRow& row : rows) {
    if (row.name == name) return fmt::format("{} ({})", row.words, row.law);
  }
  return name;
}

bool is_in_force(const PurposeFacts& known) { return known.obstacles.empty(); }

std::vector<const Purpose*> purposes_in_force(const GovernanceFacts& facts) {
  std::vector<const Purpose*> purposes;
  for (const PurposeFacts& known : facts.purposes) {
    if (is_in_force(known)) purposes.push_back(&known.purpose);
  }
  return purposes;
}

bool any_on(const GovernanceFacts& facts, std::initializer_list<std::string_view> bases) {
  const auto purposes = purposes_in_force(facts);
  return std::any_of(purposes.begin(), purposes.end(), [&](const Purpose* purpose) {
    return std::find(bases.begin(), bases.end(), purpose->lawful_basis) != bases.end();
  });
}

Document who_we_are(const GovernanceFacts& facts) {
  const Organisation& body = facts.organisation;
  Document said = {
      fmt::format("{} decides why and how your information is used: it is the "
                  "controller.",
                  or_gap(body.name)),
      fmt::format("You can reach us at: {}", or_gap(body.contact)),
      fmt::format("Our data protection officer: {}", or_gap(body.data_protection_officer))};
  if (!body.contact_email.empty()) said.push_back("E-mail: " + body.contact_email);
  if (!body.joint_controllers.empty()) {
    said.push_back("We decide together with: " + body.joint_controllers);
  }
  return said;
}

Document what_for(const GovernanceFacts& facts) {
  Document said = Document::array();
  for (const PurposeFacts& known : facts.purposes) {
    if (!is_in_force(known)) continue;
    const Purpose* purpose = &known.purpose;
    std::string words = fmt::format("{} We may do this because it is {}.", purpose->reason,
                                    law_words(governance::lawful_bases(), purpose->lawful_basis));
    if (!purpose->special_category.empty()) {
      words += fmt::format(" For sensitive information the law asks for more: {}.",
                           law_words(governance::special_conditions(), purpose->special_category));
    }
    std::vector<std::string> gateways;
    for (const std::string& name : gateways_of(known)) {
      gateways.push_back(law_words(governance::legal_gateways(), name));
    }
    if (!gateways.empty()) {
      words += fmt::format(" The law that lets us share it: {}.", fmt::join(gateways, "; "));
    }
    if (purpose->lawful_basis.ends_with("legitimate_interests")) {
      words += fmt::format(" The interest is: {}", purpose->reason);
    }
    said.push_back(words);
  }
  if (said.empty()) said.push_back("No use is approved today, so nothing is used.");
  return said;
}

/// Words for the fields that purposes in force use, once each.
std::vector<std::string> categories(const GovernanceFacts& facts) {
  std::set<std::string> labels;
  for (const Purpose* purpose : purposes_in_force(facts)) {
    for (const auto& [field, masking] : purpose->fields) {
      if (masking != record::Masking::hide) labels.insert(plain_label(field));
    }
  }
  return {labels.begin(), labels.end()};
}

Document what_and_where_from(const GovernanceFacts& facts) {
  std::set<std::string> used;
  for (const Purpose* purpose : purposes_in_force(facts)) {
    used.insert(purpose->sources.begin(), purpose->sources.end());
  }
  Document said = Document::array();
  const auto labels = categories(facts);
  said.push_back(labels.empty() ? std::string("No field is used by an approved purpose.")
                                : fmt::format("We use: {}.", fmt::join(labels, ", ")));
  for (const std::string& source : used) {
    const auto known =
        std::find_if(facts.sources.begin(), facts.sources.end(),
                     [&](const SourceFacts& one) { return one.definition.name == source; });
    said.push_back(known == facts.sources.end()
                       ? fmt::format("From {}, which is not read at present.", source)
                       : fmt::format("From our system {}: {} records, last read {}.", source,
                                     known->records,
                                     known->last_run.empty() ? "never" : known->last_run));
  }
  said.push_back(
      "We did not ask you for it again: it is what you or others gave to these services. It is not "
      "from sources open to everybody unless one of them says so.");
  return said;
}

Document who_gets_it(const GovernanceFacts& facts) {
  Document said = Document::array();
  for (const Purpose* purpose : purposes_in_force(facts)) {
    if (!purpose->agreement) continue;
    const std::string words =
        fmt::format("{}, under the agreement {}.", fmt::join(purpose->agreement->parties, " and "),
                    purpose->agreement->reference);
    if (std::find(said.begin(), said.end(), words) == said.end()) said.push_back(words);
  }
  for (const std::string& recipient : facts.recipients) {
    said.push_back(fmt::format("It was handed to {}.", recipient));
  }
  if (said.empty()) said.push_back("Nobody outside our body gets it.");
  said.push_back(facts.organisation.transfers.empty()
                     ? std::string("The program sends nothing to another country by itself.")
                     : "Other countries: " + facts.organisation.transfers);
  return said;
}

Document how_long(const GovernanceFacts& facts) {
  Document said = Document::array();
  for (const RetentionRule& rule : facts.retention) {
    const std::string what = retained_words(rule);
    said.push_back(fmt::format("{}{}: {} ({}).", rule.source,
                               what == "everything" ? "" : ", " + what, retention_words(rule),
                               rule.reason));
  }
  for (const SourceFacts& source : facts.sources) {
    const std::string& name = source.definition.name;
    if (std::none_of(facts.retention.begin(), facts.retention.end(),
                     [&](const RetentionRule& rule) { return rule.source == name; })) {
      said.push_back(fmt::format("{}: {}", name, kNotSaid));
    }
  }
  for (const Purpose* purpose : purposes_in_force(facts)) {
    said.push_back(fmt::format("What we work out for \"{}\": for {} days.", purpose->reason,
                               purpose->retention_days));
  }
  return said;
}

/// The rights that the lawful bases leave: Articles 15 to 22.
Document your_rights(const GovernanceFacts& facts) {
  Document said = {"to be told what we hold about you, and to have a copy of it",
                   "to have what is wrong put right",
                   "to have its use restricted while something is in dispute",
                   any_on(facts, {"legal_obligation", "public_task"})
                       ? "to have it deleted, unless the law or a public task makes us keep it"
                       : "to have it deleted"};
  if (any_on(facts, {"public_task", "legitimate_interests", "recognised_legitimate_interests"})) {
    said.push_back("to object to it being used");
  }
  if (any_on(facts, {"consent", "contract"})) {
    said.push_back("to take what you gave us to somebody else, in a form a machine can read");
  }
  if (any_on(facts, {"consent"})) {
    said.push_back("to withdraw your consent at any time; what was done before stays lawful");
  }
  return said;
}

Document decisions(const GovernanceFacts& facts) {
  Document said = {"No decision about you is made by a computer alone."};
  if (facts.models.empty()) return said;
  said.push_back(fmt::format(
      "A computer compares records and puts together those that are very likely one person's ({} "
      "{}). Anybody who works with the result can see why, and put it right.",
      facts.models.size(), facts.models.size() == 1 ? "model" : "models"));
  return said;
}

Document complaints(const GovernanceFacts& facts) {
  const Organisation& body = facts.organisation;
  Document said = {fmt::format("Ask us first: {}", or_gap(body.contact))};
  if (!body.complaints.empty()) said.push_back("How to complain to us: " + body.complaints);
  said.push_back(
      "If you complain to us about the use of your information, we say within 30 days that we have "
      "your complaint, look into it without delay, and tell you what came of it (Data Protection "
      "Act 2018, section 164A).");
  said.push_back("You can complain to the Information Commissioner, and go to court.");
  return said;
}

Document duties(const GovernanceFacts& facts) {
  if (any_on(facts, {"legal_obligation", "contract"})) {
    return {
        "Some of it must be given by law or for a contract; the service that asks says what "
        "happens otherwise."};
  }
  return {"You do not have to give us anything for this: we use what services have already."};
}

void add_gap(Document& open, bool is_gap, const std::string& what, const std::string& remedy) {
  if (is_gap) open.push_back({{"what", what}, {"remedy", remedy}});
}

Document gaps(const GovernanceFacts& facts) {
  const Organisation& body = facts.organisation;
  Document open = Document::array();
  add_gap(open, body.name.empty(), "Who the controller is.",
          "Write name = \"...\" in organisation.toml.");
  add_gap(open, body.contact.empty(), "How to reach the controller.",
          "Write contact = \"...\" in organisation.toml.");
  add_gap(open, body.data_protection_officer.empty(), "Who the data protection officer is.",
          "Write data_protection_officer = \"...\" in organisation.toml.");
  add_gap(open, purposes_in_force(facts).empty(), "What the data is used for.",
          "Have a purpose approved: newlyn purpose list says what each lacks.");
  std::vector<std::string_view> without_rule;
  for (const SourceFacts& source : facts.sources) {
    const std::string& name = source.definition.name;
    const bool has_rule =
        std::any_of(facts.retention.begin(), facts.retention.end(),
                    [&](const RetentionRule& rule) { return rule.source == name; });
    if (!has_rule) without_rule.push_back(name);
  }
  add_gap(open, !without_rule.empty(),
          fmt::format("How long these sources are kept: {}.", fmt::join(without_rule, ", ")),
          "Write a rule for each in retention/N.toml.");
  return open;
}

}  // namespace

Document privacy_notice_document(const GovernanceFacts& facts) {
  return {
      {"format", "newlyn privacy notice 1"},
      {"made", now_text()},
      {"controller", facts.organisation.name},
      {"sections",
       {{{"heading", "Who we are"}, {"article", "13(1)(a), (b)"}, {"says", who_we_are(facts)}},
        {{"heading", "What we use your information for, and why we may"},
         {"article", "13(1)(c), (d)"},
         {"says", what_for(facts)}},
        {{"heading", "What we use and where it comes from"},
         {"article", "14(1)(d), 14(2)(f)"},
         {"says", what_and_where_from(facts)}},
        {{"heading", "Who gets it"}, {"article", "13(1)(e), (f)"}, {"says", who_gets_it(facts)}},
        {{"heading", "How long we keep it"}, {"article", "13(2)(a)"}, {"says", how_long(facts)}},
        {{"heading", "What you may ask for"},
         {"article", "13(2)(b), (c)"},
         {"says", your_rights(facts)}},
        {{"heading", "Whether you have to give it"},
         {"article", "13(2)(e)"},
         {"says", duties(facts)}},
        {{"heading", "Decisions by computer"}, {"article", "13(2)(f)"}, {"says", decisions(facts)}},
        {{"heading", "If you are not content"},
         {"article", "13(2)(d)"},
         {"says", complaints(facts)}}}},
      {"open", gaps(facts)}};
}

Page privacy_notice_page(const Document& notice) {
  Page page;
  const auto controller = notice["controller"].get<std::string>();
  page.title = "How we use your information";
  page.subtitle = controller;
  for (const Document& point : notice["open"]) {
    page.warnings.push_back(fmt::format("Not said yet: {} {}", point["what"].get<std::string>(),
                                        point["remedy"].get<std::string>()));
  }
  for (const Document& section : notice["sections"]) {
    PageSection of{fmt::format("section-{}", page.sections.size() + 1),
                   section["heading"].get<std::string>(),
                   {},
                   {},
                   {}};
    for (const Document& says : section["says"]) of.paragraphs.push_back(says.get<std::string>());
    page.sections.push_back(std::move(of));
  }
  page.foot = fmt::format(
      "Made {} from approved purposes, sources, retention rules and the register of what was "
      "handed "
      "out. The data protection officer reads it before it is published.",
      notice["made"].get<std::string>());
  return page;
}

std::string privacy_notice_text(const Document& notice) {
  std::string text =
      fmt::format("How we use your information\n{}\n", notice["controller"].get<std::string>());
  for (const Document& section : notice["sections"]) {
    text += fmt::format("\n{}\n", section["heading"].get<std::string>());
    for (const Document& says : section["says"]) text += "  " + says.get<std::string>() + "\n";
  }
  return text;
}

}  // namespace newlyn::workspace
