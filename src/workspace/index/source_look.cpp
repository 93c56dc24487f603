// SPDX-License-Identifier: MIT
// Hides rather than masks: what a system wrote is no standard value, so a column is shown whole or
// not at all.
#include "workspace/index/source_look.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "governance/decision.h"
#include "governance/masking.h"
#include "workspace/governance/home_policy.h"
#include "workspace/governance/purpose_state.h"
#include "workspace/governance/trace.h"
#include "workspace/rights/restricted_rows.h"
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

bool allows(const record::AccessFilter& filter, const std::string& kind) {
  return !filter.kinds ||
         std::find(filter.kinds->begin(), filter.kinds->end(), kind) != filter.kinds->end();
}

/// Whether each field that a column is, is shown as it is.
bool shows_column(const Home& home, const record::AccessFilter& filter, const std::string& source,
                  const std::string& column) {
  const auto kinds = kinds_of_column(home, source, column);
  std::vector<std::string> fields = fields_of_column(home, source, column);
  if (fields.empty()) fields.push_back(column);
  return std::all_of(kinds.begin(), kinds.end(),
                     [&](const std::string& kind) { return allows(filter, kind); }) &&
         std::all_of(fields.begin(), fields.end(), [&](const std::string& field) {
           return filter.masking_of(field) == Masking::show;
         });
}

}  // namespace

bool names_purpose(const Home& home, const std::string& words) {
  return !purpose_named(home, words).empty();
}

bool shows_whole(const Home& home, store::Store& store, const FiguresQuestion& question,
                 RunContext& run) {
  const std::string& purpose = question.asked.purpose;
  if (!names_purpose(home, purpose)) return true;
  const governance::PurposeState state = purpose_state(home, purpose);
  const std::string who = principal();
  const auto& source = question.source;
  try {
    const HomePolicy policy = read_home_policy(home, who, state.purpose.roles);
    const governance::AccessDecision decision = governance::decide_access(
        policy.policy, state, {who, question.verb, {source}, sign_in_facts()});
    const record::AccessFilter& filter = decision.filter;
    const bool has_rows =
        decision.allowed && filter.allows_source(source) && !state.purpose.relationship_required &&
        std::none_of(filter.rows.begin(), filter.rows.end(),
                     [&](const record::RowRule& rule) { return is_about(rule, {source}); });
    if (!has_rows) return false;
    const bool has_columns =
        std::all_of(question.columns.begin(), question.columns.end(),
                    [&](const auto& column) { return shows_column(home, filter, source, column); });
    return has_columns && restricted_rows(home, store, {source, purpose}, run).empty();
  } catch (const Error& error) {
    if (error.code() != Code::request_invalid && error.code() != Code::source_unreadable) throw;
    return false;  // a policy that cannot be read shows nothing
  }
}

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
  return filter == nullptr || shows_column(home_, *filter, source, column);
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
