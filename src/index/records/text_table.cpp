// SPDX-License-Identifier: MIT
// A table of hashes over texts in pages.
#include "index/records/text_table.h"

#include "base/random.h"

namespace newlyn::index {

TextTable::TextTable() { entries_.push_back({bytes_.add({}), 0, 0}); }

TextCode TextTable::find(std::string_view text) const {
  if (text.empty()) return 0;
  return slots_.find(hash_bytes(text), [&](TextCode code) { return (*this)[code] == text; });
}

TextCode TextTable::code_of(std::string_view text) {
  const TextCode found = find(text);
  if (found != kNone) return found;
  const auto code = static_cast<TextCode>(entries_.size());
  entries_.push_back({bytes_.add(text), static_cast<uint32_t>(text.size()), 0});
  slots_.add(hash_bytes(text), code, [&](TextCode of) { return hash_bytes((*this)[of]); });
  return code;
}

TextTable TextTable::share() {
  TextTable shared;
  shared.bytes_ = bytes_.share();
  shared.entries_ = entries_.share();
  shared.slots_ = slots_.share();
  return shared;
}

void TextTable::save(SnapshotWriter& writer) const {
  bytes_.save(writer);
  entries_.save(writer);
  slots_.save(writer);
}

void TextTable::load(SnapshotReader& reader) {
  bytes_.load(reader);
  entries_.load(reader);
  slots_.load(reader);
}

}  // namespace newlyn::index
