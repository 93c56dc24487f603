// SPDX-License-Identifier: MIT
// Two encodings of older systems.
#include "synthetic/writers/encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "synthetic/people/words.h"

namespace newlyn::synthetic {
namespace {

// The letters that Windows-1252 has beyond Latin-1.
constexpr std::array<std::pair<uint32_t, unsigned char>, 9> kExtra = {{{0x20AC, 0x80},
                                                                       {0x0160, 0x8A},
                                                                       {0x0152, 0x8C},
                                                                       {0x017D, 0x8E},
                                                                       {0x2019, 0x92},
                                                                       {0x0161, 0x9A},
                                                                       {0x0153, 0x9C},
                                                                       {0x017E, 0x9E},
                                                                       {0x0178, 0x9F}}};

// Takes one letter off the front of `text`; the generator's text is always valid UTF-8.
uint32_t take(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  uint32_t letter = size == 1 ? first : first & (0xFFu >> (size + 1));
  for (size_t i = 1; i < std::min(size, text.size()); ++i) {
    letter = letter << 6 | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  }
  text.remove_prefix(std::min(size, text.size()));
  return letter;
}

void add_windows(std::string_view whole, uint32_t letter, std::string& out) {
  if (letter < 0x80 || (letter >= 0xA0 && letter <= 0xFF)) {
    out += static_cast<char>(letter);
    return;
  }
  for (const auto& [extra, byte] : kExtra) {
    if (extra != letter) continue;
    out += static_cast<char>(byte);
    return;
  }
  const std::string plain = without_accents(whole);
  out += plain.size() == 1 ? plain : "?";
}

}  // namespace

std::string encoded(std::string_view text, TextEncoding encoding) {
  if (encoding == TextEncoding::utf8) return std::string(text);
  std::string out;
  out.reserve(text.size() * 2);
  while (!text.empty()) {
    const std::string_view rest = text;
    const uint32_t letter = take(text);
    if (encoding == TextEncoding::windows1252) {
      add_windows(rest.substr(0, rest.size() - text.size()), letter, out);
    } else {
      out += static_cast<char>(letter & 0xFF);
      out += static_cast<char>(letter >> 8 & 0xFF);
    }
  }
  return out;
}

}  // namespace newlyn::synthetic
