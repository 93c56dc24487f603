// SPDX-License-Identifier: MIT
// Seals by number, and by record as far as they are in force.
#include "index/seals/seal_book.h"

#include <algorithm>
#include <tuple>

#include "base/check.h"

namespace newlyn::index {
namespace {

/// Ascending, each once.
void put_in_order(std::vector<RecordKey>& keys) {
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
}

void put_in_order(std::vector<FieldValue>& values) {
  const auto parts = [](const FieldValue& value) { return std::tie(value.field, value.value); };
  std::sort(values.begin(), values.end(),
            [&](const FieldValue& a, const FieldValue& b) { return parts(a) < parts(b); });
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

void put_in_order(Seal& seal) {
  put_in_order(seal.former);
  put_in_order(seal.present);
  put_in_order(seal.former_said);
  put_in_order(seal.present_said);
}

template <typename T>
void append(std::vector<T>& to, const std::vector<T>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

}  // namespace

void SealBook::put_in_force(const NumberedSeal& kept) {
  if (kept.lifted) return;
  const auto add = [&](const std::vector<RecordKey>& keys, SealSide side) {
    for (const RecordKey& key : keys) {
      std::vector<SealSide>& sides = of_record_[key];
      if (std::find(sides.begin(), sides.end(), side) == sides.end()) sides.push_back(side);
    }
  };
  add(kept.seal.former, {kept.number, true});
  add(kept.seal.present, {kept.number, false});
}

uint64_t SealBook::add(Seal seal, uint64_t sequence) {
  put_in_order(seal);
  kept_.push_back({kept_.size() + 1, std::move(seal), false, sequence});
  put_in_force(kept_.back());
  return kept_.back().number;
}

void SealBook::extend(uint64_t number, const Seal& by) {
  NumberedSeal& kept = kept_[number - 1];
  NEWLYN_CHECK(!kept.lifted, "a seal that is extended is in force", number);
  append(kept.seal.former, by.former);
  append(kept.seal.present, by.present);
  append(kept.seal.former_said, by.former_said);
  append(kept.seal.present_said, by.present_said);
  put_in_order(kept.seal);
  put_in_force(kept);
}

void SealBook::lift(uint64_t number) {
  NumberedSeal& kept = kept_[number - 1];
  NEWLYN_CHECK(!kept.lifted, "a seal is lifted once", number);
  kept.lifted = true;
  of_record_.clear();
  for (const NumberedSeal& one : kept_) put_in_force(one);
}

const NumberedSeal* SealBook::find(uint64_t number) const noexcept {
  return number == 0 || number > kept_.size() ? nullptr : &kept_[number - 1];
}

std::span<const SealSide> SealBook::of(const RecordKey& key) const {
  const auto found = of_record_.find(key);
  if (found == of_record_.end()) return {};
  return found->second;
}

void SealBook::restore(std::vector<NumberedSeal> kept) {
  *this = SealBook();
  kept_ = std::move(kept);
  for (const NumberedSeal& one : kept_) put_in_force(one);
}

}  // namespace newlyn::index
