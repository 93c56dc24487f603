// SPDX-License-Identifier: MIT
// A list, and its numbers by record.
#include "index/corrections/correction_book.h"

#include "base/check.h"

namespace newlyn::index {

uint64_t CorrectionBook::add(Correction correction, uint64_t sequence) {
  kept_.push_back({kept_.size() + 1, std::move(correction), false, sequence, 0});
  of_record_[kept_.back().correction.record].push_back(kept_.back().number);
  return kept_.back().number;
}

const NumberedCorrection* CorrectionBook::find(uint64_t number) const noexcept {
  return number == 0 || number > kept_.size() ? nullptr : &kept_[number - 1];
}

void CorrectionBook::withdraw(uint64_t number, uint64_t sequence) {
  NEWLYN_CHECK(!kept_[number - 1].withdrawn, "a correction is withdrawn once", number);
  kept_[number - 1].withdrawn = true;
  kept_[number - 1].withdrawn_in = sequence;
}

std::vector<uint64_t> CorrectionBook::made_in(uint64_t sequence) const {
  std::vector<uint64_t> numbers;
  for (const NumberedCorrection& kept : kept_) {
    if (kept.sequence == sequence && !kept.withdrawn) numbers.push_back(kept.number);
  }
  return numbers;
}

std::vector<uint64_t> CorrectionBook::of(const RecordKey& key) const {
  const auto found = of_record_.find(key);
  return found == of_record_.end() ? std::vector<uint64_t>{} : found->second;
}

void CorrectionBook::restore(std::vector<NumberedCorrection> kept) {
  kept_ = std::move(kept);
  of_record_.clear();
  for (const NumberedCorrection& one : kept_) {
    of_record_[one.correction.record].push_back(one.number);
  }
}

}  // namespace newlyn::index
