// SPDX-License-Identifier: MIT
// Frequencies and weights of single texts taken out; counts of all records stay.
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

/// Takes names out of their classes. Returns whether there were any.
bool take_names(const ColumnTexts& texts, FittedParts& parts) {
  const bool given = texts.column == "given_name";
  if (parts.model.names == nullptr || (!given && texts.column != "family_name")) return false;
  auto names = std::make_shared<NameClasses>(*parts.model.names);
  if ((given ? names->given : names->family).remove(texts.values) == 0) return false;
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
