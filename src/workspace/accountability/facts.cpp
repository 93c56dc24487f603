// SPDX-License-Identifier: MIT
// Reads purposes, sources, models, the policy and the log of a workspace.
#include "workspace/accountability/facts.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/error.h"
#include "base/toml.h"
#include "governance/audit_verify.h"
#include "governance/facts.h"
#include "governance/policy.h"
#include "source/crawl.h"
#include "workspace/governance/home_policy.h"
#include "workspace/governance/log_reading.h"
#include "workspace/governance/purpose_setting.h"
#include "workspace/governance/purpose_state.h"
#include "workspace/governance/read_text.h"
#include "workspace/governance/staff_table.h"
#include "workspace/governance/trace.h"
#include "workspace/home/settings.h"
#include "workspace/index/kind_index.h"
#include "workspace/index/opened_seals.h"
#include "workspace/rights/releases.h"
#include "workspace/rights/request_book.h"
#include "workspace/sources/write_status.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

/// A member of a file that a person keeps, and where it goes.
template <typename Words>
struct WordRow {
  std::string_view name;
  std::string Words::*member;
};

constexpr std::array<WordRow<Organisation>, 13> kOrganisation = {{
    {"name", &Organisation::name},
    {"contact", &Organisation::contact},
    {"joint_controllers", &Organisation::joint_controllers},
    {"data_protection_officer", &Organisation::data_protection_officer},
    {"website", &Organisation::website},
    {"contact_email", &Organisation::contact_email},
    {"senior_responsible_owner", &Organisation::senior_responsible_owner},
    {"transfers", &Organisation::transfers},
    {"disk_encryption", &Organisation::disk_encryption},
    {"consultation", &Organisation::consultation},
    {"public_authority", &Organisation::public_authority},
    {"appropriate_policy_document", &Organisation::appropriate_policy_document},
    {"complaints", &Organisation::complaints},
}};

constexpr std::array<WordRow<ModelWords>, 18> kModelWords = {{
    {"description", &ModelWords::description},
    {"url", &ModelWords::url},
    {"contact_email", &ModelWords::contact_email},
    {"team", &ModelWords::team},
    {"senior_responsible_owner", &ModelWords::senior_responsible_owner},
    {"supplier", &ModelWords::supplier},
    {"access_terms", &ModelWords::access_terms},
    {"scope", &ModelWords::scope},
    {"benefit", &ModelWords::benefit},
    {"previous_process", &ModelWords::previous_process},
    {"alternatives", &ModelWords::alternatives},
    {"information_given", &ModelWords::information_given},
    {"frequency", &ModelWords::frequency},
    {"human_review", &ModelWords::human_review},
    {"training", &ModelWords::training},
    {"appeals", &ModelWords::appeals},
    {"impact_assessments", &ModelWords::impact_assessments},
    {"mitigations", &ModelWords::mitigations},
}};

/// Reads a file of texts. A member that is not known is refused, so that a slip is no gap.
template <typename Words, size_t count>
Words read_words(const std::string& path, const std::array<WordRow<Words>, count>& rows) {
  Words words;
  if (!fs::exists(path)) return words;
  try {
    for (const auto& [key, value] : toml::parse_file(path)) {
      const auto row = std::find_if(rows.begin(), rows.end(),
                                    [&](const auto& one) { return one.name == key.str(); });
      if (row == rows.end() || !value.is_string()) {
        std::string names;
        for (const auto& one : rows)
          names += fmt::format("{}{}", names.empty() ? "" : ", ", one.name);
        throw Error(Code::request_invalid,
                    fmt::format("{}:{}: '{}' is none of its members, or no text. Members: {}.",
                                path, value.source().begin.line, key.str(), names));
      }
      words.*row->member = value.value_or(std::string());
    }
  } catch (const toml::parse_error& problem) {
    throw Error(Code::request_invalid,
                fmt::format("{}:{}: {}. Correct it and try again.", path,
                            problem.source().begin.line, problem.description()));
  }
  return words;
}

