// SPDX-License-Identifier: MIT
// Properties of the generated people: repeatable, plausible, and nobody's.
#include "synthetic/population.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/random.h"
#include "synthetic/people/faults.h"
#include "synthetic/people/names.h"
#include "synthetic/people/places.h"
#include "synthetic/people/words.h"

namespace newlyn::synthetic {
namespace {

using Cells = std::vector<std::string>;

Cells cells_of(const std::string& line) {
  Cells cells(1);
  bool quoted = false;
  for (const char letter : line) {
    if (letter == '"') {
      quoted = !quoted;
    } else if (letter == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += letter;
    }
  }
  return cells;
}

std::string text_of(uint64_t rows, uint64_t seed) {
  std::ostringstream out;
  Population(PopulationRequest{rows, seed}).write(out, Population::Truth::in_last_column);
  return out.str();
}

std::vector<Cells> rows_of(uint64_t rows, uint64_t seed) {
  std::istringstream in(text_of(rows, seed));
  std::vector<Cells> all;
  for (std::string line; std::getline(in, line);) all.push_back(cells_of(line));
  all.erase(all.begin());
  return all;
}

// Every area of the Royal Mail's postcodes, with those of dependencies, forces and territories.
const std::set<std::string>& issued_areas() {
  static const std::set<std::string> areas = [] {
    std::istringstream words(
        "AB AI AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH "
        "DL DN DT DY E EC EH EN EX FK FY G GIR GL GU GX GY HA HD HG HP HR HS HU HX IG IM IP IV JE "
        "KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NPT NR NW OL OX PA PE PH PL "
        "PO PR QC RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB "
        "W WA WC WD WF WN WR WS WV XX YO ZE ZZ");
    std::set<std::string> all;
    for (std::string word; words >> word;) all.insert(word);
    return all;
  }();
  return areas;
}

// What a population holds, counted over its households.
struct Census {
  int people = 0;
  int households = 0;
  int largest = 0;
  int movers = 0;
  int renamed = 0;
  int twins = 0;
  int namesakes = 0;
  std::map<std::string, int> english_families;
  std::map<Tradition, int> traditions;

  void count(const Household& household) {
    ++households;
    largest = std::max(largest, static_cast<int>(household.people.size()));
    for (size_t i = 0; i < household.people.size(); ++i) {
      const Person& person = household.people[i];
      ++people;
      ++traditions[person.tradition];
      movers += person.homes.size() > 1 ? 1 : 0;
      renamed += person.family.size() > 1 ? 1 : 0;
      if (person.tradition == Tradition::english) ++english_families[person.family[0].value];
      for (size_t j = 0; j < i; ++j) count_pair(household.people[j], person);
    }
  }

