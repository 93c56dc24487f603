// SPDX-License-Identifier: MIT
// Two clusterings side by side, in words and for programs. A is the left file, B the right.
#include "cli/compare_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "cli/columns_text.h"
#include "cli/link_report.h"
#include "cli/pair_json.h"

namespace newlyn::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kNameWidth = 18;
constexpr size_t kValueWidth = 22;
constexpr size_t kSizesShown = 12;
constexpr double kPartShown = 0.05;

/// What a relation means, seen from A.
std::string_view relation_words(std::string_view relation) {
  if (relation == "equal") return "the same in A and B";
  if (relation == "split") return "one in A, several in B";
  if (relation == "merged") return "several in A, one in B";
  return "records change places";
}

std::string_view letter_of(std::string_view side) { return side == "left" ? "A" : "B"; }

std::string sides_text(const workspace::CompareResponse& response) {
  std::string text;
  for (const auto* side : {&response.left, &response.right}) {
    text += fmt::format("{}: {}, {} rows, id {}, cluster {}\n", side == &response.left ? "A" : "B",
                        side->file, grouped(side->rows), side->id_column, side->cluster_column);
  }
  text += fmt::format("\nRecords in both {}, only in A {}, only in B {}.\n",
                      grouped(response.records_both), grouped(response.records_left_only),
                      grouped(response.records_right_only));
  text += fmt::format("\nOf the records in both               A            B\n");
  const auto line = [&](std::string_view words, uint64_t left, uint64_t right) {
    text += fmt::format("  {:<26} {:>12} {:>12}\n", words, grouped(left), grouped(right));
  };
  const auto& left = response.left;
  const auto& right = response.right;
  line("clusters", left.clusters, right.clusters);
  line("of one record", left.single, right.single);
  line("records in the largest", left.largest, right.largest);
  line("pairs put together", left.pairs, right.pairs);
  return text;
}

std::string pairs_text(const workspace::CompareResponse& response) {
  const uint64_t any = response.both_pairs + response.left_only_pairs + response.right_only_pairs;
  const auto share = [&](uint64_t pairs) {
    return any == 0 ? 0.0 : 100.0 * static_cast<double>(pairs) / static_cast<double>(any);
  };
  std::string text = "\nPairs of records put together\n";
  text += fmt::format("  in both            {:>12}  {:>5.1f} %\n", grouped(response.both_pairs),
                      share(response.both_pairs));
  text += fmt::format("  only in A          {:>12}  {:>5.1f} %\n",
                      grouped(response.left_only_pairs), share(response.left_only_pairs));
  text += fmt::format("  only in B          {:>12}  {:>5.1f} %\n",
                      grouped(response.right_only_pairs), share(response.right_only_pairs));
  return text + fmt::format("  adjusted Rand index {:>11.4f}  (1: alike, 0: as by chance)\n",
                            response.adjusted_rand);
}

std::string relations_text(const workspace::CompareResponse& response) {
  std::string text =
      "\nClusters                       of A         of B      records  pairs only in A  only in "
      "B\n";
  for (const workspace::RelationReport& relation : response.relations) {
    text +=
        fmt::format("  {} {:>10}   {:>10}   {:>10}     {:>12} {:>10}\n",
                    cell(relation_words(relation.relation), 22), grouped(relation.left_clusters),
                    grouped(relation.right_clusters), grouped(relation.records),
                    grouped(relation.left_only_pairs), grouped(relation.right_only_pairs));
  }
  return text;
}

std::string sizes_text(const workspace::CompareResponse& response) {
  std::map<uint64_t, std::pair<uint64_t, uint64_t>> sizes;
  for (const auto& [size, count] : response.left.clusters_of_size) sizes[size].first = count;
  for (const auto& [size, count] : response.right.clusters_of_size) sizes[size].second = count;
  std::string text = "\nClusters by size             in A         in B\n";
  size_t shown = 0;
  for (const auto& [size, counts] : sizes) {
    if (++shown > kSizesShown) break;
    text += fmt::format("  {:>8} records  {:>12} {:>12}\n", grouped(size), grouped(counts.first),
                        grouped(counts.second));
  }
  if (sizes.size() > kSizesShown) {
    text += fmt::format("  and {} further sizes; --json has all\n", sizes.size() - kSizesShown);
  }
  return text;
}

