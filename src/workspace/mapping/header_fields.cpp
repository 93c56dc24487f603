// SPDX-License-Identifier: MIT
// One table of words; the first row that fits wins.
#include "workspace/mapping/header_fields.h"

#include <algorithm>
#include <utility>

namespace newlyn::workspace {
namespace {

using record::FieldKind;
using Words = std::vector<std::string>;

/// What values must be for a field.
enum class Wants { date, number, words, reference };

struct Row {
  std::string_view kind;
  std::string_view field;
  Wants wants;
  std::string_view all;  // words that stand in the header, separated by spaces
  std::string_view one;  // one of these as well; empty: none needed
};

constexpr std::string_view kStart =
    "start started from begin began beginning commenced opened open received applied registered "
    "referred joined married created admitted reported logged issued raised submitted requested "
    "recorded made since effective visit visited occurred incident contact date set added held";
constexpr std::string_view kEnd =
    "end ended to until thru through closed close ceased finished finish completed left "
    "discharged expiry expires expired leaving resolved terminated removed lifted";
constexpr std::string_view kMarkerWords = "marker markers warning hazard alert caution safety risk";
constexpr std::string_view kServiceWords = "service services";
constexpr std::string_view kWorkerWords = "worker caseworker coordinator practitioner";
constexpr std::string_view kStatusWords = "status stage";
constexpr std::string_view kTypeWords = "type kind category nature";
constexpr std::string_view kTeamWords = "team section officer unit department";

// Rows whose words are enough whatever else the table has.
constexpr Row kOwn[] = {
    {"vehicle", "registration", Wants::reference, "", "vrm vrn numberplate plate registration"},
    {"vehicle", "registration", Wants::reference, "vehicle", "reg number no"},
    {"vehicle", "chassis", Wants::reference, "", "vin chassis"},
    {"vehicle", "built", Wants::date, "", "built manufactured"},
    {"vehicle", "make", Wants::words, "", "make manufacturer"},
    {"vehicle", "model", Wants::words, "model", ""},
    {"vehicle", "colour", Wants::words, "", "colour color"},
    {"account", "bank", Wants::reference, "", "sort sortcode"},
    {"account", "opened", Wants::date, "account", kStart},
    {"account", "closed", Wants::date, "account", kEnd},
    {"account", "status", Wants::words, "account", kStatusWords},
    {"account", "type", Wants::words, "account", kTypeWords},
    {"account", "balance", Wants::number, "balance", ""},
    {"account", "number", Wants::reference, "", "account acct iban bank"},
    {"place", "identifier.property", Wants::reference, "", "uprn usrn"},
    {"place", "easting", Wants::number, "", "easting"},
    {"place", "easting", Wants::number, "x", "coordinate coord"},
    {"place", "northing", Wants::number, "", "northing"},
    {"place", "northing", Wants::number, "y", "coordinate coord"},
    {"place", "latitude", Wants::number, "", "latitude lat"},
    {"place", "longitude", Wants::number, "", "longitude lon lng long"},
    {"marker", "review_date", Wants::date, "review", ""},
    {"marker", "start", Wants::date, kMarkerWords, kStart},
    {"marker", "end", Wants::date, kMarkerWords, kEnd},
    {"marker", "status", Wants::words, kMarkerWords, "status stage active"},
    {"marker", "owner", Wants::words, kMarkerWords, "owner by"},
    {"marker", "type", Wants::words, "", kMarkerWords},
    {"service_involvement", "start", Wants::date, kServiceWords, kStart},
    {"service_involvement", "end", Wants::date, kServiceWords, kEnd},
    {"service_involvement", "status", Wants::words, kServiceWords, kStatusWords},
    {"service_involvement", "service", Wants::words, "", kServiceWords},
    {"service_involvement", "worker", Wants::words, "", kWorkerWords},
};

// Rows of tables with markers.
constexpr Row kOfMarker[] = {
    {"marker", "owner", Wants::words, "owner", ""},
    {"marker", "start", Wants::date, "", kStart},
    {"marker", "end", Wants::date, "", kEnd},
    {"marker", "status", Wants::words, "", kStatusWords},
};

// Rows of tables with services.
constexpr Row kOfService[] = {
    {"service_involvement", "reason", Wants::words, "", "reason need"},
    {"service_involvement", "team", Wants::words, "", kTeamWords},
    {"service_involvement", "start", Wants::date, "", kStart},
    {"service_involvement", "end", Wants::date, "", kEnd},
    {"service_involvement", "status", Wants::words, "", kStatusWords},
};

// Rows of tables about places alone.
constexpr Row kOfPlace[] = {
    {"place", "type", Wants::words, "", "type kind category classification"},
};

constexpr Row kOfEvent[] = {
    {"event", "amount", Wants::number, "",
     "amount paid payment rent fee charge cost award price total"},
    {"event", "end", Wants::date, "", kEnd},
    {"event", "start", Wants::date, "", kStart},
    {"event", "status", Wants::words, "", kStatusWords},
    {"event", "type", Wants::words, "", kTypeWords},
    {"event", "type", Wants::words, "", "reason need"},
    {"event", "team", Wants::words, "", kTeamWords},
    {"event", "outcome", Wants::words, "", "outcome decision result disposal"},
    {"event", "identifier", Wants::reference, "", "id ref reference no number num key"},
};

bool in_list(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const size_t end = std::min(list.find(' '), list.size());
    if (list.substr(0, end) == word) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

bool any_in(const Words& words, std::string_view list) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return in_list(list, word); });
}

