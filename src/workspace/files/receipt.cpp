// SPDX-License-Identifier: MIT
// The trace that a match of files leaves, and the machine's settings about it.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "base/toml.h"
#include "workspace/files/linked_files.h"
#include "workspace/governance/trace.h"

namespace newlyn::workspace {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSettingsPath = "/etc/newlyn/settings.toml";

Json describe_input(const InputColumns& input) {
  Json json;
  json["source"] = input.table->source_name;
  json["file"] = std::filesystem::path(input.table->path).filename().string();
  json["blake2b_256"] = input.table->content_hash;
  json["rows_read"] = input.table->rows_read;
  json["rows_kept"] = input.table->rows_kept;
  json["rows_rejected"] = input.table->rows_rejected;
  for (const record::RecognisedColumn& column : input.recognised) {
    json["columns"].push_back(
        {{"name", column.name}, {"kind", record::field_kind_row(column.kind).name}});
  }
  return json;
}

}  // namespace

std::string make_receipt(const LinkedFiles& files, const LinkFilesRequest& request,
                         const LinkFilesResponse& response) {
  Json receipt;
  receipt["format"] = "newlyn receipt 1";
  receipt["verb"] = request.match ? "match" : "dedupe";
  receipt["time"] = now_text();
  receipt["user"] = principal();
  receipt["purpose"] = request.purpose;
  for (const InputColumns& input : files.inputs) {
    receipt["inputs"].push_back(describe_input(input));
  }
  receipt["threshold"] = request.threshold;
  if (!request.thresholds.empty()) receipt["thresholds"] = request.thresholds;
  if (request.one_to_one) receipt["one_to_one"] = true;
  if (request.components) receipt["components"] = true;
  if (!request.duplicate_free.empty()) receipt["duplicate_free"] = request.duplicate_free;
  if (!request.vetoes.empty()) receipt["vetoes"] = request.vetoes;
  for (const JudgementFile& file : files.judgement_files) {
    receipt["judgements"].push_back({{"file", std::filesystem::path(file.path).filename().string()},
                                     {"blake2b_256", file.content_hash},
                                     {"same", file.same},
                                     {"different", file.different}});
  }
  receipt["model_file"] = std::filesystem::path(request.model).filename().string();
  for (const auto& comparison : files.linkage->result().model.comparisons) {
    receipt["comparisons"].push_back(comparison.name);
  }
  for (const RuleOutcome& rule : response.rules) receipt["blocking_rules"].push_back(rule.words);
  receipt["records"] = response.records;
  receipt["pairs"] = response.pairs;
  receipt["edges"] = response.edges;
  receipt["entities"] = response.entities;
  return receipt.dump(2) + "\n";
}

void check_machine_settings(const LinkFilesRequest& request) {
  const char* named = std::getenv("NEWLYN_SETTINGS");
  const std::string path = named != nullptr ? named : std::string(kSettingsPath);
  if (!std::filesystem::exists(path)) return;
  bool required = false;
  try {
    required = toml::parse_file(path)["files"]["purpose_required"].value_or(false);
  } catch (const toml::parse_error& problem) {
    throw Error(Code::request_invalid,
                fmt::format("The settings file {} cannot be read: {}. Correct it, or ask the "
                            "administrator of this machine.",
                            path, problem.description()));
  }
  if (required && request.purpose.empty()) {
    throw Error(Code::access_refused,
                fmt::format("This machine demands a purpose for linking files ({}). Say what the "
                            "data is used for with --purpose TEXT.",
                            path));
  }
}

}  // namespace newlyn::workspace
