// SPDX-License-Identifier: MIT
// Judgements tried on a copy of the book.
#include "index/objection.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "base/check.h"
#include "index/judgements/judgement_book.h"
#include "index/view.h"

namespace newlyn::index {
namespace {

// Whoever reads this may not know of a seal.
constexpr const char* kJoinsIdentities = "These cannot be judged the same. Leave them as they are.";

/// A book that is thrown away.
class TriedBook {
 public:
  explicit TriedBook(const EntityIndex& index) : sequence_(index.sequence() + 1) {
    std::vector<KeptJudgement> kept;
    // With those that seals hide: the place of a judgement in a book is its number.
    for (NumberedJudgement& of : index.whole().judgements()) {
      kept.push_back({of.number, std::move(of.judgement), of.withdrawn, of.sequence});
    }
    book_.restore(std::move(kept));
  }

  std::optional<std::string> make(const Change& change) {
    switch (change.kind) {
      case Change::Kind::judge: {
        take_back();
        auto why = book_.contradiction(change.judgement);
        if (!why) book_.add(change.judgement, sequence_);
        return why;
      }
      case Change::Kind::withdraw:
        return withdraw(change.judgement_number);
      case Change::Kind::withdraw_step:
        for (const uint64_t number : book_.made_in(change.step)) withdrawn_.insert(number);
        return std::nullopt;
      default:
        NEWLYN_CHECK(false, "only judgements are tried", static_cast<int>(change.kind));
    }
    return std::nullopt;
  }

  /// Whether records that would be judged the same are of both identities under a seal.
  bool joins_identities(const std::vector<NumberedSeal>& seals) {
    take_back();
    return std::any_of(seals.begin(), seals.end(), [&](const NumberedSeal& kept) {
      const std::set<RecordKey> present(kept.seal.present.begin(), kept.seal.present.end());
      const auto is_present = [&](const RecordKey& key) { return present.contains(key); };
      const auto reaches = [&](const RecordKey& key) {
        const std::vector<RecordKey> same = book_.same_as(key);
        return std::any_of(same.begin(), same.end(), is_present);
      };
      return !kept.lifted && std::any_of(kept.seal.former.begin(), kept.seal.former.end(), reaches);
    });
  }

 private:
  std::optional<std::string> withdraw(uint64_t number) {
    const KeptJudgement* kept = book_.find(number);
    const bool is_there = kept != nullptr && !kept->withdrawn && withdrawn_.insert(number).second;
    if (is_there) return std::nullopt;
    return "Judgement " + std::to_string(number) +
           " is named twice, or not in force. Name each once; nothing was withdrawn.";
  }

  /// Withdraws what was named since it last was: a book is slow at one after another.
  void take_back() {
    const std::set<uint64_t> numbers = std::exchange(withdrawn_, {});
    if (!numbers.empty()) book_.withdraw({numbers.begin(), numbers.end()});
  }

  JudgementBook book_;
  uint64_t sequence_ = 0;
  std::set<uint64_t> withdrawn_;  // named, and still in force in the book
};

}  // namespace

std::optional<std::string> objection_to_all(const EntityIndex& index,
                                            std::span<const Change> changes) {
  TriedBook book(index);
  for (const Change& change : changes) {
    if (auto why = book.make(change)) return why;
  }
  if (!book.joins_identities(index.seals())) return std::nullopt;
  return kJoinsIdentities;
}

std::vector<std::optional<std::string>> objections_to_parts(const EntityIndex& index,
                                                            std::span<const Change> changes,
                                                            std::span<const size_t> ends) {
  const std::vector<NumberedSeal> seals = index.seals();
  std::vector<std::optional<std::string>> objections(ends.size());
  TriedBook book(index);
  const auto part_at = [&](size_t place) {
    const size_t begin = place == 0 ? 0 : ends[place - 1];
    return changes.subspan(begin, ends[place] - begin);
  };
  for (size_t place = 0; place < ends.size(); ++place) {
    std::optional<std::string>& why = objections[place];
    for (const Change& change : part_at(place)) {
      if ((why = book.make(change))) break;
    }
    if (!why && !seals.empty() && book.joins_identities(seals)) why = kJoinsIdentities;
    if (!why) continue;
    // What was made of the part is taken back by making the others anew.
    book = TriedBook(index);
    for (size_t before = 0; before < place; ++before) {
      if (objections[before]) continue;
      for (const Change& change : part_at(before)) book.make(change);
    }
  }
  return objections;
}

}  // namespace newlyn::index
