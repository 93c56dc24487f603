// SPDX-License-Identifier: MIT
// Cuts a policy file into words.
#include "governance/policy/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"

namespace newlyn::governance {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

bool starts_name(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || letter == '_';
}

constexpr std::array<std::string_view, 6> kLongSigns = {"::", "==", "!=", "<=", ">=", "&&"};

}  // namespace

void refuse_policy(size_t line, const std::string& what) {
  throw Error(Code::request_invalid, fmt::format("Line {} of the policy: {}", line, what));
}

Word WordReader::take() {
  Word taken = std::move(word_);
  advance();
  return taken;
}

void WordReader::skip_blank() {
  while (at_ < text_.size()) {
    const char letter = text_[at_];
    if (letter == '\n') ++line_;
    if (letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n') {
      ++at_;
    } else if (text_.substr(at_).starts_with("//")) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else {
      return;
    }
  }
}

void WordReader::advance() {
  skip_blank();
  word_ = {WordKind::end, "", line_};
  if (at_ == text_.size()) return;
  const size_t begin = at_;
  if (starts_name(text_[at_])) {
    while (at_ < text_.size() && (starts_name(text_[at_]) || is_digit(text_[at_]))) ++at_;
    word_.kind = WordKind::name;
  } else if (is_digit(text_[at_])) {
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    word_.kind = WordKind::number;
  } else if (text_[at_] == '"') {
    return read_text();
  } else {
    return read_sign();
  }
  word_.text = text_.substr(begin, at_ - begin);
}

void WordReader::read_text() {
  word_.kind = WordKind::text;
  for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
    char letter = text_[at_];
    if (letter == '\n') break;
    if (letter == '\\') {
      ++at_;
      const char escaped = at_ < text_.size() ? text_[at_] : '\n';
      if (escaped == 'n') {
        letter = '\n';
      } else if (escaped == '"' || escaped == '\\') {
        letter = escaped;
      } else if (escaped == '*') {
        word_.text += '\\';  // a star that is meant; `like` reads it
        letter = '*';
      } else {
        refuse_policy(line_, "after \\ only \\ \" * and n are known. Write the character itself.");
      }
    }
    word_.text += letter;
  }
  if (at_ >= text_.size() || text_[at_] != '"') {
    refuse_policy(line_, "a text does not end on its line. Add the closing quote.");
  }
  ++at_;
}

void WordReader::read_sign() {
  word_.kind = WordKind::sign;
  const std::string_view two = text_.substr(at_, 2);
  if (two == "||" || std::find(kLongSigns.begin(), kLongSigns.end(), two) != kLongSigns.end()) {
    word_.text = two;
    at_ += 2;
    return;
  }
  const char letter = text_[at_];
  if (std::string_view("(){}[],;.!<>@-").find(letter) == std::string_view::npos) {
    refuse_policy(line_, fmt::format("the character 0x{:02x} means nothing here. Take it out, or "
                                     "put texts into quotes.",
                                     static_cast<unsigned char>(letter)));
  }
  word_.text = letter;
  ++at_;
}

}  // namespace newlyn::governance
