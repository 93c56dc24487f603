// SPDX-License-Identifier: MIT
// Evidence for the equality duty (Equality Act 2010, section 149): for groups of people, the share
// of records that was found again in another source, with intervals and the gap behind the best
// group; what people judged; and what no source lets anybody measure. Figures alone.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "base/clock.h"
#include "index/view.h"
#include "linkage/intervals.h"
#include "workspace/accountability/papers.h"
#include "workspace/index/kind_index.h"
#include "workspace/index/standard_records.h"
#include "workspace/rights/request_book.h"
#include "workspace/sources/standardise_source.h"
#include "workspace/sources/write_status.h"

namespace newlyn::workspace {
namespace {

using store::quote_name;
using store::quote_text;

/// A group below this is not shown by itself: its figures would be those of persons.
constexpr uint64_t kShownFrom = 10;
/// Groups below this are too small to be compared with others.
constexpr uint64_t kComparedFrom = 30;
constexpr size_t kGroupsMax = 12;
constexpr const char* kNotKnown = "not known";

/// A protected characteristic of the Equality Act 2010, section 4, and words in the headers of
/// columns that tell it.
struct Characteristic {
  std::string_view name;
  std::vector<std::string_view> headers;
};

const std::vector<Characteristic>& characteristics() {
  static const std::vector<Characteristic> all = {
      {"age", {}},
      {"disability", {"disab"}},
      {"gender reassignment", {"gender_identity", "transgender"}},
      {"marriage and civil partnership", {"marital", "civil_status"}},
      {"pregnancy and maternity", {"pregnan", "maternity"}},
      {"race", {"ethnic", "naming_tradition"}},
      {"religion or belief", {"religio", "faith"}},
      {"sex", {}},
      {"sexual orientation", {"orientation"}}};
  return all;
}

/// What came of the records of one group.
struct Outcome {
  uint64_t records = 0;
  uint64_t found = 0;  // their entity has a record of another source too
  uint64_t judged = 0;
  uint64_t judged_different = 0;
};

/// One way to tell people apart, and what came of each group.
struct Division {
  std::string characteristic;
  std::string by;  // "date of birth", "column ethnic_group of housing"
  std::map<std::string, Outcome> groups;
};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  });
  return text;
}

std::string age_band(std::string_view birth, const std::string& today) {
  if (birth.size() < 4) return kNotKnown;
  int age = std::stoi(today.substr(0, 4)) - std::stoi(std::string(birth.substr(0, 4)));
  if (birth.size() >= 10 && today.substr(5) < birth.substr(5)) --age;
  if (age < 0) return kNotKnown;
  for (const auto& [until, words] :
       {std::pair{16, "0 to 15"}, std::pair{25, "16 to 24"}, std::pair{45, "25 to 44"},
        std::pair{65, "45 to 64"}, std::pair{80, "65 to 79"}}) {
    if (age < until) return words;
  }
  return "80 and over";
}

std::string sex_words(std::string_view sex) {
  if (sex == "f") return "female";
  if (sex == "m") return "male";
  return sex.empty() ? kNotKnown : "other";
}

/// What happened to the records of people, by key.
class Results {
 public:
  Results(const index::EntityIndex& index, std::set<std::string> restricted)
      : index_(index), restricted_(std::move(restricted)) {
    // A merge or a split is many judgements, and of each of its records one decision.
    std::set<std::tuple<uint64_t, index::RecordKey, bool>> counted;
    for (const index::NumberedJudgement& one : index.judgements()) {
      if (one.withdrawn || one.judgement.verdict == index::Verdict::unsure) continue;
      for (const index::RecordKey* key : {&one.judgement.left, &one.judgement.right}) {
        const bool different = one.judgement.verdict == index::Verdict::different;
        if (!counted.emplace(one.sequence, *key, different).second) continue;
        Outcome& outcome = judged_[*key];
        ++outcome.judged;
        outcome.judged_different += different ? 1 : 0;
      }
    }
  }
  /// Adds what came of a record to its group; nothing for one that was not linked, and for one of
  /// somebody whose data is restricted.
  void add(const index::RecordKey& key, Outcome& group) {
    const auto entity = index_.entity_of(key);
    if (!entity || restricted_.contains(*entity)) return;
    ++group.records;
    group.found += is_found(*entity, source_of(key)) ? 1 : 0;
    const auto judged = judged_.find(key);
    if (judged == judged_.end()) return;
    group.judged += judged->second.judged;
    group.judged_different += judged->second.judged_different;
  }

