// SPDX-License-Identifier: MIT
// Definition, mapping and the evidence of what is stored.
#include "workspace/records/arrival_source.h"

#include <fmt/format.h>

#include <cctype>
#include <filesystem>

#include "base/error.h"
#include "source/crawl.h"
#include "source/mapping.h"
#include "workspace/sources/standardise_source.h"

namespace newlyn::workspace {
namespace {

[[noreturn]] void refuse(std::string why) { throw Error(Code::request_invalid, std::move(why)); }

}  // namespace

std::string source_named(const std::string& data_source) {
  std::string name;
  for (const char letter : data_source) {
    const auto byte = static_cast<unsigned char>(letter);
    name += std::isalnum(byte) != 0 ? static_cast<char>(std::tolower(byte)) : '_';
  }
  return name;
}

ArrivalSource& ArrivalSources::named(const std::string& data_source,
                                     const std::set<std::string>& linked, RunContext& run) {
  const std::string name = source_named(data_source);
  const auto open = sources_.find(name);
  if (open != sources_.end()) return open->second;
  if (name.empty()) refuse("it has no DATA_SOURCE");
  if (!std::filesystem::exists(home_.definition_of(name))) {
    refuse(fmt::format("there is no source {}: newlyn source list shows those there are", name));
  }
  auto mapping = source::read_mapping(home_.mapping_of(name));
  if (!mapping || !linked.contains(name)) {
    refuse(
        fmt::format("records of the source {0} were not linked yet: newlyn map {0}, newlyn "
                    "source read {0}, newlyn link",
                    name));
  }
  ArrivalSource source;
  source.definition = source::read_definition(home_.definition_of(name), name);
  if (!is_standardised_by(store_, name, *mapping)) {
    standardise_source(store_, source.definition, mapping, run);
  }
  check_mapped_columns(store_, source.definition, *mapping);
  for (const source::KnownColumn& column : source::known_columns(store_, name)) {
    source.known.insert(column.name);
  }
  for (const source::MappedColumn& column : source.definition.columns) {
    source.known.insert(column.name);
  }
  source.plan = source::plan_arrivals(store_, source.definition);
  source.later = std::make_unique<LaterRecords>(store_, name, std::move(*mapping));
  source.withheld = std::make_unique<WithheldRows>(home_, name);
  return sources_.emplace(name, std::move(source)).first->second;
}

}  // namespace newlyn::workspace
