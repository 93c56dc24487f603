// SPDX-License-Identifier: MIT
// The register of releases in the store.
#include "workspace/rights/releases.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

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
      "CREATE TABLE IF NOT EXISTS newlyn_release_entity (release BIGINT, entity VARCHAR);"
      "CREATE TABLE IF NOT EXISTS newlyn_release_end (release BIGINT, ended VARCHAR, who VARCHAR)");
}

Parameter number_of(uint64_t number) { return Parameter::of(static_cast<int64_t>(number)); }

/// The numbers of releases that name one of these entities.
std::set<uint64_t> naming(store::Store& store, const std::set<std::string>& entities) {
  std::set<uint64_t> numbers;
  for (const std::string& entity : entities) {
    const auto rows =
        store.rows("SELECT DISTINCT release FROM newlyn_release_entity WHERE entity = $1",
                   std::array{text(entity)});
    for (const auto& row : rows.rows) numbers.insert(std::stoull(row[0].value_or("0")));
  }
  return numbers;
}

/// The ids in the register that lead to a person.
std::set<std::string> ids_of(store::Store& store, const index::EntityIndex& index,
                             const std::string& person) {
  std::set<std::string> ids;
  const auto rows = store.rows("SELECT DISTINCT entity FROM newlyn_release_entity");
  for (const auto& row : rows.rows) {
    const std::string id = row[0].value_or("");
    if (index.resolve(id) == person) ids.insert(id);
  }
  return ids;
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
      "SELECT number, made, what, kind, place, recipient, purpose, expires, r.who, e.ended, e.who, "
      "records FROM newlyn_release r LEFT JOIN newlyn_release_end e ON e.release = r.number "
      "ORDER BY number");
  for (const auto& row : rows.rows) {
    Release& release = releases.emplace_back();
    release.number = std::stoull(row[0].value_or("0"));
    size_t at = 1;
    for (std::string* part : {&release.made, &release.what, &release.kind, &release.place,
                              &release.recipient, &release.purpose, &release.expires, &release.who,
                              &release.destroyed, &release.destroyed_by}) {
      *part = row[at++].value_or("");
    }
    release.records = std::stoull(row[at].value_or("0"));
  }
  return releases;
}

Release release_numbered(store::Store& store, uint64_t number) {
  const std::vector<Release> releases = all_releases(store);
  const auto found = std::find_if(releases.begin(), releases.end(),
                                  [&](const Release& release) { return release.number == number; });
  if (found == releases.end()) {
    throw Error(Code::request_invalid,
                fmt::format("The register has no number {}. newlyn export register lists what was "
                            "handed out.",
                            number));
  }
  Release release = *found;
  const auto entities =
      store.rows("SELECT DISTINCT entity FROM newlyn_release_entity WHERE release = $1 ORDER BY 1",
                 std::array{number_of(number)});
  for (const auto& row : entities.rows) release.entities.push_back(row[0].value_or(""));
  return release;
}

void note_destroyed(store::Store& store, uint64_t number, const std::string& who) {
  const Release release = release_numbered(store, number);
  if (!release.destroyed.empty()) {
    throw Error(Code::request_invalid,
                fmt::format("{} said on {} that number {} was destroyed. Nothing is left to note.",
                            release.destroyed_by, release.destroyed.substr(0, 10), number));
  }
  store.run("INSERT INTO newlyn_release_end VALUES ($1, $2, $3)",
            std::array{number_of(number), text(now_text()), text(who)});
}

bool holds_everybody(const Release& release) {
  const bool is_backup = release.what == "backup";
  return release.kind != kFiguresAlone && release.entities.empty() &&
         (is_backup || release.records > 0);
}

bool is_over(const Release& release, const std::string& today) {
  return release.destroyed.empty() && !release.expires.empty() && release.expires < today;
}

std::vector<Release> releases_with(store::Store& store, const index::EntityIndex& index,
                                   const ReleasedPerson& person) {
  std::vector<Release> releases = all_releases(store);
  const std::set<uint64_t> with_person = naming(store, ids_of(store, index, person.entity));
  std::set<uint64_t> with_names;
  const auto named = store.rows("SELECT DISTINCT release FROM newlyn_release_entity");
  for (const auto& row : named.rows) with_names.insert(std::stoull(row[0].value_or("0")));
  std::erase_if(releases, [&](const Release& release) {
    if (release.made < person.since || release.kind == "organisation" || release.kind == "place") {
      return true;
    }
    if (with_names.contains(release.number)) return !with_person.contains(release.number);
    return !holds_everybody(release);
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
