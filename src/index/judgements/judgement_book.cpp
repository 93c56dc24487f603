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
  std::set<RecordKey> seen{key};
  std::deque<RecordKey> open{key};
  while (!open.empty()) {
    const RecordKey here = open.front();
    open.pop_front();
    for (const KeptJudgement* kept : of(here)) {
      if (kept->judgement.verdict != Verdict::same) continue;
      const RecordKey& next = other_end(kept->judgement, here);
      if (seen.insert(next).second) open.push_back(next);
    }
  }
  return {seen.begin(), seen.end()};
}

std::vector<std::vector<RecordKey>> JudgementBook::same_sets() const {
  std::vector<std::vector<RecordKey>> sets;
  std::set<RecordKey> seen;
  for (const auto& [key, numbers] : of_record_) {
    if (seen.contains(key)) continue;
    std::vector<RecordKey> set = same_as(key);
    seen.insert(set.begin(), set.end());
    if (set.size() > 1) sets.push_back(std::move(set));
  }
  return sets;
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
  if (judgement.verdict == Verdict::different) {
    const auto found = chain(judgement.left, judgement.right);
    if (!found) return std::nullopt;
    return name_of(judgement.left) + " and " + name_of(judgement.right) +
           " cannot be judged different: they are judged the same by " + chain_words(*found) +
           remedy;
  }
  const std::vector<RecordKey> left = same_as(judgement.left);
  const std::vector<RecordKey> right = same_as(judgement.right);
  for (const RecordKey& key : left) {
    for (const KeptJudgement* kept : of(key)) {
      if (kept->judgement.verdict != Verdict::different) continue;
      const RecordKey& opponent = other_end(kept->judgement, key);
      if (!std::binary_search(right.begin(), right.end(), opponent)) continue;
      std::vector<const KeptJudgement*> whole = *chain(judgement.left, key);
      whole.push_back(kept);
      const auto rest = *chain(opponent, judgement.right);
      whole.insert(whole.end(), rest.begin(), rest.end());
      return name_of(judgement.left) + " and " + name_of(judgement.right) +
             " cannot be judged the same: they are judged different by " + chain_words(whole) +
             remedy;
    }
  }
  return std::nullopt;
}

uint64_t JudgementBook::add(Judgement judgement) {
  const uint64_t number = kept_.size() + 1;
  if (judgement.verdict != Verdict::unsure) {
    of_record_[judgement.left].push_back(number);
    of_record_[judgement.right].push_back(number);
  }
  kept_.push_back({number, std::move(judgement), false});
  return number;
}

const KeptJudgement* JudgementBook::find(uint64_t number) const noexcept {
  return number == 0 || number > kept_.size() ? nullptr : &kept_[number - 1];
}

void JudgementBook::withdraw(uint64_t number) {
  KeptJudgement& kept = kept_[number - 1];
  NEWLYN_CHECK(!kept.withdrawn, "a judgement is withdrawn once", number);
  kept.withdrawn = true;
  if (kept.judgement.verdict == Verdict::unsure) return;
  for (const RecordKey& key : {kept.judgement.left, kept.judgement.right}) {
    const auto place = of_record_.find(key);
    std::erase(place->second, number);
    if (place->second.empty()) of_record_.erase(place);
  }
}

}  // namespace newlyn::index