ModelFacts read_model(const fs::path& path) {
  ModelFacts model;
  model.name = path.stem().string();
  model.file = "models/" + path.filename().string();
  const auto json = nlohmann::json::parse(read_text(path.string()), nullptr, false);
  if (json.is_discarded() || !json.is_object()) {
    throw Error(Code::model_invalid, fmt::format("{} is no model: it is no JSON.", path.string()));
  }
  const auto text = [&](const char* name) {
    const auto found = json.find(name);
    if (found == json.end()) return std::string();
    return found->is_string() ? found->get<std::string>() : found->dump();
  };
  model.link_type = text("link_type");
  model.prior = text("probability_two_random_records_match");
  for (const auto& comparison : json.value("comparisons", nlohmann::json::array())) {
    if (!comparison.is_object()) continue;
    const auto levels = comparison.find("comparison_levels");
    model.comparisons.push_back(
        {comparison.value("output_column_name", std::string("unnamed")),
         levels == comparison.end() ? 0 : static_cast<uint64_t>(levels->size())});
  }
  for (const auto& rule :
       json.value("blocking_rules_to_generate_predictions", nlohmann::json::array())) {
    const auto sql = rule.is_object() ? rule.value("blocking_rule", std::string()) : std::string();
    model.blocking_rules.push_back(rule.is_string() ? rule.get<std::string>() : sql);
  }
  return model;
}

/// The model that an index is under.
ModelFacts facts_of(const EntityKind& kind, const linkage::FittedModel& fitted) {
  const linkage::Model& of = fitted.parts().model;
  ModelFacts model;
  model.name = kind.name;
  model.file = model_name(kind, fitted.parts().version);
  model.link_type = of.link_type;
  model.prior = fmt::format("{}", of.prior);
  for (const linkage::ModelComparison& comparison : of.comparisons) {
    model.comparisons.push_back({comparison.name, comparison.levels.size()});
  }
  for (const linkage::BlockingRule& rule : of.rules) model.blocking_rules.push_back(rule.sql);
  return model;
}

void read_models(const Home& home, GovernanceFacts& facts) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(home.models(), ignored)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) facts.models.push_back(read_model(file));
  for (const EntityKind& kind : kEntityKinds) {
    const auto fitted = model_in_force(home, kind);
    if (fitted != nullptr) facts.models.push_back(facts_of(kind, *fitted));
  }
  for (ModelFacts& model : facts.models) {
    model.words = read_words(fmt::format("{}/{}.toml", home.models(), model.name), kModelWords);
  }
}

void read_sources(const Home& home, GovernanceFacts& facts) {
  const auto store = open_home_store(home);
  facts.store_encrypted = store->is_encrypted();
  source::prepare_history(*store);
  for (const std::string& name : source_names(home)) {
    SourceFacts source;
    source.definition = source::read_definition(home.definition_of(name), name);
    source.records = source::record_count(*store, name);
    for (const source::SourceRun& run : source::source_runs(*store, name, 10)) {
      if (run.state == "complete" && source.last_run.empty()) source.last_run = day_of(run.ended);
    }
    facts.sources.push_back(std::move(source));
  }
  for (const Release& release : all_releases(*store)) {
    if (is_over(release, facts.today)) ++facts.kept_too_long;
    const bool is_own = release.recipient == release.who || release.what == kAccessPack;
    if (!release.recipient.empty() && !is_own && release.kind != kFiguresAlone) {
      facts.recipients.insert(release.recipient);
    }
  }
}

void read_policy(const Home& home, GovernanceFacts& facts) {
  facts.policy_written = fs::exists(policy_file(home, "rules.policy"));
  if (!facts.policy_written) return;
  const std::string tests = policy_file_text(home, "tests.toml");
  const auto users = tests.empty() ? std::vector<std::string>() : governance::tested_users(tests);
  const auto policy = governance::Policy::parse_or_close(
      policy_file_text(home, "rules.policy"),
      governance::policy_entities(governance::read_roles(policy_file_text(home, "roles.toml")),
                                  governance::read_facts(policy_file_text(home, "facts.toml")),
                                  users));
  facts.policy_closed = !policy.closed_because().empty();
  facts.policy_rules = policy.rule_count();
  if (tests.empty()) return;
  for (const auto& test : governance::run_policy_tests(policy, tests)) {
    ++facts.policy_tests;
    if (!test.passed) ++facts.policy_failed;
  }
}

