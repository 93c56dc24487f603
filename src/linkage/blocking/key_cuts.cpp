// SPDX-License-Identifier: MIT
// Cuts values and hashes the cuts.
#include "linkage/blocking/key_cuts.h"

namespace newlyn::linkage {

std::string_view cut_value(std::string_view text, const KeyPart& part) noexcept {
  switch (part.cut) {
    case KeyCut::whole:
    case KeyCut::each_word:
      return text;
    case KeyCut::first_letters:
      return text.size() < part.length ? std::string_view() : text.substr(0, part.length);
    case KeyCut::year:
      return text.size() < 4 ? std::string_view() : text.substr(0, 4);
    case KeyCut::month:
      return text.size() < 7 ? std::string_view() : text.substr(0, 7);
    case KeyCut::day_of_year:
      return text.size() < 10 ? std::string_view() : text.substr(5, 5);
  }
  return {};
}

uint64_t key_of_cut(std::string_view cut) noexcept {
  if (cut.empty()) return 0;
  return hash_bytes(cut) | 1;  // never 0, which means no key
}

}  // namespace newlyn::linkage
