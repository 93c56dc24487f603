// SPDX-License-Identifier: MIT
// Opens inputs, copies what cannot be read twice, and notices files that change under the reader.
#include "source/bytes/input_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/error.h"

namespace newlyn::source {
namespace {

constexpr size_t kCopyBytes = size_t{1} << 20;

Fingerprint fingerprint_of(const struct stat& status) {
  return {static_cast<uint64_t>(status.st_dev), static_cast<uint64_t>(status.st_ino),
          static_cast<uint64_t>(status.st_size),
          static_cast<int64_t>(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec};
}

[[noreturn]] void refuse_open(const std::string& label, int reason) {
  if (reason == ENOENT || reason == ENOTDIR) {
    throw Error(Code::source_missing,
                fmt::format("There is no file {}. Check the name and the folder.", label));
  }
  if (reason == EACCES || reason == EPERM) {
    throw Error(Code::source_unreadable,
                fmt::format("The file {} may not be read by this user. Ask its owner for the right "
                            "to read it.",
                            label));
  }
  throw Error(Code::source_unreadable,
              fmt::format("The file {} cannot be opened: {}.", label, std::strerror(reason)));
}

// A read that may fail for a reason of the device.
size_t checked(ssize_t count, const std::string& label) {
  if (count >= 0) return static_cast<size_t>(count);
  const int reason = errno;
  throw Error(Code::source_unreadable,
              fmt::format("{} cannot be read: {}.", label, std::strerror(reason)));
}

TemporaryFile copy_stream(int from, const std::string& label, const std::string& folder,
                          const RunContext& run) {
  TemporaryFile copy = TemporaryFile::make(folder);
  std::string block(kCopyBytes, '\0');
  for (;;) {
    run.check_stop();
    const ssize_t count = ::read(from, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    const size_t bytes = checked(count, label);
    if (bytes == 0) return copy;
    copy.write({block.data(), bytes});
  }
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

TemporaryFile TemporaryFile::make(const std::string& folder) {
  std::string path = folder + "/newlyn-XXXXXX";
  const int number = ::mkostemp(path.data(), O_CLOEXEC);
  if (number < 0) {
    const int reason = errno;
    throw Error(reason == ENOSPC ? Code::storage_full : Code::output_unwritable,
                fmt::format("No temporary file can be made in '{}': {}. Name another folder in "
                            "TMPDIR.",
                            folder, std::strerror(reason)));
  }
  return {std::move(path), Descriptor(number)};
}

TemporaryFile::TemporaryFile(TemporaryFile&& other) noexcept
    : path_(std::exchange(other.path_, {})), descriptor_(std::move(other.descriptor_)) {}

TemporaryFile::~TemporaryFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

void TemporaryFile::write(std::span<const char> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor_.number(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      const int reason = errno;
      throw Error(
          reason == ENOSPC || reason == EDQUOT ? Code::storage_full : Code::output_unwritable,
          fmt::format("The temporary file '{}' cannot be written: {}. Free some space, or "
                      "name another folder in TMPDIR.",
                      path_, std::strerror(reason)));
    }
    bytes = bytes.subspan(static_cast<size_t>(count));
  }
}

InputFile InputFile::open(const std::string& path, const std::string& temporary_folder,
                          const RunContext& run) {
  InputFile file;
  file.given_ = path;
  file.path_ = path;
  // Behind sudo the pipe is another account's, and can be read and not opened again.
  const bool standard_input = path == "-" || path == "/dev/stdin";
  file.label_ = standard_input ? "standard input" : fmt::format("'{}'", path);
  if (!standard_input) {
    file.descriptor_ = Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.descriptor_.number() < 0) refuse_open(file.label_, errno);
  }
  struct stat status {};
  const int number = standard_input ? STDIN_FILENO : file.descriptor_.number();
  if (::fstat(number, &status) != 0) refuse_open(file.label_, errno);
  if (S_ISDIR(status.st_mode)) {
    throw Error(Code::source_unreadable,
                fmt::format("{} is a folder, not a file. Name the files in it.", file.label_));
  }
  if (!standard_input && !S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode)) {
    throw Error(Code::source_unreadable,
                fmt::format("{} is a device and no file, so it need not have an end. Name a file.",
                            file.label_));
  }
  if (standard_input || !S_ISREG(status.st_mode)) {
    TemporaryFile copy = copy_stream(number, file.label_, temporary_folder, run);
    file.path_ = copy.path();
    file.copy_ = std::make_unique<TemporaryFile>(std::move(copy));
    file.descriptor_ = Descriptor(::open(file.path_.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.descriptor_.number() < 0 || ::fstat(file.descriptor_.number(), &status) != 0) {
      refuse_open(file.label_, errno);
    }
  }
  file.fingerprint_ = fingerprint_of(status);
  if (file.fingerprint_.size == 0) {
    throw Error(Code::source_unreadable,
                fmt::format("{} is empty: it has no header and no rows.", file.label_));
  }
  return file;
}

size_t InputFile::read_at(uint64_t offset, std::span<char> room) const {
  for (;;) {
    const ssize_t count =
        ::pread(descriptor_.number(), room.data(), room.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    return checked(count, label_);
  }
}

std::string InputFile::held_path() const {
  std::string held = fmt::format("/proc/self/fd/{}", descriptor_.number());
  return ::access(held.c_str(), R_OK) == 0 ? held : path_;
}

void InputFile::check_unchanged() const {
  struct stat status {};
  if (::stat(path_.c_str(), &status) != 0) {
    throw Error(Code::source_unreadable,
                fmt::format("{} vanished while it was read. Put it back and run again.", label_));
  }
  if (fingerprint_of(status) == fingerprint_) return;
  throw Error(Code::source_unreadable,
              fmt::format("{} was changed while it was read. Wait until the program that writes it "
                          "is done and run again.",
                          label_));
}

size_t FileReader::read(std::span<char> room) {
  const size_t count = file_.read_at(offset_, room);
  offset_ += count;
  return count;
}

}  // namespace newlyn::source
