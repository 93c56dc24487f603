// SPDX-License-Identifier: MIT
// What somebody sees is what an index has that was made of nothing else.
#include "index/view.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "index/search/query_terms.h"
#include "index/search/word_index.h"
#include "index/testing/made_folder.h"
#include "index/testing/made_policy.h"
#include "index/testing/made_world.h"
#include "index/testing/stripped_index.h"

namespace newlyn::index {
namespace {

using record::Masking;

constexpr size_t kRequestsOfReader = 100;

/// How many answers are compared: NEWLYN_VIEWS, else twenty thousand.
size_t answers_to_compare() {
  const char* text = std::getenv("NEWLYN_VIEWS");
  return text == nullptr ? 20'000 : std::strtoull(text, nullptr, 10);
}

/// A reader of a town, with the twin that has what the reader sees, and the one that has what may
/// be said to exist.
class Reader {
 public:
  Reader(EntityIndex& town, const IndexPlan& plan, ViewPlan reader)
      : town_(town),
        plan_(plan),
        reader_(std::move(reader)),
        view_(town.view(reader_)),
        stripping_(stripping_of(reader_, plan, town)),
        twin_(stripped_index(town, twin_plan(reader_, plan), stripping_, folder_.path())),
        sealed_twin_(sealed_twin()) {}

  const View& view() const { return view_; }
  View twin() const { return twin_->view(twin_view(reader_, plan_, town_)); }
  View sealed_twin_view() const { return sealed_twin_->view(twin_view(reader_, plan_, town_)); }

  /// Looks at every entity there ever was.
  void compare_presences(const std::set<std::string>& ids) const {
    const View twin = this->twin();
    const View sealed = sealed_twin_view();
    for (const std::string& id : ids) {
      Presence expected = twin.presence(id);
      if (sealed.presence(id) == Presence::seen) expected = Presence::sealed;
      ASSERT_EQ(view_.presence(id), expected) << id;
      if (expected != Presence::seen) {
        ASSERT_FALSE(view_.resolve(id)) << id;
        ASSERT_TRUE(view_.records_of(id).empty() && view_.history(id).empty()) << id;
      }
    }
  }

  void compare_sealed(const MadeRequest& request) const {
    if (request.is_match()) {
      std::set<std::string> expected;
      for (const Match& match : sealed_twin_view().matches(request.values(), -5)) {
        expected.insert(match.entity);
      }
      const auto found = view_.sealed_matches(request.values(), -5);
      ASSERT_EQ(std::set<std::string>(found.begin(), found.end()), expected);
    }
    if (!request.is_search()) return;
    const auto found = view_.search({request.query(), request.count(), 5}).sealed;
    const std::set<std::string> expected = with_all_terms(request.query());
    const bool is_told = expected.size() <= request.count();
    ASSERT_EQ(std::set<std::string>(found.begin(), found.end()),
              is_told ? expected : std::set<std::string>())
        << request.words();
    sealed_found_ += found.size();
  }
  size_t sealed_found() const { return sealed_found_; }

 private:
  /// Records that make an entity sealed of which nothing is seen.
  std::unique_ptr<EntityIndex> sealed_twin() {
    std::set<std::string> seen;
    town_.each_record([&](const Record& record, const std::string& entity) {
      if (stripping_.keeps(record)) seen.insert(entity);
    });
    Stripping sealed = stripping_;
    sealed.keeps = [this, seen](const Record& record) {
      return stripping_.seals(record) && !seen.contains(*town_.entity_of(record.key));
    };
    return stripped_index(town_, twin_plan(reader_, plan_), sealed, folder_.path());
  }

  /// Sealed entities of which a record has each of three terms or more.
  std::set<std::string> with_all_terms(const std::string& query) const {
    std::set<std::string> found;
    const std::vector<QueryTerm> terms = query_terms(query);
    if (terms.size() < 3) return found;
    const View twin = sealed_twin_view();
    twin.each_record([&](const Record& record, const std::string& entity) {
      const bool fits = std::all_of(terms.begin(), terms.end(), [&](const QueryTerm& term) {
        return std::any_of(term.texts.begin(), term.texts.end(), [&](const std::string& text) {
          return std::any_of(record.values.begin(), record.values.end(),
                             [&](const std::string& value) { return has_word(value, text); });
        });
      });
      if (fits) found.insert(entity);
    });
    return found;
  }

