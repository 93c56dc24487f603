// SPDX-License-Identifier: MIT
// Cuts and fills text to a width.
#include "cli/columns_text.h"

#include <algorithm>

namespace newlyn::cli {

size_t width_of(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xC0) != 0x80; }));
}

std::string cell(std::string_view text, size_t width) {
  std::string shown;
  for (const char byte : text) {
    shown += static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F ? '.' : byte;
  }
  while (width_of(shown) > width) {
    do {
      shown.pop_back();
    } while (!shown.empty() && (shown.back() & 0xC0) == 0x80);
  }
  return shown + std::string(width - width_of(shown), ' ');
}

}  // namespace newlyn::cli
