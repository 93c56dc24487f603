// SPDX-License-Identifier: MIT
// A portion at a time, with nothing but system calls where a forked child does it.
#include "workspace/keeping/sealed_copy.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/error.h"
#include "governance/sealed_stream.h"
#include "workspace/keeping/manifest.h"

namespace newlyn::workspace {
namespace {

using governance::kSealedPortion;
using governance::kStreamPortion;

/// Which side of a copy failed, and why.
struct CopyFault {
  int reading = 0;
  int writing = 0;
  bool any() const noexcept { return reading != 0 || writing != 0; }
};

/// What a copy needs, made before a process divides: neither allocates afterwards.
struct Sealing {
  Sealing(const governance::SealingKey& key, const std::string& path)
      : sealer(key, path), clear(kStreamPortion, '\0'), sealed(kSealedPortion, '\0') {}
  governance::StreamSealer sealer;
  std::string clear;
  std::string sealed;
};

/// Reads until `count` bytes are there or the file ends; less than zero when it cannot be read.
ssize_t read_portion(int file, char* into, size_t count) noexcept {
  size_t got = 0;
  while (got < count) {
    const ssize_t more = ::read(file, into + got, count - got);
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) return more;
    if (more == 0) break;
    got += static_cast<size_t>(more);
  }
  return static_cast<ssize_t>(got);
}

bool write_all(int file, const char* bytes, size_t count) noexcept {
  while (count > 0) {
    const ssize_t put = ::write(file, bytes, count);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return false;
    bytes += put;
    count -= static_cast<size_t>(put);
  }
  return true;
}

CopyFault seal_bytes(int from, uint64_t bytes, int to, Sealing& sealing) noexcept {
  if (!write_all(to, sealing.sealer.head().data(), sealing.sealer.head().size())) {
    return {0, errno};
  }
  for (bool is_last = false; !is_last;) {
    const size_t wanted = std::min<uint64_t>(bytes, kStreamPortion);
    const ssize_t got = read_portion(from, sealing.clear.data(), wanted);
    if (got < 0) return {errno, 0};
    bytes -= static_cast<uint64_t>(got);
    is_last = bytes == 0 || static_cast<size_t>(got) < kStreamPortion;
    const size_t count = sealing.sealer.seal({sealing.clear.data(), static_cast<size_t>(got)},
                                             is_last, sealing.sealed.data());
    if (!write_all(to, sealing.sealed.data(), count)) return {0, errno};
  }
  return ::fsync(to) == 0 ? CopyFault{} : CopyFault{0, errno};
}

int open_new(const char* path) noexcept {
  return ::open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}

CopyFault seal_file(const char* from, const char* to, Sealing& sealing) noexcept {
  const int source = ::open(from, O_RDONLY | O_CLOEXEC);
  if (source < 0) return {errno, 0};
  const int target = open_new(to);
  const CopyFault fault =
      target < 0 ? CopyFault{0, errno} : seal_bytes(source, UINT64_MAX, target, sealing);
  ::close(source);
  if (target >= 0) ::close(target);
  return fault;
}

void expect_done(const CopyFault& fault, const std::string& from, const std::string& to) {
  if (fault.reading != 0) {
    throw Error(Code::source_unreadable,
                fmt::format("'{}' cannot be copied: {}.", from, std::strerror(fault.reading)));
  }
  if (fault.writing != 0) cannot_write(to, fault.writing);
}

}  // namespace

void seal_copy(int file, uint64_t bytes, const SealedPlace& place,
               const governance::SealingKey& key) {
  Sealing sealing(key, place.path);
  const int target = open_new(place.to.c_str());
  if (target < 0) cannot_write(place.to, errno);
  const CopyFault fault = seal_bytes(file, bytes, target, sealing);
  ::close(target);
  expect_done(fault, place.path, place.to);
}

void seal_copy_of(const std::string& from, const SealedPlace& place,
                  const governance::SealingKey& key) {
  Sealing sealing(key, place.path);
  expect_done(seal_file(from.c_str(), place.to.c_str(), sealing), from, place.to);
}

void seal_copy_apart(const std::string& from, const SealedPlace& place,
                     const governance::SealingKey& key) {
  Sealing sealing(key, place.path);
  const pid_t child = ::fork();
  if (child == 0) {
    const CopyFault fault = seal_file(from.c_str(), place.to.c_str(), sealing);
    // Numbers of errors are below 128: one status tells both kinds.
    ::_exit(fault.reading != 0 ? 128 + fault.reading : fault.writing);
  }
  if (child < 0) cannot_write(place.to, errno);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) cannot_write(place.to, errno);
  }
  if (!WIFEXITED(status)) cannot_write(place.to, EIO);
  const int ended = WEXITSTATUS(status);
  expect_done(ended >= 128 ? CopyFault{ended - 128, 0} : CopyFault{0, ended}, from, place.to);
}

void read_sealed_copy(const SealedPlace& place, const governance::KeyRing& ring,
                      const std::function<void(std::string_view)>& take) {
  std::ifstream file(place.to, std::ios::binary);
  std::string portion(governance::kStreamHead, '\0');
  const auto next = [&](size_t bytes) {
    file.read(portion.data(), static_cast<std::streamsize>(bytes));
    return std::string_view(portion.data(), static_cast<size_t>(file.gcount()));
  };
  governance::StreamOpener opener(next(portion.size()), place.path, ring);
  portion.resize(kSealedPortion);
  while (!opener.at_end()) take(opener.open(next(portion.size())));
  if (!next(1).empty()) {
    throw Error(Code::source_unreadable,
                fmt::format("{} was changed since it was sealed. Take another copy.", place.path));
  }
}

}  // namespace newlyn::workspace
