// SPDX-License-Identifier: MIT
// One function per masking; each hides what it does not understand.
#include "governance/masking.h"

#include <sodium.h>

#include <algorithm>

#include "base/check.h"
#include "governance/audit/note.h"

namespace newlyn::governance {
namespace {

constexpr size_t kPseudonymBytes = 10;
constexpr size_t kCharactersShown = 3;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

bool is_letter(char letter) { return letter >= 'A' && letter <= 'Z'; }

/// The year of "2001-04-09", "2001", "09/04/2001", "9.4.2001".
std::optional<std::string> year_of(std::string_view value) {
  const auto is_year = [](std::string_view part) {
    return part.size() == 4 && std::all_of(part.begin(), part.end(), is_digit);
  };
  const auto divides = [](char letter) {
    return letter == '-' || letter == '/' || letter == '.' || letter == ' ' || letter == 'T';
  };
  if (value.size() < 4) return std::nullopt;
  if (is_year(value.substr(0, 4)) && (value.size() == 4 || divides(value[4]))) {
    return std::string(value.substr(0, 4));
  }
  const std::string_view last = value.substr(value.size() - 4);
  if (is_year(last) && value.size() > 4 && divides(value[value.size() - 5])) {
    return std::string(last);
  }
  return std::nullopt;
}

bool is_outcode(std::string_view text) {
  if (text.size() < 2 || text.size() > 4 || !is_letter(text[0])) return false;
  return std::any_of(text.begin() + 1, text.end(), is_digit);
}

std::optional<std::string> outcode_of(std::string_view value) {
  std::string packed;
  for (const char letter : value) {
    if (letter == ' ') continue;
    packed += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  }
  if (!std::all_of(packed.begin(), packed.end(),
                   [](char letter) { return is_digit(letter) || is_letter(letter); })) {
    return std::nullopt;
  }
  if (packed.size() >= 5) {
    const std::string_view unit = std::string_view(packed).substr(packed.size() - 3);
    if (!is_digit(unit[0]) || !is_letter(unit[1]) || !is_letter(unit[2])) return std::nullopt;
    packed.resize(packed.size() - 3);
  }
  if (!is_outcode(packed)) return std::nullopt;
  return packed;
}

/// Counts characters of UTF-8, so that none is cut in half.
std::optional<std::string> last_characters(std::string_view value) {
  size_t count = 0;
  size_t begin = value.size();
  for (size_t at = value.size(); at > 0; --at) {
    if ((static_cast<unsigned char>(value[at - 1]) & 0xC0) == 0x80) continue;
    if (++count == kCharactersShown) begin = at - 1;
  }
  if (count < 2 * kCharactersShown) return std::nullopt;
  return "..." + std::string(value.substr(begin));
}

std::string keyed_hash(std::string_view text, const PseudonymKey& key, size_t size) {
  NEWLYN_CHECK(sodium_init() >= 0, "libsodium starts");
  std::string hash(32, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size(), key.data(),
                     key.size());
  hash.resize(size);
  return hash;
}

}  // namespace

PseudonymKey pseudonym_key(const PseudonymKey& secret, std::string_view purpose) {
  const std::string bytes = keyed_hash("pseudonyms of\n" + std::string(purpose), secret, 32);
  PseudonymKey key;
  std::copy(bytes.begin(), bytes.end(), key.begin());
  return key;
}

std::optional<std::string> mask_value(std::string_view value, record::Masking masking,
                                      const PseudonymKey& key) {
  using record::Masking;
  if (masking == Masking::show) return std::string(value);
  if (masking == Masking::hide) return std::nullopt;
  if (masking == Masking::known) return std::string(value.empty() ? "not known" : "known");
  if (value.empty()) return std::string();
  switch (masking) {
    case Masking::year:
      return year_of(value);
    case Masking::outcode:
      return outcode_of(value);
    case Masking::last_characters:
      return last_characters(value);
    default:
      return hex_of(keyed_hash(value, key, kPseudonymBytes));
  }
}

}  // namespace newlyn::governance
