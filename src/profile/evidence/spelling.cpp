// SPDX-License-Identifier: MIT
// Folds the two-byte Latin letters by a table indexed by code point.
#include "profile/evidence/spelling.h"

#include <cstdint>

namespace newlyn::profile {
namespace {

constexpr uint32_t kFirst = 0xC0;

// One character for each code point from U+00C0 to U+017F; '?' marks those spelled apart below and
// ' ' the two arithmetic signs.
constexpr std::string_view kBase =
    "aaaaaa?ceeeeiiiidnooooo ouuuuy??"
    "aaaaaa?ceeeeiiiidnooooo ouuuuy?y"
    "aaaaaaccccccccddddeeeeeeeeeegggg"
    "gggghhhhiiiiiiiiii??jjkkklllllll"
    "lllnnnnnnnnnoooooo??rrrrrrssssss"
    "ssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

// Letters that need two: U+00C6, 00DE, 00DF, 00E6, 00FE, 0132, 0133, 0152, 0153.
std::string_view spelled_apart(uint32_t point) {
  switch (point) {
    case 0xC6:
    case 0xE6:
      return "ae";
    case 0xDE:
    case 0xFE:
      return "th";
    case 0xDF:
      return "ss";
    case 0x132:
    case 0x133:
      return "ij";
    default:
      return "oe";
  }
}

}  // namespace

void fold_latin(std::string_view text, std::string& out) {
  out.clear();
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 'A' && byte <= 'Z') {
      out.push_back(static_cast<char>(byte + ('a' - 'A')));
      continue;
    }
    const bool lead = byte >= 0xC3 && byte <= 0xC5 && i + 1 < text.size() &&
                      (static_cast<unsigned char>(text[i + 1]) & 0xC0) == 0x80;
    if (!lead) {
      out.push_back(text[i]);
      continue;
    }
    const uint32_t point = ((byte & 0x1Fu) << 6) | (static_cast<unsigned char>(text[++i]) & 0x3Fu);
    const char base = kBase[point - kFirst];
    if (base == '?') {
      out.append(spelled_apart(point));
    } else {
      out.push_back(base);
    }
  }
}

}  // namespace newlyn::profile
