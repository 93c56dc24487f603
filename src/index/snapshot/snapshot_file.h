// SPDX-License-Identifier: MIT
// The file of a snapshot: blocks with a hash each, read to the end or not at all. See format.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace newlyn::index {

/// From this version of the format on, a snapshot has what was before what there is.
inline constexpr uint64_t kPastVersion = 3;

/// What a snapshot is of.
struct SnapshotHead {
  std::string model;            // the version of the fitted model
  uint64_t journal_bytes = 0;   // up to which the journal is in it
  uint64_t last_entry = 0;      // where the last entry before that begins
  std::string last_entry_head;  // its length and hash, as they stand in the journal
  uint64_t sequence = 0;        // of the last step
};

/// Writes beside `path`, and in its place when finish() is called: never half a file.
class SnapshotWriter {
 public:
  /// Throws Error(output_unwritable) or Error(storage_full), as all that writes.
  SnapshotWriter(std::string path, const SnapshotHead& head);
  ~SnapshotWriter();
  SnapshotWriter(const SnapshotWriter&) = delete;
  SnapshotWriter& operator=(const SnapshotWriter&) = delete;

  void bytes(const void* from, size_t count);
  template <typename T>
  void put(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes(&value, sizeof(T));
  }
  void text(std::string_view text);
  template <typename T>
  void all(const std::vector<T>& items) {
    put<uint64_t>(items.size());
    bytes(items.data(), items.size() * sizeof(T));
  }
  /// Waits until everything is on the device, then gives the file its name.
  void finish();
  uint64_t byte_count() const noexcept { return written_; }

 private:
  void write_block();

  std::string path_;
  int file_ = -1;
  std::string block_;
  uint64_t block_number_ = 0;
  uint64_t written_ = 0;
};

/// Reads one. What is wrong with it is an Error(store_failed) that says so in a sentence.
class SnapshotReader {
 public:
  /// Throws Error(store_failed) also for a file that a later version of the product wrote.
  explicit SnapshotReader(const std::string& path);
  /// Reads one that is in memory, for as long as the reader lives; `name` stands in messages.
  SnapshotReader(std::string name, std::string_view bytes);
  ~SnapshotReader();
  SnapshotReader(const SnapshotReader&) = delete;
  SnapshotReader& operator=(const SnapshotReader&) = delete;

  const SnapshotHead& head() const noexcept { return head_; }
  /// The version of the format: 1 has no seals, and none before kPastVersion any past.
  uint64_t version() const noexcept { return version_; }
  void bytes(void* into, size_t count);
  template <typename T>
  T take() {
    static_assert(std::is_trivially_copyable_v<T>);
    T value;
    bytes(&value, sizeof(T));
    return value;
  }
  std::string text();
  /// A number of things of `size` bytes that follow.
  uint64_t count(size_t size);
  template <typename T>
  std::vector<T> all() {
    std::vector<T> items(count(sizeof(T)));
    bytes(items.data(), items.size() * sizeof(T));
    return items;
  }
  /// Refuses the file where something does not hold.
  void expect(bool holds) const;
  /// Refuses a file that goes on.
  void finish();

 private:
  void read_head();
  void read_block();
  size_t read_some(char* into, size_t count);

  std::string path_;
  int file_ = -1;               // else:
  std::string_view in_memory_;  // what is not read yet
  uint64_t size_ = 0;
  uint64_t read_ = 0;
  uint64_t version_ = 0;
  uint64_t block_number_ = 0;
  std::string block_;
  size_t place_ = 0;  // in the block
  SnapshotHead head_;
};

/// What the snapshot at `path` is of; nothing where there is none that can be read so far.
std::optional<SnapshotHead> read_snapshot_head(const std::string& path);

/// Whether the snapshot at `path` was written by a later version of the product. False where there
/// is none.
bool is_newer_snapshot(const std::string& path);

}  // namespace newlyn::index
