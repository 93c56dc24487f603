// SPDX-License-Identifier: MIT
// Dictionary encoding of text: an open-addressing table over one block of bytes.
#include "record/text_column.h"

#include "base/check.h"
#include "base/random.h"

namespace newlyn::record {
namespace {

constexpr size_t kFirstSlots = 64;

/// What is remembered of a value: enough to find its slot and to tell most others apart, so that
/// texts are seldom looked at.
uint32_t tag_of(std::string_view text) noexcept {
  return static_cast<uint32_t>(hash_bytes(text) >> 32);
}

}  // namespace

ValueSet::ValueSet() : offsets_{0, 0} {}

ValueCode ValueSet::append(std::string_view text) {
  NEWLYN_CHECK(offsets_.size() < 0xFFFF'FFFFULL, "value codes fit 32 bits");
  bytes_.append(text);
  offsets_.push_back(bytes_.size());
  return static_cast<ValueCode>(offsets_.size() - 2);
}

std::vector<uint32_t> TextColumn::counts() const {
  std::vector<uint32_t> counts(values.value_count() + 1, 0);
  for (const ValueCode code : codes) ++counts[code];
  return counts;
}

ValueIndex::ValueIndex(bool empty_is_value)
    : empty_is_value_(empty_is_value), slots_(kFirstSlots, 0), hashes_{0} {}

ValueCode ValueIndex::code_of(std::string_view text) {
  if (text.empty() && !empty_is_value_) return kNullCode;
  const uint32_t tag = tag_of(text);
  const size_t mask = slots_.size() - 1;
  size_t slot = tag & mask;
  while (slots_[slot] != 0) {
    const uint32_t code = slots_[slot];
    if (hashes_[code] == tag && values_[code] == text) return code;
    slot = (slot + 1) & mask;
  }
  const ValueCode code = values_.append(text);
  hashes_.push_back(tag);
  slots_[slot] = code;
  if (values_.value_count() * 2 > slots_.size()) grow();
  return code;
}

ValueCode ValueIndex::find(std::string_view text) const noexcept {
  if (text.empty() && !empty_is_value_) return kNullCode;
  const uint32_t tag = tag_of(text);
  const size_t mask = slots_.size() - 1;
  for (size_t slot = tag & mask; slots_[slot] != 0; slot = (slot + 1) & mask) {
    const uint32_t code = slots_[slot];
    if (hashes_[code] == tag && values_[code] == text) return code;
  }
  return kNullCode;
}

ValueSet ValueIndex::take() {
  ValueSet taken = std::move(values_);
  values_ = ValueSet();
  slots_.assign(kFirstSlots, 0);
  hashes_.assign(1, 0);
  return taken;
}

void ValueIndex::grow() {
  std::vector<uint32_t> wider(slots_.size() * 2, 0);
  const size_t mask = wider.size() - 1;
  for (ValueCode code = 1; code <= values_.value_count(); ++code) {
    size_t slot = hashes_[code] & mask;
    while (wider[slot] != 0) slot = (slot + 1) & mask;
    wider[slot] = code;
  }
  slots_ = std::move(wider);
}

TextColumn TextColumnBuilder::finish() {
  column_.values = index_.take();
  return std::move(column_);
}

}  // namespace newlyn::record
