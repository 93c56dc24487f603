// SPDX-License-Identifier: MIT
// Parses the compiled word lists once, at first use.
#include "standardise/text/lexicon.h"

#include "base/random.h"

namespace newlyn::standardise {

size_t WordTable::Hash::operator()(std::string_view word) const noexcept {
  return hash_bytes(word);
}

Fields split_field(std::string_view line) noexcept {
  const size_t comma = line.find(',');
  if (comma == std::string_view::npos) return {line, {}};
  return {line.substr(0, comma), line.substr(comma + 1)};
}

WordTable::WordTable(std::string_view text) {
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;
    const Fields fields = split_field(line);
    rows_.emplace(fields.first, fields.rest);
  }
}

const WordTable& titles() {
  static const WordTable table(lexicon_text("titles"));
  return table;
}
const WordTable& suffixes() {
  static const WordTable table(lexicon_text("suffixes"));
  return table;
}
const WordTable& particles() {
  static const WordTable table(lexicon_text("particles"));
  return table;
}
const WordTable& family_endings() {
  static const WordTable table(lexicon_text("family_endings"));
  return table;
}
const WordTable& sexes() {
  static const WordTable table(lexicon_text("sexes"));
  return table;
}
const WordTable& given_name_sexes() {
  static const WordTable table(lexicon_text("given_name_sexes"));
  return table;
}
const WordTable& months() {
  static const WordTable table(lexicon_text("months"));
  return table;
}
const WordTable& placeholders() {
  static const WordTable table(lexicon_text("placeholders"));
  return table;
}
const WordTable& role_mailboxes() {
  static const WordTable table(lexicon_text("role_mailboxes"));
  return table;
}
const WordTable& identifier_types() {
  static const WordTable table(lexicon_text("identifier_types"));
  return table;
}
const WordTable& company_prefixes() {
  static const WordTable table(lexicon_text("company_prefixes"));
  return table;
}
const WordTable& latin_letters() {
  static const WordTable table(lexicon_text("latin_letters"));
  return table;
}
const WordTable& legal_forms() {
  static const WordTable table(lexicon_text("legal_forms"));
  return table;
}
const WordTable& street_types() {
  static const WordTable table(lexicon_text("street_types"));
  return table;
}
const WordTable& unit_words() {
  static const WordTable table(lexicon_text("unit_words"));
  return table;
}
const WordTable& directions() {
  static const WordTable table(lexicon_text("directions"));
  return table;
}
const WordTable& regions() {
  static const WordTable table(lexicon_text("regions"));
  return table;
}
const WordTable& uk_counties() {
  static const WordTable table(lexicon_text("uk_counties"));
  return table;
}
const WordTable& uk_postcode_areas() {
  static const WordTable table(lexicon_text("uk_postcode_areas"));
  return table;
}
const WordTable& country_words() {
  static const WordTable table(lexicon_text("countries"));
  return table;
}

}  // namespace newlyn::standardise
