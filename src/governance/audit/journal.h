// SPDX-License-Identifier: MIT
// The journal: the newest records of the log, durable before anybody is told so.
//
// It begins with the size of the tree that lies in tiles, then two slots of one sector each with
// signed heads, then groups: some records and the head after them. A group and its head in one of
// the slots, in turn, are synced at once. So a crash can leave a new head without its group, while
// the other slot has the head before; when nobody waits both slots get the newest head, and a
// missing group is loss.
//   0     "newlyn journal 1"            16 bytes
//   16    size of the tree in tiles      8 bytes, then zeros to the sector's end
//   512   slot, 1024 slot                2 bytes length, the note, zeros
//   1536  groups: 4 bytes count; per record 2 bytes length, entry, 4 bytes length, sealed;
//         2 bytes length, the note
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "governance/audit/merkle.h"
#include "governance/audit/note.h"
#include "governance/audit/tiles.h"

namespace newlyn::governance {

inline constexpr size_t kSectorBytes = 512;
inline constexpr size_t kGroupsBegin = 3 * kSectorBytes;

/// Records that were made durable together, and the head after them.
struct JournalGroup {
  std::vector<LogRecord> records;
  TreeHead head;
  std::string note;
  size_t end = 0;  // the offset in the file after the group
};

/// A journal as far as it can be read.
struct Journal {
  uint64_t base = 0;
  std::array<std::optional<TreeHead>, 2> slots;
  std::vector<JournalGroup> groups;
  size_t end = 0;        // the offset after the last whole group
  size_t left_over = 0;  // bytes after it that are no whole group
};

/// Reads a journal; signatures are verified with `key`. Nothing when its head is not a journal's.
std::optional<Journal> read_journal(std::string_view bytes, const PublicKey& key);

/// The first three sectors of a journal. Both slots hold `note`.
std::string journal_start(uint64_t base, std::string_view note);

/// One sector with a note.
std::string journal_slot(std::string_view note);

/// A group as bytes.
std::string group_bytes(std::span<const LogRecord> records, std::string_view note);

}  // namespace newlyn::governance
