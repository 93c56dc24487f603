// SPDX-License-Identifier: MIT
// Disjoint sets of records that know what they may not be put with.
#include "index/judgements/trusted_sets.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace newlyn::index {
namespace {

using record::TrustedId;

/// Records that are one so far.
class JoinedSets {
 public:
  explicit JoinedSets(const linkage::ClusterRecords& input)
      : input_(input), parent_(input.rows.count()) {
    for (uint32_t place = 0; place < parent_.size(); ++place) parent_[place] = place;
    for (const linkage::Judgement& judgement : input.judgements) {
      if (judgement.same) parent_[root(judgement.left)] = root(judgement.right);
    }
  }

  uint32_t root(uint32_t place) {
    while (parent_[place] != place) {
      parent_[place] = parent_[parent_[place]];
      place = parent_[place];
    }
    return place;
  }

  /// Takes up what parts the sets of these records, and which values each has. To be called once
  /// all vetoes are there.
  void learn_limits(const std::vector<TrustedRecord>& of) {
    std::unordered_set<uint32_t> wanted;
    for (const TrustedRecord& record : of) wanted.insert(root(record.place));
    for (const linkage::Judgement& judgement : input_.judgements) {
      if (judgement.same) continue;
      const uint32_t left = root(judgement.left);
      const uint32_t right = root(judgement.right);
      if (!wanted.contains(left) || !wanted.contains(right)) continue;
      apart_[left].insert(right);
      apart_[right].insert(left);
    }
    for (uint32_t v = 0; v < input_.vetoes.size(); ++v) {
      for (uint32_t place = 0; place < parent_.size(); ++place) {
        const uint32_t value = input_.vetoes[v].value_of_record[place];
        if (value != 0 && wanted.contains(root(place))) values_[root(place)].emplace(v, value);
      }
    }
  }

  bool may_join(uint32_t left, uint32_t right) {
    const uint32_t one = root(left);
    const uint32_t other = root(right);
    if (one == other) return true;
    const auto apart = apart_.find(one);
    if (apart != apart_.end() && apart->second.contains(other)) return false;
    for (const auto& [veto, value] : values_[one]) {
      const auto& of_other = values_[other];
      const auto found = of_other.find(veto);
      if (found != of_other.end() && found->second != value) return false;
    }
    return true;
  }

  void join(uint32_t left, uint32_t right) {
    uint32_t into = root(left);
    uint32_t from = root(right);
    if (into == from) return;
    if (apart_[into].size() < apart_[from].size()) std::swap(into, from);
    for (const uint32_t other : apart_[from]) {
      apart_[other].erase(from);
      apart_[other].insert(into);
      apart_[into].insert(other);
    }
    apart_.erase(from);
    values_[into].insert(values_[from].begin(), values_[from].end());
    values_.erase(from);
    parent_[from] = into;
  }

 private:
  const linkage::ClusterRecords& input_;
  std::vector<uint32_t> parent_;
  std::unordered_map<uint32_t, std::unordered_set<uint32_t>> apart_;   // by root
  std::unordered_map<uint32_t, std::map<uint32_t, uint32_t>> values_;  // by root: of vetoes
};

/// Numbers of one type, those of one person by the least of them.
class Numbers {
 public:
  const std::string& least(const std::string& number) const {
    const std::string* at = &number;
    for (auto found = less_.find(*at); found != less_.end(); found = less_.find(*at)) {
      at = &found->second;
    }
    return *at;
  }
  void join(const std::string& left, const std::string& right) {
    const std::string one = least(left);
    const std::string other = least(right);
    if (one != other) less_[std::max(one, other)] = std::min(one, other);
  }

 private:
  std::map<std::string, std::string> less_;
};

/// By type what numbers people made one, by judging records the same.
std::map<std::string, Numbers> numbers_made_one(const std::vector<TrustedRecord>& trusted,
                                                JoinedSets& sets) {
  std::map<std::string, Numbers> numbers;
  std::map<std::pair<uint32_t, std::string>, std::string> of_set;
  for (const TrustedRecord& record : trusted) {
    for (const TrustedId& id : record.ids) {
      const auto [place, is_new] =
          of_set.try_emplace({sets.root(record.place), id.type}, id.number);
      if (!is_new) numbers[id.type].join(place->second, id.number);
    }
  }
  return numbers;
}

/// Joins the records of one id, each with the first set that nothing parts it from.
void put_together(const std::vector<uint32_t>& places, JoinedSets& sets,
                  linkage::ClusterRecords& input) {
  std::vector<uint32_t> firsts;  // of sets that may not be one
  for (const uint32_t place : places) {
    const auto first = std::find_if(firsts.begin(), firsts.end(),
                                    [&](uint32_t of) { return sets.may_join(of, place); });
    if (first == firsts.end()) {
      firsts.push_back(place);
      continue;
    }
    if (sets.root(*first) == sets.root(place)) continue;
    input.judgements.push_back({*first, place, true});
    sets.join(*first, place);
  }
}

}  // namespace

void add_trusted(const std::vector<TrustedRecord>& trusted, linkage::ClusterRecords& input) {
  if (trusted.empty()) return;
  JoinedSets sets(input);
  const std::map<std::string, Numbers> numbers = numbers_made_one(trusted, sets);
  std::map<std::string, std::map<std::string, std::vector<uint32_t>>> holders;  // type, number
  for (const TrustedRecord& record : trusted) {
    for (const TrustedId& id : record.ids) {
      const auto of_type = numbers.find(id.type);
      const std::string& number =
          of_type == numbers.end() ? id.number : of_type->second.least(id.number);
      holders[id.type][number].push_back(record.place);
    }
  }
  for (auto& [type, by_number] : holders) {
    linkage::Veto& veto = input.vetoes.emplace_back();
    veto.name = record::trusted_type_words(type);
    veto.value_of_record.resize(input.rows.count());
    uint32_t value = 0;
    for (auto& [number, places] : by_number) {
      ++value;
      std::sort(places.begin(), places.end(), [&](uint32_t one, uint32_t other) {
        return input.record_ids[one] < input.record_ids[other];
      });
      for (const uint32_t place : places) veto.value_of_record[place] = value;
    }
  }
  sets.learn_limits(trusted);
  for (const auto& [type, by_number] : holders) {
    for (const auto& [number, places] : by_number) put_together(places, sets, input);
  }
}

}  // namespace newlyn::index
