// SPDX-License-Identifier: MIT
// Dictionary encoding of text: an open-addressing table over one block of bytes.
#include "record/text_column.h"

#include <algorithm>
#include <array>

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

ValueSet::ValueSet() { texts_.push_back({}); }

ValueCode ValueSet::append(std::string_view text) {
  NEWLYN_CHECK(texts_.size() < 0xFFFF'FFFEULL, "value codes fit 32 bits");
  texts_.push_back(text);
  return static_cast<ValueCode>(texts_.size() - 1);
}

ValueCode ValueSet::find(std::string_view text) const noexcept {
  for (ValueCode code = 1; code <= value_count(); ++code) {
    if ((*this)[code] == text) return code;
  }
  return kNullCode;
}

std::vector<uint32_t> TextColumn::counts() const {
  std::vector<uint32_t> counts(values.value_count() + 1, 0);
  for (const ValueCode code : codes) ++counts[code];
  return counts;
}

ValueIndex::ValueIndex(bool empty_is_value)
    : empty_is_value_(empty_is_value), slots_(kFirstSlots) {}

ValueCode ValueIndex::code_of(std::string_view text) {
  if (text.empty() && !empty_is_value_) return kNullCode;
  return code_of(text, tag_of(text));
}

ValueCode ValueIndex::code_of(std::string_view text, uint32_t tag) {
  const size_t mask = slots_.size() - 1;
  size_t place = tag & mask;
  for (; slots_[place].code != kNullCode; place = (place + 1) & mask) {
    if (slots_[place].tag == tag && values_[slots_[place].code] == text) return slots_[place].code;
  }
  const ValueCode code = values_.append(text);
  slots_[place] = {tag, code};
  if (values_.value_count() * 2 > slots_.size()) grow();
  return code;
}

void ValueIndex::codes_of(std::span<const std::string_view> texts, std::span<ValueCode> codes) {
  NEWLYN_CHECK(texts.size() == codes.size(), "there is one code a text", codes.size());
  constexpr size_t kList = 64;
  std::array<uint32_t, kList> tags{};
  for (size_t from = 0; from < texts.size(); from += kList) {
    const size_t count = std::min(kList, texts.size() - from);
    for (size_t i = 0; i < count; ++i) {
      tags[i] = tag_of(texts[from + i]);
      __builtin_prefetch(slots_.data() + (tags[i] & (slots_.size() - 1)));
    }
    for (size_t i = 0; i < count; ++i) {
      const std::string_view text = texts[from + i];
      const bool null = text.data() == nullptr || (text.empty() && !empty_is_value_);
      codes[from + i] = null ? kNullCode : code_of(text, tags[i]);
    }
  }
}

ValueCode ValueIndex::find(std::string_view text) const noexcept {
  if (text.empty() && !empty_is_value_) return kNullCode;
  const uint32_t tag = tag_of(text);
  const size_t mask = slots_.size() - 1;
  for (size_t place = tag & mask; slots_[place].code != kNullCode; place = (place + 1) & mask) {
    if (slots_[place].tag == tag && values_[slots_[place].code] == text) return slots_[place].code;
  }
  return kNullCode;
}

ValueSet ValueIndex::take() {
  ValueSet taken = std::move(values_);
  values_ = ValueSet();
  slots_.assign(kFirstSlots, {});
  return taken;
}

void ValueIndex::grow() {
  std::vector<Slot> wider(slots_.size() * 2);
  const size_t mask = wider.size() - 1;
  for (const Slot& slot : slots_) {
    if (slot.code == kNullCode) continue;
    size_t place = slot.tag & mask;
    while (wider[place].code != kNullCode) place = (place + 1) & mask;
    wider[place] = slot;
  }
  slots_ = std::move(wider);
}

void TextColumnBuilder::add_all(std::span<const std::string_view> texts) {
  const size_t before = column_.codes.size();
  column_.codes.resize(before + texts.size());
  index_.codes_of(texts, std::span(column_.codes).subspan(before));
}

TextColumn TextColumnBuilder::finish() {
  column_.values = index_.take();
  return std::move(column_);
}

}  // namespace newlyn::record
