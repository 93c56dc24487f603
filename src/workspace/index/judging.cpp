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
#include "workspace/index/said_words.h"
#include "workspace/index/standard_records.h"
#include "workspace/index/step_times.h"

namespace newlyn::workspace {
namespace {

constexpr const char* kNotJoinable =
    "These cannot be judged the same: something that is known and not shown stands against it. "
    "Leave them as they are, or ask the information governance officers of this workspace.";

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
  throw Error(Code::request_invalid, kNotJoinable);
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

SameSets::SameSets(const std::vector<index::NumberedJudgement>& judgements,
                   const std::set<uint64_t>& but) {
  for (const index::NumberedJudgement& judgement : judgements) {
    const index::Judgement& of = judgement.judgement;
    const bool joins = !judgement.withdrawn && of.verdict == index::Verdict::same;
    if (joins && !but.contains(judgement.number)) join(of.left, of.right);
  }
}

const index::RecordKey& SameSets::first_of(const index::RecordKey& key) const {
  const index::RecordKey* first = &key;
  for (auto next = before_.find(key); next != before_.end(); next = before_.find(*first)) {
    first = &next->second;
  }
  return *first;
}

void SameSets::join(const index::RecordKey& left, const index::RecordKey& right) {
  const index::RecordKey one = first_of(left);
  const index::RecordKey other = first_of(right);
  if (one == other) return;
  before_[one] = other;
  // Both are shortcuts, so that long chains stay short to follow.
  if (left != one) before_[left] = other;
  if (right != other) before_[right] = other;
}

bool SameSets::would_join(const RecordPairs::value_type& pair, const RecordPairs& parted) const {
  const std::set<index::RecordKey> joined{first_of(pair.first), first_of(pair.second)};
  if (joined.size() < 2) return false;
  return std::any_of(parted.begin(), parted.end(), [&](const auto& of) {
    return std::set<index::RecordKey>{first_of(of.first), first_of(of.second)} == joined;
  });
}

PartedPairs SameSets::part(const std::vector<index::RecordKey>& lefts,
                           const std::vector<index::RecordKey>& rights,
                           const RecordPairs::value_type& shown) const {
  std::map<index::RecordKey, std::vector<const index::RecordKey*>> of_right;
  for (const index::RecordKey& right : rights) of_right[first_of(right)].push_back(&right);
  std::set<index::RecordKey> bridging;
  PartedPairs parted;
  for (const index::RecordKey& left : lefts) {
    const auto found = of_right.find(first_of(left));
    if (found == of_right.end()) continue;
    for (const index::RecordKey* right : found->second) {
      if (left == *right) continue;
      bridging.insert({left, *right});
      parted.passed_over.emplace_back(left, *right);
    }
  }
  for (RecordPairs::value_type& pair : pairs_across(lefts, rights, shown)) {
    const bool bridges = bridging.contains(pair.first) || bridging.contains(pair.second);
    if (pair == shown || !bridges) parted.pairs.push_back(std::move(pair));
  }
  return parted;
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
    const uint64_t number = view.said_judgements().of(judgement.number);
    return fmt::format(
        "These cannot be made one: {} of {} and {} of {} are judged different (judgement {} by "
        "{}). "
        "Withdraw it first: newlyn judge withdraw {} --reason TEXT.",
        key_text(of.left), view.entity_of(of.left).value_or("none"), key_text(of.right),
        view.entity_of(of.right).value_or("none"), number, of.who, number);
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

void Judging::pass_over(const RecordPairs& pairs) {
  passed_over_.insert(passed_over_.end(), pairs.begin(), pairs.end());
}

void Judging::clear() {
  changes_.clear();
  begins_.clear();
  passed_over_.clear();
  groups_.clear();
  group_of_.clear();
  watched_.clear();
}

std::vector<size_t> Judging::ends_of_parts() const {
  std::vector<size_t> ends;
  for (size_t i = 1; i < begins_.size(); ++i) ends.push_back(begins_[i]);
  if (!begins_.empty()) ends.push_back(changes_.size());
  return ends;
}

/// Refuses parts against which something stands that is known and not shown: by what each makes one
/// together with those before it.
void Judging::refuse_unjoinable(const index::View& view, const std::vector<size_t>& ends,
                                std::vector<std::optional<std::string>>& refused) const {
  SameSets made;
  std::vector<index::RecordKey> named;
  for (size_t part = 0; part < ends.size(); ++part) {
    if (refused[part]) continue;
    SameSets with = made;
    std::vector<index::RecordKey> keys;
    for (size_t i = begins_[part]; i < ends[part]; ++i) {
      const index::Judgement& of = changes_[i].judgement;
      const bool joins =
          changes_[i].kind == index::Change::Kind::judge && of.verdict == index::Verdict::same;
      if (!joins) continue;
      with.join(of.left, of.right);
      keys.insert(keys.end(), {of.left, of.right});
    }
    std::map<index::RecordKey, std::vector<index::RecordKey>> sets;
    for (const index::RecordKey& key : keys) sets[with.first_of(key)].push_back(key);
    for (const index::RecordKey& key : named) {
      const auto set = sets.find(with.first_of(key));
      if (set != sets.end()) set->second.push_back(key);
    }
    const bool can_be = std::all_of(sets.begin(), sets.end(), [&](const auto& set) {
      return view.can_be_judged_same(set.second);
    });
    if (!can_be) {
      refused[part] = kNotJoinable;
      continue;
    }
    made = std::move(with);
    named.insert(named.end(), keys.begin(), keys.end());
  }
}

std::vector<std::optional<std::string>> Judging::refused_parts() const {
  const std::vector<size_t> ends = ends_of_parts();
  std::vector<std::optional<std::string>> refused;
  read([&](const index::EntityIndex& index) {
    refused = index::objections_to_parts(index, changes_, ends);
  });
  for (std::optional<std::string>& why : refused) {
    if (why) why = shown_refusal(*why);
  }
  read([&](const index::EntityIndex& index) {
    if (!index.seals().empty()) refuse_unjoinable(index.view(), ends, refused);
  });
  return refused;
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
  std::string said;
  read([&](const index::EntityIndex& index) {
    all = index.judgements().size();
    said = said_words(index, refusal);
  });
  if (seen == all) return said;
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
  for (const auto& [left, right] : passed_over_) {
    response.passed_over.push_back({key_text(left), key_text(right), "same"});
  }
  read([&](const index::EntityIndex& index) {
    const index::SaidNumbers said = index.view().said_judgements();
    for (uint64_t& number : response.numbers) number = said.of(number);
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
