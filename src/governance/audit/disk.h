// SPDX-License-Identifier: MIT
// Writing that must not be lost, behind a seam so that tests can make the disk fail.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace newlyn::governance {

/// What the operating system is asked for. Tests replace it to fail at any call.
class Disk {
 public:
  virtual ~Disk() = default;
  /// As pwrite(2), fdatasync(2), ftruncate(2), rename(2): -1 and errno on failure.
  virtual ssize_t write_at(int file, std::string_view bytes, int64_t offset);
  virtual int sync(int file);
  /// Lets the disk begin to write what sync will wait for.
  virtual void begin_writing(int file);
  virtual int cut(int file, int64_t size);
  virtual int rename_file(const std::string& from, const std::string& to);
};

/// The real disk.
Disk& real_disk() noexcept;

/// An open file that closes itself.
class OpenFile {
 public:
  /// Opens as open(2) does. Throws Error(output_unwritable) with the reason.
  OpenFile(const std::string& path, int flags, unsigned mode = 0600);
  ~OpenFile();
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  OpenFile(OpenFile&& other) noexcept;
  OpenFile& operator=(OpenFile&& other) noexcept;
  int number() const { return file_; }

 private:
  int file_ = -1;
};

/// Throws Error(storage_full or output_unwritable) that says what could not be written and why.
[[noreturn]] void refuse_unwritable(const std::string& path, int problem);

/// Writes all bytes, whatever the number of short writes. Throws as refuse_unwritable.
void write_all(Disk& disk, const OpenFile& file, std::string_view bytes, int64_t offset);

/// Makes what was written outlast a power cut. Throws as refuse_unwritable.
void sync_all(Disk& disk, const OpenFile& file, const std::string& path);

/// Writes a whole file in place without waiting for the disk; sync_all makes it durable.
OpenFile write_unsynced(Disk& disk, const std::string& path, std::string_view bytes);

/// Writes a whole file durably in place. Its folders are made if needed, for their owner alone, and
/// are not synced.
void write_file(Disk& disk, const std::string& path, std::string_view bytes);

/// Writes aside and renames, durably: readers see the old file or the new one.
void replace_file(Disk& disk, const std::string& path, std::string_view bytes);

/// Makes names in a folder durable.
void sync_folder(Disk& disk, const std::string& folder);

/// The content of a file, or nothing when it is not there or cannot be read.
std::optional<std::string> read_whole(const std::string& path);

}  // namespace newlyn::governance
