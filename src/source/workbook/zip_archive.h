// SPDX-License-Identifier: MIT
// Reads the entries of a zip archive, as far as workbooks need it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "source/bytes/input_file.h"
#include "source/text/text_stream.h"

namespace newlyn::source {

/// An archive whose directory was read. Entries are unpacked while they are read.
///
/// Source of the format: PKWARE APPNOTE 6.3.10, with the 64-bit fields; methods "stored" and
/// "deflated".
class ZipArchive {
 public:
  /// Reads the directory of `file`, which must outlive the archive, as must `progress`.
  /// Throws Error(source_unreadable) when the archive is damaged or cut short.
  ZipArchive(const InputFile& file, Progress& progress);

  bool has(std::string_view name) const { return entries_.contains(std::string(name)); }
  bool empty() const noexcept { return entries_.empty(); }

  /// Opens an entry for reading. Throws Error(source_unreadable) when it is not there, packed in
  /// an unknown way, or (while reading) damaged.
  std::unique_ptr<ByteReader> open(std::string_view name) const;

 private:
  struct Entry {
    uint16_t method = 0;
    bool encrypted = false;
    uint64_t packed_bytes = 0;
    uint64_t offset = 0;  // of the local header
  };

  std::string read_bytes(uint64_t offset, uint64_t count) const;
  void read_directory(uint64_t offset, uint64_t size);
  [[noreturn]] void refuse(std::string_view why) const;

  const InputFile& file_;
  Progress& progress_;
  std::map<std::string, Entry> entries_;
};

}  // namespace newlyn::source
