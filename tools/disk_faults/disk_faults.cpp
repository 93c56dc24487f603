// SPDX-License-Identifier: MIT
// A disk that fails, loaded before a program with LD_PRELOAD. It watches files of one folder.
//
//   NEWLYN_FAULT_FOLDER  the folder
//   NEWLYN_FAULT_KIND    power, error, full, short or sync
//   NEWLYN_FAULT_AFTER   at which operation on these files: writes, syncs and names count
//   NEWLYN_FAULT_SEED    what else is left to chance
//
// power: at that operation the power goes. Of each write since the last sync of its file every
//   sector stays or is as it was before, by chance; the length of the file likewise; and new names
//   since the last sync of the folder are taken back, the last ones first, by chance. Then the
//   process is killed.
// error: that write and all after it fail with EIO. full: likewise with ENOSPC, after half of the
//   write was done. short: writes take a part of what they are given, from then on. sync: that sync
//   and all after it fail with EIO.
//
// Nothing is really synced: the tests end the process, not the machine.
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace {

constexpr size_t kSector = 512;

template <typename Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

/// Bytes that a sync has not reached.
struct Unsynced {
  uint64_t from = 0;
  std::string before;        // what stood there, as far as there was anything
  uint64_t length = 0;       // of what was written
  uint64_t size_before = 0;  // of the file
};

/// A name that a sync of the folder has not reached.
struct NewName {
  std::string from;  // renamed from; empty: made
  std::string to;
  std::string kept;  // where what had the name before is; empty: nothing had it
};

struct Disk {
  std::recursive_mutex lock;
  std::string folder;
  std::string kind;
  uint64_t after = UINT64_MAX;
  uint64_t seed = 1;
  uint64_t operations = 0;
  uint64_t kept_count = 0;
  std::map<ino_t, std::vector<Unsynced>> unsynced;
  std::map<ino_t, std::string> path_of;
  std::vector<NewName> names;

  Disk() {
    const auto of = [](const char* name) {
      const char* value = std::getenv(name);
      return std::string(value == nullptr ? "" : value);
    };
    folder = of("NEWLYN_FAULT_FOLDER");
    kind = of("NEWLYN_FAULT_KIND");
    if (!of("NEWLYN_FAULT_AFTER").empty()) {
      after = std::strtoull(of("NEWLYN_FAULT_AFTER").c_str(), nullptr, 10);
    }
    seed = std::strtoull(of("NEWLYN_FAULT_SEED").c_str(), nullptr, 10) + 1;
  }
  uint64_t chance(uint64_t bound) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (seed >> 33) % bound;
  }
  bool watches(const std::string& path) const {
    return !folder.empty() && path.starts_with(folder);
  }
  /// Counts an operation; the power may go at it.
  void count() {
    ++operations;
    if (kind == "power" && operations >= after) lose_power();
  }
  bool fails(const char* of_kind) const { return kind == of_kind && operations >= after; }

  void take_back(const std::string& path, const Unsynced& write);
  void take_back(const NewName& name);
  [[noreturn]] void lose_power();
};

Disk& disk() {
  static Disk disk;
  return disk;
}

/// The path of an open file, if it is watched and a plain one.
bool is_watched(int file, struct stat& state, std::string& path) {
  Disk& of = disk();
  if (of.folder.empty() || fstat(file, &state) != 0 || !S_ISREG(state.st_mode)) return false;
  const auto found = of.path_of.find(state.st_ino);
  if (found == of.path_of.end()) return false;
  path = found->second;
  return true;
}

void Disk::take_back(const std::string& path, const Unsynced& write) {
  const int file = real<int(const char*, int, ...)>("open")(path.c_str(), O_RDWR);
  if (file < 0) return;
  std::string before = write.before;
  before.resize(write.length, '\0');
  auto* put = real<ssize_t(int, const void*, size_t, off_t)>("pwrite");
  for (uint64_t at = write.from; at < write.from + write.length;) {
    const uint64_t to = std::min(write.from + write.length, (at / kSector + 1) * kSector);
    if (chance(2) == 0) {
      const ssize_t done =
          put(file, before.data() + (at - write.from), to - at, static_cast<off_t>(at));
      if (done < 0) break;
    }
    at = to;
  }
  struct stat state {};
  const bool longer =
      fstat(file, &state) == 0 && static_cast<uint64_t>(state.st_size) > write.size_before;
  if (longer && chance(2) == 0) {
    const int cut = real<int(int, off_t)>("ftruncate")(file, static_cast<off_t>(write.size_before));
    if (cut != 0) abort();
  }
  real<int(int)>("close")(file);
}

void Disk::take_back(const NewName& name) {
  auto* rename_it = real<int(const char*, const char*)>("rename");
  if (name.from.empty()) {
    real<int(const char*)>("unlink")(name.to.c_str());
    return;
  }
  rename_it(name.to.c_str(), name.from.c_str());
  if (!name.kept.empty()) rename_it(name.kept.c_str(), name.to.c_str());
}

