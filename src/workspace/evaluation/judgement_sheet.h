// SPDX-License-Identifier: MIT
// Sheets of pairs for people to judge: drawn by strata, written blind, read back with their key.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "workspace/evaluate_files.h"
#include "workspace/evaluation/candidate_pairs.h"
#include "workspace/files/linked_files.h"

namespace newlyn::workspace {

/// A kind of pair that is sampled on its own.
struct SampleStratum {
  double low = 0;  // match probability; with high 0 the pairs have none
  double high = 0;
  bool called = false;   // the run put such records together
  bool compared = true;  // false: no blocking rule brought them together
  double pairs = 0;      // how many there are
  std::vector<RecordPair> drawn;

  /// "put together, probability 0.5 to 0.95".
  std::string words() const;
};

/// What a sample is drawn from.
struct SampleFrame {
  const LinkedFiles& files;
  std::span<const uint32_t> cluster_of_record;
  const CandidatePairs& candidates;
  double threshold = 0.5;
};

/// Draws `pairs` candidate and entity pairs over strata of weight, and `unblocked` pairs that are
/// neither. Each stratum gets its share by the square root of its size and at least three.
std::vector<SampleStratum> draw_sample(const SampleFrame& frame, const EvaluateRequest& request);

/// One pair on the sheet.
struct SheetPair {
  std::string name;  // "3f9a2c-0001"
  size_t stratum = 0;
  RecordReport left;
  RecordReport right;
};

/// A line of a pair: what it is, and the two values.
struct SheetField {
  std::string label;
  std::string left;
  std::string right;
};

/// A sheet ready to be written.
struct Sheet {
  std::string name;
  std::vector<SheetPair> pairs;                 // in the order of the sheet
  std::vector<std::string> labels;              // of the fields, in order
  std::vector<std::vector<SheetField>> fields;  // by pair, as labels
  std::vector<SampleStratum> strata;
  double threshold = 0.5;
  uint64_t seed = 1;
};

/// Names, shuffles and describes the drawn pairs. Nothing on the sheet tells their weight.
Sheet make_sheet(LinkedFiles& files, std::vector<SampleStratum> strata,
                 const EvaluateRequest& request, RunContext& run);

/// The sheet as CSV: UTF-8 with its mark, every value safe to open in a spreadsheet program.
std::string sheet_csv(const Sheet& sheet);
/// The sheet as one HTML page that needs nothing else.
std::string sheet_page(const Sheet& sheet, const std::string& file_name);
/// The key: pair names, strata and their sizes. No value of any record.
std::string sheet_key(const Sheet& sheet);
/// Where the key of a sheet lies: out.csv has out.key.json.
std::string key_path(const std::string& sheet_path);

/// Reads a judged sheet and its key. Throws Error(request_invalid, source_missing) with line and
/// remedy for an unknown pair, an unknown word, or a sheet without judgements.
JudgedReport read_judged(const std::string& sheet_path, const std::string& key_file,
                         RunContext& run);

}  // namespace newlyn::workspace
