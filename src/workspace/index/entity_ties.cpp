// SPDX-License-Identifier: MIT
// Grows the ties of an entity from its first record on.
#include "workspace/index/entity_ties.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "linkage/linkage.h"
#include "workspace/index/pair_evidence.h"
#include "workspace/index/standard_records.h"

namespace newlyn::workspace {
namespace {

constexpr size_t kRecordsMax = 300;

/// The strongest ties of records, grown from the first one on (Prim).
class Ties {
 public:
  Ties(const Desk& desk, const index::View& index, std::vector<index::RecordKey> keys)
      : open_(desk.kinds[0]), index_(index), keys_(std::move(keys)) {
    for (const index::RecordKey& key : keys_) {
      records_.push_back(*index_.record(key));
      complete_.push_back(complete_values(open_, records_.back()));
    }
  }

  std::vector<EntityTie> grow() {
    std::vector<EntityTie> ties;
    best_.resize(keys_.size());
    join(0);
    while (ties.size() + 1 < keys_.size()) {
      size_t next = 0;
      for (size_t i = 1; i < keys_.size(); ++i) {
        if (best_[i].is_in) continue;
        if (best_[next].is_in || best_[i].weight > best_[next].weight) next = i;
      }
      const Tie& tie = best_[next];
      EntityTie& made = ties.emplace_back();
      made.record = keys_[next];
      made.with = keys_[tie.with];
      HowStep& step = made.step;
      step.record = key_text(keys_[next]);
      step.with = key_text(keys_[tie.with]);
      step.by = tie.by;
      step.weight = tie.own_weight;
      step.probability = linkage::probability_of(tie.own_weight);
      join(next);
    }
    return ties;
  }

 private:
  struct Tie {
    bool is_in = false;
    size_t with = 0;
    double weight = -1e9;  // what the order goes by: judgements come first
    double own_weight = 0;
    std::string by;
  };

  void join(size_t joined) {
    constexpr double kJudged = 1e6;
    constexpr double kTrusted = 1e5;
    best_[joined].is_in = true;
    const std::vector<double> weights = weights_with(open_, complete_[joined], complete_);
    std::map<index::RecordKey, std::string> judged;
    for (const auto& judgement : index_.judgements_of(keys_[joined])) {
      if (judgement.withdrawn || judgement.judgement.verdict != index::Verdict::same) continue;
      const auto& of = judgement.judgement;
      judged[of.left == keys_[joined] ? of.right : of.left] =
          fmt::format("judgement {} by {}", judgement.number, of.who);
    }
    for (size_t i = 0; i < keys_.size(); ++i) {
      if (best_[i].is_in) continue;
      const auto judgement = judged.find(keys_[i]);
      const bool is_judged = judgement != judged.end();
      const auto trusted = shared_trusted_id(records_[joined], records_[i]);
      const double order = weights[i] + (is_judged ? kJudged : 0) + (trusted ? kTrusted : 0);
      if (order <= best_[i].weight) continue;
      const std::string by = complete_[i] == complete_[joined] ? "equal values"
                             : trusted ? record::trusted_type_words(trusted->type)
                                       : "weight";
      best_[i] = {false, joined, order, weights[i], is_judged ? judgement->second : by};
    }
  }

  const KindIndex& open_;
  const index::View& index_;
  std::vector<index::RecordKey> keys_;
  std::vector<index::Record> records_;
  std::vector<std::vector<std::string>> complete_;
  std::vector<Tie> best_;
};

}  // namespace

std::vector<EntityTie> ties_of(const Desk& desk, const index::View& index, const std::string& id) {
  std::vector<index::RecordKey> keys = index.records_of(id);
  keys.resize(std::min(keys.size(), kRecordsMax));
  return Ties(desk, index, std::move(keys)).grow();
}

}  // namespace newlyn::workspace
