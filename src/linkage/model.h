// SPDX-License-Identifier: MIT
// A linkage model as plain values: comparisons, levels, weights, blocking rules.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "linkage/text_numbers.h"
#include "pairs/comparison.h"

namespace newlyn::linkage {

/// One outcome of a comparison. Probabilities are absent while untrained.
struct ModelLevel {
  std::string label;           // for people: "one slip of the keyboard"
  std::string sql;             // the condition as Splink writes it
  pairs::Condition condition;  // the same, over the columns of a run
  bool is_null = false;
  std::optional<double> m;  // share among true matches
  std::optional<double> u;  // share among unrelated pairs
  bool fixed_m = false;     // training leaves m as it is
  bool fixed_u = false;
  bool guess_is_most = false;    // training may lower the m it began with, not raise it
  std::optional<double> family;  // share among household members who are not one person
  std::string term_column;       // term frequency column; empty: none
  double term_weight = 1;
  double term_minimum = 0;
  double term_smoothing = 0;  // records of average frequency added; 0: the plain frequency
  bool term_in_family = false;
  bool exact_reference = true;  // the adjustment replaces the u of the exact level of its column
};

/// One thing compared. The last level holds for every pair.
struct ModelComparison {
  std::string name;
  std::string description;
  std::vector<ModelLevel> levels;
  /// True when members of one household may agree on it by nature: a family name, a place.
  bool shared_by_families = false;
  /// Else the share of household members who agree on it as one person would: twins on a birth
  /// date, namesakes on a given name.
  double alike_in_families = 0;
  /// True when one person may have several values over time: addresses, telephones, a name before
  /// marriage. Groups of records then need one value in common, and others tell little.
  bool changes_over_time = false;
  /// True when what two records have against them stands however many others speak for them: a list
  /// that both are in and that holds a person once.
  bool least_counts = false;
  /// The share of its weights that counts: below 1 where another comparison partly says the same.
  double counts_for = 1;
  /// Columns its conditions read, by name.
  std::vector<std::string> columns;
};

/// What part of a value is a blocking key.
enum class KeyCut : uint8_t {
  whole,          // the whole value
  first_letters,  // the first `length` letters
  year,           // of a date
  month,          // year and month of a date
  day_of_year,    // month and day of a date
  each_word,      // every word of the value is a key
};

/// One condition of a blocking rule: two rows agree on a cut of a column.
struct KeyPart {
  std::string column;
  KeyCut cut = KeyCut::whole;
  uint8_t length = 0;
  bool operator==(const KeyPart&) const = default;
};

/// A blocking rule: all parts must agree.
struct BlockingRule {
  std::string sql;
  std::vector<KeyPart> parts = {};         // of our own rules
  std::vector<std::string> exploded = {};  // arrays of which each element is tried
  std::string dialect = "duckdb";
};

/// How often each value of a column occurs among some records.
struct TermTable {
  uint64_t records = 0;
  uint64_t known = 0;  // of them, records with a value
  TextNumbers<uint64_t> counts;
};

/// Names by latent class: of each name, with how many others it came in each.
struct NameClasses {
  std::vector<float> shares;  // of the classes
  TextNumbers<float> given;
  TextNumbers<float> family;
  TextNumbers<float> middle;  // with how many given names
  /// Given names with the middle name that follows ("xiao mei"): log2 of how much oftener they come
  /// together, in different families, than their frequencies say.
  TextNumbers<float> together;
};

/// A model. It reads the columns of the standard schema, or, when `raw_columns` is set, those of
/// the files as they are.
struct Model {
  std::string link_type = "dedupe_only";
  std::string dialect = "duckdb";
  std::string unique_id_column = "unique_id";
  std::string source_column = "source_dataset";
  /// The settings as they were read, so that nothing in them is lost; empty for our own models.
  std::string settings;
  double prior = 1e-4;      // share of matches among all pairs
  double family_prior = 0;  // share of household pairs among all pairs; 0: no such class
  bool raw_columns = false;
  std::vector<ModelComparison> comparisons;
  std::vector<BlockingRule> rules;
  /// Term frequencies by column, used in place of those of the records at hand.
  std::map<std::string, TermTable> terms;
  /// What makes names of one tradition come together; null: learned from the records at hand. Not
  /// written with the model.
  std::shared_ptr<const NameClasses> names = nullptr;
};

/// True for the condition that always holds: ELSE, however spaced and cased.
bool is_otherwise(const std::string& sql);

/// Writes the model as Splink settings JSON, with what Splink has no word for under "newlyn".
std::string write_model(const Model& model);

/// Reads Splink settings JSON. Throws Error(model_invalid) that names the file as `name`, the place
/// in it, and the remedy.
Model read_model(const std::string& json, const std::string& name = "The model");

}  // namespace newlyn::linkage
