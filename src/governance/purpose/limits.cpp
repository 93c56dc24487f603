// SPDX-License-Identifier: MIT
// Statutory limits. One that a source carries counts whoever writes the purpose, and is opened by
// the gateway that an officer recorded; one that a purpose names itself asks the gateway of its
// file, and can only add.
#include "governance/purpose/limits.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace newlyn::governance {
namespace {

using Findings = std::vector<PurposeFinding>;

template <typename Texts>
bool lists(const Texts& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

const StatutoryLimit* limit_named(std::string_view name) {
  const auto& rows = statutory_limits();
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&](const StatutoryLimit& row) { return row.name == name; });
  return found == rows.end() ? nullptr : &*found;
}

std::string of_law(const std::string& source, const StatutoryLimit& limit) {
  return fmt::format("{}: {}; {}", source, limit.words, limit.law);
}

PurposeFinding unknown_limit(const std::string& source, const std::string& name) {
  return {fmt::format("The statutory limit {} of {} is not known.", name, source),
          "Take electoral_register, council_tax, benefit, school_census or registration."};
}

bool shows(const Purpose& purpose, const std::string& field) {
  const auto shown = purpose.fields.find(field);
  return shown != purpose.fields.end() && shown->second != record::Masking::hide;
}

/// The basis and the fields, which no gateway changes.
void find_forbidden(const Purpose& purpose, const std::string& source, const StatutoryLimit& limit,
                    Findings& findings) {
  if (!limit.bases.empty() && !lists(limit.bases, purpose.lawful_basis)) {
    findings.push_back({fmt::format("The basis {} does not open {} ({}).", purpose.lawful_basis,
                                    source, of_law(source, limit)),
                        "Take a basis the law allows for it, or leave the source out."});
  }
  for (const std::string_view field : limit.hidden) {
    if (!shows(purpose, std::string(field))) continue;
    findings.push_back(
        {fmt::format("The field {} may not be shown ({}).", field, of_law(source, limit)),
         "Take it out of [fields]."});
  }
}

/// Fields that are what the limit closes, by the columns of the source.
void find_closed_fields(const Purpose& purpose, const std::string& source,
                        const PurposeSetting& setting, Findings& findings) {
  const auto closed = setting.closed.find(source);
  if (closed == setting.closed.end()) return;
  for (const ClosedField& one : closed->second) {
    if (!shows(purpose, one.field)) continue;
    findings.push_back(
        {fmt::format("The field {} may not be shown over {}: it is its column {}, which the law "
                     "closes (newlyn purpose law).",
                     one.field, source, one.column),
         "Take the field out of [fields], the source out of the purpose, or the column out of the "
         "source's mapping."});
  }
}

void find_own_gateway(const Purpose& purpose, const std::string& source,
                      const StatutoryLimit& limit, Findings& findings) {
  if (limit.gateways.empty() || lists(limit.gateways, purpose.gateway)) return;
  findings.push_back({fmt::format("{} needs a legal gateway ({}).", source, of_law(source, limit)),
                      fmt::format("Give gateway as one of {}, or leave the source out.",
                                  fmt::join(limit.gateways, ", "))});
}

/// The gateways that open a source with this limit.
std::string openers_of(const StatutoryLimit& limit) {
  return fmt::format("{}", fmt::join(limit.openers.empty() ? limit.gateways : limit.openers, ", "));
}

}  // namespace

void find_beyond_limits(const Purpose& purpose, const PurposeSetting& setting, Findings& findings) {
  for (const auto& [source, name] : setting.limits) {
    if (!lists(purpose.sources, source)) continue;
    if (const StatutoryLimit* limit = limit_named(name)) {
      find_forbidden(purpose, source, *limit, findings);
      find_closed_fields(purpose, source, setting, findings);
    } else {
      findings.push_back(unknown_limit(source, name));
    }
  }
  for (const auto& [source, name] : purpose.limits) {
    const StatutoryLimit* limit = limit_named(name);
    if (limit == nullptr) {
      findings.push_back(unknown_limit(source, name));
      continue;
    }
    if (!lists(purpose.sources, source)) continue;
    const auto carried = setting.limits.find(source);
    if (carried != setting.limits.end() && carried->second == name) continue;
    find_forbidden(purpose, source, *limit, findings);
    find_own_gateway(purpose, source, *limit, findings);
  }
}

std::optional<PurposeFinding> gateway_obstacle(const Purpose& purpose, const std::string& limit,
                                               const RecordedGateway& gateway) {
  const StatutoryLimit* row = limit_named(limit);
  if (row == nullptr) return unknown_limit(gateway.source, limit);
  const auto& openers = row->openers.empty() ? row->gateways : row->openers;
  if (!lists(openers, gateway.gateway)) {
    return PurposeFinding{fmt::format("The gateway {} does not open {} ({}).", gateway.gateway,
                                      gateway.source, of_law(gateway.source, *row)),
                          fmt::format("One of these does: {}.", openers_of(*row))};
  }
  const bool is_agreed = purpose.agreement && purpose.agreement->parties.size() >= 2 &&
                         !purpose.agreement->data_items.empty();
  if (gateway.gateway.starts_with("dea_") && !is_agreed) {
    return PurposeFinding{
        "Sharing under the Digital Economy Act needs an information-sharing agreement.",
        "Give the purpose [agreement] with reference, at least two parties, data_items and until."};
  }
  return std::nullopt;
}

Findings find_closed_sources(const Purpose& purpose, const PurposeSetting& setting) {
  Findings findings;
  for (const auto& [source, name] : setting.limits) {
    if (!lists(purpose.sources, source)) continue;
    const auto recorded =
        std::find_if(setting.gateways.begin(), setting.gateways.end(),
                     [&, &of = source](const RecordedGateway& row) { return row.source == of; });
    if (recorded != setting.gateways.end()) {
      if (auto obstacle = gateway_obstacle(purpose, name, *recorded)) {
        findings.push_back(std::move(*obstacle));
      }
      continue;
    }
    const StatutoryLimit* limit = limit_named(name);
    if (limit == nullptr) continue;  // is a finding by itself
    findings.push_back(
        {fmt::format("The law limits what {} is used for, and no gateway is recorded for this "
                     "purpose ({}).",
                     source, of_law(source, *limit)),
         fmt::format("An information-governance officer reads it with newlyn purpose show {} and "
                     "records one of {} with newlyn purpose gateway {}, or the source is left "
                     "out.",
                     purpose.name, openers_of(*limit), purpose.name)});
  }
  return findings;
}

}  // namespace newlyn::governance
