// SPDX-License-Identifier: MIT
// A step of judgements, with its entries in the log and its note.
#include "workspace/index/judging.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/check.h"
#include "base/clock.h"
#include "base/error.h"
#include "index/objection.h"
#include "workspace/index/keep_seals.h"
#include "workspace/index/standard_records.h"
#include "workspace/index/step_times.h"

namespace newlyn::workspace {
namespace {

/// The entity of a record that is in none.
constexpr const char* kGone = "gone";

/// Withdrawals by their steps, where they are all that is in force of fewer steps: of a merge of
/// very many by mistake there is then one change. Other changes stay as they are.
std::vector<index::Change> by_steps(const std::vector<index::NumberedJudgement>& all,
                                    const std::vector<index::Change>& changes) {
  std::map<uint64_t, uint64_t> in_force;  // by step
  for (const index::NumberedJudgement& judgement : all) {
    if (!judgement.withdrawn) ++in_force[judgement.sequence];
  }
  std::map<uint64_t, uint64_t> asked;
  for (const index::Change& change : changes) {
    if (change.kind != index::Change::Kind::withdraw) return changes;
    ++asked[all[change.judgement_number - 1].sequence];
  }
  std::vector<index::Change> steps;
  for (const auto& [step, count] : asked) {
    if (in_force[step] != count) return changes;
    index::Change& change = steps.emplace_back();
    change.kind = index::Change::Kind::withdraw_step;
    change.step = step;
  }
  return steps.size() < changes.size() ? steps : changes;
}

}  // namespace

void check_reason(const RequestContext& context) {
  if (!context.reason.empty()) return;
  throw Error(Code::request_invalid,
              "A judgement needs a reason that others can follow. Give it with --reason TEXT.");
}

index::Verdict verdict_named(const std::string& word) {
  if (word == "same") return index::Verdict::same;
  if (word == "different") return index::Verdict::different;
  if (word == "unsure") return index::Verdict::unsure;
  throw Error(Code::request_invalid,
              fmt::format("'{}' is no judgement. Say same, different or unsure.", word));
}

uint64_t correct_value(const Desk& desk, index::Change change) {
  const auto outcome = desk.kinds[0].entities->apply({std::move(change)}).front();
  if (!outcome.is_done) throw Error(Code::request_invalid, outcome.refusal);
  return outcome.correction_number;
}

void note_last_step(const Desk& desk, const std::string& what) {
  desk.kinds[0].entities->read([&](const index::EntityIndex& index) {
    note_step(*desk.store, *desk.kinds[0].kind, index.sequence(),
              {now_text(), desk.access->who(), what});
  });
  note_journal(*desk.store, desk.kinds[0]);
}

void expect_joinable(const Desk& desk, const std::vector<index::RecordKey>& keys) {
  bool is_joinable = true;
  desk.kinds[0].entities->read([&](const index::EntityIndex& index) {
    is_joinable = index.view().can_be_judged_same(keys);
  });
  if (is_joinable) return;
  throw Error(Code::request_invalid,
              "These cannot be judged the same: something that is known and not shown stands "
              "against it. Leave them as they are, or ask the information governance officers of "
              "this workspace.");
}

RecordPairs pairs_within(const index::View& view, const std::set<index::RecordKey>& firsts) {
  RecordPairs pairs;
  std::set<std::string> done;
  for (const index::RecordKey& first : firsts) {
    const auto entity = view.entity_of(first);
    if (!entity || !done.insert(*entity).second) continue;
    for (index::RecordKey& key : view.records_of(*entity)) {
      if (key != first) pairs.emplace_back(first, std::move(key));
    }
  }
  return pairs;
}

RecordPairs pairs_across(const std::vector<index::RecordKey>& lefts,
                         const std::vector<index::RecordKey>& rights,
                         const RecordPairs::value_type& shown) {
  RecordPairs pairs{shown};
  for (const index::RecordKey& left : lefts) {
    for (const index::RecordKey& right : rights) {
      RecordPairs::value_type pair{left, right};
      if (left != right && pair != shown) pairs.push_back(std::move(pair));
    }
  }
  return pairs;
}

std::optional<std::string> judged_apart(const index::View& view, const RecordPairs& same,
                                        const std::set<uint64_t>& but) {
  std::set<index::RecordKey> joined;
  for (const auto& [left, right] : same) joined.insert({left, right});
  for (const index::NumberedJudgement& judgement : view.judgements()) {
    const index::Judgement& of = judgement.judgement;
    const bool parts = !judgement.withdrawn && of.verdict == index::Verdict::different &&
                       !but.contains(judgement.number);
    if (!parts || !joined.contains(of.left) || !joined.contains(of.right)) continue;
    return fmt::format(
        "These cannot be made one: {} of {} and {} of {} are judged different (judgement {} by "
        "{}). "
        "Withdraw it first: newlyn judge withdraw {} --reason TEXT.",
        key_text(of.left), view.entity_of(of.left).value_or("none"), key_text(of.right),
        view.entity_of(of.right).value_or("none"), judgement.number, of.who, judgement.number);
  }
  return std::nullopt;
}

/// The number of the group of a record, one of its own where it has none yet.
size_t Judging::group_of(const index::RecordKey& key) {
  const auto [place, is_new] = group_of_.try_emplace(key, groups_.size());
  if (is_new) groups_.push_back({key});
  return place->second;
}

/// Notes what the step makes one, by this judgement and those before it.
void Judging::note_group(const index::RecordKey& left, const index::RecordKey& right) {
  size_t into = group_of(left);
  size_t from = group_of(right);
  if (into == from) return;
  if (groups_[into].size() < groups_[from].size()) std::swap(into, from);
  for (const index::RecordKey& key : groups_[from]) group_of_[key] = into;
  groups_[into].insert(groups_[into].end(), groups_[from].begin(), groups_[from].end());
  groups_[from].clear();
}

void Judging::judge(const index::RecordKey& left, const index::RecordKey& right,
                    index::Verdict verdict, const std::string& reason) {
  if (verdict == index::Verdict::same) note_group(left, right);
  desk_.access->note_shown(kReason);
  index::Change change;
  change.kind = index::Change::Kind::judge;
  change.judgement = {
      left,      right, verdict, desk_.access->who(), reason.empty() ? context_.reason : reason,
      now_text()};
  changes_.push_back(std::move(change));
  watch(left);
  watch(right);
}

void Judging::withdraw(const index::NumberedJudgement& judgement) {
  index::Change change;
  change.kind = index::Change::Kind::withdraw;
  change.judgement_number = judgement.number;
  changes_.push_back(std::move(change));
  watch(judgement.judgement.left);
  watch(judgement.judgement.right);
}

std::vector<std::string> Judging::entities_of_watched() const {
  std::vector<std::string> entities;
  read([&](const index::EntityIndex& index) {
    for (const index::RecordKey& key : watched_) {
      entities.push_back(index.entity_of(key).value_or(kGone));
    }
  });
  return entities;
}

/// A refusal tells the judgements it rests on. It does not where the reader does not see them all.
std::string Judging::shown_refusal(const std::string& refusal) const {
  size_t seen = 0;
  look(desk_, desk_.kinds[0], [&](const index::View& view) { seen = view.judgements().size(); });
  size_t all = 0;
  read([&](const index::EntityIndex& index) { all = index.judgements().size(); });
  if (seen == all) return refusal;
  return fmt::format(
      "This contradicts judgements in force, and the purpose {} does not show all there are. "
      "Whoever has a purpose that covers all linked sources sees them with newlyn judge list.",
      desk_.access->purpose());
}

/// The numbers of judgements made; of those withdrawn where none was made.
std::vector<uint64_t> Judging::numbers_of(const std::vector<index::Outcome>& outcomes) const {
  const bool makes = std::any_of(changes_.begin(), changes_.end(), [](const index::Change& change) {
    return change.kind == index::Change::Kind::judge;
  });
  std::vector<uint64_t> numbers;
  for (size_t i = 0; i < outcomes.size(); ++i) {
    if (makes && changes_[i].kind != index::Change::Kind::judge) continue;
    numbers.push_back(outcomes[i].judgement_number);
  }
  return numbers;
}

void Judging::note_judged(JudgeResponse& response) const {
  for (const index::Change& change : changes_) {
    if (change.kind != index::Change::Kind::judge) continue;
    const JudgementLine line = judgement_line(*desk_.kinds[0].kind, {0, change.judgement});
    response.judged.push_back({line.left, line.right, line.verdict});
  }
}

JudgeResponse Judging::apply(const std::string& what, const std::string& about,
                             const std::function<void(const JudgeResponse&)>& kept) {
  JudgeResponse response;
  response.kind = desk_.kinds[0].kind->name;
  for (std::vector<index::RecordKey> group : groups_) {
    std::sort(group.begin(), group.end());
    if (!group.empty()) expect_joinable(desk_, group);
  }
  const std::vector<std::string> before = entities_of_watched();
  Answered meant{0, before.empty() ? "" : before.front(), about};
  for (const std::string& entity : before) {
    if (entity != kGone) meant.others.push_back(entity);
  }
  desk_.access->change(meant, [&] {
    std::vector<index::NumberedJudgement> all;
    read([&](const index::EntityIndex& index) { all = index.whole().judgements(); });
    std::vector<index::Change> sent = by_steps(all, changes_);
    const bool is_by_steps = sent.size() < changes_.size();
    // One alone is refused by the index; of several nothing may be done before all can be.
    if (sent.size() > 1) {
      std::optional<std::string> why;
      read([&](const index::EntityIndex& index) { why = index::objection_to_all(index, sent); });
      if (why) throw Error(Code::request_invalid, shown_refusal(*why));
    }
    const size_t count = sent.size();
    const auto outcomes = desk_.kinds[0].entities->apply(std::move(sent));
    for (const index::Outcome& outcome : outcomes) {
      if (outcome.is_done) continue;
      NEWLYN_CHECK(count == 1, "what nothing was said against is done", outcome.refusal);
      throw Error(Code::request_invalid, shown_refusal(outcome.refusal));
    }
    note_judged(response);
    if (is_by_steps) {
      for (const index::Change& change : changes_) {
        response.numbers.push_back(change.judgement_number);
      }
    } else {
      response.numbers = numbers_of(outcomes);
    }
    note_last_step(desk_, fmt::format("{} {}", what, response.numbers.front()));
    keep_seals_whole(*desk_.kinds[0].entities);
    note_journal(*desk_.store, desk_.kinds[0]);
    if (kept) kept(response);
    return uint64_t{watched_.size()};
  });
  const std::vector<std::string> after = entities_of_watched();
  size_t place = 0;
  for (const index::RecordKey& key : watched_) {
    response.records.push_back({key_text(key), before[place], after[place]});
    ++place;
  }
  return response;
}

}  // namespace newlyn::workspace
