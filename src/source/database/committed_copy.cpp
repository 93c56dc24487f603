// SPDX-License-Identifier: MIT
// Copies a database and its write-ahead log, and makes sure that they belong together.
//
// Commits only add to the log, and what is torn at its end is told by its checksums. A copy is
// whole unless, while it was made, the database was written (the log was put back into it) or the
// log began anew; then it is made again.
#include "source/database/committed_copy.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <tuple>
#include <vector>

#include "base/error.h"
#include "source/bytes/input_file.h"

namespace newlyn::source {
namespace {

namespace fs = std::filesystem;

constexpr int kTries = 8;
constexpr unsigned kWaitMicros = 250'000;
constexpr size_t kPieceBytes = 1U << 20;
constexpr size_t kLogHeaderBytes = 32;  // with the salts that are new when a log begins anew

/// What is another when a file was written.
using State = std::tuple<int64_t, int64_t, int64_t, uint64_t>;

State state_of(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return {};
  return {found.st_size, found.st_mtim.tv_sec, found.st_mtim.tv_nsec, found.st_ino};
}

std::string first_bytes(const std::string& path, size_t bytes) {
  std::string head(bytes, '\0');
  std::ifstream in(path, std::ios::binary);
  in.read(head.data(), static_cast<std::streamsize>(bytes));
  head.resize(static_cast<size_t>(in.gcount()));
  return head;
}

[[noreturn]] void refuse_write(const std::string& path) {
  const int reason = errno;
  throw Error(reason == ENOSPC || reason == EDQUOT ? Code::storage_full : Code::output_unwritable,
              fmt::format("The temporary file '{}' cannot be written: {}. Free some space, or name "
                          "another folder in TMPDIR.",
                          path, std::strerror(reason)));
}

void copy_file(const std::string& from, const std::string& to, const RunContext& run) {
  std::ifstream in(from, std::ios::binary);
  const Descriptor out(::open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (out.number() < 0) refuse_write(to);
  std::vector<char> piece(kPieceBytes);
  while (in) {
    run.check_stop();
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    auto left = static_cast<size_t>(in.gcount());
    for (const char* at = piece.data(); left > 0;) {
      const ssize_t written = ::write(out.number(), at, left);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) refuse_write(to);
      at += written;
      left -= static_cast<size_t>(written);
    }
  }
}

}  // namespace

bool writes_ahead(const std::string& database) {
  constexpr size_t kVersions = 18;  // of writing and of reading; 2 is with a log
  const std::string head = first_bytes(database, kVersions + 2);
  return head.size() == kVersions + 2 && (head[kVersions] == 2 || head[kVersions + 1] == 2);
}

CommittedCopy::CommittedCopy(const std::string& database, const std::string& temporary_folder,
                             const RunContext& run)
    : folder_(temporary_folder) {
  const std::string log = database + "-wal";
  const std::string copy = this->database();
  for (int tries = 0; tries < kTries; ++tries) {
    if (tries > 0) ::usleep(kWaitMicros);
    const State before = state_of(database);
    const std::string log_before = first_bytes(log, kLogHeaderBytes);
    copy_file(database, copy, run);
    std::error_code ignored;
    fs::remove(copy + "-wal", ignored);
    if (!log_before.empty()) copy_file(log, copy + "-wal", run);
    if (state_of(database) == before && first_bytes(log, kLogHeaderBytes) == log_before) return;
  }
  throw Error(Code::source_unreadable,
              fmt::format("'{}' is written again and again while it is read. Read it at another "
                          "time, or have a copy delivered that nobody writes.",
                          database));
}

// Named and locked as the folders that stores spill into: what a killed program leaves behind is
// removed by the next store that is opened.
CommittedCopy::Folder::Folder(const std::string& temporary_folder) {
  static std::atomic<uint64_t> made{0};
  for (int tries = 0; tries < kTries; ++tries) {
    path = fmt::format("{}/newlyn-spill-{}-copy-{}", temporary_folder, getpid(), ++made);
    if (::mkdir(path.c_str(), 0700) != 0) {
      if (errno == EEXIST) continue;
      refuse_write(path);
    }
    lock = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (lock >= 0 && ::flock(lock, LOCK_EX | LOCK_NB) == 0 && fs::exists(path)) return;
    if (lock >= 0) ::close(lock);
  }
  refuse_write(path);
}

CommittedCopy::Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path, ignored);
  ::close(lock);
}

}  // namespace newlyn::source