 private:
  bool is_found(const std::string& entity, const std::string& source) {
    const auto known = sources_.find(entity);
    if (known != sources_.end()) return known->second.size() > 1;
    std::set<std::string>& sources = sources_[entity];
    for (const index::RecordKey& key : index_.records_of(entity)) sources.insert(source_of(key));
    sources.insert(source);
    return sources.size() > 1;
  }

  const index::EntityIndex& index_;
  std::set<std::string> restricted_;                      // entities that are left out
  std::map<std::string, std::set<std::string>> sources_;  // by entity
  std::map<index::RecordKey, Outcome> judged_;
};

/// Divisions of all people in the store.
class Dividing {
 public:
  Dividing(store::Store& store, const index::EntityIndex& index, std::set<std::string> restricted)
      : store_(store), results_(index, std::move(restricted)), today_(now_text().substr(0, 10)) {
    age_ = {"age", "date of birth, on " + today_, {}};
    sex_ = {"sex", "sex as sources tell it", {}};
  }
  void take(const std::string& source);
  std::vector<Division> all();

 private:
  bool has_column(const std::string& table, const std::string& column);
  void take_people(const std::string& source);
  void take_column(const std::string& source, const std::string& column,
                   std::string_view characteristic);

  store::Store& store_;
  Results results_;
  std::string today_;
  Division age_;
  Division sex_;
  std::vector<Division> further_;
};

bool Dividing::has_column(const std::string& table, const std::string& column) {
  return store_.number(
             "SELECT count(*) FROM duckdb_columns() WHERE database_name = 'store' AND table_name = "
             "$1 AND column_name = $2",
             std::array{store::Parameter::of(std::string_view(table)),
                        store::Parameter::of(std::string_view(column))}) > 0;
}

void Dividing::take_people(const std::string& source) {
  const std::string table = "standard_" + source;
  const auto value = [&](const char* column) {
    return has_column(table, column) ? quote_name(column) : std::string("CAST(NULL AS VARCHAR)");
  };
  const auto columns = store_.columns(fmt::format(
      "SELECT newlyn_native_id, newlyn_record, {} AS birth, {} AS sex FROM {} WHERE newlyn_kind = "
      "'person'",
      value("birth_date"), value("sex"), quote_name(table)));
  for (size_t row = 0; row < columns[0].row_count(); ++row) {
    const index::RecordKey key{fmt::format("{}/{}", source, columns[1].text(row)),
                               std::string(columns[0].text(row))};
    results_.add(key, age_.groups[age_band(columns[2].text(row), today_)]);
    results_.add(key, sex_.groups[sex_words(columns[3].text(row))]);
  }
}

void Dividing::take_column(const std::string& source, const std::string& column,
                           std::string_view characteristic) {
  Division& division = further_.emplace_back();
  division.characteristic = characteristic;
  division.by = fmt::format("column {} of {}", column, source);
  const auto columns = store_.columns(
      fmt::format("SELECT s.newlyn_native_id, s.newlyn_record, nullif(trim(r.{}), '') AS said FROM "
                  "{} s JOIN {} r USING (newlyn_native_id) WHERE s.newlyn_kind = 'person'",
                  quote_name(column), quote_name("standard_" + source), current_rows(source)));
  for (size_t row = 0; row < columns[0].row_count(); ++row) {
    const std::string_view said = columns[2].text(row);
    results_.add(
        {fmt::format("{}/{}", source, columns[1].text(row)), std::string(columns[0].text(row))},
        division.groups[said.empty() ? kNotKnown : std::string(said)]);
  }
}

void Dividing::take(const std::string& source) {
  if (!has_column("standard_" + source, "newlyn_kind")) return;
  take_people(source);
  const auto stored = store_.rows(
      "SELECT column_name FROM duckdb_columns() WHERE database_name = 'store' AND table_name = $1 "
      "AND NOT starts_with(column_name, 'newlyn_') ORDER BY column_index",
      std::array{store::Parameter::of(std::string_view("record_" + source))});
  for (const auto& column : stored.rows) {
    const std::string name = column[0].value_or("");
    for (const Characteristic& one : characteristics()) {
      const std::string header = lower(name);
      if (std::any_of(one.headers.begin(), one.headers.end(), [&](std::string_view word) {
            return header.find(word) != std::string::npos;
          })) {
        take_column(source, name, one.name);
      }
    }
  }
}

/// Puts the smallest groups together where there are too many.
void put_together(Division& division) {
  while (division.groups.size() > kGroupsMax) {
    auto smallest = division.groups.end();
    for (auto group = division.groups.begin(); group != division.groups.end(); ++group) {
      if (group->first == "others together") continue;
      if (smallest == division.groups.end() || group->second.records < smallest->second.records) {
        smallest = group;
      }
    }
    const Outcome small = smallest->second;
    division.groups.erase(smallest);
    Outcome& others = division.groups["others together"];
    others.records += small.records;
    others.found += small.found;
    others.judged += small.judged;
    others.judged_different += small.judged_different;
  }
}

