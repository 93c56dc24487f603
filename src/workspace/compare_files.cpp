// SPDX-License-Identifier: MIT
// The comparison of two clusterings as a list of named steps.
#include "workspace/compare_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <unordered_set>

#include "base/error.h"
#include "base/random.h"
#include "linkage/partitions.h"
#include "workspace/comparison/clustering_file.h"
#include "workspace/files/describe_records.h"
#include "workspace/files/linked_files.h"

namespace newlyn::workspace {
namespace {

using linkage::ClusterKnot;
using linkage::ClusterRelation;

constexpr uint64_t kDifferencesMax = 100'000'000;
constexpr uint64_t kRecordsForReasons = 200'000;
constexpr size_t kRecordsShown = 6;
constexpr std::array<std::string_view, 4> kRelationWords = {"equal", "split", "merged",
                                                            "rearranged"};

/// A record that both files have.
struct SharedRecord {
  uint32_t left_row = 0;
  uint32_t right_row = 0;
};

/// A pair of shared records that only one side puts together.
struct DifferingPair {
  uint32_t first = 0;
  uint32_t second = 0;
  bool in_left = false;
};

/// One comparison; each member function is one step.
class Comparison {
 public:
  Comparison(const CompareRequest& request, RunContext& run) : request_(request), run_(run) {}
  CompareResponse run();

 private:
  void read();
  void join();
  void compare();
  void count_relations();
  void open_records();
  void show_examples();
  DifferenceReport describe(uint32_t knot) const;
  void add_values(std::vector<DifferenceReport>& reports,
                  const std::vector<std::vector<uint32_t>>& members,
                  const std::vector<DifferingPair>& pairs);
  void write();
  ClusteringReport describe_side(const ClusteringFile& file, const KeyedRows& keyed,
                                 const std::vector<uint32_t>& clusters) const;
  std::vector<uint32_t> members_of(uint32_t knot) const;
  DifferingPair differing_pair(const std::vector<uint32_t>& members) const;
  bool differ(uint32_t a, uint32_t b) const {
    return (left_clusters_[a] == left_clusters_[b]) != (right_clusters_[a] == right_clusters_[b]);
  }

