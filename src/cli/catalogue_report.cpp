// SPDX-License-Identifier: MIT
// Descriptions source by source, and what they lack.
#include "cli/catalogue_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/columns_text.h"
#include "cli/link_report.h"

namespace newlyn::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kKeyWidth = 24;
constexpr size_t kNameWidth = 24;

std::string age_text(int64_t seconds) {
  if (seconds < 172'800) return fmt::format("{} hours", seconds / 3600);
  return fmt::format("{} days", seconds / 86'400);
}

std::string line(std::string_view key, const std::string& text) {
  return fmt::format("  {} {}\n", cell(key, kKeyWidth), text);
}

std::string quality_text(const workspace::SourceDescription& source) {
  if (source.quality.empty()) return "not measured; newlyn quality " + source.source;
  std::string text;
  for (const auto& [dimension, score] : source.quality) {
    if (score) text += fmt::format("{} {:.1f} %, ", dimension, *score * 100);
  }
  return text + "measured " + source.quality_measured;
}

std::string source_text(const workspace::SourceDescription& source) {
  std::string text = source.source + "\n";
  for (const auto& [key, texts] : source.written) {
    text += line(key, fmt::format("{}", fmt::join(texts, ", ")));
  }
  const auto& written = source.written;
  const bool stated = std::any_of(written.begin(), written.end(),
                                  [](const auto& one) { return one.first == "sensitivity"; });
  if (!stated) text += line("sensitivity", source.sensitivity);
  text += line("records", grouped(source.records));
  text += line(
      "freshness",
      source.modified.empty()
          ? std::string("never read")
          : fmt::format("as of {}, {} old{}", source.modified, age_text(source.age_seconds),
                        source.latency.empty() ? "; no latency was agreed"
                                               : fmt::format("; {} were agreed", source.latency)));
  text += line("quality", quality_text(source));
  text += "\n";
  for (const auto& field : source.fields) {
    text += fmt::format("  {} {} {} {}\n", cell(field.name, kNameWidth), cell(field.type, 10),
                        cell(field.sensitivity, 17),
                        field.description.empty() ? "not described" : field.description);
  }
  return text;
}

Json source_json(const workspace::SourceDescription& source) {
  Json json{{"source", source.source}, {"file", source.file}, {"written", Json::object()}};
  for (const auto& [key, texts] : source.written) json["written"][key] = texts;
  json["media_type"] = source.media_type;
  json["sensitivity"] = source.sensitivity;
  json["records"] = source.records;
  json["modified"] = source.modified;
  json["age_seconds"] = source.age_seconds;
  json["latency"] = source.latency;
  json["quality"] = Json::object();
  for (const auto& [dimension, score] : source.quality) {
    json["quality"][dimension] = score ? Json(*score) : Json(nullptr);
  }
  json["quality_measured"] = source.quality_measured;
  json["fields"] = Json::array();
  for (const auto& field : source.fields) {
    json["fields"].push_back({{"name", field.name},
                              {"type", field.type},
                              {"description", field.description},
                              {"by_hand", field.described_by_hand},
                              {"sensitivity", field.sensitivity},
                              {"meaning", field.meaning}});
  }
  return json;
}

std::string dump(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string catalogue_text(const std::vector<workspace::SourceDescription>& sources) {
  std::string text;
  for (const auto& source : sources) text += (text.empty() ? "" : "\n") + source_text(source);
  return text;
}

std::string catalogue_json(const std::vector<workspace::SourceDescription>& sources) {
  Json json{{"sources", Json::array()}};
  for (const auto& source : sources) json["sources"].push_back(source_json(source));
  return dump(json);
}

std::string catalogue_check_text(const workspace::CatalogueCheck& check) {
  std::string text;
  std::string source;
  for (const auto& gap : check.gaps) {
    if (gap.source != source) text += gap.source + "\n";
    source = gap.source;
    text += fmt::format("  {} {}\n  {} {}\n", cell(gap.what, kKeyWidth), gap.remedy,
                        cell("", kKeyWidth), gap.where);
  }
  const std::string looked =
      fmt::format("{} with {} looked at", counted(check.sources.size(), "source", "sources"),
                  counted(check.fields, "field", "fields"));
  if (check.gaps.empty()) return text + looked + ": the catalogue is complete\n";
  return text +
         fmt::format("{}: {} to write\n", looked, counted(check.gaps.size(), "thing", "things"));
}

std::string catalogue_check_json(const workspace::CatalogueCheck& check) {
  Json json{{"sources", check.sources}, {"fields", check.fields}, {"gaps", Json::array()}};
  for (const auto& gap : check.gaps) {
    json["gaps"].push_back(
        {{"source", gap.source}, {"what", gap.what}, {"where", gap.where}, {"remedy", gap.remedy}});
  }
  return dump(json);
}

}  // namespace newlyn::cli
