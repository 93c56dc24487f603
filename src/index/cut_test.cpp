// SPDX-License-Identifier: MIT
// Who may not even rest on the records of some sources sees what an index has that never had them.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>

#include "index/entity_id.h"
#include "index/testing/made_policy.h"
#include "index/testing/made_world.h"
#include "index/view.h"

namespace newlyn::index {
namespace {

constexpr std::array kSources = {"tax", "care", "crime"};

/// What somebody said, for the same step of another index.
struct Said {
  uint64_t sequence = 0;
  std::vector<Change> changes;
};

const RecordKey kNobody = {"nowhere", "1"};

bool is_without(const std::vector<std::string>& without, const RecordKey& key) {
  return std::find(without.begin(), without.end(), key.source) != without.end();
}

/// Judgements under their numbers: in the place of those on records left out something else that
/// says nothing.
void add_judgements(const EntityIndex& town, const std::vector<std::string>& without,
                    std::vector<Said>& said) {
  for (const NumberedJudgement& one : town.judgements()) {
    Judgement of = one.judgement;
    const bool is_out = is_without(without, of.left) || is_without(without, of.right);
    if (is_out) of = {kNobody, {"nowhere", "2"}, Verdict::unsure, "", "", ""};
    Change change;
    change.kind = Change::Kind::judge;
    change.judgement = of;
    said.push_back({one.sequence, {change}});
    if (one.withdrawn) said.back().changes.push_back(withdraw_judgement(one.number));
  }
}

void add_corrections(const EntityIndex& town, const std::vector<Record>& records,
                     std::vector<Said>& said) {
  std::map<uint64_t, NumberedCorrection> kept;
  for (const Record& record : records) {
    for (const NumberedCorrection& one : town.corrections_of(record.key)) {
      kept.emplace(one.number, one);
    }
  }
  uint64_t made = 0;
  for (const auto& [number, one] : kept) {
    Change change;
    change.kind = Change::Kind::correct;
    change.correction.record = kNobody;
    Said step{one.sequence, {}};
    for (++made; made < number; ++made) step.changes.push_back(change);
    change.correction = one.correction;
    step.changes.push_back(change);
    if (one.withdrawn) {
      change.kind = Change::Kind::withdraw_correction;
      change.correction_number = number;
      step.changes.push_back(change);
    }
    said.push_back(std::move(step));
  }
}

/// An index that is told what the town knows today, but for the records of some sources and what
/// was said of them; each thing in the step of its own number.
std::unique_ptr<EntityIndex> town_without(const EntityIndex& town, const IndexPlan& plan,
                                          const std::vector<std::string>& without) {
  std::vector<Record> records;
  town.each_record([&](const Record& record, const std::string&) {
    if (!is_without(without, record.key)) records.push_back(record);
  });
  std::vector<Change> first;
  for (const Record& record : records) {
    Change change;
    change.record = record;
    first.push_back(std::move(change));
  }
  std::vector<Said> said;
  add_judgements(town, without, said);
  add_corrections(town, records, said);
  std::stable_sort(said.begin(), said.end(),
                   [](const Said& a, const Said& b) { return a.sequence < b.sequence; });
  auto twin = std::make_unique<EntityIndex>(plan);
  RunContext run;
  twin->apply(first, run);
  for (const Said& step : said) {
    while (twin->sequence() + 1 < step.sequence) twin->apply(std::vector<Change>(), run);
    for (const Outcome& outcome : twin->apply(step.changes, run)) {
      EXPECT_TRUE(outcome.is_done) << outcome.refusal;
    }
  }
  return twin;
}

/// Somebody who sees all records but those left out, and all fields.
ViewPlan everything_without(const std::vector<std::string>& without) {
  ViewPlan all;
  for (const char* source : kSources) all.filter.sources.emplace_back(source);
  all.filter.linked_without = without;
  return all;
}

/// By id of a view the id that the same records have in another. Fails where there are none.
std::map<std::string, std::string> pair_entities(const View& view, const View& twin) {
  std::map<std::string, std::string> of_view;
  std::map<std::string, std::string> of_twin;
  size_t records = 0;
  view.each_key([&](const RecordKey& key, const std::string& entity) {
    const std::string other = twin.entity_of(key).value_or("none");
    EXPECT_EQ(of_view.emplace(entity, other).first->second, other) << key.source << " " << key.id;
    EXPECT_EQ(of_twin.emplace(other, entity).first->second, entity) << key.source << " " << key.id;
    ++records;
  });
  twin.each_key([&](const RecordKey&, const std::string&) { --records; });
  EXPECT_EQ(records, 0U);
  return of_view;
}

/// Bytes with ids put in the place of others, its lines in order: ids sort differently.
std::string with_ids(const std::string& bytes, const std::map<std::string, std::string>& ids) {
  std::vector<std::string> lines;
  std::istringstream text(bytes);
  for (std::string line; std::getline(text, line);) {
    const auto found = line.starts_with("7:") ? ids.find(line.substr(2)) : ids.end();
    lines.push_back(found == ids.end() ? line : "7:" + found->second);
  }
  std::sort(lines.begin(), lines.end());
  std::string joined;
  for (const std::string& line : lines) joined += line + "\n";
  return joined;
}

/// All that a walk from an entity finds, whichever way it goes.
std::set<std::string> around(const View& view, const std::string& id,
                             const std::map<std::string, std::string>& ids) {
  std::set<std::string> found;
  const auto name = [&](const std::string& of) { return ids.contains(of) ? ids.at(of) : of; };
  const auto network = view.network({id, 2, 5, 1000});
  if (!network) return found;
  for (const NetworkEntity& of : network->entities) {
    found.insert(name(of.entity) + " " + std::to_string(of.hops));
  }
  for (const NetworkLink& of : network->links) {
    const std::string left = name(of.left);
    const std::string right = name(of.right);
    found.insert(std::min(left, right) + std::max(left, right) + of.relation + of.value +
                 std::to_string(of.entities));
  }
  for (const NetworkHub& of : network->hubs) found.insert(name(of.entity) + of.value);
  return found;
}

double cheapest(const View& view, const std::string& from, const std::string& to) {
  const auto answer = view.paths({from, to, 1});
  return answer && !answer->paths.empty() ? answer->paths[0].cost : -1;
}

/// Holds walks over what entities share against those of the twin.
void compare_walks(const View& seen, const View& expected,
                   const std::map<std::string, std::string>& ids) {
  std::string before;
  for (const auto& [id, other] : ids) {
    ASSERT_EQ(around(seen, id, ids), around(expected, other, {})) << id;
    if (!before.empty()) {
      ASSERT_EQ(cheapest(seen, before, id), cheapest(expected, ids.at(before), other)) << id;
    }
    before = id;
  }
}

struct Compared {
  size_t answers = 0;
  size_t moved = 0;  // pairs of a town and sources where somebody is another entity than else
};

/// Holds what a reader of a town sees against what the same one sees of the twin.
void compare(const EntityIndex& town, const std::vector<std::string>& without, Random& random,
             Compared& compared) {
  const IndexPlan plan = secret_town_plan();
  const auto twin = town_without(town, plan, without);
  const View all = town.view(everything_without(without));
  const auto ids = pair_entities(all, twin->view(everything_without({})));
  if (testing::Test::HasFailure()) return;
  ASSERT_FALSE(ids.empty());
  for (const auto& [id, other] : ids) {
    ASSERT_EQ(all.resolve(id), id);
    ASSERT_EQ(all.records_of(id), twin->records_of(other));
    // For whoever sees all, the id leads to the entity that has these records.
    ASSERT_TRUE(town.resolve(id)) << id;
    compared.moved += town.records_of(id) != all.records_of(id) ? 1 : 0;
  }
  for (int readers = 0; readers < 4; ++readers) {
    ViewPlan reader = made_reader(random);
    const View expected = twin->view(reader);
    reader.filter.linked_without = without;
    const View seen = town.view(reader);
    compare_walks(seen, expected, ids);
    for (int n = 0; n < 40; ++n) {
      MadeRequest request(town, random);
      if (request.is_by_ids()) continue;
      const std::string answer = with_ids(request.answer(seen), ids);
      request.rename([&](const std::string& id) {
        const auto today = all.resolve(id);
        return today ? ids.at(*today) : std::string("nobody");
      });
      ASSERT_EQ(answer, with_ids(request.answer(expected), {})) << request.words();
      ++compared.answers;
    }
  }
}

TEST(entity_cut, shows_what_an_index_has_that_never_had_the_records_left_out) {
  const char* text = std::getenv("NEWLYN_CUTS");
  const uint64_t towns = text == nullptr ? 60 : std::strtoull(text, nullptr, 10);
  Random random(11);
  Compared compared;
  for (uint64_t seed = 1; seed <= towns; ++seed) {
    const auto town = secret_town(seed);
    for (const char* first : kSources) {
      std::vector<std::string> without = {first};
      const char* second = kSources[random.below(kSources.size())];
      if (second != without[0] && random.below(2) == 0) without.emplace_back(second);
      SCOPED_TRACE("town " + std::to_string(seed) + " without " + without[0] +
                   (without.size() > 1 ? " and " + without[1] : ""));
      compare(*town, without, random, compared);
      if (HasFailure()) return;
    }
  }
  RecordProperty("answers", static_cast<int>(compared.answers));
  EXPECT_GT(compared.moved, towns)
      << "towns where nothing rested on what is left out prove nothing";
}

}  // namespace
}  // namespace newlyn::index
