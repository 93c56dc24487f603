// SPDX-License-Identifier: MIT
// Names go by their words, all else by the whole value.
#include "index/seals/told_values.h"

#include <algorithm>
#include <tuple>

#include "pairs/one_edit.h"

namespace newlyn::index {
namespace {

using record::FieldKind;

// A shorter word is like too many others.
constexpr size_t kLikeLetters = 4;
constexpr size_t kNameLetters = 3;

bool is_name(FieldKind kind) {
  switch (kind) {
    case FieldKind::full_name:
    case FieldKind::given_name:
    case FieldKind::middle_name:
    case FieldKind::family_name:
    case FieldKind::organisation_name:
      return true;
    default:
      return false;
  }
}

/// Whether values of a kind say who somebody is. A house number or a street alone does not: people
/// who have nothing to do with each other have the same ones.
bool tells_who(FieldKind kind) {
  switch (kind) {
    case FieldKind::birth_date:
    case FieldKind::sex:
    case FieldKind::full_address:
    case FieldKind::postcode:
    case FieldKind::telephone:
    case FieldKind::email:
    case FieldKind::national_id:
    case FieldKind::account:
      return true;
    default:
      return is_name(kind);
  }
}

bool is_letter_or_digit(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return byte >= 0x80 || (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z');
}

char lowered(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::vector<std::string> words_of(std::string_view value) {
  std::vector<std::string> words(1);
  for (const char one : value) {
    const char letter = lowered(one);
    if (is_letter_or_digit(letter)) {
      words.back() += letter;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::vector<std::string> parts_of(const std::string& value, bool is_name) {
  if (is_name) return words_of(value);
  return value.empty() ? std::vector<std::string>() : std::vector{value};
}

bool is_like_one_of(const std::string& word, const std::set<std::string>& words) {
  if (word.size() < kLikeLetters) return false;
  return std::any_of(words.begin(), words.end(), [&](const std::string& other) {
    return other.size() >= kLikeLetters && pairs::within_one_edit(word, other);
  });
}

}  // namespace

std::vector<FieldValue> told_by(const EntityIndex::State& state,
                                const std::vector<RecordKey>& keys) {
  const std::vector<linkage::FittedColumn>& columns = state.plan.fitted->parts().columns;
  std::set<std::pair<std::string, std::string>> said;
  for (const RecordKey& key : keys) {
    const auto slot = state.records.find(key);
    if (!slot || !state.records.is_live(*slot)) continue;
    const Record record = state.records.record(*slot);
    for (size_t c = 0; c < columns.size(); ++c) {
      if (tells_who(columns[c].kind) && !record.values[c].empty()) {
        said.emplace(columns[c].name, record.values[c]);
      }
    }
    for (size_t v = 0; v < record.vetoes.size(); ++v) {
      if (!record.vetoes[v].empty()) said.emplace(state.plan.vetoes[v], record.vetoes[v]);
    }
  }
  std::vector<FieldValue> values;
  for (const auto& [field, value] : said) values.push_back({field, value});
  return values;
}

ToldValues::ToldValues(const EntityIndex::State& state, const Seal& seal) {
  const std::vector<linkage::FittedColumn>& columns = state.plan.fitted->parts().columns;
  const auto take = [](const std::string& field, const std::vector<FieldValue>& said, Sides& sides,
                       bool is_former) {
    for (const FieldValue& value : said) {
      if (value.field != field) continue;
      for (std::string& word : parts_of(value.value, sides.is_name)) {
        (is_former ? sides.former : sides.present).insert(std::move(word));
      }
    }
  };
  const auto sides_of = [&](const std::string& field, size_t place, bool is_name) {
    Sides sides{place, is_name, false, {}, {}};
    take(field, seal.former_said, sides, true);
    take(field, seal.present_said, sides, false);
    return sides;
  };
  std::set<std::string> present_names;
  for (size_t c = 0; c < columns.size(); ++c) {
    if (!tells_who(columns[c].kind)) continue;
    columns_.push_back(sides_of(columns[c].name, c, is_name(columns[c].kind)));
    columns_.back().is_birth_date = columns[c].kind == FieldKind::birth_date;
    if (!columns_.back().is_name) continue;
    former_names_.insert(columns_.back().former.begin(), columns_.back().former.end());
    present_names.insert(columns_.back().present.begin(), columns_.back().present.end());
  }
  std::erase_if(former_names_, [&](const std::string& word) {
    return word.size() < kNameLetters || present_names.contains(word);
  });
  for (size_t v = 0; v < state.plan.vetoes.size(); ++v) {
    vetoes_.push_back(sides_of(state.plan.vetoes[v], v, false));
  }
}

void ToldValues::tell(const std::string& word, const Sides& sides, Telling& telling) {
  bool is_former = sides.former.contains(word);
  bool is_present = sides.present.contains(word);
  if (!is_former && !is_present && sides.is_name) {
    is_former = is_like_one_of(word, sides.former);
    is_present = is_like_one_of(word, sides.present);
  }
  telling.former |= is_former && !is_present;
  telling.present |= is_present && !is_former;
}

Telling ToldValues::by_content(const Record& record) const {
  Telling telling;
  for (const Sides& sides : columns_) {
    for (const std::string& word : parts_of(record.values[sides.place], sides.is_name)) {
      tell(word, sides, telling);
    }
  }
  return telling;
}

Telling ToldValues::of(const Record& record) const {
  Telling telling = by_content(record);
  for (const Sides& sides : vetoes_) {
    const std::string& value = record.vetoes[sides.place];
    if (!value.empty()) tell(value, sides, telling);
  }
  for (const FieldValue& further : record.further) {
    if (further.field.find("name") == std::string::npos) continue;
    for (const std::string& word : words_of(further.value)) {
      telling.former |= former_names_.contains(word);
    }
  }
  return telling;
}

bool ToldValues::names_former(const Record& record) const {
  bool has_name = false;
  bool has_date = false;
  for (const Sides& sides : columns_) {
    const std::string& value = record.values[sides.place];
    has_date |= sides.is_birth_date && sides.former.contains(value);
    for (const std::string& word : parts_of(value, sides.is_name)) {
      has_name |= sides.is_name && sides.former.contains(word) && former_names_.contains(word);
    }
  }
  return has_name && has_date;
}

}  // namespace newlyn::index
