// SPDX-License-Identifier: MIT
// Standard records in, edges and clusters out.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/run_context.h"
#include "linkage/model.h"
#include "linkage/training_recipe.h"
#include "record/field_kind.h"
#include "record/text_column.h"
#include "store/store.h"

namespace newlyn::linkage {

/// A column offered for comparison.
struct LinkColumn {
  record::FieldKind kind = record::FieldKind::text;
  record::TextColumn column;
};

/// What two records of one entity may not differ in, such as the NHS number. Records with two
/// different values are never put together, whatever they weigh; a person's judgement may.
struct Veto {
  std::string name;                       // in the words of a sentence: "NHS number"
  std::vector<uint32_t> value_of_record;  // 0: not known. Numbers follow the order of the values
};

/// A person's word on two records. It outranks every weight and every veto.
struct Judgement {
  uint32_t left = 0;
  uint32_t right = 0;
  bool same = false;
  /// It speaks of all records equal to either, as far as the two are not equal themselves: these
  /// stay one with them.
  bool of_equals = false;
};

/// The records of a run. All columns have record_count rows.
struct LinkInput {
  size_t record_count = 0;
  std::vector<LinkColumn> columns;
  std::vector<std::string> source_names;
  std::vector<uint32_t> source_of_record;  // index into source_names
  record::TextList record_ids;             // native ids; empty when there are none
  /// For a given model over columns as they are: where its SQL is worked out. `columns` is then
  /// empty, and the table holds the records in order.
  store::Store* store = nullptr;
  std::string table;
  bool ids_are_numbers = false;  // whole numbers: 9 comes before 10
  std::vector<Veto> vetoes;
  /// Those that say "same" hold for all records they lead to. None may contradict the others.
  std::vector<Judgement> judgements;
};

/// A blocking rule that somebody wrote: SQL over l and r, and where it stands ("people.toml line
/// 4").
struct WrittenRule {
  std::string sql;
  std::string place;
};

/// A comparison that somebody wrote. Without levels it gets those that its column would get anyhow.
/// Levels have their SQL; m and u are where training starts, and where fixed_m or fixed_u is set
/// they stay.
struct WrittenComparison {
  ModelComparison comparison;
  std::string place;
};

/// What somebody wants of a model that is trained over the standard schema. Whatever is left empty
/// is chosen as without wishes.
struct ModelWishes {
  std::vector<WrittenComparison> comparisons;
  std::vector<WrittenRule> rules;                // of the model
  std::vector<WrittenRule> passes;               // m is trained on the pairs of these alone
  size_t pass_pairs = 0;                         // drawn of each rule at most; 0: as without wishes
  size_t random_pairs = 0;                       // for u; 0: as without wishes
  std::vector<WrittenRule> deterministic_rules;  // the prior: their pairs over `recall`
  double recall = 1;
  double pairs_max = 1e10;  // that deterministic rules may bring
  std::optional<double> prior;
  bool households = true;  // tell households apart where it is possible
  std::vector<std::pair<uint32_t, uint32_t>>
      matches;  // records known to be one: m is counted on them
};

/// The SQL of a given model, parsed.
class ModelSql;

/// Parses it, over a connection of its own. Throws Error(model_invalid) for SQL that cannot be
/// read.
std::shared_ptr<const ModelSql> parse_model(store::Store& store, const Model& model);

/// What is asked of a run.
struct LinkRequest {
  bool across_only = false;          // match: only pairs of different sources
  double pairs_max = 1e10;           // a given model's rules may not bring more candidate pairs
  bool one_to_one = false;           // at most one record of each source in a cluster
  std::vector<bool> duplicate_free;  // by source: the same of some sources; empty: of none
  bool components = false;           // all that hangs together by edges is one cluster
  double threshold = 0.5;            // match probability from which records belong together, 0 to 1
  std::vector<double> thresholds;    // further ones that Linkage::clusters_at will be asked for
  bool every_edge = false;         // keep every candidate pair as an edge, whatever its probability
  double edge_probability = 0.5;   // otherwise edges from this probability on are kept
  bool only_counts_edges = false;  // nobody asks for LinkResult::edges, which stay empty
  bool every_weight = false;       // count the weights of all candidate pairs (LinkResult::weights)
  std::optional<Model> model;      // a given model; without one, a model is chosen and trained
  std::shared_ptr<const ModelSql> sql;   // of the given model, where it is parsed already
  std::optional<TrainingRecipe> recipe;  // a given model is trained by it first
  std::optional<ModelWishes> wishes;     // for the model that is trained
  bool keep_terms = false;               // the model of the result gets the term frequencies used
  bool model_alone = false;  // ends when the model is trained: no pairs, no edges, no clusters
  uint64_t seed = 1;         // of every sample drawn
};

/// A scored pair of records by number: left < right, or, for a given model, in the order in which
/// its SQL knows them.
struct Edge {
  uint32_t left = 0;
  uint32_t right = 0;
  double weight = 0;  // log2 of the odds
  uint16_t rule = 0;  // the first blocking rule that found it; kIdenticalRule for equal records
};
inline constexpr uint16_t kIdenticalRule = 0xFFFF;

/// What a blocking rule brought.
struct RuleReport {
  std::string words;            // "family_name and birth_date"
  uint64_t pair_count = 0;      // pairs it finds, earlier rules not taken off
  uint64_t new_pairs = 0;       // pairs that no earlier rule found
  double expected_matches = 0;  // matches among them that no earlier rule found, as estimated
  uint64_t rows_left_out = 0;   // rows of blocks too large even after refinement
};

/// Candidate pairs counted by match weight. Bin i holds weights from first + i * step on; what lies
/// below or above the bins is counted in the outermost.
struct WeightHistogram {
  static constexpr double kFirst = -60;
  static constexpr double kStep = 0.25;
  static constexpr size_t kBins = 480;
  std::vector<uint64_t> pairs = std::vector<uint64_t>(kBins, 0);

