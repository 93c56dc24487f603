// SPDX-License-Identifier: MIT
// Writes and reads the parts of a journal.
#include "governance/audit/journal.h"

#include <algorithm>

#include "base/check.h"

namespace newlyn::governance {
namespace {

constexpr std::string_view kMagic = "newlyn journal 1";

std::optional<TreeHead> read_slot(std::string_view sector, const PublicKey& key) {
  const std::string_view whole = sector;
  const auto size = take_number(sector, 2);
  const auto note = size ? take_bytes(sector, *size) : std::nullopt;
  if (!note || journal_slot(*note) != whole) return std::nullopt;
  return open_head(*note, key);
}

std::optional<LogRecord> take_record(std::string_view& bytes) {
  const auto entry_size = take_number(bytes, 2);
  const auto entry = entry_size ? take_bytes(bytes, *entry_size) : std::nullopt;
  const auto sealed_size = entry ? take_number(bytes, 4) : std::nullopt;
  const auto sealed = sealed_size ? take_bytes(bytes, *sealed_size) : std::nullopt;
  if (!sealed) return std::nullopt;
  return LogRecord{std::string(*entry), std::string(*sealed)};
}

std::optional<JournalGroup> take_group(std::string_view& bytes, const PublicKey& key) {
  const auto count = take_number(bytes, 4);
  if (!count || *count == 0) return std::nullopt;
  JournalGroup group;
  for (uint64_t i = 0; i < *count; ++i) {
    auto record = take_record(bytes);
    if (!record) return std::nullopt;
    group.records.push_back(std::move(*record));
  }
  const auto note_size = take_number(bytes, 2);
  const auto note = note_size ? take_bytes(bytes, *note_size) : std::nullopt;
  const auto head = note ? open_head(*note, key) : std::nullopt;
  if (!head) return std::nullopt;
  group.head = *head;
  group.note = *note;
  return group;
}

}  // namespace

std::string journal_slot(std::string_view note) {
  NEWLYN_CHECK(note.size() + 2 <= kSectorBytes, "a head fits into a sector", note.size());
  std::string bytes;
  add_number(bytes, note.size(), 2);
  bytes += note;
  bytes.resize(kSectorBytes, '\0');
  return bytes;
}

std::string journal_start(uint64_t base, std::string_view note) {
  std::string bytes(kMagic);
  add_number(bytes, base, 8);
  bytes.resize(kSectorBytes, '\0');
  return bytes + journal_slot(note) + journal_slot(note);
}

std::string group_bytes(std::span<const LogRecord> records, std::string_view note) {
  std::string bytes;
  add_number(bytes, records.size(), 4);
  for (const LogRecord& record : records) {
    add_number(bytes, record.entry.size(), 2);
    bytes += record.entry;
    add_number(bytes, record.sealed.size(), 4);
    bytes += record.sealed;
  }
  add_number(bytes, note.size(), 2);
  bytes += note;
  return bytes;
}

std::optional<Journal> read_journal(std::string_view bytes, const PublicKey& key) {
  const std::string_view whole = bytes;
  if (bytes.size() < kGroupsBegin || !bytes.starts_with(kMagic)) return std::nullopt;
  bytes.remove_prefix(kMagic.size());
  Journal journal;
  journal.base = *take_number(bytes, 8);
  const std::string_view zeros = whole.substr(kMagic.size() + 8, kSectorBytes - kMagic.size() - 8);
  if (std::any_of(zeros.begin(), zeros.end(), [](char byte) { return byte != 0; })) {
    return std::nullopt;
  }
  for (size_t i = 0; i < journal.slots.size(); ++i) {
    journal.slots[i] = read_slot(whole.substr((i + 1) * kSectorBytes, kSectorBytes), key);
  }
  bytes = whole.substr(kGroupsBegin);
  journal.end = kGroupsBegin;
  while (!bytes.empty()) {
    auto group = take_group(bytes, key);
    if (!group) break;
    journal.end = whole.size() - bytes.size();
    group->end = journal.end;
    journal.groups.push_back(std::move(*group));
  }
  journal.left_over = whole.size() - journal.end;
  return journal;
}

}  // namespace newlyn::governance
