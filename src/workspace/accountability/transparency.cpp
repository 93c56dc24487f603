// SPDX-License-Identifier: MIT
// Algorithmic transparency records of models, and evidence of secure design.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "workspace/accountability/document.h"
#include "workspace/home/settings.h"

namespace newlyn::workspace {
namespace {

std::string either(const std::string& own, const std::string& shared) {
  return own.empty() ? shared : own;
}

/// What nobody has said, with where to say it: an empty cell would look as if there were nothing.
std::string said(const std::string& value, std::string_view member, const std::string& file) {
  return value.empty() ? fmt::format("NOT SAID: write {} in {}", member, file) : value;
}

std::string words_file(const ModelFacts& model) {
  return fmt::format("models/{}.toml", model.name);
}

constexpr const char* kOrganisationFile = "organisation.toml";

Document tier_one(const GovernanceFacts& facts, const ModelFacts& model) {
  return {
      {"name", model.name},
      {"description", said(model.words.description, "description", words_file(model))},
      {"website",
       said(either(model.words.url, facts.organisation.website), "website", kOrganisationFile)},
      {"contact_email", said(either(model.words.contact_email, facts.organisation.contact_email),
                             "contact_email", kOrganisationFile)}};
}

Document specification(const ModelFacts& model) {
  Document comparisons = Document::array();
  for (const ModelComparison& comparison : model.comparisons) {
    comparisons.push_back(fmt::format("{} in {} levels", comparison.column, comparison.levels));
  }
  return {{"method", "probabilistic record linkage after Fellegi and Sunter (1969)"},
          {"link_type", model.link_type},
          {"prior", model.prior},
          {"comparisons", comparisons},
          {"blocking_rules", model.blocking_rules},
          {"file", model.file}};
}

Document tier_two(const GovernanceFacts& facts, const ModelFacts& model) {
  const ModelWords& words = model.words;
  std::vector<std::string> sources;
  std::vector<std::string> assessments;
  for (const SourceFacts& source : facts.sources) sources.push_back(source.definition.name);
  for (const PurposeFacts& known : facts.purposes) {
    assessments.push_back(known.purpose.dpia_reference);
  }
  const std::string file = words_file(model);
  return {{"organisation", said(facts.organisation.name, "name", kOrganisationFile)},
          {"team", said(words.team, "team", file)},
          {"senior_responsible_owner",
           said(either(words.senior_responsible_owner, facts.organisation.senior_responsible_owner),
                "senior_responsible_owner", kOrganisationFile)},
          {"supplier", either(words.supplier, "none: run by the organisation itself")},
          {"data_access_terms", words.supplier.empty()
                                    ? either(words.access_terms, "none: no supplier has the data")
                                    : said(words.access_terms, "access_terms", file)},
          {"scope", said(words.scope, "scope", file)},
          {"benefit", said(words.benefit, "benefit", file)},
          {"previous_process", said(words.previous_process, "previous_process", file)},
          {"alternatives_considered", said(words.alternatives, "alternatives", file)},
          {"process_integration",
           "Gives pairs of records with a probability; people see why and can judge them."},
          {"information_given",
           either(words.information_given,
                  "Pairs of records with the probability that they are about one, and what speaks "
                  "for and against it.")},
          {"frequency", said(words.frequency, "frequency", file)},
          {"human_review", either(words.human_review,
                                  "No result decides about a person; judgements outrank scores and "
                                  "can be withdrawn.")},
          {"training_of_staff", said(words.training, "training", file)},
          {"appeals", said(words.appeals, "appeals", file)},
          {"specification", specification(model)},
          {"data", sources},
          {"impact_assessments",
           said(either(words.impact_assessments, fmt::format("{}", fmt::join(assessments, ", "))),
                "impact_assessments", file)},
          {"risks", "see the impact assessment in this report"},
          {"mitigations",
           either(words.mitigations, "see the measures of the impact assessment in this report")}};
}

/// How often anything was asked of the workspace, and how often that was refused.
std::pair<uint64_t, uint64_t> asks_in(const GovernanceFacts& facts) {
  std::pair<uint64_t, uint64_t> asks{0, 0};
  for (const auto& [verb, use] : facts.verbs) {
    asks.first += use.allowed + use.refused;
    asks.second += use.refused;
  }
  return asks;
}

struct Principle {
  std::string name;
  std::string evidence;
  bool shown = false;
};

}  // namespace

std::vector<std::string> tier_one_gaps(const GovernanceFacts& facts, const ModelFacts& model) {
  std::vector<std::string> gaps;
  if (model.words.description.empty()) gaps.push_back("description in " + words_file(model));
  if (either(model.words.url, facts.organisation.website).empty()) {
    gaps.push_back(fmt::format("website in {}", kOrganisationFile));
  }
  if (either(model.words.contact_email, facts.organisation.contact_email).empty()) {
    gaps.push_back(fmt::format("contact_email in {}", kOrganisationFile));
  }
  return gaps;
}

void expect_transparent(const Home& home, const EntityKind& kind) {
  const toml::table settings = read_settings(home);
  const auto setting = settings["models"]["transparency"];
  const std::string word = setting ? setting.value_or(std::string()) : "reported";
  if (word == "reported") return;
  if (word != "demanded") {
    throw Error(Code::request_invalid,
                fmt::format("newlyn.toml: transparency = \"{}\" under [models] is not known. Write "
                            "\"demanded\" or \"reported\".",
                            word));
  }
  const GovernanceFacts facts = words_of_model(home, std::string(kind.name));
  const std::vector<std::string> gaps = tier_one_gaps(facts, facts.models[0]);
  if (gaps.empty()) return;
  throw Error(Code::request_invalid,
              fmt::format("The model of {} links nobody, because Tier 1 of its transparency record "
                          "lacks {}. Write it there and link again; newlyn.toml says under "
                          "[models] that it is demanded.",
                          kind.plural, fmt::join(gaps, ", ")));
}

Document transparency_records(const GovernanceFacts& facts) {
  Document list = Document::array();
  for (const ModelFacts& model : facts.models) {
    list.push_back({{"model", model.name},
                    {"tier_1", tier_one(facts, model)},
                    {"tier_1_whole", tier_one_gaps(facts, model).empty()},
                    {"tier_2", tier_two(facts, model)}});
  }
  return list;
}

Document secure_design(const GovernanceFacts& facts) {
  const Organisation& body = facts.organisation;
  uint64_t assessed = 0;
  uint64_t approved = 0;
  for (const PurposeFacts& known : facts.purposes) {
    assessed += known.purpose.dpia_reference.empty() ? 0 : 1;
    approved += known.approved_by.empty() ? 0 : 1;
  }
  const auto [asked, refused] = asks_in(facts);
  const bool log = facts.log_whole;
  const Principle principles[] = {
      {"1 Create responsibility for cyber risk",
       body.senior_responsible_owner.empty()
           ? "Nobody is named: senior_responsible_owner in organisation.toml."
           : body.senior_responsible_owner + " answers for it; each purpose has an owner.",
       !body.senior_responsible_owner.empty()},
      {"2 Source secure technology products",
       "To be stated by a person: who judged the libraries, which stand with versions and licences "
       "in docs/internals/dependencies.md, and the machine that it runs on.",
       false},
      {"3 Adopt a risk-driven approach",
       fmt::format("{} of {} purposes have an impact assessment; the draft above follows from what "
                   "is configured.",
                   assessed, facts.purposes.size()),
       assessed == facts.purposes.size() && assessed > 0},
      {"4 Design usable security controls",
       fmt::format("{} of {} asks were refused, each with why and what to do. To be stated by a "
                   "person: whether staff get on with the controls, or go round them.",
                   refused, asked),
       false},
      {"5 Build in detect and respond security",
       fmt::format("{} audit entries of {} accounts, {}; {} looks reviewed; {} of staff known to "
                   "newlyn audit unusual.",
                   facts.entries, facts.accounts.size(), log ? "verified whole" : "NOT whole",
                   facts.reviewed, facts.staff),
       log && facts.staff > 0},
      {"6 Design flexible architectures",
       "To be stated by a person: how the workspace is moved, replaced or taken out of use. It is "
       "one folder of DuckDB, TOML, JSON and C2SP tiles.",
       false},
      {"7 Minimise the attack surface",
       facts.owner_only ? "No port is open, nothing is sent; only one account may enter the folder."
                        : "No port is open, nothing is sent; BUT others may enter the folder.",
       facts.owner_only},
      {"8 Defend in depth",
       fmt::format("Purpose, role and policy ({} rules) decide together; keys of subjects, secrets "
                   "and backups are encrypted, the store {}; the key is kept {}.",
                   facts.policy_rules, facts.store_encrypted ? "as well" : "is not",
                   facts.key_inside ? "in the folder" : "outside the folder"),
       facts.policy_rules > 0},
      {"9 Embed continuous assurance",
       fmt::format("{} tests of the policy, {} of them fail; this report is made anew each time.",
                   facts.policy_tests, facts.policy_failed),
       facts.policy_tests > 0 && facts.policy_failed == 0},
      {"10 Make changes securely",
       fmt::format("{} of {} purposes were approved by a second person's signature; {} people may "
                   "approve; no version is taken away.",
                   approved, facts.purposes.size(), facts.approvers),
       approved == facts.purposes.size() && approved > 0},
  };
  Document list = Document::array();
  for (const Principle& principle : principles) {
    list.push_back({{"principle", principle.name},
                    {"evidence", principle.evidence},
                    {"shown", principle.shown}});
  }
  return list;
}

}  // namespace newlyn::workspace
