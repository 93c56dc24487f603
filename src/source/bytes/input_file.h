// SPDX-License-Identifier: MIT
// One input as bytes: opened once, held open, and checked at the end to be what it was.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/run_context.h"
#include "source/bytes/byte_reader.h"

namespace newlyn::source {

/// A descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) noexcept : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.number_) { other.number_ = -1; }
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();
  int number() const noexcept { return number_; }

 private:
  int number_;
};

/// A file that is removed when this object goes.
class TemporaryFile {
 public:
  /// Makes an empty file in `folder`. Throws Error(output_unwritable).
  static TemporaryFile make(const std::string& folder);
  TemporaryFile(TemporaryFile&& other) noexcept;
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  ~TemporaryFile();
  const std::string& path() const noexcept { return path_; }
  int descriptor() const noexcept { return descriptor_.number(); }
  /// Writes all of `bytes`. Throws Error(storage_full, output_unwritable).
  void write(std::span<const char> bytes);

 private:
  TemporaryFile(std::string path, Descriptor descriptor)
      : path_(std::move(path)), descriptor_(std::move(descriptor)) {}
  std::string path_;
  Descriptor descriptor_;
};

/// What tells one state of a file from another.
struct Fingerprint {
  uint64_t device = 0;
  uint64_t node = 0;
  uint64_t size = 0;
  int64_t changed_nanos = 0;
  bool operator==(const Fingerprint&) const = default;
};

/// An input that can be read from its beginning as often as needed. What cannot be read twice
/// (standard input, a pipe) is first copied to a temporary file.
class InputFile {
 public:
  /// Opens the file a person named; "-" is standard input.
  /// Throws Error: source_missing, source_unreadable (a folder, no right to read, empty).
  static InputFile open(const std::string& path, const std::string& temporary_folder,
                        const RunContext& run);

  /// The name for messages: the path in quotes, or "standard input".
  const std::string& label() const noexcept { return label_; }
  /// The path as the person gave it; "-" for standard input.
  const std::string& given_path() const noexcept { return given_; }
  /// A path under which the same bytes can be opened.
  const std::string& path() const noexcept { return path_; }
  /// A path that names the open file, whatever becomes of its name, where the system has such.
  std::string held_path() const;
  uint64_t size() const noexcept { return fingerprint_.size; }
  int descriptor() const noexcept { return descriptor_.number(); }

  /// Reads up to room.size() bytes from `offset`. Throws Error(source_unreadable).
  size_t read_at(uint64_t offset, std::span<char> room) const;

  /// Throws Error(source_unreadable) when the file was changed, replaced or removed since open().
  void check_unchanged() const;

 private:
  InputFile() = default;
  std::string given_;
  std::string label_;
  std::string path_;
  Descriptor descriptor_;
  Fingerprint fingerprint_;
  std::unique_ptr<TemporaryFile> copy_;
};

/// Reads `file` from its beginning. `file` must outlive it.
class FileReader final : public ByteReader {
 public:
  explicit FileReader(const InputFile& file) : file_(file) {}
  size_t read(std::span<char> room) override;
  /// Bytes of the file read so far.
  uint64_t offset() const noexcept { return offset_; }

 private:
  const InputFile& file_;
  uint64_t offset_ = 0;
};

}  // namespace newlyn::source
