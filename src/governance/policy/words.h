// SPDX-License-Identifier: MIT
// The words of a policy file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace newlyn::governance {

/// What a word is.
enum class WordKind : uint8_t { name, number, text, sign, end };

/// One word with its line.
struct Word {
  WordKind kind = WordKind::end;
  std::string text;  // of a text: without quotes and escapes
  size_t line = 1;
};

/// Takes words one after the other. Remarks run from // to the end of the line.
class WordReader {
 public:
  explicit WordReader(std::string_view text) : text_(text) { advance(); }
  /// The word that comes next.
  const Word& peek() const { return word_; }
  /// Takes it. Throws Error(request_invalid) when what follows is no word.
  Word take();

 private:
  void advance();
  void skip_blank();
  void read_text();
  void read_sign();

  std::string_view text_;
  size_t at_ = 0;
  size_t line_ = 1;
  Word word_;
};

/// Throws Error(request_invalid) that names the line.
[[noreturn]] void refuse_policy(size_t line, const std::string& what);

}  // namespace newlyn::governance
