// SPDX-License-Identifier: MIT
// The setting first, then the purpose with its policy. A workspace without a policy file is its
// account's own: what an approved purpose covers, the account may do.
#include "workspace/index/access.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/clock.h"
#include "base/error.h"
#include "governance/decision.h"
#include "workspace/governance/behind_account.h"
#include "workspace/governance/known_time.h"
#include "workspace/governance/purpose_state.h"
#include "workspace/governance/trace.h"
#include "workspace/home/settings.h"

namespace newlyn::workspace {
namespace {

/// A look at what a seal hides is asked about as one at an entity.
constexpr std::string_view kOpening = "seal_open";
constexpr std::string_view kLook = "show_entity";

/// What newlyn.toml says of purposes.
std::string demanded(const Home& home) {
  constexpr std::array<std::string_view, 3> kWords = {"always", "across_sources", "never"};
  const std::string word =
      read_settings(home)["purposes"]["demanded"].value_or(std::string("across_sources"));
  if (std::find(kWords.begin(), kWords.end(), word) != kWords.end()) return word;
  throw Error(Code::request_invalid,
              fmt::format("newlyn.toml: demanded = \"{}\" under [purposes] is not known. Write "
                          "\"always\", \"across_sources\" or \"never\".",
                          word));
}

/// Those of the sources that the filter leaves out.
std::vector<std::string> not_covered(const record::AccessFilter& filter,
                                     const std::vector<std::string>& sources) {
  std::vector<std::string> missing;
  for (const std::string& source : sources) {
    if (!filter.allows_source(source)) missing.push_back(source);
  }
  return missing;
}

}  // namespace

Access::Access(const Home& home, const RequestContext& context, const AccessQuestion& question)
    : home_(home),
      reason_(context.reason),
      named_(question.named),
      entry_(own_entry(question.verb, "")) {
  entry_.role = role_of_asker(home);
  entry_.purpose = context.purpose;
  entry_.basis.clear();
  if (context.purpose.empty()) {
    know(question);
    allow_without_purpose(question);
  } else {
    allow_by_purpose(context.purpose, question);
  }
  const std::string verb(question.verb == kOpening ? kLook : question.verb);
  uncleared_ = governance::uncleared_classes(policy_.policy, {entry_.who, verb, {}, facts_},
                                             policy_.restricted);
}

/// Reads the policy and what is known of the question. What cannot be read lets nobody in.
void Access::know(const AccessQuestion& question) {
  try {
    policy_ = read_home_policy(home_, entry_.who, own_roles_);
    facts_ = sign_in_facts();
    assignments_ = governance::assignments_of(policy_.policy, entry_.who, read_assignments(home_),
                                              known_today(home_));
    if (question.is_assigned) facts_["assigned"] = {question.is_assigned(assignments_)};
  } catch (const Error& error) {
    if (error.code() != Code::request_invalid && error.code() != Code::source_unreadable) throw;
    refuse("policy", fmt::format("Everything is refused, because the policy cannot be read. {}",
                                 error.what()));
  }
}

void Access::note_refused(const std::string& rule) const {
  governance::AuditEntry refusal = entry_of({});
  refusal.outcome = "refused";
  refusal.rule = rule;
  name_subjects(home_, named_, refusal);
  append(std::move(refusal));
}

void Access::refuse(const std::string& rule, const std::string& why) const {
  note_refused(rule);
  throw NotedError(Code::access_refused, why);
}

void Access::append(governance::AuditEntry entry) const {
  append_entry(*open_audit(home_), std::move(entry));
}

void Access::allow_without_purpose(const AccessQuestion& question) {
  const std::string setting = demanded(home_);
  entry_.rule = "newlyn.toml: purposes are demanded " + setting;
  const size_t count = question.sources.size();
  if (setting == "always" || (setting == "across_sources" && count > 1)) {
    refuse(entry_.rule,
           fmt::format("{} over {} ({}) needs an approved purpose. Name it with --purpose NAME: "
                       "newlyn purpose list shows those there are, newlyn purpose add makes one. "
                       "Who answers for this workspace can set demanded under [purposes] in "
                       "newlyn.toml.",
                       question.words,
                       count == 1 ? std::string("a source") : fmt::format("{} sources", count),
                       fmt::join(question.sources, ", ")));
  }
  if (!policy_.is_written) return;
  for (const std::string& source : question.sources) {
    const governance::PolicyDecision decision = policy_.policy.decide(
        {{"User", entry_.who}, {"Action", question.verb}, {"Source", source}, facts_});
    entry_.rule = fmt::format("{}", fmt::join(decision.rules, ", "));
    if (!decision.allowed) {
      refuse(entry_.rule, governance::refusal_words(policy_.policy, decision, question.verb));
    }
  }
}

void Access::allow_by_purpose(const std::string& purpose, const AccessQuestion& question) {
  const governance::PurposeState state = purpose_state(home_, purpose);
  entry_.basis = state.purpose.lawful_basis;
  own_roles_ = state.purpose.roles;
  know(question);
  const governance::AccessDecision decision = governance::decide_access(
      policy_.policy, state,
      {entry_.who, question.verb, question.sources, facts_, question.partly});
  if (!decision.allowed) refuse(decision.rule, decision.reason);
  const auto missing = not_covered(decision.filter, question.sources);
  if (!missing.empty() && !question.partly) {
    refuse(
        decision.rule,
        fmt::format("The purpose {} does not cover {}; it covers {}. Use a purpose that covers "
                    "all; a first link can name some sources alone with --source.",
                    purpose, fmt::join(missing, ", "), fmt::join(decision.filter.sources, ", ")));
  }
  entry_.rule = decision.rule;
  filter_ = decision.filter;
  needs_assignment_ = state.purpose.relationship_required;
  facts_ = governance::purpose_context(state.purpose, std::move(facts_));
}

bool Access::allows_kind(std::string_view kind) const {
  if (!filter_ || !filter_->kinds) return true;
  return std::find(filter_->kinds->begin(), filter_->kinds->end(), kind) != filter_->kinds->end();
}

governance::AuditEntry Access::entry_of(const Answered& answer) const {
  governance::AuditEntry entry = entry_;
  entry.count = answer.count;
  entry.subject = answer.subject;
  entry.others = answer.others;
  const auto remark = remarks_.find(answer.subject);
  if (remark != remarks_.end()) entry.rule += remark->second;
  for (const std::string& other : answer.others) {
    const auto of_other = remarks_.find(other);
    if (of_other != remarks_.end() && other != answer.subject) entry.rule += of_other->second;
  }
  // What belongs to no entity has a key of its own, and so has a query, whoever was found: it may
  // name somebody else.
  entry.typed = answer.typed;
  (entry.subject.empty() ? entry.typed : entry.about) += answer.about;
  if (reason_.empty()) return entry;
  std::string& said = entry.subject.empty() || !entry.typed.empty() ? entry.typed : entry.about;
  said += said.empty() ? "reason: " + reason_ : " (reason: " + reason_ + ")";
  return entry;
}

void Access::note_shown(const std::string& field) const {
  const record::Masking masking = filter_ ? filter_->masking_of(field) : record::Masking::show;
  const bool is_partly = masking != record::Masking::show && masking != record::Masking::hide;
  shown_.insert(is_partly ? fmt::format("{} ({})", field, record::masking_name(masking)) : field);
}

void Access::answered(const Answered& answer) const {
  governance::AuditEntry entry = entry_of(answer);
  entry.fields = {shown_.begin(), shown_.end()};
  append(std::move(entry));
  shown_.clear();
}

governance::AuditRecord Access::opened(const Answered& what, const std::string& terms) const {
  governance::AuditEntry entry = entry_of(what);
  entry.outcome = "done";
  entry.rule += "; " + terms;
  entry.about = reason_;
  const auto log = open_audit(home_);
  const uint64_t number = log->append(entry);
  return log->read(number, number + 1).at(0);
}

void Access::remark_on(const std::string& entity, const std::string& remark) {
  remarks_[entity] = remark;
}

void Access::expect_still() const {
  if (entry_.purpose.empty()) return;
  const governance::PurposeState state = purpose_state(home_, entry_.purpose);
  if (state.obstacles.empty()) return;
  refuse("purpose " + entry_.purpose,
         fmt::format("The purpose {} may not be used any more, so this stops and keeps nothing. "
                     "{} {}",
                     entry_.purpose, state.obstacles[0].what, state.obstacles[0].remedy));
}

void Access::expect_still_at_times() const {
  constexpr double kPauseSeconds = 1;
  const double now = monotonic_seconds();
  if (now < looked_again_ + kPauseSeconds) return;
  looked_again_ = now;
  expect_still();
}

void Access::expect_policy(const std::vector<std::string>& sources) const {
  governance::PurposeState state = purpose_state(home_, entry_.purpose);
  state.purpose.sources = sources;
  const governance::AccessDecision decision =
      governance::decide_access(policy_.policy, state, {entry_.who, entry_.verb, sources, facts_});
  const auto missing = not_covered(decision.filter, sources);
  if (missing.empty()) return;
  refuse(decision.rule,
         fmt::format("The policy does not permit {} over {}. Ask {}, who owns the purpose {}, or "
                     "whoever keeps policy/rules.policy.",
                     entry_.verb, fmt::join(missing, ", "), state.purpose.owner, entry_.purpose));
}

void Access::expect_opening(const std::set<std::string>& classes) const {
  for (const std::string& name : classes) {
    const governance::PolicyDecision decision = policy_.policy.decide(
        {{"User", entry_.who}, {"Action", entry_.verb}, {"Restricted", name}, facts_});
    if (decision.allowed) continue;
    refuse(fmt::format("{}", fmt::join(decision.rules, ", ")),
           fmt::format("The policy does not permit {} over restricted records ({}). Ask whoever is "
                       "cleared for them, or whoever keeps policy/rules.policy.",
                       entry_.verb, name));
  }
}

void Access::change(const Answered& what, const std::function<uint64_t()>& change) const {
  governance::AuditEntry entry = entry_of(what);
  entry.outcome = "intended";
  entry.fields = {shown_.begin(), shown_.end()};
  append(entry);
  try {
    entry.count = change();
    // Whom it turned out to be about, `change` may have added there.
    entry.others = what.others;
    entry.outcome = "done";
  } catch (const Error& error) {
    entry.outcome = outcome_of(error);
    append(std::move(entry));
    throw NotedError(error.code(), error.what());
  }
  entry.fields = {shown_.begin(), shown_.end()};
  append(std::move(entry));
  shown_.clear();
}

}  // namespace newlyn::workspace
