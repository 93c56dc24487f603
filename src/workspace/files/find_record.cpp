// SPDX-License-Identifier: MIT
// From the name a person gives a record to its number.
#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "workspace/files/linked_files.h"

namespace newlyn::workspace {
namespace {

constexpr size_t kSourcesNamed = 8;

/// Every record with this id, in one source or, when `source` is null, in any.
std::vector<uint32_t> records_called(const LinkedFiles& files, const std::string& id,
                                     const std::string* source) {
  std::vector<uint32_t> found;
  for (uint64_t record = 0; record < files.record_count; ++record) {
    if (source != nullptr && files.source_name_of(record) != *source) continue;
    if (files.id_of(record) == id) found.push_back(static_cast<uint32_t>(record));
  }
  return found;
}

/// Where ids come from, for messages.
std::string id_words(const LinkedFiles& files) {
  std::string words;
  for (const InputColumns& input : files.inputs) {
    std::string column;
    for (const record::RecognisedColumn& candidate : input.recognised) {
      if (candidate.kind == record::FieldKind::record_key) column = candidate.name;
    }
    words += fmt::format("{}{}: {}", words.empty() ? "" : "; ", input.table->source_name,
                         column.empty() ? "row numbers from 1" : "the column " + column);
  }
  return words;
}

std::string source_words(const LinkedFiles& files) {
  std::string words;
  for (size_t i = 0; i < std::min(files.source_names.size(), kSourcesNamed); ++i) {
    words += fmt::format("{}{}", words.empty() ? "" : ", ", files.source_names[i]);
  }
  return files.source_names.size() > kSourcesNamed ? words + ", ..." : words;
}

}  // namespace

uint32_t find_record(const LinkedFiles& files, const std::string& name, const std::string& place) {
  std::vector<uint32_t> found = records_called(files, name, nullptr);
  for (size_t colon = name.find(':'); found.empty() && colon != std::string::npos;
       colon = name.find(':', colon + 1)) {
    const std::string source = name.substr(0, colon);
    found = records_called(files, name.substr(colon + 1), &source);
  }
  if (found.size() == 1) return found[0];
  if (found.empty()) {
    throw Error(Code::request_invalid,
                fmt::format("No record has the {} id given with --pair. Ids are taken from {}. See "
                            "whether it is spelt as in the file, or name the column of ids with "
                            "--id.",
                            place, id_words(files)));
  }
  const bool one_source = std::all_of(found.begin(), found.end(), [&](uint32_t record) {
    return files.source_of_record[record] == files.source_of_record[found[0]];
  });
  if (one_source) {
    throw Error(Code::request_invalid,
                fmt::format("{} records of {} have the {} id given with --pair, so it does not say "
                            "which is meant. Name a column of ids that are not repeated with --id.",
                            found.size(), files.source_name_of(found[0]), place));
  }
  throw Error(Code::request_invalid,
              fmt::format("{} records have the {} id given with --pair. Say which source is meant: "
                          "SOURCE:ID, with one of the sources {}.",
                          found.size(), place, source_words(files)));
}

}  // namespace newlyn::workspace
