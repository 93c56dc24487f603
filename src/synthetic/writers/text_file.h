// SPDX-License-Identifier: MIT
// A file that is written from front to back.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace newlyn::synthetic {

/// Collects text and writes it in large pieces.
class TextFile {
 public:
  /// Throws Error(output_unwritable).
  explicit TextFile(std::string path);

  void add(std::string_view text) {
    buffer_ += text;
    if (buffer_.size() >= kBufferBytes) flush();
  }
  void add(char letter) { buffer_ += letter; }
  /// Writes what is left. Throws Error(output_unwritable, storage_full).
  void close();

 private:
  static constexpr size_t kBufferBytes = 1u << 20;
  struct Closer {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  void flush();
  [[noreturn]] void fail() const;

  std::string path_;
  std::string buffer_;
  std::unique_ptr<std::FILE, Closer> file_;
};

}  // namespace newlyn::synthetic
