// SPDX-License-Identifier: MIT
// Sets first, then what is said between them.
#include "index/judgements/input_judgements.h"

#include <memory>
#include <set>

namespace newlyn::index {
namespace {

class InputJudgements {
 public:
  InputJudgements(const JudgementBook& book, const std::map<RecordKey, uint32_t>& place)
      : book_(book), place_(place) {}

  std::vector<linkage::Judgement> make() {
    for (const auto& [key, place] : place_) {
      // A set is gone over once, whichever of its records comes first.
      if (is_parted_.contains(key)) continue;
      for (const RecordKey& member : book_.same_as(key)) {
        is_parted_.insert(member);
        part(member);
      }
    }
    return std::move(made_);
  }

 private:
  /// Who is there of the set of a judged key, in order; joins them when first asked.
  const std::vector<uint32_t>& set_of(const RecordKey& key) {
    const auto known = there_.find(key);
    if (known != there_.end()) return *known->second;
    const std::vector<RecordKey> same = book_.same_as(key);
    const auto places = std::make_shared<std::vector<uint32_t>>();
    for (const RecordKey& member : same) {
      const auto found = place_.find(member);
      if (found != place_.end()) places->push_back(found->second);
    }
    for (const RecordKey& member : same) there_.emplace(member, places);
    for (size_t i = 1; i < places->size(); ++i) {
      made_.push_back({(*places)[i - 1], (*places)[i], true});
    }
    return *places;
  }

  /// Takes a key's judgements that part it from others, each once.
  void part(const RecordKey& key) {
    set_of(key);
    for (const KeptJudgement* kept : book_.of(key)) {
      if (kept->judgement.verdict != Verdict::different) continue;
      if (!done_.insert(kept->number).second) continue;
      const std::vector<uint32_t>& left = set_of(kept->judgement.left);
      const std::vector<uint32_t>& right = set_of(kept->judgement.right);
      if (!left.empty() && !right.empty()) made_.push_back({left.front(), right.front(), false});
    }
  }

  const JudgementBook& book_;
  const std::map<RecordKey, uint32_t>& place_;
  std::map<RecordKey, std::shared_ptr<const std::vector<uint32_t>>> there_;
  std::set<RecordKey> is_parted_;
  std::set<uint64_t> done_;
  std::vector<linkage::Judgement> made_;
};

}  // namespace

std::vector<linkage::Judgement> input_judgements(const JudgementBook& book,
                                                 const std::map<RecordKey, uint32_t>& place) {
  return InputJudgements(book, place).make();
}

}  // namespace newlyn::index