void add_use(UseFacts& use, const governance::AuditRecord& record) {
  const bool refused =
      record.entry.outcome == "refused" || record.entry.outcome.starts_with("failed");
  ++(refused ? use.refused : use.allowed);
  if (!refused) use.records += record.entry.count;
  use.accounts.insert(record.entry.who);
  if (use.first.empty()) use.first = record.time;
  use.last = record.time;
}

void read_log(const Home& home, GovernanceFacts& facts) {
  UnreviewedSeals seals;
  each_entry(*open_audit(home), {}, [&](const governance::AuditRecord& record) {
    seals.take(record);
    ++facts.entries;
    ReviewOutcome review;
    if (is_review(record, review)) {
      ++facts.reviewed;
      if (review.outcome == "misuse") ++facts.misuse;
    }
    if (record.entry.outcome == "intended") return;
    facts.accounts.insert(record.entry.who);
    if (!record.entry.purpose.empty()) add_use(facts.uses[record.entry.purpose], record);
    add_use(facts.verbs[record.entry.verb], record);
  });
  const std::string folder = home.folder + "/audit";
  facts.broken_seals = seals.count();
  facts.log_whole =
      governance::verify_audit_log({folder, read_text(folder + "/log.pub"), ""}).problems.empty();
}

void read_folder(const Home& home, GovernanceFacts& facts) {
  struct stat state {};
  facts.owner_only = ::stat(home.folder.c_str(), &state) == 0 && (state.st_mode & 077) == 0;
  facts.key_inside = fs::exists(home.key_file());
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(home.folder + "/approvers", ignored)) {
    if (entry.path().extension() == ".pub") ++facts.approvers;
  }
  if (fs::exists(home.folder + "/staff.csv")) facts.staff = read_staff(home).size();
}

void read_objections(const Home& home, GovernanceFacts& facts) {
  for (const PersonRequest& request : read_requests(home)) {
    if (request.kind != "objection") continue;
    ObjectionFacts& of = facts.objections[request.concerns];
    of.open += request.state == "open" ? 1 : 0;
    of.upheld += request.state == "upheld" ? 1 : 0;
  }
}

}  // namespace

std::vector<std::string> gateways_of(const PurposeFacts& known) {
  std::set<std::string> names;
  if (!known.purpose.gateway.empty()) names.insert(known.purpose.gateway);
  for (const governance::RecordedGateway& row : known.gateways) names.insert(row.gateway);
  return {names.begin(), names.end()};
}

GovernanceFacts gather_facts(const Home& home) {
  GovernanceFacts facts;
  facts.today = now_text().substr(0, 10);
  facts.organisation = read_words(home.folder + "/organisation.toml", kOrganisation);
  for (const std::string& name : purpose_names(home)) {
    const PurposeInForce force = purpose_in_force(home, name);
    const std::string version = fmt::format("{}/purposes/{}/{}", home.folder, name, force.version);
    const auto terms = governance::read_agreement_terms(read_text(version + ".toml"));
    facts.purposes.push_back(
        {force.state.purpose, force.version, force.approved_by, force.approved_on,
         force.state.obstacles, purpose_setting(home, force.state.purpose, version).gateways, terms,
         governance::agreement_remarks(force.state.purpose, terms, facts.today)});
  }
  read_sources(home, facts);
  facts.retention = read_retention(home).rules;
  facts.demanded = read_settings(home)["purposes"]["demanded"].value_or(std::string());
  read_objections(home, facts);
  read_models(home, facts);
  read_policy(home, facts);
  read_folder(home, facts);
  read_log(home, facts);
  return facts;
}

GovernanceFacts words_of_model(const Home& home, const std::string& kind) {
  GovernanceFacts facts;
  facts.organisation = read_words(home.folder + "/organisation.toml", kOrganisation);
  ModelFacts& model = facts.models.emplace_back();
  model.name = kind;
  model.words = read_words(fmt::format("{}/{}.toml", home.models(), kind), kModelWords);
  return facts;
}

}  // namespace newlyn::workspace
