// SPDX-License-Identifier: MIT
// What fuzzers of text files share: words that such files are made of, and files without a disk.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <span>
#include <string>
#include <string_view>

namespace newlyn {

/// Ends the fuzzer with a finding unless it holds.
inline void require(bool holds) {
  if (!holds) __builtin_trap();
}

/// Each byte of the upper half is one of the words, so that whole blocks come together soon; the
/// other bytes are themselves. Requires: at least one word.
inline std::string text_of_words(std::span<const std::string_view> words, std::string_view bytes) {
  constexpr unsigned char kUpperHalf = 0x80;
  std::string text;
  for (const char byte : bytes) {
    const auto number = static_cast<unsigned char>(byte);
    if (number < kUpperHalf) {
      text += byte;
    } else {
      text += words[number % words.size()];
    }
  }
  return text;
}

/// A file without a place on a disk.
class MemoryFile {
 public:
  explicit MemoryFile(const std::string& text) : file_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    require(file_ >= 0 &&
            ::write(file_, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { ::close(file_); }
  std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

 private:
  int file_;
};

}  // namespace newlyn
