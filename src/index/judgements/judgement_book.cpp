// SPDX-License-Identifier: MIT
// Judgements as a graph of records, walked breadth first.
#include "index/judgements/judgement_book.h"

#include <algorithm>
#include <deque>
#include <set>

#include "base/check.h"

namespace newlyn::index {
namespace {

std::string name_of(const RecordKey& key) { return key.source + " " + key.id; }

const RecordKey& other_end(const Judgement& judgement, const RecordKey& key) {
  return judgement.left == key ? judgement.right : judgement.left;
}

/// "a 1 = b 2 (judgement 3 by Kay), b 2 = c 4 (...)": the chain as a person can follow it.
std::string chain_words(const std::vector<const KeptJudgement*>& chain) {
  std::string words;
  for (const KeptJudgement* kept : chain) {
    const Judgement& judgement = kept->judgement;
    words += (words.empty() ? "" : ", ") + name_of(judgement.left) +
             (judgement.verdict == Verdict::same ? " = " : " ≠ ") + name_of(judgement.right) +
             " (judgement " + std::to_string(kept->number) +
             (judgement.who.empty() ? "" : " by " + judgement.who) + ")";
  }
  return words;
}

}  // namespace

std::vector<const KeptJudgement*> JudgementBook::of(const RecordKey& key) const {
  std::vector<const KeptJudgement*> found;
  const auto place = of_record_.find(key);
  if (place == of_record_.end()) return found;
  for (const uint64_t number : place->second) found.push_back(&kept_[number - 1]);
  return found;
}

bool JudgementBook::is_judged(const RecordKey& key) const { return of_record_.contains(key); }

std::vector<RecordKey> JudgementBook::same_as(const RecordKey& key) const {
  const auto group = group_of_.find(key);
  if (group == group_of_.end()) return {key};
  std::vector<RecordKey> members = groups_[group->second].members;
  std::sort(members.begin(), members.end());
  return members;
}

std::vector<std::vector<RecordKey>> JudgementBook::same_sets() const {
  std::vector<std::vector<RecordKey>> sets;
  for (const Group& group : groups_) {
    if (group.members.size() < 2) continue;
    sets.push_back(group.members);
    std::sort(sets.back().begin(), sets.back().end());
  }
  std::sort(sets.begin(), sets.end());
  return sets;
}

size_t JudgementBook::group_of(const RecordKey& key) {
  const auto [place, is_new] = group_of_.try_emplace(key, groups_.size());
  if (is_new) groups_.push_back({{key}, {}});
  return place->second;
}

/// Lets a judgement lead or part: the smaller group goes into the larger.
void JudgementBook::join(const KeptJudgement& kept) {
  size_t left = group_of(kept.judgement.left);
  size_t right = group_of(kept.judgement.right);
  if (kept.judgement.verdict == Verdict::different) {
    groups_[left].different.push_back(kept.number);
    groups_[right].different.push_back(kept.number);
    return;
  }
  if (left == right) return;
  if (groups_[left].members.size() < groups_[right].members.size()) std::swap(left, right);
  Group& into = groups_[left];
  Group& from = groups_[right];
  for (const RecordKey& key : from.members) group_of_[key] = left;
  into.members.insert(into.members.end(), from.members.begin(), from.members.end());
  into.different.insert(into.different.end(), from.different.begin(), from.different.end());
  from = {};
}

void JudgementBook::put_in_force(const KeptJudgement& kept) {
  if (kept.withdrawn || kept.judgement.verdict == Verdict::unsure) return;
  of_record_[kept.judgement.left].push_back(kept.number);
  of_record_[kept.judgement.right].push_back(kept.number);
  join(kept);
}

std::optional<std::vector<const KeptJudgement*>> JudgementBook::chain(const RecordKey& from,
                                                                      const RecordKey& to) const {
  std::map<RecordKey, const KeptJudgement*> by{{from, nullptr}};
  std::deque<RecordKey> open{from};
  while (!open.empty() && !by.contains(to)) {
    const RecordKey here = open.front();
    open.pop_front();
    for (const KeptJudgement* kept : of(here)) {
      if (kept->judgement.verdict != Verdict::same) continue;
      const RecordKey& next = other_end(kept->judgement, here);
      if (by.emplace(next, kept).second) open.push_back(next);
    }
  }
  if (!by.contains(to)) return std::nullopt;
  std::vector<const KeptJudgement*> chain;
  for (RecordKey here = to; here != from; here = other_end(chain.back()->judgement, here)) {
    chain.push_back(by.at(here));
  }
  std::reverse(chain.begin(), chain.end());
  return chain;
}

std::optional<std::string> JudgementBook::contradiction(const Judgement& judgement) const {
  if (judgement.verdict == Verdict::unsure) return std::nullopt;
  if (judgement.left == judgement.right) {
    return "A judgement needs two records, and both are " + name_of(judgement.left) + ".";
  }
  const std::string remedy = ". Withdraw one of these judgements first.";
  const auto left = group_of_.find(judgement.left);
  const auto right = group_of_.find(judgement.right);
  if (left == group_of_.end() || right == group_of_.end()) return std::nullopt;
  if (judgement.verdict == Verdict::different) {
    if (left->second != right->second) return std::nullopt;
    const auto found = chain(judgement.left, judgement.right);
    if (!found) return std::nullopt;
    return name_of(judgement.left) + " and " + name_of(judgement.right) +
           " cannot be judged different: they are judged the same by " + chain_words(*found) +
           remedy;
  }
  for (const uint64_t number : groups_[left->second].different) {
    const KeptJudgement& kept = kept_[number - 1];
    const RecordKey* near = &kept.judgement.left;
    const RecordKey* far = &kept.judgement.right;
    if (group_of_.at(*near) != left->second) std::swap(near, far);
    if (group_of_.at(*far) != right->second) continue;
    std::vector<const KeptJudgement*> whole = *chain(judgement.left, *near);
    whole.push_back(&kept);
    const auto rest = *chain(*far, judgement.right);
    whole.insert(whole.end(), rest.begin(), rest.end());
    return name_of(judgement.left) + " and " + name_of(judgement.right) +
           " cannot be judged the same: they are judged different by " + chain_words(whole) +
           remedy;
  }
  return std::nullopt;
}

uint64_t JudgementBook::add(Judgement judgement, uint64_t sequence) {
  kept_.push_back({kept_.size() + 1, std::move(judgement), false, sequence});
  put_in_force(kept_.back());
  return kept_.back().number;
}

const KeptJudgement* JudgementBook::find(uint64_t number) const noexcept {
  return number == 0 || number > kept_.size() ? nullptr : &kept_[number - 1];
}

/// The groups they were in are put together anew from what is left.
void JudgementBook::withdraw(const std::vector<uint64_t>& numbers) {
  std::set<size_t> groups;
  for (const uint64_t number : numbers) {
    KeptJudgement& kept = kept_[number - 1];
    NEWLYN_CHECK(!kept.withdrawn, "a judgement is withdrawn once", number);
    kept.withdrawn = true;
    if (kept.judgement.verdict == Verdict::unsure) continue;
    for (const RecordKey& key : {kept.judgement.left, kept.judgement.right}) {
      groups.insert(group_of_.at(key));
    }
  }
  std::set<uint64_t> left;
  for (const size_t group : groups) {
    const Group before = std::move(groups_[group]);
    groups_[group] = {};
    for (const RecordKey& key : before.members) {
      group_of_.erase(key);
      const auto place = of_record_.find(key);
      std::erase_if(place->second, [&](uint64_t number) { return kept_[number - 1].withdrawn; });
      left.insert(place->second.begin(), place->second.end());
      if (place->second.empty()) of_record_.erase(place);
    }
  }
  for (const uint64_t number : left) {
    // One that parts a group from another is known to the other already.
    const KeptJudgement& kept = kept_[number - 1];
    if (kept.judgement.verdict == Verdict::same) join(kept);
  }
  for (const uint64_t number : left) {
    const KeptJudgement& kept = kept_[number - 1];
    if (kept.judgement.verdict == Verdict::different) part_again(kept);
  }
  for (Group& group : groups_) {
    std::erase_if(group.different, [&](uint64_t number) { return kept_[number - 1].withdrawn; });
  }
}

/// Adds a judgement that parts two groups to those that do not have it.
void JudgementBook::part_again(const KeptJudgement& kept) {
  for (const RecordKey& key : {kept.judgement.left, kept.judgement.right}) {
    std::vector<uint64_t>& different = groups_[group_of(key)].different;
    if (std::find(different.begin(), different.end(), kept.number) == different.end()) {
      different.push_back(kept.number);
    }
  }
}

std::vector<uint64_t> JudgementBook::made_in(uint64_t sequence) const {
  std::vector<uint64_t> numbers;
  const auto from =
      std::partition_point(kept_.begin(), kept_.end(),
                           [&](const KeptJudgement& kept) { return kept.sequence < sequence; });
  for (auto kept = from; kept != kept_.end() && kept->sequence == sequence; ++kept) {
    if (!kept->withdrawn) numbers.push_back(kept->number);
  }
  return numbers;
}

void JudgementBook::restore(std::vector<KeptJudgement> kept) {
  *this = JudgementBook();
  kept_ = std::move(kept);
  for (const KeptJudgement& one : kept_) put_in_force(one);
}

}  // namespace newlyn::index