  void count_pair(const Person& left, const Person& right) {
    const bool same_name =
        left.given == right.given && left.family[0].value == right.family[0].value;
    if (same_name && left.born != right.born) ++namesakes;
    if (!same_name && left.born == right.born) ++twins;
  }
};

// One population that several tests look at: making it is what takes time.
struct Town {
  Census census;
  FaultCounts faults;
};

const Town& town() {
  static const Town made = [] {
    Town counted;
    const Population population(PopulationRequest{40'000, 11}, [&](const Household& household) {
      counted.census.count(household);
    });
    counted.faults = population.faults();
    return counted;
  }();
  return made;
}

TEST(make_people, the_same_seed_makes_the_same_bytes_on_every_machine) {
  const std::string text = text_of(5000, 7);
  EXPECT_EQ(text, text_of(5000, 7));
  EXPECT_NE(text, text_of(5000, 8));
  // A change of names, words or rules changes this number; then write the new one here.
  EXPECT_EQ(hash_bytes(text), 2'314'097'269'874'791'582ULL);
}

TEST(make_people, exactly_the_rows_asked_for_are_made_with_unique_ids) {
  for (const uint64_t rows : {1, 2, 17, 1000}) {
    const std::vector<Cells> made = rows_of(rows, 3);
    ASSERT_EQ(made.size(), rows);
    std::set<std::string> ids;
    for (const Cells& cells : made) {
      ASSERT_EQ(cells.size(), kColumnNames.size() + 2);
      ids.insert(cells.front());
    }
    EXPECT_EQ(ids.size(), rows);
  }
}

TEST(make_people, people_have_one_to_eight_records_and_just_under_two_on_average) {
  std::map<std::string, int> sizes;
  for (const Cells& cells : rows_of(20'000, 1)) ++sizes[cells.back()];
  int largest = 0;
  for (const auto& [person, size] : sizes) largest = std::max(largest, size);
  const double mean = 20'000.0 / static_cast<double>(sizes.size());
  EXPECT_GT(mean, 1.7);
  EXPECT_LT(mean, 2.0);
  EXPECT_EQ(largest, 8);
}

TEST(make_people, gaps_are_as_wide_as_stated) {
  std::array<double, kColumnNames.size()> empty{};
  const std::vector<Cells> rows = rows_of(20'000, 2);
  for (const Cells& cells : rows) {
    for (size_t i = 0; i < empty.size(); ++i) empty[i] += cells[i + 1].empty() ? 1 : 0;
  }
  const auto share = [&](Column column) {
    return empty[static_cast<size_t>(column)] / static_cast<double>(rows.size());
  };
  EXPECT_NEAR(share(Column::dob), 0.157, 0.012);  // one in six less the placeholders
  for (const Column column : {Column::sex, Column::address, Column::town, Column::postcode}) {
    EXPECT_GT(share(column), 0.13);
    EXPECT_LT(share(column), 0.22);
  }
  for (const Column column : {Column::phone, Column::email}) {
    EXPECT_GT(share(column), 0.15);
    EXPECT_LT(share(column), 0.40);
  }
  EXPECT_LT(share(Column::last_name), 0.04);
}

TEST(make_people, faults_are_planted_at_their_stated_rates) {
  const FaultCounts& counts = town().faults;
  for (const FaultRow& row : kFaults) {
    const auto possible = static_cast<double>(counts.possible[static_cast<size_t>(row.fault)]);
    const auto planted = static_cast<double>(counts.planted[static_cast<size_t>(row.fault)]);
    const double rate = row.rate / 10'000.0;
    ASSERT_GT(possible, 500) << row.name;
    const double spread = std::sqrt(possible * rate * (1 - rate));
    EXPECT_NEAR(planted, possible * rate, 5 * spread + 1) << row.name;
  }
}

TEST(make_people, the_table_of_faults_is_in_the_order_of_its_names) {
  for (size_t i = 0; i < kFaults.size(); ++i) {
    EXPECT_EQ(static_cast<size_t>(kFaults[i].fault), i) << kFaults[i].name;
  }
  for (size_t i = 0; i < kTraditions.size(); ++i) {
    EXPECT_EQ(static_cast<size_t>(kTraditions[i].tradition), i) << kTraditions[i].name;
  }
}

TEST(make_people, postcodes_lie_in_areas_that_were_never_issued) {
  for (const std::string_view area : kAreas) {
    EXPECT_FALSE(issued_areas().contains(std::string(area))) << area;
    EXPECT_EQ(std::string_view("QVX").find(area[0]), std::string_view::npos) << area;
    EXPECT_EQ(std::string_view("IJZ").find(area[1]), std::string_view::npos) << area;
  }
  const std::set<std::string_view> unique(kAreas.begin(), kAreas.end());
  EXPECT_EQ(unique.size(), kAreas.size());
}

bool is_nobodys_landline(const std::string& number) {
  const bool drama = std::any_of(kDramaNumbers.begin(), kDramaNumbers.end(),
                                 [&](std::string_view begin) { return number.starts_with(begin); });
  return number.size() == 11 && (drama || number.starts_with("0720"));
}

TEST(make_people, telephones_and_emails_are_nobodys) {
  Population population(PopulationRequest{5000, 4}, [](const Household& household) {
    for (const Person& person : household.people) {
      for (const auto& mobile : person.mobiles) {
        EXPECT_EQ(mobile.value.size(), 11u);
        EXPECT_TRUE(mobile.value.starts_with("0710")) << mobile.value;
      }
      for (const auto& home : person.homes) {
        const std::string& line = home.value.landline;
        EXPECT_TRUE(line.empty() || is_nobodys_landline(line)) << line;
      }
      for (const auto& email : person.emails) {
        const std::string host = email.value.substr(email.value.find('@'));
        EXPECT_TRUE(host == "@example.org" || host == "@example.com" || host == "@example.net");
      }
    }
  });
  EXPECT_EQ(population.row_count(), 5000u);
}

TEST(make_people, telephone_numbers_are_handed_out_once) {
  const Words words = read_words(
      "[street_name]\nMill\n[street_type]\nLane\n[street_short]\nLane=Ln\n[house_name]\nThe Barn\n"
      "[town_stem]\nFenwaite\n[nickname]\nRobert=Bob\n[spelling]\nSara=Sarah\n");
  Places places(words, 9, 10);
  std::set<std::string> seen;
  for (int i = 0; i < 50'000; ++i) EXPECT_TRUE(seen.insert(places.new_mobile()).second);
  Random random(1);
  for (int i = 0; i < 30'000; ++i) {
    const std::string line = places.new_home(random).landline;
    if (line.empty()) continue;
    EXPECT_TRUE(is_nobodys_landline(line)) << line;
    EXPECT_TRUE(seen.insert(line).second) << line;
  }
}

TEST(make_people, households_hold_families_twins_namesakes_movers_and_changed_names) {
  const Census& census = town().census;
  const double size = static_cast<double>(census.people) / census.households;
  EXPECT_GT(size, 1.9);
  EXPECT_LT(size, 2.9);
  EXPECT_LE(census.largest, 25);
  EXPECT_GT(census.twins, 30);
  EXPECT_GT(census.namesakes, 50);
  EXPECT_GT(census.movers, census.people / 4);
  EXPECT_LT(census.movers, census.people * 6 / 10);
  EXPECT_GT(census.renamed, census.people / 12);
  EXPECT_LT(census.renamed, census.people / 3);
  EXPECT_EQ(census.traditions.size(), kTraditions.size());
}

TEST(make_people, family_names_are_as_frequent_as_in_life) {
  const Census& census = town().census;
  int all = 0;
  for (const auto& [name, count] : census.english_families) all += count;
  const double smith = 100.0 * census.english_families.at("Smith") / all;
  EXPECT_GT(smith, 0.7);
  EXPECT_LT(smith, 1.8);
  EXPECT_GT(census.english_families.size(), 2000u);
}

TEST(make_people, the_truth_left_out_of_the_file_is_all_in_the_key) {
  const Population population(PopulationRequest{300, 6});
  std::ostringstream file;
  std::ostringstream key;
  population.write(file, Population::Truth::left_out);
  population.write_key(key);
  EXPECT_EQ(file.str().find("cluster"), std::string::npos);
  EXPECT_TRUE(key.str().starts_with("cluster,record_id\nP"));
  std::istringstream lines(key.str());
  int count = -1;
  for (std::string line; std::getline(lines, line);) ++count;
  EXPECT_EQ(count, 300);
}

TEST(make_people, sources_together_hold_every_record_once) {
  const Population population(PopulationRequest{101, 6});
  std::set<std::string> ids;
  for (uint64_t part = 0; part < 3; ++part) {
    std::ostringstream file;
    population.write(file, Population::Truth::left_out, part, 3);
    std::istringstream lines(file.str());
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line)) EXPECT_TRUE(ids.insert(line.substr(0, 5)).second);
  }
  EXPECT_EQ(ids.size(), 101u);
}

TEST(slips, change_the_text_and_keep_it_readable) {
  Random random(1);
  int unchanged = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::string text = slipped("Łukasz Whitfield", random);
    EXPECT_GE(text.size(), 15u);
    EXPECT_LE(text.size(), 20u);
    EXPECT_TRUE(text.starts_with("Ł")) << text;
    unchanged += text == "Łukasz Whitfield" ? 1 : 0;
  }
  EXPECT_EQ(unchanged, 0);
  EXPECT_EQ(slipped("Al", random), "Al");
}

TEST(slips, a_changed_digit_is_another_digit) {
  Random random(2);
  for (int i = 0; i < 200; ++i) {
    const std::string changed = digit_changed("a1b", random);
    EXPECT_NE(changed, "a1b");
    EXPECT_EQ(changed.size(), 3u);
  }
  EXPECT_EQ(digit_changed("none", random), "none");
}

TEST(names, polish_family_names_take_the_form_of_the_bearer) {
  EXPECT_EQ(family_form(Tradition::polish, Sex::female, "Kowalski"), "Kowalska");
  EXPECT_EQ(family_form(Tradition::polish, Sex::male, "Wysocka"), "Wysocki");
  EXPECT_EQ(family_form(Tradition::polish, Sex::female, "Nowak"), "Nowak");
  EXPECT_EQ(family_form(Tradition::english, Sex::female, "Kowalski"), "Kowalski");
}

TEST(words, accents_give_way_to_plain_letters) {
  EXPECT_EQ(without_accents("Łukasz Yılmaz Ștefan José"), "Lukasz Yilmaz Stefan Jose");
  EXPECT_EQ(mail_word("O'Brien-Núñez 2"), "obriennunez2");
  EXPECT_EQ(upper_case("Gül"), "GUL");
}

}  // namespace
}  // namespace newlyn::synthetic
