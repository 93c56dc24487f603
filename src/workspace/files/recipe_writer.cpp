// SPDX-License-Identifier: MIT
// Writes the recipe of what was chosen without one.
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "workspace/files/training_recipe.h"

namespace newlyn::workspace {
namespace {

using record::FieldKind;

constexpr std::string_view kHead =
    "# A training recipe: newlyn train FILE... --recipe THIS.toml --save-model model.json\n"
    "# Everything may be left out; what is left out is chosen from the files. As it stands, it "
    "says\n"
    "# what Newlyn chose itself. Names of columns in rules and comparisons are those of the "
    "standard\n"
    "# schema: what Newlyn makes of the files' columns.\n\n";

constexpr std::string_view kTraining =
    "\n[training]\n"
    "# m is learned from the pairs of these rules, by expectation maximisation; without them from\n"
    "# those of every rule worth trying.\n"
    "# passes = [\"l.birth_date = r.birth_date\", \"l.postcode = r.postcode\"]\n"
    "# Pairs drawn of each rule at most, and random pairs for u.\n"
    "# pass_pairs = 2000\n"
    "# random_pairs = 400000\n"
    "# Or m is counted on pairs known to match: a file with unique_id_l and unique_id_r, or a "
    "column\n"
    "# that says who is who.\n"
    "# labels = \"labels.csv\"\n"
    "# label_column = \"person\"\n"
    "\n[prior]\n"
    "# The share of matches among all pairs; without it Newlyn estimates it. Either as a number, "
    "or\n"
    "# by rules whose pairs are nearly all matches and the share of all matches they find.\n"
    "# share_of_matches = 0.0001\n"
    "# rules = [\"l.given_name = r.given_name and l.birth_date = r.birth_date\"]\n"
    "# recall = 0.7\n";

constexpr std::string_view kComparisons =
    "\n# What is compared. A comparison without levels gets those that Newlyn gives its column.\n"
    "# Levels are tried in order; the last, ELSE, may be left out. Each says when it holds by sql "
    "or\n"
    "# in short over the comparison's column: exact = true, levenshtein = 1, damerau_levenshtein = "
    "1,\n"
    "# jaro_winkler = 0.9, jaro = 0.9, jaccard = 0.9, word_share = 0.6, one_edit = true,\n"
    "# shares_word = true, date_distance = 1.\n"
    "# m (its share among matches), u (among others) and household (among members of one "
    "household)\n"
    "# are where training starts; fix_m = true and fix_u = true leave them as they are.\n"
    "# frequency_of makes rare values of a column weigh more.\n";

/// A text as TOML: as it is where that can be, else with escapes.
std::string quoted(const std::string& text) {
  const bool plain = text.find_first_of("'\n\r\t") == std::string::npos;
  const bool marks = text.find('"') != std::string::npos;
  if (plain && marks) return fmt::format("'{}'", text);
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Kinds of which every input has one column at most, by one name; others in comments.
std::string columns_text(const LinkedFiles& files) {
  std::map<FieldKind, std::set<std::string>> names;
  std::set<FieldKind> several;
  for (const InputColumns& input : files.inputs) {
    std::set<FieldKind> here;
    for (const record::RecognisedColumn& column : input.recognised) {
      if (!here.insert(column.kind).second) several.insert(column.kind);
      names[column.kind].insert(column.name);
    }
  }
  std::string text =
      "# What the columns are. Kinds that several columns are taken for stand as comments: "
      "writing\n"
      "# one down makes it the one.\n[columns]\n";
  for (const auto& [kind, columns] : names) {
    if (kind >= FieldKind::source_name) continue;
    const bool sure = columns.size() == 1 && !several.contains(kind);
    for (const std::string& column : columns) {
      text += fmt::format("{}{} = {}\n", sure ? "" : "# ", record::field_kind_row(kind).name,
                          quoted(column));
    }
  }
  return text;
}

std::string level_text(const linkage::ModelLevel& level) {
  std::string text =
      fmt::format("  {{ label = {}, sql = {}", quoted(level.label), quoted(level.sql));
  if (level.m) text += fmt::format(", m = {}", *level.m);
  if (level.u) text += fmt::format(", u = {}", *level.u);
  if (level.family) text += fmt::format(", household = {}", *level.family);
  if (!level.term_column.empty()) {
    text += fmt::format(", frequency_of = {}", quoted(level.term_column));
    if (level.term_in_family) text += ", frequency_within_household = true";
  }
  return text + " },\n";
}

std::string comparison_text(const linkage::ModelComparison& comparison) {
  std::string text = fmt::format("\n[[comparison]]\nname = {}\n", quoted(comparison.name));
  if (comparison.alike_in_families > 0) {
    text += fmt::format("alike_in_households = {}\n", comparison.alike_in_families);
  }
  std::string levels;
  for (const linkage::ModelLevel& level : comparison.levels) {
    if (level.is_null) {
      text += fmt::format("null_when = {}\n", quoted(level.sql));
    } else {
      levels += level_text(level);
    }
  }
  return text + "levels = [\n" + levels + "]\n";
}

}  // namespace

std::string recipe_of(const LinkedFiles& files, const LinkFilesResponse& response) {
  const linkage::LinkResult& result = files.linkage->result();
  std::string text(kHead);
  text += "# Seed of every sample drawn, and whether households are told apart from matches.\n";
  text += fmt::format("seed = 1\nhouseholds = {}\n", result.start.family_prior > 0);
  text += "# Columns left out: ignore = [\"notes\"]. The record's own key: id = \"NUMBER\".\n\n";
  text += columns_text(files);
  text += "\n# Two records are compared where one of these rules holds.\n[blocking]\nrules = [\n";
  for (size_t i = 0; i < result.model.rules.size(); ++i) {
    text += fmt::format("  {},  # {:.0f} new pairs\n", quoted(result.model.rules[i].sql),
                        static_cast<double>(response.rules[i].new_pairs));
  }
  text += "]\n";
  text += kTraining;
  text += kComparisons;
  for (const linkage::ModelComparison& comparison : result.start.comparisons) {
    text += comparison_text(comparison);
  }
  return text;
}

}  // namespace newlyn::workspace