  EntityIndex& town_;
  const IndexPlan& plan_;
  Folder folder_{folder_in_memory()};
  ViewPlan reader_;
  View view_;
  Stripping stripping_;
  std::unique_ptr<EntityIndex> twin_;
  std::unique_ptr<EntityIndex> sealed_twin_;
  mutable size_t sealed_found_ = 0;
};

std::set<std::string> ids_of(const EntityIndex& town) {
  std::set<std::string> ids;
  town.each_record([&](const Record&, const std::string& entity) {
    ids.insert(entity);
    for (const EntityStep& step : town.history(entity)) {
      const size_t space = step.words.find(' ');
      if (step.words.ends_with(" it")) ids.insert(step.words.substr(0, space));
    }
  });
  return ids;
}

/// What was compared.
struct Compared {
  size_t answers = 0;
  size_t telling = 0;  // answers that are not those of somebody who sees everything
  size_t sealed = 0;
};

/// Somebody who broke some seals open, perhaps: sees more of some entities.
ViewPlan with_broken_seals(ViewPlan reader, const std::set<std::string>& ids, Random& random) {
  if (random.below(2) == 0) return reader;
  for (const std::string& id : ids) {
    if (random.below(3) == 0) reader.opened.push_back(id);
  }
  reader.opened.emplace_back("no id");
  return reader;
}

/// Somebody without clearance for some people, or who may look at their own cases only, perhaps; or
/// to whom nothing is hidden but these.
ViewPlan with_closed_entities(ViewPlan reader, const std::set<std::string>& ids, Random& random) {
  const auto some = [&](uint64_t share) {
    std::vector<std::string> chosen = {"no id"};
    for (const std::string& id : ids) {
      if (random.below(share) == 0) chosen.push_back(id);
    }
    return chosen;
  };
  if (random.below(2) == 0) reader.absent = some(5);
  if (random.below(2) == 0) reader.sealed = some(5);
  if (random.below(4) == 0) reader.only = some(2);
  if (random.below(6) == 0) {
    reader.filter = {};
    reader.filter.whole = true;
    reader.made_of = {};
    reader.veto_fields = {{"birth_date"}};
    reader.absent = some(3);
  }
  return reader;
}

/// Asks a reader and the twin the same questions.
void compare(const Reader& reader, const EntityIndex& town, Random& random, Compared& compared) {
  const View twin = reader.twin();
  const std::set<std::string> ids = ids_of(town);
  reader.compare_presences(ids);
  for (size_t i = 0; i < kRequestsOfReader; ++i, ++compared.answers) {
    const MadeRequest request(town, random);
    const std::string seen = request.answer(reader.view());
    ASSERT_EQ(seen, request.answer(twin)) << request.words();
    reader.compare_sealed(request);
    for (const std::string& id : ids) {
      const bool is_named = seen.find(id) != std::string::npos;
      ASSERT_FALSE(is_named && reader.view().presence(id) != Presence::seen)
          << id << " in " << request.words();
    }
    compared.telling += seen != request.answer(town.view()) ? 1 : 0;
  }
  compared.sealed += reader.sealed_found();
}

TEST(view, shows_what_an_index_has_that_never_had_anything_else) {
  constexpr int kReadersOfTown = 5;
  const IndexPlan plan = secret_town_plan();
  const size_t wanted = answers_to_compare();
  Random random(7);
  Compared compared;
  for (uint64_t seed = 1; compared.answers < wanted; ++seed) {
    const auto town = secret_town(seed);
    for (int n = 0; n < kReadersOfTown && compared.answers < wanted; ++n) {
      SCOPED_TRACE("town " + std::to_string(seed) + ", reader " + std::to_string(n));
      const std::set<std::string> ids = ids_of(*town);
      const ViewPlan reader =
          with_closed_entities(with_broken_seals(made_reader(random), ids, random), ids, random);
      compare(Reader(*town, plan, reader), *town, random, compared);
      if (HasFatalFailure()) return;
    }
  }
  RecordProperty("answers", static_cast<int>(compared.answers));
  EXPECT_GT(compared.telling, compared.answers / 2)
      << "readers to whom nothing is hidden prove nothing";
  EXPECT_GT(compared.sealed, 0);
}

}  // namespace
}  // namespace newlyn::index