std::vector<Division> Dividing::all() {
  std::vector<Division> divisions = {std::move(age_), std::move(sex_)};
  for (Division& division : further_) divisions.push_back(std::move(division));
  for (Division& division : divisions) {
    std::erase_if(division.groups, [](const auto& group) { return group.second.records == 0; });
    put_together(division);
  }
  // Where nobody's is known there is nothing to tell people apart by.
  std::erase_if(divisions, [](const Division& division) {
    return division.groups.empty() ||
           (division.groups.size() == 1 && division.groups.begin()->first == kNotKnown);
  });
  return divisions;
}

std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

std::string with_interval(double value, double low, double high) {
  return fmt::format("{} ({} to {})", percent(value), percent(low), percent(high));
}

/// The group with the highest share among those that are large enough.
std::optional<linkage::Share> best_of(const Division& division) {
  std::optional<linkage::Share> best;
  for (const auto& [name, outcome] : division.groups) {
    if (outcome.records < kComparedFrom || name == kNotKnown) continue;
    const linkage::Share share = linkage::wilson_share(outcome.found, outcome.records);
    if (!best || share.value > best->value) best = share;
  }
  return best;
}

Document group_row(const std::string& name, const Outcome& outcome,
                   const std::optional<linkage::Share>& best) {
  if (outcome.records < kShownFrom) {
    return {{"group", name},
            {"records", fmt::format("fewer than {}", kShownFrom)},
            {"found_in_another_source", "not shown: too few"},
            {"behind_the_best_group", ""},
            {"judged_by_people", ""},
            {"of_them_not_the_same", ""}};
  }
  const linkage::Share share = linkage::wilson_share(outcome.found, outcome.records);
  std::string gap = "too few to compare";
  if (outcome.records >= kComparedFrom && best) {
    const linkage::Estimate behind = linkage::difference_of(*best, share);
    gap = with_interval(behind.value, behind.low, behind.high);
    gap += behind.low > 0 ? ": lower than by chance" : ": no more than chance";
  }
  const bool is_best = best && best->part == share.part && best->whole == share.whole;
  return {{"group", name},
          {"records", outcome.records},
          {"found_in_another_source", with_interval(share.value, share.low, share.high)},
          {"behind_the_best_group", is_best ? "the best group" : gap},
          {"judged_by_people", outcome.judged},
          {"of_them_not_the_same", outcome.judged_different}};
}

/// The shares as numbers, of the groups that are shown: what a chart is drawn from.
Document shares_json(const Division& division) {
  Document shares = Document::array();
  for (const auto& [name, outcome] : division.groups) {
    if (outcome.records < kShownFrom) continue;
    const linkage::Share share = linkage::wilson_share(outcome.found, outcome.records);
    shares.push_back(
        {{"group", name}, {"share", share.value}, {"low", share.low}, {"high", share.high}});
  }
  return shares;
}

Document division_json(const Division& division) {
  const auto best = best_of(division);
  Document groups = Document::array();
  for (const auto& [name, outcome] : division.groups) {
    groups.push_back(group_row(name, outcome, best));
  }
  return {{"characteristic", division.characteristic},
          {"by", division.by},
          {"groups", groups},
          {"shares", shares_json(division)},
          {"best_share", best ? Document(best->value) : Document()}};
}

Document not_measured(const std::vector<Division>& divisions, bool is_linked, size_t sources) {
  Document list = Document::array();
  const auto add = [&](const std::string& what, const std::string& why) {
    list.push_back({{"what", what}, {"why", why}});
  };
  if (!is_linked) add("everything", "nothing was linked yet: newlyn link");
  if (is_linked && sources < 2) {
    add("whether people are found in other sources", "only one source was linked");
  }
  for (const Characteristic& one : characteristics()) {
    if (std::any_of(divisions.begin(), divisions.end(), [&](const Division& division) {
          return division.characteristic == one.name;
        })) {
      continue;
    }
    add(std::string(one.name), "no stored column tells it");
  }
  add("how often two people are wrongly taken for one, by group",
      "needs a known answer or judged pairs drawn by chance: newlyn evaluate --by COLUMN");
  add("origin by name", "the program does not guess where somebody is from by their name");
  return list;
}