// A single word of `all` stands for itself; of a list one is enough.
bool has_words(const Words& words, const Row& row) {
  if (!row.all.empty() && !any_in(words, row.all)) return false;
  return row.one.empty() ? !row.all.empty() : any_in(words, row.one);
}

bool fits(Wants wants, FieldKind kind) {
  switch (wants) {
    case Wants::date:
      return kind == FieldKind::date;
    case Wants::number:
      return kind == FieldKind::number || kind == FieldKind::category || kind == FieldKind::account;
    case Wants::words:
      return kind == FieldKind::category || kind == FieldKind::text ||
             kind == FieldKind::entity_type || kind == FieldKind::full_name ||
             kind == FieldKind::organisation_name;
    case Wants::reference:
      return kind == FieldKind::account || kind == FieldKind::text ||
             kind == FieldKind::record_key || kind == FieldKind::category ||
             kind == FieldKind::truth || kind == FieldKind::number;
  }
  return false;
}

template <size_t kCount>
std::optional<HeaderField> first_fit(const Row (&rows)[kCount], const Words& words,
                                     FieldKind kind) {
  for (const Row& row : rows) {
    if (fits(row.wants, kind) && has_words(words, row)) return HeaderField{row.kind, row.field};
  }
  return std::nullopt;
}

}  // namespace

TableTheme theme_of(const std::vector<Words>& headers) {
  TableTheme theme;
  for (const Words& words : headers) {
    theme.marker = theme.marker || any_in(words, kMarkerWords);
    theme.service = theme.service || any_in(words, kServiceWords) || any_in(words, kWorkerWords);
  }
  return theme;
}

std::optional<HeaderField> header_field(const Words& words, FieldKind kind,
                                        const TableTheme& theme) {
  if (const auto own = first_fit(kOwn, words, kind)) return own;
  std::optional<HeaderField> found;
  if (theme.marker) found = first_fit(kOfMarker, words, kind);
  if (!found && theme.service) found = first_fit(kOfService, words, kind);
  if (!found && theme.place_only) found = first_fit(kOfPlace, words, kind);
  return found ? found : first_fit(kOfEvent, words, kind);
}

std::string_view record_field(const Words& words, FieldKind kind) {
  constexpr std::string_view kChecked = "verified validated checked";
  constexpr std::string_view kBesideChecked =
      "record row identity id is yn y n flag ind indicator status date dt on at";
  constexpr std::string_view kChanged =
      "updated update upd changed change chg modified modify mod amended amend amd maintained "
      "maint "
      "edited lastupdated lastupdate lastmodified lastchanged lastamended updatedat updatedon "
      "modifiedat modifiedon";
  constexpr std::string_view kBesideChanged =
      "last latest record row date dt dttm datetime time timestamp ts tstamp on at when";
  const auto only = [&](std::string_view said, std::string_view beside) {
    return any_in(words, said) && std::all_of(words.begin(), words.end(), [&](const auto& word) {
             return in_list(said, word) || in_list(beside, word);
           });
  };
  const bool date = kind == FieldKind::date;
  if (date && only(kChanged, kBesideChanged)) return "last_updated";
  const bool answer = kind == FieldKind::category || kind == FieldKind::text;
  if ((date || answer) && only(kChecked, kBesideChecked)) return "verified";
  return {};
}

std::string_view event_type_of(const Words& words) {
  constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {"application", "application applied apply applicant"},
      {"claim", "claim claimed claiming claimant"},
      {"visit", "visit visited visiting"},
      {"contact", "contact contacted call called"},
      {"payment", "payment paid"},
      {"attendance", "attendance attended"},
      {"decision", "decision decided"},
      {"case", "case"},
  };
  for (const auto& [type, said] : kTypes) {
    if (any_in(words, said)) return type;
  }
  return {};
}

}  // namespace newlyn::workspace
