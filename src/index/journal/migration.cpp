// SPDX-License-Identifier: MIT
// One step a version: a function from the bytes of a journal to those of the next version's.
#include "index/journal/migration.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "base/error.h"
#include "index/durable_index.h"
#include "index/journal/durable_file.h"
#include "index/journal/journal.h"

namespace newlyn::index {
namespace {

/// Version 2 keeps all steps that share a sync in one entry; single steps are written as before.
std::string from_1_to_2(const std::string& bytes) {
  constexpr std::string_view kBefore = "newlyn journal 1\n";
  return "newlyn journal 2\n" + bytes.substr(kBefore.size());
}

/// Version 3 knows seals; all else is written as before.
std::string from_2_to_3(const std::string& bytes) {
  constexpr std::string_view kBefore = "newlyn journal 2\n";
  return "newlyn journal 3\n" + bytes.substr(kBefore.size());
}

using Migration = std::string (*)(const std::string& bytes);

// The n-th brings version n+1 to version n+2.
constexpr std::array<Migration, kJournalVersion - 1> kMigrations = {from_1_to_2, from_2_to_3};

/// A file that nobody else has for as long as this lives.
class HeldFile {
 public:
  explicit HeldFile(const std::string& path) : file_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (file_ < 0 || flock(file_, LOCK_EX | LOCK_NB) != 0) {
      if (file_ >= 0) close(file_);
      throw Error(Code::store_failed, "The journal " + path +
                                          " is in use by another process. Stop it, or ask it "
                                          "instead.");
    }
  }
  ~HeldFile() { close(file_); }
  HeldFile(const HeldFile&) = delete;
  HeldFile& operator=(const HeldFile&) = delete;
  std::string bytes(const std::string& path) const {
    std::string bytes(std::filesystem::file_size(path), '\0');
    bytes.resize(read_whole(file_, bytes.data(), bytes.size()));
    return bytes;
  }

 private:
  int file_;
};

void write_file(const std::string& path, const std::string& bytes) {
  const int file = open_to_write(path + ".new");
  try {
    write_whole(file, bytes, path);
    sync_file(file, path);
  } catch (...) {
    close(file);
    std::filesystem::remove(path + ".new");
    throw;
  }
  close(file);
  rename_durably(path + ".new", path);
}

}  // namespace

std::string former_journal(const std::string& path, uint64_t version) {
  return path + ".version_" + std::to_string(version);
}

std::optional<std::string> migrate_journal(const std::string& path) {
  const uint64_t version = journal_file_version(path);
  if (version == 0 || version >= kJournalVersion) return std::nullopt;
  const HeldFile held(path);
  std::string bytes = held.bytes(path);
  const std::string kept = former_journal(path, version);
  write_file(kept, bytes);
  for (uint64_t at = version; at < kJournalVersion; ++at) bytes = kMigrations[at - 1](bytes);
  write_file(path, bytes);
  return kept;
}

std::optional<RolledBack> kept_journal(const std::string& path) {
  for (uint64_t former = journal_file_version(path); former-- > 1;) {
    const std::string kept = former_journal(path, former);
    if (std::filesystem::exists(kept)) return RolledBack{former, kept};
  }
  return std::nullopt;
}

std::optional<RolledBack> roll_back_journal(const std::string& path) {
  const auto former = kept_journal(path);
  if (!former) return std::nullopt;
  const HeldFile held(path);
  const RolledBack answer{former->version, former_journal(path, journal_file_version(path))};
  write_file(answer.kept, held.bytes(path));
  std::filesystem::remove(snapshot_path(path));
  rename_durably(former->kept, path);
  return answer;
}

}  // namespace newlyn::index
