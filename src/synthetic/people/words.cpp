// SPDX-License-Identifier: MIT
// Reading the word table, and the few changes of letters that the generator needs.
#include "synthetic/people/words.h"

#include <array>
#include <utility>

#include "base/check.h"

namespace newlyn::synthetic {
namespace {

std::string_view trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string> split(std::string_view text, char mark) {
  std::vector<std::string> parts;
  size_t begin = 0;
  while (begin <= text.size()) {
    const size_t end = std::min(text.find(mark, begin), text.size());
    const std::string_view part = trimmed(text.substr(begin, end - begin));
    if (!part.empty()) parts.emplace_back(part);
    begin = end + 1;
  }
  return parts;
}

Forms forms_of(const std::vector<std::string>& entries) {
  Forms forms;
  for (const std::string& entry : entries) {
    const size_t equals = entry.find('=');
    NEWLYN_CHECK(equals != std::string::npos, "an entry has the shape word=form", entry);
    forms[entry.substr(0, equals)] = split(std::string_view(entry).substr(equals + 1), '/');
  }
  return forms;
}

// Accented letters of the traditions in names.tsv and their plain forms.
constexpr std::array<std::pair<std::string_view, std::string_view>, 92> kPlain = {{
    {"à", "a"}, {"á", "a"}, {"â", "a"}, {"ã", "a"}, {"ä", "a"}, {"å", "a"}, {"ă", "a"}, {"ą", "a"},
    {"ç", "c"}, {"ć", "c"}, {"č", "c"}, {"ď", "d"}, {"è", "e"}, {"é", "e"}, {"ê", "e"}, {"ë", "e"},
    {"ę", "e"}, {"ė", "e"}, {"ě", "e"}, {"ğ", "g"}, {"ì", "i"}, {"í", "i"}, {"î", "i"}, {"ï", "i"},
    {"ı", "i"}, {"ł", "l"}, {"ñ", "n"}, {"ń", "n"}, {"ň", "n"}, {"ò", "o"}, {"ó", "o"}, {"ô", "o"},
    {"õ", "o"}, {"ö", "o"}, {"ø", "o"}, {"ř", "r"}, {"ś", "s"}, {"š", "s"}, {"ş", "s"}, {"ș", "s"},
    {"ţ", "t"}, {"ț", "t"}, {"ť", "t"}, {"ù", "u"}, {"ú", "u"}, {"û", "u"}, {"ü", "u"}, {"ů", "u"},
    {"ý", "y"}, {"ź", "z"}, {"ż", "z"}, {"ž", "z"}, {"À", "A"}, {"Á", "A"}, {"Â", "A"}, {"Ã", "A"},
    {"Ä", "A"}, {"Å", "A"}, {"Ă", "A"}, {"Ą", "A"}, {"Ç", "C"}, {"Ć", "C"}, {"Č", "C"}, {"È", "E"},
    {"É", "E"}, {"Ê", "E"}, {"Ë", "E"}, {"Ę", "E"}, {"Ğ", "G"}, {"Í", "I"}, {"Î", "I"}, {"İ", "I"},
    {"Ł", "L"}, {"Ñ", "N"}, {"Ń", "N"}, {"Ó", "O"}, {"Ô", "O"}, {"Õ", "O"}, {"Ö", "O"}, {"Ø", "O"},
    {"Ś", "S"}, {"Š", "S"}, {"Ş", "S"}, {"Ș", "S"}, {"Ț", "T"}, {"Ú", "U"}, {"Û", "U"}, {"Ü", "U"},
    {"Ý", "Y"}, {"Ź", "Z"}, {"Ż", "Z"}, {"Ž", "Z"},
}};

}  // namespace

Words read_words(std::string_view text) {
  std::map<std::string, std::vector<std::string>> sections;
  std::string current;
  for (const std::string& line : split(text, '\n')) {
    if (line.front() == '#') continue;
    if (line.front() == '[') {
      current = line.substr(1, line.size() - 2);
      continue;
    }
    for (std::string& word : split(line, ',')) sections[current].push_back(std::move(word));
  }
  const auto take = [&sections](const char* name) {
    NEWLYN_CHECK(!sections[name].empty(), "words.txt has every section", name);
    return std::move(sections[name]);
  };
  return Words{.street_names = take("street_name"),
               .street_types = take("street_type"),
               .house_names = take("house_name"),
               .town_names = take("town_stem"),
               .short_streets = forms_of(take("street_short")),
               .nicknames = forms_of(take("nickname")),
               .spellings = forms_of(take("spelling"))};
}

std::string without_accents(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      plain += text[at++];
      continue;
    }
    size_t taken = 0;
    for (const auto& [accented, letter] : kPlain) {
      if (!text.substr(at).starts_with(accented)) continue;
      plain += letter;
      taken = accented.size();
      break;
    }
    if (taken == 0) plain += text[at];
    at += taken == 0 ? 1 : taken;
  }
  return plain;
}

std::string mail_word(std::string_view text) {
  std::string word;
  for (char letter : without_accents(text)) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    const bool kept = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
    if (kept) word += letter;
  }
  return word;
}

std::string upper_case(std::string_view text) {
  std::string upper = without_accents(text);
  for (char& letter : upper) {
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  }
  return upper;
}

}  // namespace newlyn::synthetic
