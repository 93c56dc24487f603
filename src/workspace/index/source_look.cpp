// SPDX-License-Identifier: MIT
// Hides rather than masks: what a system wrote is no standard value, so a column is shown whole or
// not at all.
#include "workspace/index/source_look.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "governance/masking.h"
#include "workspace/sources/column_fields.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;
using record::Masking;

/// The name of a purpose that is there; empty for other words.
std::string purpose_named(const Home& home, const std::string& words) {
  const bool can_be = !words.empty() && words.find('/') == std::string::npos && words[0] != '.';
  const bool is_there =
      can_be && fs::exists(fmt::format("{}/purposes/{}/1.toml", home.folder, words));
  return is_there ? words : std::string();
}

bool is_about(const record::RowRule& rule, const std::vector<std::string>& sources) {
  return rule.source.empty() ||
         std::find(sources.begin(), sources.end(), rule.source) != sources.end();
}

}  // namespace

SourceLook::SourceLook(const Home& home, const Asked& asked, const SourceQuestion& question)
    : home_(home),
      access_(home, {home.folder, purpose_named(home, asked.purpose), ""},
              {question.verb, question.words, question.sources}) {
  const record::AccessFilter* filter = access_.filter();
  if (filter == nullptr) return;
  const bool is_narrowed =
      access_.needs_assignment() ||
      std::any_of(filter->rows.begin(), filter->rows.end(),
                  [&](const record::RowRule& rule) { return is_about(rule, question.sources); });
  if (!is_narrowed) return;
  access_.refuse("purpose " + access_.purpose(),
                 fmt::format("The purpose {} shows some people or rows alone, and {} goes by the "
                             "rows of a source as they lie. Look at people with newlyn search and "
                             "newlyn entity show, or use another purpose.",
                             access_.purpose(), question.verb));
}

std::vector<std::string> SourceLook::fields_of(const std::string& source,
                                               const std::string& column) const {
  std::vector<std::string> fields = fields_of_column(home_, source, column);
  if (fields.empty()) fields.push_back(column);
  return fields;
}

bool SourceLook::shows(const std::string& source, const std::string& column) const {
  const record::AccessFilter* filter = access_.filter();
  if (filter == nullptr) return true;
  const auto kinds = kinds_of_column(home_, source, column);
  const auto fields = fields_of(source, column);
  return std::all_of(kinds.begin(), kinds.end(),
                     [&](const std::string& kind) { return access_.allows_kind(kind); }) &&
         std::all_of(fields.begin(), fields.end(), [&](const std::string& field) {
           return filter->masking_of(field) == Masking::show;
         });
}

std::optional<std::string> SourceLook::shown_value(const std::string& field,
                                                   const std::string& value) const {
  const record::AccessFilter* filter = access_.filter();
  if (filter == nullptr) return value;
  const Masking masking = filter->masking_of(field);
  // A pseudonym joins what is asked under one purpose; what is looked at here is joined to nothing.
  if (masking == Masking::pseudonym) return std::nullopt;
  return governance::mask_value(value, masking, {});
}

std::string SourceLook::entry_field(const std::string& field) const {
  const Masking masking =
      access_.filter() != nullptr ? access_.filter()->masking_of(field) : Masking::show;
  if (masking == Masking::show || masking == Masking::hide) return field;
  return fmt::format("{} ({})", field, record::masking_name(masking));
}

}  // namespace newlyn::workspace
