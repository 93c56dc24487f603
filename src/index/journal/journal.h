// SPDX-License-Identifier: MIT
// An append-only file of entries, each whole or not there. See format.md.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace newlyn::index {

/// The version that this program writes.
inline constexpr uint64_t kJournalVersion = 3;

/// Where an entry stands and what it begins with: enough to know it again.
struct EntryMark {
  uint64_t place = 0;
  std::string head;  // its length and hash
  uint64_t end = 0;  // where the next one begins; of no entry: where the first one begins
};

class Journal {
 public:
  /// Opens the file, or makes it. Throws Error(store_failed) for a file that is no journal, is of
  /// another version, or that another process has.
  explicit Journal(const std::string& path);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// Where the first entry begins.
  uint64_t begin() const noexcept;
  /// Whether the entry stands there whole.
  bool has(const EntryMark& entry) const;
  /// Calls `take` with every entry from the place `from` on, in order. Returns how many bytes stand
  /// after them: what was not written to its end. Changes nothing. Throws Error(store_failed) where
  /// the journal is damaged.
  uint64_t redo(uint64_t from, const std::function<void(std::string_view entry)>& take);
  /// Cuts off what redo() found after the last entry: nobody was told that it was kept. Must be
  /// done before add().
  void cut_rest();
  /// The last entry read or written.
  const EntryMark& last() const noexcept { return last_; }

  /// Adds an entry to what the next sync() writes. One entry a sync: it is kept whole or not at
  /// all.
  void add(std::string entry);
  /// Writes what was added and waits until it is on the device. Throws Error(output_unwritable) or
  /// Error(storage_full); the journal must not be used any more then.
  void sync();

 private:
  std::string path_;
  int file_ = -1;
  EntryMark last_;
  std::string open_;  // added and not yet written
  EntryMark added_;   // the last entry of it
};

/// The version of the journal at `path`; 0 where there is none or where it was never begun. Throws
/// Error(store_failed) for a file that is no journal.
uint64_t journal_file_version(const std::string& path);

/// Calls `take` with every entry of the journal at `path` that ends at or before the place `end`,
/// whoever has it open. Throws Error(store_failed) where it is damaged before that.
void each_entry(const std::string& path, uint64_t end,
                const std::function<void(std::string_view entry)>& take);

}  // namespace newlyn::index