void Disk::lose_power() {
  // A disk may write later sectors before earlier ones, but a folder's journal keeps its order.
  for (auto& [inode, writes] : unsynced) {
    for (auto write = writes.rbegin(); write != writes.rend(); ++write) {
      take_back(path_of[inode], *write);
    }
  }
  const uint64_t kept = names.empty() ? 0 : chance(names.size() + 1);
  while (names.size() > kept) {
    take_back(names.back());
    names.pop_back();
  }
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

/// Remembers what a write is going to replace.
void remember(int file, const struct stat& state, uint64_t from, uint64_t length) {
  Unsynced write;
  write.from = from;
  write.length = length;
  write.size_before = static_cast<uint64_t>(state.st_size);
  if (from < write.size_before) {
    write.before.resize(std::min(length, write.size_before - from));
    // The file may be open for writing alone.
    const std::string path = "/proc/self/fd/" + std::to_string(file);
    const int reading = real<int(const char*, int, ...)>("open")(path.c_str(), O_RDONLY);
    const ssize_t got = real<ssize_t(int, void*, size_t, off_t)>("pread")(
        reading, write.before.data(), write.before.size(), static_cast<off_t>(from));
    if (got < 0) abort();
    real<int(int)>("close")(reading);
  }
  disk().unsynced[state.st_ino].push_back(std::move(write));
}

int sync_watched(int file, const char* name) {
  const std::lock_guard held(disk().lock);
  struct stat state {};
  std::string path;
  if (!is_watched(file, state, path)) {
    if (!disk().folder.empty() && fstat(file, &state) == 0 && S_ISDIR(state.st_mode)) {
      disk().count();
      disk().names.clear();
      return 0;
    }
    return real<int(int)>(name)(file);
  }
  disk().count();
  if (disk().fails("sync")) {
    errno = EIO;
    return -1;
  }
  disk().unsynced.erase(state.st_ino);
  return 0;
}

int open_watched(const char* path, int flags, mode_t mode) {
  auto* open_it = real<int(const char*, int, ...)>("open");
  if ((flags & (O_WRONLY | O_RDWR)) == 0) return open_it(path, flags, mode);
  const std::lock_guard held(disk().lock);
  struct stat state {};
  if (!disk().watches(path)) {
    // It may have the number of a watched file that is gone.
    const int file = open_it(path, flags, mode);
    if (file >= 0 && fstat(file, &state) == 0) disk().path_of.erase(state.st_ino);
    return file;
  }
  const bool was_there = stat(path, &state) == 0;
  if (was_there && (flags & O_TRUNC) != 0 && state.st_size > 0) {
    const int before = open_it(path, O_RDONLY);
    remember(before, state, 0, static_cast<uint64_t>(state.st_size));
    real<int(int)>("close")(before);
  }
  const int file = open_it(path, flags, mode);
  if (file < 0 || fstat(file, &state) != 0 || !S_ISREG(state.st_mode)) return file;
  disk().path_of[state.st_ino] = path;
  if (!was_there) {
    disk().count();
    disk().names.push_back({"", path, ""});
  }
  return file;
}

/// A write at a place of a file, done by `write_it` as far as the disk lets it.
template <typename Write>
ssize_t write_watched(int file, off_t at, size_t count, const Write& write_it) {
  const std::lock_guard held(disk().lock);
  struct stat state {};
  std::string path;
  if (!is_watched(file, state, path)) return write_it(count);
  disk().count();
  if (disk().fails("error")) {
    errno = EIO;
    return -1;
  }
  if (disk().fails("full")) {
    const bool first = disk().operations == disk().after;
    if (first && count > 1) return write_it(count / 2);
    errno = ENOSPC;
    return -1;
  }
  if (disk().fails("short") && count > 1) count = 1 + disk().chance(count - 1);
  if (disk().kind == "power") remember(file, state, static_cast<uint64_t>(at), count);
  return write_it(count);
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const auto mode = static_cast<mode_t>((flags & O_CREAT) != 0 ? va_arg(more, unsigned) : 0);
  va_end(more);
  return open_watched(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const auto mode = static_cast<mode_t>((flags & O_CREAT) != 0 ? va_arg(more, unsigned) : 0);
  va_end(more);
  return open_watched(path, flags, mode);
}

ssize_t write(int file, const void* bytes, size_t count) {
  const auto write_it = [&](size_t bytes_written) {
    return real<ssize_t(int, const void*, size_t)>("write")(file, bytes, bytes_written);
  };
  return write_watched(file, lseek(file, 0, SEEK_CUR), count, write_it);
}

ssize_t pwrite(int file, const void* bytes, size_t count, off_t at) {
  const auto write_it = [&](size_t bytes_written) {
    return real<ssize_t(int, const void*, size_t, off_t)>("pwrite")(file, bytes, bytes_written, at);
  };
  return write_watched(file, at, count, write_it);
}

ssize_t pwrite64(int file, const void* bytes, size_t count, off_t at) {
  return pwrite(file, bytes, count, at);
}

int ftruncate(int file, off_t length) noexcept {
  const std::lock_guard held(disk().lock);
  struct stat state {};
  std::string path;
  const bool cuts = is_watched(file, state, path) && state.st_size > length;
  if (cuts) {
    disk().count();
    if (disk().kind == "power") {
      remember(file, state, static_cast<uint64_t>(length),
               static_cast<uint64_t>(state.st_size - length));
    }
  }
  return real<int(int, off_t)>("ftruncate")(file, length);
}

int ftruncate64(int file, off_t length) noexcept { return ftruncate(file, length); }

int fsync(int file) { return sync_watched(file, "fsync"); }

int fdatasync(int file) { return sync_watched(file, "fdatasync"); }

int rename(const char* from, const char* to) noexcept {
  auto* rename_it = real<int(const char*, const char*)>("rename");
  if (!disk().watches(to)) return rename_it(from, to);
  const std::lock_guard held(disk().lock);
  disk().count();
  NewName name{from, to, ""};
  struct stat state {};
  if (disk().kind == "power" && stat(to, &state) == 0) {
    name.kept = std::string(to) + ".lost." + std::to_string(disk().kept_count++);
    if (link(to, name.kept.c_str()) != 0) abort();
  }
  const int done = rename_it(from, to);
  if (done == 0 && stat(to, &state) == 0) disk().path_of[state.st_ino] = to;
  disk().names.push_back(std::move(name));
  return done;
}

}  // extern "C"