  const CompareRequest& request_;
  RunContext& run_;
  std::unique_ptr<ClusteringFile> left_;
  std::unique_ptr<ClusteringFile> right_;
  std::unique_ptr<ClusteringFile> records_;
  KeyedRows left_keyed_;
  KeyedRows right_keyed_;
  bool with_source_ = false;
  std::vector<SharedRecord> shared_;
  std::vector<uint32_t> left_clusters_;  // by shared record
  std::vector<uint32_t> right_clusters_;
  linkage::PartitionComparison partitions_;
  std::vector<uint32_t> by_knot_;  // shared records ordered by knot
  std::vector<uint32_t> knot_begins_;
  LinkedFiles files_;  // the file with the values
  KeyedRows record_rows_;
  bool has_values_ = false;
  bool has_reasons_ = false;
  OutputFiles outputs_;
  CompareResponse response_;
};

/// What was wished for one of two sides.
std::string wish_of(const std::vector<std::string>& wishes, size_t side) {
  if (wishes.empty()) return {};
  return wishes[std::min(side, wishes.size() - 1)];
}

void Comparison::read() {
  left_ = std::make_unique<ClusteringFile>(
      request_.left,
      ClusteringWishes{wish_of(request_.id_columns, 0), wish_of(request_.cluster_columns, 0), true},
      run_);
  right_ = std::make_unique<ClusteringFile>(
      request_.right,
      ClusteringWishes{wish_of(request_.id_columns, 1), wish_of(request_.cluster_columns, 1), true},
      run_);
}

void Comparison::join() {
  // The source belongs to the id only where the id alone does not tell records apart.
  with_source_ =
      left_->has_source() && right_->has_source() && (left_->ids_repeat() || right_->ids_repeat());
  left_keyed_ = keyed_rows(*left_, with_source_);
  right_keyed_ = keyed_rows(*right_, with_source_);
  for (const auto& [key, row] : left_keyed_.row_of_key) {
    const auto found = right_keyed_.row_of_key.find(key);
    if (found != right_keyed_.row_of_key.end()) shared_.push_back({row, found->second});
  }
  if (shared_.empty()) {
    throw Error(
        Code::request_invalid,
        fmt::format("{} and {} share no record: no id in {} of the one is an id in {} of "
                    "the other. Name the columns that hold the same ids with --id, both "
                    "with a comma between them if they differ.",
                    request_.left, request_.right, left_->id_column(), right_->id_column()));
  }
  std::sort(shared_.begin(), shared_.end(),
            [](const SharedRecord& a, const SharedRecord& b) { return a.left_row < b.left_row; });
  for (const SharedRecord& record : shared_) {
    left_clusters_.push_back(left_->cluster_number(record.left_row));
    right_clusters_.push_back(right_->cluster_number(record.right_row));
  }
  response_.records_both = shared_.size();
  response_.records_left_only = left_keyed_.row_of_key.size() - shared_.size();
  response_.records_right_only = right_keyed_.row_of_key.size() - shared_.size();
}

ClusteringReport Comparison::describe_side(const ClusteringFile& file, const KeyedRows& keyed,
                                           const std::vector<uint32_t>& clusters) const {
  ClusteringReport report;
  report.file = file.path();
  report.id_column = file.id_column();
  report.cluster_column = file.cluster_column();
  report.rows = file.row_count();
  report.rows_without_id = keyed.without_id;
  report.rows_repeated = keyed.repeated;
  std::unordered_map<uint32_t, uint64_t> sizes;
  for (const uint32_t cluster : clusters) ++sizes[cluster];
  for (const auto& [cluster, size] : sizes) {
    ++report.clusters_of_size[size];
    report.largest = std::max(report.largest, size);
    report.pairs += size * (size - 1) / 2;
  }
  report.clusters = sizes.size();
  const auto single = report.clusters_of_size.find(1);
  report.single = single == report.clusters_of_size.end() ? 0 : single->second;
  return report;
}

void Comparison::count_relations() {
  for (const std::string_view words : kRelationWords) {
    response_.relations.push_back({std::string(words)});
  }
  for (const ClusterKnot& knot : partitions_.knots) {
    RelationReport& relation = response_.relations[static_cast<size_t>(knot.relation)];
    ++relation.knots;
    relation.records += knot.records;
    relation.left_clusters += knot.left_clusters;
    relation.right_clusters += knot.right_clusters;
    relation.both_pairs += knot.both_pairs;
    relation.left_only_pairs += knot.left_pairs - knot.both_pairs;
    relation.right_only_pairs += knot.right_pairs - knot.both_pairs;
  }
}

void Comparison::compare() {
  partitions_ = linkage::compare_partitions(left_clusters_, right_clusters_);
  response_.left = describe_side(*left_, left_keyed_, left_clusters_);
  response_.right = describe_side(*right_, right_keyed_, right_clusters_);
  for (const ClusteringReport* side : {&response_.left, &response_.right}) {
    if (side->rows_without_id > 0) {
      response_.warnings.push_back(fmt::format("{}: {} rows have no {} and were left out.",
                                               side->file, side->rows_without_id, side->id_column));
    }
    if (side->rows_repeated > 0) {
      response_.warnings.push_back(
          fmt::format("{}: {} rows repeat an id that came before and were left out. Name the "
                      "column that tells records apart with --id.",
                      side->file, side->rows_repeated));
    }
  }
  response_.both_pairs = partitions_.both_pairs;
  response_.left_only_pairs = partitions_.left_pairs - partitions_.both_pairs;
  response_.right_only_pairs = partitions_.right_pairs - partitions_.both_pairs;
  response_.adjusted_rand = partitions_.adjusted_rand;
  count_relations();
  // Records by knot, so that each knot's are at hand.
  knot_begins_.assign(partitions_.knots.size() + 1, 0);
  for (size_t knot = 0; knot < partitions_.knots.size(); ++knot) {
    knot_begins_[knot + 1] = knot_begins_[knot] + partitions_.knots[knot].records;
  }
  std::vector<uint32_t> place(knot_begins_.begin(), knot_begins_.end());
  by_knot_.resize(shared_.size());
  for (uint32_t record = 0; record < shared_.size(); ++record) {
    by_knot_[place[partitions_.knot_of_record[record]]++] = record;
  }
}

std::vector<uint32_t> Comparison::members_of(uint32_t knot) const {
  return {by_knot_.begin() + knot_begins_[knot], by_knot_.begin() + knot_begins_[knot + 1]};
}

/// Opens the file that holds the values of the records: the one named, else the left, else the
/// right. With reasons its records are linked, with the clusters left out.
void Comparison::open_records() {
  const ClusteringFile* holder = nullptr;
  if (!request_.records.empty()) {
    records_ = std::make_unique<ClusteringFile>(
        request_.records, ClusteringWishes{wish_of(request_.id_columns, 0), "", false}, run_);
    holder = records_.get();
  } else if (left_->holds_values()) {
    holder = left_.get();
  } else if (right_->holds_values()) {
    holder = right_.get();
  }
  if (holder == nullptr || request_.examples == 0) return;
  record_rows_ = keyed_rows(*holder, with_source_ && holder->has_source());
  LinkFilesRequest link;
  link.files = {holder->path()};
  link.id_column = holder->id_column();
  link.model = request_.model;
  link.purpose = request_.purpose;
  link.seed = request_.seed;
  if (holder != records_.get()) link.ignored.push_back(holder->cluster_column());
  if (request_.left == request_.right && holder == left_.get()) {
    link.ignored.push_back(right_->cluster_column());
  }
  check_machine_settings(link);
  LinkFilesResponse linked;
  has_values_ = true;
  has_reasons_ = request_.reasons.value_or(holder->row_count() <= kRecordsForReasons);
  if (has_reasons_) {
    link_inputs(files_, link, linked, run_);
  } else {
    read_inputs(files_, link, linked, run_);
  }
  if (!has_reasons_ && !request_.reasons) {
    response_.warnings.push_back(
        fmt::format("Reasons were left out because {} records would have to be linked for them. "
                    "Ask for them with --reasons.",
                    holder->row_count()));
  }
}

/// A pair that the sides judge differently, the first in the order of the records.
DifferingPair Comparison::differing_pair(const std::vector<uint32_t>& members) const {
  for (size_t a = 0; a < members.size(); ++a) {
    for (size_t b = a + 1; b < members.size(); ++b) {
      if (!differ(members[a], members[b])) continue;
      return {members[a], members[b], left_clusters_[members[a]] == left_clusters_[members[b]]};
    }
  }
  return {};
}

DifferenceReport Comparison::describe(uint32_t knot) const {
  const std::vector<uint32_t> members = members_of(knot);
  DifferenceReport report;
  report.relation = kRelationWords[static_cast<size_t>(partitions_.knots[knot].relation)];
  report.records = members.size();
  const DifferingPair pair = differing_pair(members);
  report.together_in = pair.in_left ? "left" : "right";
  report.left_id = left_->id(shared_[pair.first].left_row);
  report.right_id = left_->id(shared_[pair.second].left_row);
  for (size_t i = 0; i < std::min(members.size(), kRecordsShown); ++i) {
    const SharedRecord& record = shared_[members[i]];
    ClusteredRecord entry;
    entry.left_cluster = left_->cluster(record.left_row);
    entry.right_cluster = right_->cluster(record.right_row);
    entry.record.id = left_->id(record.left_row);
    report.list.push_back(std::move(entry));
  }
  return report;
}

/// Adds the values of the records and the evidence of the pairs, where a file holds them.
void Comparison::add_values(std::vector<DifferenceReport>& reports,
                            const std::vector<std::vector<uint32_t>>& members,
                            const std::vector<DifferingPair>& pairs) {
  const auto row_of = [&](uint32_t record) -> std::optional<uint32_t> {
    const auto found =
        record_rows_.row_of_key.find(left_->key(shared_[record].left_row, with_source_));
    if (found == record_rows_.row_of_key.end()) return std::nullopt;
    return found->second;
  };
  std::vector<uint32_t> rows;
  std::vector<RecordReport*> places;
  for (size_t i = 0; i < reports.size(); ++i) {
    for (size_t k = 0; k < reports[i].list.size(); ++k) {
      const auto row = row_of(members[i][k]);
      if (!row) continue;
      rows.push_back(*row);
      places.push_back(&reports[i].list[k].record);
    }
    const auto first = row_of(pairs[i].first);
    const auto second = row_of(pairs[i].second);
    if (has_reasons_ && first && second) {
      reports[i].pair = describe_pair(files_, *first, *second);
    }
  }
  std::vector<RecordReport> described = describe_records(files_, rows);
  for (size_t i = 0; i < rows.size(); ++i) *places[i] = std::move(described[i]);
}

void Comparison::show_examples() {
  std::vector<std::vector<uint32_t>> members;
  std::vector<DifferingPair> pairs;
  for (const ClusterRelation relation :
       {ClusterRelation::split, ClusterRelation::merged, ClusterRelation::rearranged}) {
    // Knots that can be shown whole come first, each kind in a random order under the seed.
    std::vector<std::tuple<bool, uint64_t, uint32_t>> order;
    for (uint32_t knot = 0; knot < partitions_.knots.size(); ++knot) {
      if (partitions_.knots[knot].relation != relation) continue;
      order.emplace_back(partitions_.knots[knot].records > kRecordsShown,
                         hash_mix(request_.seed, knot), knot);
    }
    const size_t count = std::min(order.size(), request_.examples);
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count),
                      order.end());
    for (size_t i = 0; i < count; ++i) {
      const uint32_t knot = std::get<2>(order[i]);
      members.push_back(members_of(knot));
      pairs.push_back(differing_pair(members.back()));
      response_.examples.push_back(describe(knot));
    }
  }
  if (has_values_) add_values(response_.examples, members, pairs);
}