/// One line of an example: a name and the value of every record.
std::string values_line(std::string_view name, const std::vector<std::string>& values) {
  std::string line = fmt::format("    {}", cell(name, kNameWidth));
  for (const std::string& value : values) {
    line += " " + cell(value.empty() ? "-" : value, kValueWidth);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string value_of(const workspace::RecordReport& record, const std::string& name) {
  const auto found = std::find_if(record.values.begin(), record.values.end(),
                                  [&](const auto& entry) { return entry.first == name; });
  return found == record.values.end() ? "" : found->second;
}

/// The columns in which the records of an example differ, and one line for the rest.
std::string differing_text(const workspace::DifferenceReport& difference) {
  std::string text;
  std::string same;
  const auto& first = difference.list.front().record.values;
  for (const auto& [name, value] : first) {
    std::vector<std::string> values;
    for (const auto& entry : difference.list) values.push_back(value_of(entry.record, name));
    const bool all_same = std::all_of(values.begin(), values.end(),
                                      [&](const std::string& other) { return other == values[0]; });
    if (!all_same) {
      text += values_line(name, values);
    } else if (!value.empty()) {
      same += fmt::format("{}{} {}", same.empty() ? "" : ", ", name, value);
    }
  }
  if (!same.empty()) text += fmt::format("    alike in all: {}\n", same);
  return text;
}

/// What speaks for and against the pair of an example.
std::string reasons_text(const workspace::DifferenceReport& difference) {
  std::string text = fmt::format("    {} puts {} and {} together, {} does not.\n",
                                 letter_of(difference.together_in), difference.left_id,
                                 difference.right_id, difference.together_in == "left" ? "B" : "A");
  if (!difference.pair) return text;
  std::string reasons_for;
  std::string reasons_against;
  for (const workspace::PartReport& part : difference.pair->parts) {
    if (std::abs(part.weight) < kPartShown) continue;
    std::string& reasons = part.weight > 0 ? reasons_for : reasons_against;
    reasons += fmt::format("{}{}: {} ({:+.1f})", reasons.empty() ? "" : "; ", part.comparison,
                           part.level, part.weight);
  }
  text += fmt::format("      For: {}.\n", reasons_for.empty() ? "nothing" : reasons_for);
  text +=
      fmt::format("      Against: {}.\n", reasons_against.empty() ? "nothing" : reasons_against);
  return text + fmt::format(
                    "      From {:+.1f} for two records at random that makes a weight of {:+.1f}, "
                    "probability {:.4f}.\n",
                    difference.pair->prior_weight, difference.pair->total_weight,
                    difference.pair->probability);
}

std::string example_text(const workspace::DifferenceReport& difference, size_t number) {
  std::string text = fmt::format("\n  {}. {}\n", number, relation_words(difference.relation));
  std::vector<std::string> ids;
  std::vector<std::string> left;
  std::vector<std::string> right;
  for (const workspace::ClusteredRecord& entry : difference.list) {
    ids.push_back(entry.record.id);
    left.push_back(entry.left_cluster.empty() ? "(alone)" : entry.left_cluster);
    right.push_back(entry.right_cluster.empty() ? "(alone)" : entry.right_cluster);
  }
  text += values_line("record", ids) + values_line("cluster in A", left) +
          values_line("cluster in B", right);
  if (difference.records > difference.list.size()) {
    text += fmt::format("    and {} more records\n",
                        grouped(difference.records - difference.list.size()));
  }
  return text + differing_text(difference) + reasons_text(difference);
}

Json side_json(const workspace::ClusteringReport& side) {
  Json json;
  json["file"] = side.file;
  json["id"] = side.id_column;
  json["cluster"] = side.cluster_column;
  json["rows"] = side.rows;
  json["rows_without_id"] = side.rows_without_id;
  json["rows_repeated"] = side.rows_repeated;
  json["clusters"] = side.clusters;
  json["single"] = side.single;
  json["largest"] = side.largest;
  json["pairs"] = side.pairs;
  json["clusters_of_size"] = Json::array();
  for (const auto& [size, count] : side.clusters_of_size) {
    json["clusters_of_size"].push_back({{"size", size}, {"clusters", count}});
  }
  return json;
}

Json difference_json(const workspace::DifferenceReport& difference) {
  Json json;
  json["relation"] = difference.relation;
  json["records"] = difference.records;
  json["list"] = Json::array();
  for (const workspace::ClusteredRecord& entry : difference.list) {
    Json record;
    record["id"] = entry.record.id;
    record["cluster_a"] = entry.left_cluster;
    record["cluster_b"] = entry.right_cluster;
    record["values"] = Json::object();
    for (const auto& [name, value] : entry.record.values) record["values"][name] = value;
    json["list"].push_back(std::move(record));
  }
  json["together_in"] = letter_of(difference.together_in);
  json["pair"] = {difference.left_id, difference.right_id};
  json["evidence"] = difference.pair ? pair_json(*difference.pair) : Json();
  return json;
}

}  // namespace

std::string compare_text(const workspace::CompareRequest& request,
                         const workspace::CompareResponse& response) {
  std::string text = sides_text(response) + pairs_text(response) + relations_text(response);
  text += sizes_text(response);
  if (!response.examples.empty()) text += "\nExamples of differences\n";
  for (size_t i = 0; i < response.examples.size(); ++i) {
    text += example_text(response.examples[i], i + 1);
  }
  for (size_t i = 0; i < response.warnings.size(); ++i) {
    text += fmt::format("{}  {}\n", i == 0 ? "\nPlease look at\n" : "", response.warnings[i]);
  }
  text += "\nNeither side is taken as right: this says where they differ, not who errs.\n";
  if (!request.output.empty()) text += fmt::format("Written: {}.\n", request.output);
  return text;
}

std::string compare_json(const workspace::CompareRequest& request,
                         const workspace::CompareResponse& response) {
  Json json;
  json["a"] = side_json(response.left);
  json["b"] = side_json(response.right);
  json["records_both"] = response.records_both;
  json["records_only_a"] = response.records_left_only;
  json["records_only_b"] = response.records_right_only;
  json["pairs_both"] = response.both_pairs;
  json["pairs_only_a"] = response.left_only_pairs;
  json["pairs_only_b"] = response.right_only_pairs;
  json["adjusted_rand"] = response.adjusted_rand;
  for (const workspace::RelationReport& relation : response.relations) {
    json["relations"][relation.relation] = {{"knots", relation.knots},
                                            {"records", relation.records},
                                            {"clusters_a", relation.left_clusters},
                                            {"clusters_b", relation.right_clusters},
                                            {"pairs_both", relation.both_pairs},
                                            {"pairs_only_a", relation.left_only_pairs},
                                            {"pairs_only_b", relation.right_only_pairs}};
  }
  json["examples"] = Json::array();
  for (const auto& difference : response.examples) {
    json["examples"].push_back(difference_json(difference));
  }
  json["warnings"] = response.warnings;
  json["output"] = request.output;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace newlyn::cli