/// Those whose use is restricted: they are in no analysis, whoever asks.
std::set<std::string> restricted_in(const Home& home, const index::EntityIndex& index) {
  std::set<std::string> restricted;
  for (const PersonRequest& request : read_requests(home)) {
    if (request.kind != "restriction" || request.state != "open") continue;
    for (std::string& today : index.view().all_of(request.entity)) {
      restricted.insert(std::move(today));
    }
  }
  return restricted;
}

}  // namespace

Document equality_document(const Home& home, RunContext& run) {
  const auto store = open_home_store(home);
  const KindIndex people = open_kind_index(home, *store, *entity_kind_named("person"), run);
  std::vector<Division> divisions;
  std::set<std::string> linked;
  if (people.entities != nullptr) {
    people.entities->read([&](const index::EntityIndex& index) {
      Dividing dividing(*store, index, restricted_in(home, index));
      for (const std::string& source : source_names(home)) dividing.take(source);
      divisions = dividing.all();
      index.each_record([&](const index::Record& record, const std::string&) {
        linked.insert(source_of(record.key));
      });
    });
  }
  Document measured = Document::array();
  for (const Division& division : divisions) measured.push_back(division_json(division));
  return {{"format", "newlyn equality evidence 1"},
          {"made", now_text()},
          {"sources_linked", linked},
          {"measured", measured},
          {"not_measured", not_measured(divisions, people.entities != nullptr, linked.size())}};
}

/// One bar a group, over its interval, and the share of the best one as a line.
PageChart equality_chart(const Document& division) {
  PageChart chart;
  chart.title = "Share of records found in another source";
  chart.description =
      "Each bar spans the interval of 95 % of one group's share; the dashed line is the share of "
      "the best group that is large enough to be compared with.";
  chart.table = {{"Group", "Share", "Interval of 95 %"}, {}, 1};
  BarChart bars;
  bars.least = 1;
  for (const Document& group : division["shares"]) {
    const double share = group["share"].get<double>();
    const double low = group["low"].get<double>();
    const double high = group["high"].get<double>();
    const std::string name = group["group"].get<std::string>();
    bars.rows.push_back({name, {{low, high, Ink::support, percent(share)}}});
    chart.table.rows.push_back(
        {name, percent(share), fmt::format("{} to {}", percent(low), percent(high))});
  }
  if (!division["best_share"].is_null()) {
    const double best = division["best_share"].get<double>();
    bars.marks.push_back({best, "best group " + percent(best)});
  }
  chart.drawing = draw_bars(bars);
  return chart;
}

Page equality_page(const Document& evidence) {
  Page page;
  page.title = "Evidence on equality";
  page.subtitle = "Made " + evidence["made"].get<std::string>() +
                  " from what linkage came to. Groups differ in how often they use services, so a "
                  "gap is a question and not yet a fault.";
  for (const Document& division : evidence["measured"]) {
    PageSection section{fmt::format("by-{}", page.sections.size() + 1),
                        fmt::format("By {} ({})", division["characteristic"].get<std::string>(),
                                    division["by"].get<std::string>()),
                        {},
                        {table_of(division["groups"])},
                        {}};
    if (!division["shares"].empty()) {
      section.charts.push_back(equality_chart(division));
      section.paragraphs = {section.charts[0].description};
    }
    page.sections.push_back(std::move(section));
  }
  page.sections.push_back(
      {"not-measured", "What was not measurable", {}, {table_of(evidence["not_measured"])}, {}});
  page.foot = fmt::format(
      "Shares have intervals of 95 %. Groups of fewer than {} records are not shown, of fewer than "
      "{} not compared. No value of a record of one person is on this page.",
      kShownFrom, kComparedFrom);
  return page;
}

std::string equality_text(const Document& evidence) {
  std::string text = "Evidence on equality\n";
  for (const Document& division : evidence["measured"]) {
    text += fmt::format("\nBy {} ({})\n", division["characteristic"].get<std::string>(),
                        division["by"].get<std::string>());
    for (const Document& group : division["groups"]) {
      const Document& records = group["records"];
      const std::string behind = group["behind_the_best_group"].get<std::string>();
      text += fmt::format("  {}: {} records, found in another source {}{}\n",
                          group["group"].get<std::string>(),
                          records.is_string() ? records.get<std::string>() : records.dump(),
                          group["found_in_another_source"].get<std::string>(),
                          behind.empty() ? "" : "; behind the best group: " + behind);
    }
  }
  text += "\nNot measurable\n";
  for (const Document& gap : evidence["not_measured"]) {
    text +=
        fmt::format("  {}: {}\n", gap["what"].get<std::string>(), gap["why"].get<std::string>());
  }
  return text;
}

}  // namespace newlyn::workspace