void Comparison::write() {
  const auto store = store::Store::open({});
  store->set_watch([this] { run_.check_stop(); });
  store->run(fmt::format(
      "CREATE TABLE differences ({}record_l VARCHAR, {}record_r VARCHAR, together_in VARCHAR, "
      "cluster_a_l VARCHAR, cluster_a_r VARCHAR, cluster_b_l VARCHAR, cluster_b_r VARCHAR)",
      with_source_ ? "source_l VARCHAR, " : "", with_source_ ? "source_r VARCHAR, " : ""));
  const auto appender = store->append("differences");
  const auto add_record = [&](uint32_t record) {
    const std::string key = left_->key(shared_[record].left_row, with_source_);
    const size_t mark = with_source_ ? key.find('\x1f') : std::string::npos;
    if (with_source_) appender->add_text(key.substr(0, mark));
    appender->add_text(left_->id(shared_[record].left_row));
  };
  const auto add_pair = [&](uint32_t a, uint32_t b) {
    if (!differ(a, b)) return;
    add_record(a);
    add_record(b);
    appender->add_text(left_clusters_[a] == left_clusters_[b] ? "A" : "B");
    appender->add_text(left_->cluster(shared_[a].left_row));
    appender->add_text(left_->cluster(shared_[b].left_row));
    appender->add_text(right_->cluster(shared_[a].right_row));
    appender->add_text(right_->cluster(shared_[b].right_row));
    appender->end_row();
  };
  for (uint32_t knot = 0; knot < partitions_.knots.size(); ++knot) {
    if (partitions_.knots[knot].relation == ClusterRelation::equal) continue;
    run_.check_stop();
    const std::vector<uint32_t> members = members_of(knot);
    for (size_t a = 0; a < members.size(); ++a) {
      for (size_t b = a + 1; b < members.size(); ++b) add_pair(members[a], members[b]);
    }
  }
  appender->close();
  outputs_.write_table(*store, "differences", request_.output);
  run_.check_stop();
  outputs_.keep();
}

