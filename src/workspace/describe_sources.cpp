// SPDX-License-Identifier: MIT
// What people wrote about sources, and what the workspace knows of them by itself.
#include "workspace/describe_sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <filesystem>
#include <map>
#include <random>

#include "base/error.h"
#include "profile/measure.h"
#include "source/crawl.h"
#include "source/mapping.h"
#include "workspace/catalogue/dcat.h"
#include "workspace/catalogue/description.h"
#include "workspace/files/linked_files.h"
#include "workspace/governance/trace.h"
#include "workspace/quality/age.h"
#include "workspace/quality/history.h"
#include "workspace/sources/write_status.h"

namespace newlyn::workspace {
namespace {

constexpr std::array<std::string_view, 3> kBySensitivity = {"none", "personal", "special category"};

std::string day_of(int64_t micros) {
  if (micros == 0) return {};
  const time_t seconds = micros / 1'000'000;
  tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
  return text;
}

std::string media_type_of(const source::Definition& definition) {
  if (!definition.layout.empty()) return "text/plain";
  switch (source::place_of(definition)) {
    case source::Place::files:
      break;
    case source::Place::sqlite:
      return "application/vnd.sqlite3";
    default:
      return "application/sql";
  }
  const std::map<std::string, std::string> by_ending = {
      {".csv", "text/csv"},
      {".tsv", "text/tab-separated-values"},
      {".txt", "text/plain"},
      {".json", "application/json"},
      {".jsonl", "application/x-ndjson"},
      {".ndjson", "application/x-ndjson"},
      {".xml", "application/xml"},
      {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
      {".parquet", "application/vnd.apache.parquet"}};
  const auto found = by_ending.find(std::filesystem::path(definition.from).extension().string());
  return found == by_ending.end() ? "application/octet-stream" : found->second;
}

/// A column's place in the standard schema: the words of its fields, and what kind of value it is.
struct Meaning {
  std::vector<std::string> fields;
  std::string words;
  record::FieldKind kind = record::FieldKind::text;
};

void add_meaning(Meaning& meaning, const source::MappedRecord& record,
                 const source::MappedField& field) {
  const record::SchemaField& known = source::schema_field(record, field);
  meaning.fields.push_back(fmt::format("{} {}", record.kind, field.field));
  const std::string words = fmt::format("{} of the {}", known.words, record.name);
  if (meaning.words.find(words) == meaning.words.npos) {
    meaning.words += (meaning.words.empty() ? "" : "; ") + words;
  }
  meaning.kind = known.kind;
}

std::map<std::string, Meaning> meanings_of(const source::Definition& definition,
                                           const std::optional<source::Mapping>& mapping) {
  std::map<std::string, Meaning> meanings;
  for (const source::MappedColumn& column : definition.columns) {
    if (const auto kind = record::field_kind_named(column.kind)) {
      meanings[column.name].kind = *kind;
    }
  }
  if (!mapping) return meanings;
  for (const source::MappedRecord& record : mapping->records) {
    for (const source::MappedField& field : record.fields) {
      if (!field.column.empty()) add_meaning(meanings[field.column], record, field);
    }
  }
  return meanings;
}

FieldDescription field_of(const source::KnownColumn& column, const Meaning& meaning,
                          const WrittenDescription& written) {
  FieldDescription field;
  field.name = column.name;
  field.type = column.type;
  field.meaning = meaning.fields;
  field.description = meaning.words;
  const auto personal = profile::personal_sense({column.name, meaning.kind, 1, ""}).first;
  field.sensitivity = kBySensitivity[static_cast<size_t>(personal)];
  const auto found = written.fields.find(column.name);
  if (found == written.fields.end()) return field;
  if (!found->second.description.empty()) {
    field.description = found->second.description;
    field.described_by_hand = true;
  }
  if (!found->second.sensitivity.empty()) field.sensitivity = found->second.sensitivity;
  return field;
}

std::string most_sensitive(const std::vector<FieldDescription>& fields) {
  size_t most = 0;
  for (const FieldDescription& field : fields) {
    const auto* found = std::find(kBySensitivity.begin(), kBySensitivity.end(), field.sensitivity);
    if (found != kBySensitivity.end()) {
      most = std::max(most, static_cast<size_t>(found - kBySensitivity.begin()));
    }
  }
  return std::string(kBySensitivity[most]);
}

/// A description with what is written of it.
struct Described {
  WrittenDescription written;
  SourceDescription description;
};

void add_quality(store::Store& store, SourceDescription& description) {
  const auto past = quality_past(store, description.source);
  if (past.empty()) return;
  description.quality_measured = day_of(past.back().measured);
  for (const auto& [dimension, score] : past.back().scores) {
    description.quality.emplace_back(profile::dimension_name(dimension), score);
  }
}

Described describe(const Home& home, store::Store& store, const std::string& name) {
  const auto definition = source::read_definition(home.definition_of(name), name);
  const auto mapping = source::read_mapping(home.mapping_of(name));
  Described described{read_description(home, name), {}};
  SourceDescription& description = described.description;
  description.source = name;
  description.file = "catalogue/" + name + ".toml";
  for (const DescriptionKey& key : description_keys()) {
    const auto found = described.written.keys.find(key.name);
    if (found == described.written.keys.end()) continue;
    description.written.emplace_back(std::string(key.name), found->second.texts);
  }
  const SourceAge age = age_of(store, definition);
  description.modified = day_of(age.as_of);
  description.age_seconds = age.seconds;
  description.latency = definition.latency;
  description.records = source::record_count(store, name);
  const std::string media = described.written.text("media_type");
  description.media_type = media.empty() ? media_type_of(definition) : media;
  auto meanings = meanings_of(definition, mapping);
  for (const source::KnownColumn& column : source::known_columns(store, name)) {
    if (!column.copied) continue;
    description.fields.push_back(field_of(column, meanings[column.name], described.written));
  }
  const std::string stated = described.written.text("sensitivity");
  description.sensitivity = stated.empty() ? most_sensitive(description.fields) : stated;
  add_quality(store, description);
  return described;
}

std::vector<Described> describe_all(const Home& home, const std::vector<std::string>& sources) {
  std::vector<std::string> names = sources.empty() ? source_names(home) : sources;
  if (names.empty()) {
    throw Error(Code::source_missing,
                "The workspace has no source yet. Add one: newlyn source add NAME --from PATH.");
  }
  for (const std::string& name : names) source::read_definition(home.definition_of(name), name);
  const auto store = open_home_store(home);
  source::prepare_history(*store);
  prepare_quality_history(*store);
  std::vector<Described> all;
  for (const std::string& name : names) all.push_back(describe(home, *store, name));
  return all;
}

/// A new address that nobody else has: a random UUID.
std::string new_identifier() {
  std::random_device random;
  std::array<uint32_t, 4> part{};
  for (uint32_t& one : part) one = random();
  part[1] = (part[1] & 0xFFFF0FFFU) | 0x4000U;
  part[2] = (part[2] & 0x3FFFFFFFU) | 0x80000000U;
  return fmt::format("urn:uuid:{:08x}-{:04x}-{:04x}-{:04x}-{:04x}{:08x}", part[0], part[1] >> 16U,
                     part[1] & 0xFFFFU, part[2] >> 16U, part[2] & 0xFFFFU, part[3]);
}

/// "council_tax" as "Council tax".
std::string title_of(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  return name;
}

void begin_file(const std::string& path, const std::string& text, CatalogueBegun& begun) {
  if (std::filesystem::exists(path)) {
    begun.kept.push_back(path);
    return;
  }
  write_home_file(path, text);
  begun.written.push_back(path);
}

/// Writes files to fill in.
CatalogueBegun begin_in(const Home& home, const std::vector<std::string>& sources) {
  CatalogueBegun begun;
  std::vector<Described> all = describe_all(home, sources);
  make_home_folder(home.catalogue());
  begin_file(home.catalogue() + "/all.toml", shared_description_text(), begun);
  for (Described& one : all) {
    SourceDescription& description = one.description;
    description.written = {{"identifier", {new_identifier()}},
                           {"title", {title_of(description.source)}},
                           {"version", {"1"}}};
    begin_file(home.folder + "/" + description.file, description_text(description), begun);
  }
  return begun;
}

/// Names what is lacking.
CatalogueCheck check_in(const Home& home, const std::vector<std::string>& sources) {
  CatalogueCheck check;
  std::map<std::string, std::string> owner_of_identifier;
  for (const Described& one : describe_all(home, sources)) {
    check.sources.push_back(one.description.source);
    check.fields += one.description.fields.size();
    for (CatalogueGap& gap : gaps_of(one.written, one.description)) {
      check.gaps.push_back(std::move(gap));
    }
    const std::string identifier = one.written.text("identifier");
    const auto [other, is_new] = owner_of_identifier.emplace(identifier, one.description.source);
    if (identifier.empty() || is_new) continue;
    check.gaps.push_back(
        {one.description.source, "identifier", one.written.keys.at("identifier").place,
         fmt::format("The source '{}' has the same identifier. Each has its own.", other->second)});
  }
  return check;
}

/// What is known of sources.
std::vector<SourceDescription> show_in(const Home& home, const std::vector<std::string>& sources) {
  std::vector<SourceDescription> descriptions;
  for (Described& one : describe_all(home, sources)) {
    descriptions.push_back(std::move(one.description));
  }
  return descriptions;
}

/// Writes the catalogue once it is complete.
uint64_t export_from(const Home& home, const std::vector<std::string>& sources,
                     const std::string& output) {
  OutputFiles outputs;
  outputs.check(output, {});
  const CatalogueCheck check = check_in(home, sources);
  if (!check.gaps.empty()) {
    const CatalogueGap& first = check.gaps.front();
    throw Error(Code::request_invalid,
                fmt::format("The catalogue is not complete: {} {} lacking or wrong, the first is "
                            "{} of source '{}' ({}). newlyn catalogue check names all.",
                            check.gaps.size(), check.gaps.size() == 1 ? "thing is" : "things are",
                            first.what, first.source, first.where));
  }
  const auto descriptions = show_in(home, sources);
  outputs.write_text(output, dcat_text(descriptions));
  outputs.keep();
  return descriptions.size();
}

constexpr const char* kWhat = "the catalogue";

}  // namespace

std::string SourceDescription::text(std::string_view key) const {
  const auto found = texts(key);
  return found.empty() ? "" : found.front();
}

std::vector<std::string> SourceDescription::texts(std::string_view key) const {
  for (const auto& [name, values] : written) {
    if (name == key) return values;
  }
  return {};
}

CatalogueBegun catalogue_begin(const Asked& asked, const std::vector<std::string>& sources) {
  const Home home = find_home(asked.workspace);
  CatalogueBegun begun;
  make_change(home, {"catalogue begin", kWhat, asked.purpose}, [&] {
    begun = begin_in(home, sources);
    return begun.written.size();
  });
  return begun;
}

CatalogueCheck catalogue_check(const Asked& asked, const std::vector<std::string>& sources) {
  const Home home = find_home(asked.workspace);
  return answer_traced(home, {"catalogue check", kWhat, asked.purpose}, [&](Deed& deed) {
    CatalogueCheck check = check_in(home, sources);
    deed.count = check.sources.size();
    return check;
  });
}

std::vector<SourceDescription> catalogue_show(const Asked& asked,
                                              const std::vector<std::string>& sources) {
  const Home home = find_home(asked.workspace);
  return answer_traced(home, {"catalogue show", kWhat, asked.purpose}, [&](Deed& deed) {
    std::vector<SourceDescription> descriptions = show_in(home, sources);
    deed.count = descriptions.size();
    return descriptions;
  });
}

uint64_t catalogue_export(const Asked& asked, const std::vector<std::string>& sources,
                          const std::string& output) {
  const Home home = find_home(asked.workspace);
  uint64_t count = 0;
  make_change(home, {"catalogue export", kWhat, asked.purpose},
              [&] { return count = export_from(home, sources, output); });
  return count;
}

}  // namespace newlyn::workspace
