// SPDX-License-Identifier: MIT
// Folding with a table for Latin letters and ICU for every other script.
#include "standardise/text/fold.h"

#include <fmt/format.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/check.h"
#include "standardise/text/khmer.h"
#include "standardise/text/lexicon.h"

namespace newlyn::standardise {
namespace {

constexpr UChar32 kTableEnd = 0x2B0;  // up to the letters of phonetics, which Akan and Ewe have
constexpr UChar32 kFurther = 0x1E00;  // Latin Extended Additional: Vietnamese, Welsh
constexpr UChar32 kFurtherEnd = 0x1F00;
constexpr UChar32 kMarksBegin = 0x300;
constexpr UChar32 kMarksEnd = 0x370;

// Russian and Greek in the spellings used in passports and maps; other scripts as ICU has them.
constexpr const char* kRules =
    "NFKC; Russian-Latin/BGN; Greek-Latin/UNGEGN; Any-Latin; NFKD; [[:M:][:Cf:]] Remove; "
    "Latin-ASCII; Lower";

// A transliterator keeps state while it works, so each thread has its own.
const icu::Transliterator& thread_transliterator() {
  thread_local const std::unique_ptr<icu::Transliterator> own = [] {
    UErrorCode status = U_ZERO_ERROR;
    UParseError place;
    std::unique_ptr<icu::Transliterator> made(
        icu::Transliterator::createInstance(kRules, UTRANS_FORWARD, place, status));
    NEWLYN_CHECK(U_SUCCESS(status) && made, "ICU knows the folding rules", u_errorName(status));
    return made;
  }();
  return *own;
}

char fold_space(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 ? ' ' : c; }

// Letters of scripts that nothing here can romanise keep their identity as a code.
void append_code_point(UChar32 point, std::string& out) {
  if (point < 0x80) {
    out.push_back(fold_space(static_cast<char>(point)));
    return;
  }
  if (!u_isalpha(point) || u_charType(point) == U_MODIFIER_LETTER) {
    if (u_isUWhiteSpace(point)) out.push_back(' ');
    return;
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string code;
  for (UChar32 rest = point; rest > 0; rest >>= 4) code.push_back(kDigits[rest & 15]);
  out.append(code.rbegin(), code.rend());
}

std::string fold_with_icu(std::string_view text) {
  icu::UnicodeString folded = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  folded = romanise_khmer(folded);
  thread_transliterator().transliterate(folded);
  std::string out;
  for (int32_t at = 0; at < folded.length(); at = folded.moveIndex32(at, 1)) {
    append_code_point(folded.char32At(at), out);
  }
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

// Folded texts of the code points of Latin scripts, as ICU folds them: to ask ICU costs as much as
// folding a hundred thousand names.
struct LatinTable {
  std::array<std::string, kTableEnd> first;
  std::array<std::string, kFurtherEnd - kFurther> further;

  /// Null for code points that the table lacks.
  const std::string* find(UChar32 point) const noexcept {
    if (point >= 0 && point < kTableEnd) return &first[static_cast<size_t>(point)];
    if (point < kFurther || point >= kFurtherEnd) return nullptr;
    return &further[static_cast<size_t>(point - kFurther)];
  }
};

const LatinTable& latin_table() {
  static const LatinTable table = [] {
    const auto folded = [](UChar32 point) {
      std::string text(latin_letters().find(fmt::format("{:04x}", point)));
      std::replace(text.begin(), text.end(), '_', ' ');
      return text;
    };
    LatinTable made;
    for (UChar32 point = 0x80; point < kTableEnd; ++point) {
      made.first[static_cast<size_t>(point)] = folded(point);
    }
    for (UChar32 point = kFurther; point < kFurtherEnd; ++point) {
      made.further[static_cast<size_t>(point - kFurther)] = folded(point);
    }
    return made;
  }();
  return table;
}

// Folds `text` with the table into `out`; false when it holds something the table lacks.
bool fold_with_table(std::string_view text, std::string& out) {
  const LatinTable& table = latin_table();
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < length;) {
    UChar32 point = 0;
    U8_NEXT(bytes, at, length, point);
    if (point >= 0 && point < 0x80) {
      const char c = fold_space(static_cast<char>(point));
      out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
    } else if (const std::string* folded = table.find(point)) {
      out += *folded;
    } else if (point == 0x2018 || point == 0x2019) {
      out.push_back('\'');
    } else if (point == 0x2013 || point == 0x2014) {
      out.push_back('-');
    } else if (point < kMarksBegin || point >= kMarksEnd) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::string fold_ascii(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) {
      out.clear();
      if (!fold_with_table(text, out)) out = fold_with_icu(text);
      return out;
    }
    out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : fold_space(c));
  }
  return out;
}

std::string words_of_ascii(std::string_view ascii) {
  std::string out;
  out.reserve(ascii.size());
  bool gap = false;
  for (const char c : ascii) {
    if (is_letter(c) || is_digit(c)) {
      if (gap && !out.empty()) out.push_back(' ');
      gap = false;
      out.push_back(c);
    } else if (c == '&') {
      if (!out.empty()) out.push_back(' ');
      out += "and";
      gap = true;
    } else if (c != '\'' && c != '`') {
      gap = true;
    }
  }
  return out;
}

std::string fold_words(std::string_view text) { return words_of_ascii(fold_ascii(text)); }

std::vector<std::string_view> split_words(std::string_view words) {
  std::vector<std::string_view> parts;
  while (!words.empty()) {
    const size_t end = words.find(' ');
    if (end != 0) parts.push_back(words.substr(0, end));
    words.remove_prefix(end == std::string_view::npos ? words.size() : end + 1);
  }
  return parts;
}

std::string join_words(const std::vector<std::string_view>& parts) {
  std::string out;
  for (const std::string_view part : parts) {
    if (!out.empty()) out.push_back(' ');
    out += part;
  }
  return out;
}

std::string compact(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_letter(c) || is_digit(c)) out.push_back(c);
  }
  return out;
}

bool is_digits(std::string_view word) noexcept {
  return !word.empty() && std::all_of(word.begin(), word.end(), is_digit);
}

bool has_digit(std::string_view word) noexcept {
  return std::any_of(word.begin(), word.end(), is_digit);
}

}  // namespace newlyn::standardise