CompareResponse Comparison::run() {
  if (request_.id_columns.size() > 2 || request_.cluster_columns.size() > 2) {
    throw Error(Code::request_invalid,
                "--id and --cluster take one column for both files, or one for each with a comma "
                "between them.");
  }
  if (!request_.output.empty()) {
    outputs_.check(request_.output, {request_.left, request_.right, request_.records});
    OutputFiles::check_ending(request_.output);
  }
  run_.step("reading", [&] { read(); });
  run_.step("comparing", [&] {
    join();
    compare();
  });
  const uint64_t differences = response_.left_only_pairs + response_.right_only_pairs;
  if (!request_.output.empty() && differences > kDifferencesMax) {
    throw Error(Code::resource_exhausted,
                fmt::format("The clusterings differ in {} pairs, more than the {} that are "
                            "written. Leave --output out and look at the counts and examples.",
                            differences, kDifferencesMax));
  }
  open_records();
  run_.step("describing", [&] { show_examples(); });
  if (!request_.output.empty()) run_.step("writing", [&] { write(); });
  response_.steps = run_.steps();
  return std::move(response_);
}

}  // namespace

CompareResponse compare_files(const CompareRequest& request, RunContext& run) {
  return Comparison(request, run).run();
}

}  // namespace newlyn::workspace
