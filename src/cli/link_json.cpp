// SPDX-License-Identifier: MIT
// The summary of dedupe and match as one JSON object.
#include <nlohmann/json.hpp>

#include "cli/link_report.h"
#include "cli/pair_json.h"

namespace newlyn::cli {
namespace {

using Json = nlohmann::ordered_json;

Json lists_json(const workspace::LinkFilesResponse& response) {
  Json json;
  json["sources"] = Json::array();
  for (const workspace::SourceReport& source : response.sources) {
    json["sources"].push_back({{"source", source.source},
                               {"format", source.format},
                               {"encoding", source.encoding},
                               {"rows_read", source.rows_read},
                               {"rows_kept", source.rows_kept},
                               {"rows_rejected", source.rows_rejected}});
  }
  json["issues"] = Json::array();
  for (const workspace::IssueReport& issue : response.issues) {
    json["issues"].push_back(
        {{"file", issue.file}, {"line", issue.line}, {"reason", issue.reason}});
  }
  json["columns"] = Json::array();
  for (const workspace::ColumnReport& column : response.columns) {
    json["columns"].push_back({{"source", column.source},
                               {"column", column.column},
                               {"kind", column.kind},
                               {"confidence", column.confidence},
                               {"reason", column.reason}});
  }
  json["rules"] = Json::array();
  for (const workspace::RuleOutcome& rule : response.rules) {
    json["rules"].push_back({{"rule", rule.words},
                             {"pairs", rule.pairs},
                             {"new_pairs", rule.new_pairs},
                             {"expected_matches", rule.expected_matches},
                             {"rows_left_out", rule.rows_left_out}});
  }
  json["thresholds"] = Json::array();
  for (const workspace::ThresholdReport& further : response.thresholds) {
    json["thresholds"].push_back({{"threshold", further.threshold},
                                  {"entities", further.entities},
                                  {"duplicates", further.duplicates},
                                  {"largest", further.largest},
                                  {"column", further.column}});
  }
  json["explained"] = Json::array();
  for (const workspace::PairReport& pair : response.explained) {
    json["explained"].push_back(pair_json(pair));
  }
  return json;
}

Json clusters_json(const workspace::ClustersReport& clusters) {
  Json json = {{"several", clusters.several},
               {"largest", clusters.largest},
               {"bridges", clusters.bridges},
               {"to_look_at", clusters.to_look_at}};
  json["first"] = Json::array();
  for (const workspace::ClusterReport& cluster : clusters.first) {
    json["first"].push_back({{"cluster_id", cluster.cluster},
                             {"records", cluster.records},
                             {"links", cluster.links},
                             {"density", cluster.density},
                             {"bridges", cluster.bridges},
                             {"needed_weight", cluster.needed_weight},
                             {"look", cluster.look}});
  }
  return json;
}

}  // namespace

std::string link_json(const workspace::LinkFilesRequest& request,
                      const workspace::LinkFilesResponse& response) {
  Json json;
  json["records"] = response.records;
  json["pairs"] = response.pairs;
  json["edges"] = response.edges;
  json["entities"] = response.entities;
  json["duplicates"] = response.duplicates;
  double total = 0;
  for (const StepTime& step : response.steps) {
    json["seconds"][step.name] = step.seconds;
    total += step.seconds;
  }
  json["seconds_total"] = total;
  json["peak_memory_bytes"] = response.peak_memory_bytes;
  json["threshold"] = request.threshold;
  json.update(lists_json(response));
  json["notes"] = response.notes;
  json["warnings"] = response.warnings;
  if (response.accuracy) {
    json["precision"] = response.accuracy->precision;
    json["recall"] = response.accuracy->recall;
    json["f1"] = response.accuracy->f1;
    json["b_cubed_f1"] = response.accuracy->b_cubed_f1;
  }
  if (response.clusters) json["clusters"] = clusters_json(*response.clusters);
  json["output"] = request.output;
  json["receipt"] = response.receipt;
  // Invalid UTF-8 cannot be in JSON; sources repair it, and what is left is replaced.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace newlyn::cli