  /// Where a weight is counted.
  static size_t bin_of(double weight) noexcept;
};

/// One round of training: the model after it.
struct TrainingRound {
  double prior = 0;
  double largest_change = 0;  // of any m or u since the round before
  Model model;
};

/// One round of a pass of expectation maximisation.
struct PassRound {
  double match_share = 0;     // of the pass's pairs
  double largest_change = 0;  // of any m or of the match share
};

/// One pass: the pairs of one rule that m is learned from.
struct TrainingPassReport {
  std::string rule;
  uint64_t pairs = 0;
  int rounds = 0;
  double match_share = 0;             // of the rule's pairs
  std::vector<std::string> trained;   // comparisons
  std::vector<std::string> left_out;  // comparisons that the rule decides
  std::vector<PassRound> history;     // empty where all passes are trained together
};

/// Two comparisons that say partly the same, so that their weights count it twice.
struct Dependence {
  std::string first;
  std::string second;
  double bits = 0;   // how much more a match weighs than it should, in match weight
  double times = 1;  // as often as the model allows do pairs that do not match agree on both
  double pairs = 0;  // that do not match it was measured on
  std::string lowered = {};  // the one of both that counts for less because of it; empty: neither
  double counts_for = 1;     // the share of its weights that counts then
};

/// The answer of a run.
struct LinkResult {
  Model model;              // with its weights as used
  std::vector<Edge> edges;  // ordered by left, then right
  uint64_t edge_count = 0;
  std::vector<uint32_t> cluster_of_record;  // clusters numbered from 0 by their least record number
  uint32_t cluster_count = 0;
  uint64_t pair_count = 0;         // candidate pairs compared
  uint64_t identical_records = 0;  // records whose compared values equal another's
  std::vector<RuleReport> rules;
  WeightHistogram weights;              // of every candidate pair compared
  std::vector<TrainingRound> training;  // empty when a model was given
  Model start;                          // where training started: the comparisons, with guesses
  std::vector<TrainingPassReport> passes;
  std::vector<Dependence> dependences;
  /// What training could not learn, for whoever keeps the model.
  std::vector<std::string> training_warnings;
  std::vector<std::string> notes;     // what was done and may be of interest
  std::vector<std::string> warnings;  // what the person should look at
};

/// The evidence of one comparison of one pair.
struct Evidence {
  std::string comparison;
  std::string level;  // "exact", "no agreement", "not known"
  int gamma = 0;      // as in Splink: -1 null, 0 the last level, counting up
  double weight = 0;  // log2 of m/u with the term frequency adjustment
};

/// A pair taken apart.
struct PairEvidence {
  double prior_weight = 0;  // log2 of the prior odds
  std::vector<Evidence> parts;
  double household_weight = 0;  // correction because households share some of the evidence
  double total_weight = 0;
};

/// A finished run that can still be asked about single pairs and about other thresholds.
class Linkage {
 public:
  virtual ~Linkage() = default;
  virtual const LinkResult& result() const = 0;
  /// The cluster of every record at another threshold, numbered as in the result. Requires: the
  /// threshold is not below all that were asked for with the run.
  virtual std::vector<uint32_t> clusters_at(double threshold, RunContext& run) const = 0;
  /// Levels and weights of two records. Requires: both are below record_count.
  virtual PairEvidence evidence(uint32_t left, uint32_t right) const = 0;
  /// The weight of every record against itself: the most it could reach. Records that stay below
  /// the threshold cannot be linked to anything.
  virtual std::vector<float> self_weights() const = 0;
  /// Splink gammas of every comparison, edge after edge.
  virtual std::vector<int8_t> gammas(std::span<const Edge> edges) const = 0;
};

/// Links the records. The result does not depend on the thread count or on the order of records,
/// except for the numbers that stand for them. Throws Error(model_invalid) for a model that names
/// missing columns, Error(interrupted) when stopped.
std::unique_ptr<Linkage> link_records(LinkInput input, const LinkRequest& request, RunContext& run);

/// Match probability of a match weight.
double probability_of(double weight) noexcept;
/// Match weight of a match probability. Requires: 0 < probability < 1.
double weight_of(double probability) noexcept;

}  // namespace newlyn::linkage
