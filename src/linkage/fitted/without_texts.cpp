// SPDX-License-Identifier: MIT
// Frequencies and weights of single texts taken out; counts of all records stay.
#include <algorithm>
#include <map>
#include <string_view>

#include "base/random.h"
#include "linkage/fitted/model_version.h"
#include "linkage/fitted_model.h"

namespace newlyn::linkage {
namespace {

/// Takes the weights of words out of a column's table. Returns whether there were any.
bool take_words(const ColumnTexts& texts, FittedParts& parts) {
  const auto column = parts.words.find(texts.column);
  if (column == parts.words.end()) return false;
  return column->second.weights.remove(texts.words) > 0;
}

/// Takes frequencies out of a column's table. Returns whether there were any.
bool take_values(const ColumnTexts& texts, FittedParts& parts) {
  const auto column = parts.model.terms.find(texts.column);
  if (column == parts.model.terms.end()) return false;
  return column->second.counts.remove(texts.values) > 0;
}

/// Takes out what is known of given and middle names together ("xiao mei") where one of the two is
/// among the texts. Returns whether there was any.
bool take_together(const ColumnTexts& texts, NameClasses& names) {
  const bool of_given = texts.column == "given_name";
  if (!of_given && texts.column != "middle_name") return false;
  std::vector<std::string> taken;
  for (uint32_t place = 0; place < names.together.size(); ++place) {
    const std::string_view both = names.together.text(place);
    const size_t space = both.rfind(' ');
    const std::string_view part = of_given ? both.substr(0, space) : both.substr(space + 1);
    const bool is_taken =
        std::find(texts.values.begin(), texts.values.end(), part) != texts.values.end();
    if (is_taken) taken.emplace_back(both);
  }
  return names.together.remove(taken) > 0;
}

/// Takes names out of their classes. Returns whether there were any.
bool take_names(const ColumnTexts& texts, FittedParts& parts) {
  const std::map<std::string_view, TextNumbers<float> NameClasses::*> tables = {
      {"given_name", &NameClasses::given},
      {"family_name", &NameClasses::family},
      {"middle_name", &NameClasses::middle}};
  const auto table = tables.find(texts.column);
  if (parts.model.names == nullptr || table == tables.end()) return false;
  auto names = std::make_shared<NameClasses>(*parts.model.names);
  const bool of_classes = ((*names).*table->second).remove(texts.values) > 0;
  const bool together = take_together(texts, *names);
  if (!of_classes && !together) return false;
  parts.model.names = std::move(names);
  return true;
}

}  // namespace

std::string version_of(const FittedParts& parts) {
  FittedParts unnamed = parts;
  unnamed.version.clear();
  constexpr uint64_t kVersions = 1'000'000'000'000ULL;
  return std::to_string(hash_bytes(write_fitted_model(FittedModel(unnamed))) % kVersions);
}

std::shared_ptr<const FittedModel> without_texts(std::shared_ptr<const FittedModel> fitted,
                                                 const std::vector<ColumnTexts>& texts) {
  FittedParts parts = fitted->parts();
  bool is_other = false;
  for (const ColumnTexts& of_column : texts) {
    is_other |= take_words(of_column, parts);
    is_other |= take_values(of_column, parts);
    is_other |= take_names(of_column, parts);
  }
  if (!is_other) return fitted;
  parts.version = version_of(parts);
  return std::make_shared<const FittedModel>(std::move(parts));
}

}  // namespace newlyn::linkage
