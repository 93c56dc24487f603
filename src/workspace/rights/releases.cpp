// SPDX-License-Identifier: MIT
// The register of releases in the store.
#include "workspace/rights/releases.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/clock.h"
#include "base/error.h"
#include "workspace/governance/log_reading.h"

namespace newlyn::workspace {
namespace {

using store::Parameter;

Parameter text(const std::string& value) { return Parameter::of(std::string_view(value)); }

void prepare(store::Store& store) {
  store.run(
      "CREATE TABLE IF NOT EXISTS newlyn_release (number BIGINT, made VARCHAR, what VARCHAR, kind "
      "VARCHAR, place VARCHAR, recipient VARCHAR, purpose VARCHAR, expires VARCHAR, who VARCHAR, "
      "records BIGINT);"
      "CREATE TABLE IF NOT EXISTS newlyn_release_entity (release BIGINT, entity VARCHAR)");
}

}  // namespace

uint64_t note_release(store::Store& store, const Release& release) {
  prepare(store);
  const int64_t number = store.number("SELECT coalesce(max(number), 0) + 1 FROM newlyn_release");
  const std::string made = release.made.empty() ? now_text() : release.made;
  store.run("INSERT INTO newlyn_release VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            std::array{Parameter::of(number), text(made), text(release.what), text(release.kind),
                       text(release.place), text(release.recipient), text(release.purpose),
                       text(release.expires), text(release.who),
                       Parameter::of(static_cast<int64_t>(release.records))});
  if (release.entities.empty()) return static_cast<uint64_t>(number);
  const auto appender = store.append("newlyn_release_entity");
  for (const std::string& entity : release.entities) {
    appender->add_integer(number);
    appender->add_text(entity);
    appender->end_row();
  }
  appender->close();
  return static_cast<uint64_t>(number);
}

std::vector<Release> all_releases(store::Store& store) {
  prepare(store);
  std::vector<Release> releases;
  const auto rows = store.rows(
      "SELECT number, made, what, kind, place, recipient, purpose, expires, who, records FROM "
      "newlyn_release ORDER BY number");
  for (const auto& row : rows.rows) {
    Release& release = releases.emplace_back();
    release.number = std::stoull(row[0].value_or("0"));
    size_t at = 1;
    for (std::string* part :
         {&release.made, &release.what, &release.kind, &release.place, &release.recipient,
          &release.purpose, &release.expires, &release.who}) {
      *part = row[at++].value_or("");
    }
    release.records = std::stoull(row[at].value_or("0"));
  }
  const auto entities =
      store.rows("SELECT release, entity FROM newlyn_release_entity ORDER BY ALL");
  for (const auto& row : entities.rows) {
    const uint64_t number = std::stoull(row[0].value_or("0"));
    releases.at(number - 1).entities.push_back(row[1].value_or(""));
  }
  return releases;
}

std::vector<Release> releases_with(store::Store& store, const index::EntityIndex& index,
                                   const ReleasedPerson& person) {
  std::vector<Release> releases = all_releases(store);
  std::erase_if(releases, [&](const Release& release) {
    if (release.made < person.since || release.kind == "organisation" || release.kind == "place" ||
        release.kind == kFiguresAlone) {
      return true;
    }
    if (release.entities.empty()) return false;
    return std::none_of(
        release.entities.begin(), release.entities.end(),
        [&](const std::string& entity) { return index.resolve(entity) == person.entity; });
  });
  return releases;
}

void check_expiry(const std::string& expires) {
  if (expires.empty()) return;
  check_day(expires);
  const std::string today = day_of(now_micros());
  if (expires >= today) return;
  throw Error(Code::request_invalid,
              fmt::format("--expires {} is over already. Name the last day on which what is handed "
                          "out may be kept.",
                          expires));
}

}  // namespace newlyn::workspace
