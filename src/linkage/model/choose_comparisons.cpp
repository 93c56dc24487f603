// SPDX-License-Identifier: MIT
// The comparison of each kind of column. What several columns say together (the parts of a name,
// the parts of a place) is one comparison, so that it is counted once.
#include "linkage/model/choose_comparisons.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "linkage/model/level_builder.h"
#include "linkage/model/list_ages.h"
#include "linkage/model/lists_that_ask.h"
#include "linkage/model/name_mailboxes.h"

namespace newlyn::linkage {
namespace {

using pairs::Condition;
using pairs::Feature;
using pairs::Measure;
using record::FieldKind;

/// More comparisons than this of columns without a known meaning add noise and time, not evidence.
constexpr size_t kOtherColumnsMax = 6;
/// With so many comparisons, columns that speak of events are left out.
constexpr size_t kComparisonsEnough = 3;
/// So many records with one and the same value make it a constant, not an agreement.
constexpr uint64_t kConstantRecords = 20;
/// A category in which most records agree tells nothing.
constexpr double kCategoryBitsMin = 1;

/// Lists of a smaller share of the records are taken together, as are those beyond so many.
constexpr double kListShareMin = 0.002;
constexpr size_t kListsMax = 100;
constexpr double kOtherListsMin = 1e-6;
/// How much rarer than at random two records of one person stand in one list: a first guess.
constexpr double kTwiceInList = 0.3;

/// How often one person is of an age that a list does not have: a mistake, or the first of a kind.
constexpr double kWrongAge = 0.005;
constexpr double kWrongGeneration = 0.005;
/// How often one person goes by the name of a man and by that of a woman.
constexpr double kNamesOfBoth = 0.005;

/// How alike two mailboxes with slips are, and how many of namesakes may be before all such are no
/// evidence.
constexpr double kAlikeMailbox = 0.95;
constexpr double kAlikeNamesakesMax = 0.02;

/// How often two records of one person differ in sex: a slip, a title by default, a change.
constexpr double kWrongSex = 0.015;

/// Shares of household pairs: children named after a parent, and twins (about 1.5 % of births in
/// England and Wales are of twins, Office for National Statistics, and households hold few pairs).
constexpr double kNamesakes = 0.01;
constexpr double kTwins = 0.02;

Condition similar(uint16_t column, double bound) {
  return Condition::at_least({Measure::jaro_winkler, column, column}, bound);
}
Condition one_slip(uint16_t column) {
  return Condition::at_least({Measure::one_edit, column, column}, 1);
}
Condition shares_word(uint16_t column) {
  return Condition::at_least({Measure::token_any, column, column}, 1);
}
Condition word_share(uint16_t column, double bound) {
  return Condition::at_least({Measure::token_share, column, column}, bound);
}
Condition close_spelling(uint16_t column) {
  return Condition::any_of({one_slip(column), similar(column, 0.92)});
}
Condition date_within(uint16_t column, double bound) {
  return Condition::at_most({Measure::date_distance, column, column}, bound);
}

/// Looks columns up by name and by kind and keeps the comparisons made so far.
class Chooser {
 public:
  Chooser(const pairs::PairColumns& columns, const std::vector<FieldKind>& kinds)
      : columns_(columns), kinds_(kinds) {}

  ChosenComparisons choose();

 private:
  std::optional<uint16_t> named(std::string_view name) const { return usable(columns_.find(name)); }
  std::optional<uint16_t> usable(std::optional<uint16_t> column) const;
  LevelBuilder build(std::string name) const { return {columns_, std::move(name)}; }
  void add(ModelComparison comparison) { chosen_.comparisons.push_back(std::move(comparison)); }

  void given_name();
  void family_name();
  void middle_name();
  void no_middle_name();
  void generation();
  void birth_date();
  void mail_year();
  void age();
  void ages_in_list(uint16_t list, uint16_t date, std::vector<Condition>& wrong,
                    std::vector<Condition>& right) const;
  void sex();
  void place();
  void contact(std::string_view name, LevelGuess same, LevelGuess close);
  bool mailboxes_are_made_of_names(uint16_t email) const;
  void identifiers();
  void organisation();
  void entity_type();
  void lists();
  void others();
  /// How much agreement on a column tells, in bits, over all records.
  double information(uint16_t column) const;
  /// Columns without a comparison of their own, the ones that tell most.
  std::vector<uint16_t> other_columns();
  void other_text(uint16_t column);
  void other_date(uint16_t column);
  void free_text(uint16_t column);

  const pairs::PairColumns& columns_;
  const std::vector<FieldKind>& kinds_;
  ChosenComparisons chosen_;
};

std::optional<uint16_t> Chooser::usable(std::optional<uint16_t> column) const {
  if (!column) return std::nullopt;
  const pairs::PairColumn& values = columns_.columns[*column];
  const uint64_t known = columns_.record_count - values.counts[0];
  const bool constant = values.values.value_count() < 2 && known >= kConstantRecords;
  if (known < 2 || constant) return std::nullopt;
  return column;
}

/// Both given names tell a sex, and not the same.
Condition other_sex(uint16_t told) {
  return Condition::negated(
      Condition::any_of({Condition::either_null(told), Condition::equal(told)}));
}

/// The one row's given name is the other's family name and the other way round.
Condition names_swapped(uint16_t given, uint16_t family) {
  return Condition::all_of({Condition::at_least({Measure::equal, given, family}, 1),
                            Condition::at_least({Measure::equal, family, given}, 1)});
}

void Chooser::given_name() {
  const auto given = named("given_name");
  if (!given) return;
  const auto family = named("family_name");
  const auto variants = named("given_name_variants");
  LevelBuilder levels = build("given_name");
  levels.alike_in_families(kNamesakes).null_when(Condition::either_null(*given));
  levels.level("same", {0.76, 0.005}, Condition::equal(*given)).by_frequency(*given, true);
  if (variants) levels.level("variants of one name", {0.05, 0.005}, shares_word(*variants));
  // Daniel and Danielle: near in spelling, and yet no slip of one name.
  if (const auto told = named("given_name_sex")) {
    levels.level("names of a man and a woman", {kNamesOfBoth, 0.4}, other_sex(*told))
        .with_guess_as_most();
  }
  levels.level("almost the same spelling", {0.08, 0.003}, close_spelling(*given))
      .by_frequency(*given, true);
  levels.level("initial or short form", {0.03, 0.005},
               Condition::any_of({Condition::at_least({Measure::same_initial, *given, *given}, 1),
                                  Condition::at_least({Measure::begins_with, *given, *given}, 1),
                                  shares_word(*given)}));
  if (family) {
    levels.level("given and family name swapped", {0.01, 1e-6}, names_swapped(*given, *family));
  }
  levels.level("similar spelling", {0.03, 0.01}, similar(*given, 0.82));
  add(levels.otherwise("different", {0.02, 0.97}));
}

void Chooser::family_name() {
  const auto family = named("family_name");
  if (!family) return;
  const auto given = named("given_name");
  const auto phonetic = named("family_name_phonetic");
  LevelBuilder levels = build("family_name");
  levels.changes_over_time().null_when(
      given ? Condition::any_of({Condition::either_null(*family), names_swapped(*given, *family)})
            : Condition::either_null(*family));
  // Members of a household spell their name as one person does: as often right, as often not.
  levels.level("same", {0.80, 0.002, 0.80}, Condition::equal(*family)).by_frequency(*family, false);
  levels.level("almost the same spelling", {0.08, 0.002, 0.08}, close_spelling(*family))
      .by_frequency(*family, false);
  levels.level("one name of several in common", {0.02, 0.001, 0.02}, shares_word(*family));
  if (phonetic) levels.level("sounds alike", {0.02, 0.001, 0.02}, Condition::equal(*phonetic));
  levels.level("similar spelling", {0.02, 0.003, 0.02}, similar(*family, 0.82));
  add(levels.otherwise("different", {0.06, 0.99, 0.06}));
}

/// Where a list asks for middle names, a record without one says that there is none, but for what a
/// clerk left out.
void Chooser::no_middle_name() {
  const auto middle = named("middle_name");
  const auto list = named("in_list");
  const auto told = named("has_middle_name");
  if (!middle || !list || !told) return;
  const std::vector<std::string> asking = lists_that_ask(columns_, *list, *middle);
  if (asking.empty()) return;
  const auto tells = [&](bool of_right) {
    std::vector<Condition> ways = {Condition::value_is({of_right, *told}, "yes")};
    for (const std::string& name : asking) {
      ways.push_back(Condition::value_is({of_right, *list}, name));
    }
    return Condition::any_of(std::move(ways));
  };
  LevelBuilder levels = build("has_middle_name");
  levels.null_when(
      Condition::any_of({Condition::either_null(*told), Condition::either_null(*list),
                         Condition::negated(Condition::all_of({tells(false), tells(true)}))}));
  // Families that give middle names give them to all.
  levels.level("in both or in neither", {0.97, 0.6, 0.9}, Condition::equal(*told));
  add(levels.otherwise("in one of both alone", {0.03, 0.4, 0.1}));
}

void Chooser::middle_name() {
  const auto middle = named("middle_name");
  if (!middle) return;
  LevelBuilder levels = build("middle_name");
  levels.null_when(Condition::either_null(*middle));
  levels.level("same", {0.7, 0.01}, Condition::equal(*middle)).by_frequency(*middle, true);
  // Two initials are one letter apart without being a slip of one name.
  levels.level("almost the same spelling", {0.08, 0.005}, similar(*middle, 0.92))
      .by_frequency(*middle, true);
  levels
      .level("initial or one name in common", {0.15, 0.02},
             Condition::any_of({Condition::at_least({Measure::same_initial, *middle, *middle}, 1),
                                shares_word(*middle)}))
      .by_frequency(*middle, true);
  add(levels.otherwise("different", {0.07, 0.965}));
}

void Chooser::generation() {
  const auto generation = named("generation");
  if (!generation) return;
  LevelBuilder levels = build("generation");
  levels.null_when(Condition::either_null(*generation));
  // It is written to tell members of one family apart who share their name.
  levels.level("same", {1 - kWrongGeneration, 0.5, 0.05}, Condition::equal(*generation))
      .with_fixed_m();
  ModelComparison made = levels.otherwise("different", {kWrongGeneration, 0.5, 0.95});
  made.levels.back().fixed_m = true;
  add(std::move(made));
}

void Chooser::birth_date() {
  const auto date = named("birth_date");
  if (!date) return;
  LevelBuilder levels = build("birth_date");
  levels.alike_in_families(kTwins).null_when(Condition::either_null(*date));
  levels.level("same", {0.80, 0.00005}, date_within(*date, 0)).by_frequency(*date, true);
  levels.level("one slip of the keyboard, or day and month swapped", {0.08, 0.001},
               date_within(*date, 1));
  levels.level("two of three parts agree", {0.04, 0.004}, date_within(*date, 2));
  levels.level("same year", {0.02, 0.012}, date_within(*date, 3));
  levels.level("at most two years apart", {0.015, 0.05}, date_within(*date, 4));
  levels.level("at most ten years apart", {0.015, 0.18}, date_within(*date, 5));
  add(levels.otherwise("different", {0.02, 0.75}));
}

/// Many put the year of their birth at the end of a mailbox: kim.lee76. It is held against the
/// birth date of the other record, or against another mailbox, where nothing else says the same.
void Chooser::mail_year() {
  const auto date = named("birth_date");
  const auto email = named("email");
  const auto year = named("mail_year");
  const auto born = named("birth_year_end");
  if (!date || !email || !year || !born) return;
  const std::array<Feature, 3> held = {{{Measure::equal, *year, *born},
                                        {Measure::equal, *born, *year},
                                        {Measure::equal, *year, *year}}};
  std::vector<Condition> agrees;
  std::vector<Condition> differs;
  for (const Feature& feature : held) {
    agrees.push_back(Condition::at_least(feature, 1));
    differs.push_back(Condition::negated(Condition::at_least(feature, 1)));
  }
  const auto where_else_is_silent = [&](std::vector<Condition> ways) {
    return Condition::all_of({Condition::either_null(*date),
                              Condition::any_of({Condition::either_null(*email),
                                                 Condition::negated(shares_word(*email))}),
                              Condition::any_of(std::move(ways))});
  };
  LevelBuilder levels = build("mail_year");
  levels.level("year of birth in the mailbox", {0.5, 0.03},
               where_else_is_silent(std::move(agrees)));
  levels.level("another year", {0.5, 0.97}, where_else_is_silent(std::move(differs)));
  add(levels.otherwise_null());
}

/// Somebody's child is no parent yet, a grandmother has no baby, a child is on no list of tenants,
/// a pensioner on none of pupils: a birth date against the days between which a parent was born,
/// and against those that a list has.
void Chooser::age() {
  const auto date = named("birth_date");
  if (!date) return;
  std::vector<Condition> wrong;
  std::vector<Condition> right;
  if (const auto born_by = columns_.find("born_by")) {
    const Feature forth{Measure::text_order, *date, *born_by};
    const Feature back{Measure::text_order, *born_by, *date};
    wrong = {Condition::at_least(forth, 1), Condition::at_most(back, -1)};
    right = {Condition::at_most(forth, 0), Condition::at_least(back, 0)};
  }
  if (const auto born_since = columns_.find("born_since")) {
    wrong.push_back(Condition::at_most({Measure::text_order, *date, *born_since}, -1));
    wrong.push_back(Condition::at_least({Measure::text_order, *born_since, *date}, 1));
  }
  if (const auto list = named("in_list")) ages_in_list(*list, *date, wrong, right);
  if (wrong.empty()) return;
  LevelBuilder levels = build("age");
  levels.least_counts();
  levels.level("too young or too old", {kWrongAge, 0.25}, Condition::any_of(wrong));
  levels.level("of an age that can be", {1 - kWrongAge, 0.75}, Condition::any_of(right));
  ModelComparison age = levels.otherwise_null();
  // Only a mistake makes it so; training would take children named after a parent for mistakes.
  age.levels[0].fixed_m = age.levels[1].fixed_m = true;
  add(std::move(age));
}

/// Adds the conditions under which a birth date is none of a list's.
void Chooser::ages_in_list(uint16_t list, uint16_t date, std::vector<Condition>& wrong,
                           std::vector<Condition>& right) const {
  for (const ListAges& ages : ages_of_lists(columns_, list, date)) {
    for (const bool of_right : {false, true}) {
      const pairs::Operand other{!of_right, date};
      const Condition in_list = Condition::value_is({of_right, list}, ages.list);
      const Condition too_young = Condition::value_above(other, ages.latest);
      const Condition too_old = Condition::negated(Condition::value_above(other, ages.earliest));
      wrong.push_back(Condition::all_of({in_list, Condition::any_of({too_young, too_old})}));
      right.push_back(Condition::all_of({in_list, Condition::negated(too_young)}));
    }
  }
}

void Chooser::sex() {
  const auto told = named("told_sex");
  const auto sex = told ? told : named("sex");
  if (!sex) return;
  LevelBuilder levels = build("sex");
  // Names that both tell the sex have said it.
  std::vector<Condition> said = {Condition::either_null(*sex)};
  if (const auto by_name = named("given_name_sex")) {
    said.push_back(Condition::negated(Condition::either_null(*by_name)));
  }
  // Most names that are not known to tell it do: two people of one given name agree by that alone.
  if (const auto given = named("given_name")) {
    said.push_back(Condition::all_of({Condition::equal(*given), Condition::equal(*sex)}));
  }
  levels.null_when(Condition::any_of(said));
  levels.level("same", {1 - kWrongSex, 0.5}, Condition::equal(*sex));
  ModelComparison made = levels.otherwise("different", {kWrongSex, 0.5});
  // Training would believe what it began with: who differs in sex is seldom taken for one person.
  for (ModelLevel& level : made.levels) level.fixed_m = !level.is_null;
  add(std::move(made));
}

void Chooser::place() {
  const auto street = named("street");
  const auto number = named("house_number");
  const auto door = named("door");
  const auto postcode = named("postcode");
  const auto town = named("town");
  const auto county = named("county");
  std::vector<Condition> nulls;
  const auto country = named("country");
  for (const auto& part : {street, postcode, town, county, country}) {
    if (part) nulls.push_back(Condition::either_null(*part));
  }
  if (nulls.empty()) return;
  LevelBuilder levels = build("place");
  levels.changes_over_time().null_when(Condition::all_of(nulls));
  std::vector<Condition> area;  // the wider place agrees, or cannot tell
  std::vector<Condition> unknown;
  if (postcode) {
    area.push_back(one_slip(*postcode));
    unknown.push_back(Condition::either_null(*postcode));
  }
  if (town) {
    area.push_back(close_spelling(*town));
    unknown.push_back(Condition::either_null(*town));
  }
  if (area.empty() && county) {
    area.push_back(Condition::equal(*county));
    unknown.push_back(Condition::either_null(*county));
  }
  area.push_back(unknown.empty() ? Condition::otherwise() : Condition::all_of(unknown));
  if (street) {
    const Condition same_street = Condition::any_of(
        {Condition::equal(*street), word_share(*street, 0.75), similar(*street, 0.93)});
    const Condition street_or_code =
        postcode ? Condition::any_of({same_street, Condition::equal(*postcode)}) : same_street;
    if (number && door) {
      // A number with a slip is a neighbour's.
      levels
          .level("same door", {0.60, 0.00002, 0.70},
                 Condition::all_of(
                     {Condition::equal(*number), street_or_code, Condition::any_of(area)}))
          .by_frequency(*door, false);
    }
    levels
        .level("same street", {0.12, 0.0005, 0.12},
               Condition::all_of({same_street, Condition::any_of(area)}))
        .by_frequency(*street, false);
  }
  if (postcode) {
    levels.level("same postcode", {0.10, 0.0005, 0.10}, Condition::equal(*postcode))
        .by_frequency(*postcode, false);
    levels.level("postcode with one slip", {0.03, 0.003, 0.02}, one_slip(*postcode));
  }
  if (street)
    levels.level("street of the same name elsewhere", {0.02, 0.002, 0.01},
                 word_share(*street, 0.75));
  if (town) {
    levels.level("same town", {0.08, 0.03, 0.06}, close_spelling(*town)).by_frequency(*town, false);
  }
  if (county) levels.level("same county", {0.03, 0.1, 0.02}, Condition::equal(*county));
  if (country) levels.level("same country", {0.03, 0.3, 0.01}, Condition::equal(*country));
  add(levels.otherwise("different", {0.12, 0.5, 0.03}));
}

void Chooser::contact(std::string_view name, LevelGuess same, LevelGuess close) {
  const auto column = named(name);
  if (!column) return;
  LevelBuilder levels = build(std::string(name));
  // A national identifier is for life; numbers of bodies, telephones and mailboxes are renewed.
  if (kinds_[*column] != FieldKind::national_id) levels.changes_over_time();
  const bool own = same.family < 0;
  // Where mailboxes are made of names, two of people with one name look alike without being one.
  const bool has_mailbox = name == "email" && named("email_name").has_value();
  const uint16_t mailbox = has_mailbox ? *named("email_name") : *column;
  if (has_mailbox && mailboxes_are_made_of_names(*column)) {
    const Condition alike = Condition::any_of(
        {one_slip(*column), similar(*column, kAlikeMailbox), Condition::equal(mailbox)});
    levels.null_when(
        Condition::any_of({Condition::either_null(*column),
                           Condition::all_of({alike, Condition::negated(shares_word(*column))})}));
    levels.level("same", same, shares_word(*column)).by_frequency(*column, own);
    add(levels.otherwise(
        "different", {std::max(0.02, 1 - same.m), 1, own ? -1 : std::max(0.05, 1 - same.family)}));
    return;
  }
  levels.null_when(Condition::either_null(*column));
  levels.level("same", same, shares_word(*column)).by_frequency(*column, own);
  levels.level("one slip of the keyboard", close, one_slip(*column));
  if (has_mailbox) {
    levels
        .level("same mailbox at another provider", {0.03, 0.0001, 0.02}, Condition::equal(mailbox))
        .by_frequency(mailbox, own);
    levels.level("several slips", {0.03, 0.0001, 0.02}, similar(*column, kAlikeMailbox));
  }
  const double rest_family = own ? -1 : std::max(0.05, 1 - same.family - close.family);
  add(levels.otherwise("different", {std::max(0.02, 1 - same.m - close.m), 1, rest_family}));
}

bool Chooser::mailboxes_are_made_of_names(uint16_t email) const {
  const auto given = named("given_name");
  const auto family = named("family_name");
  const auto date = named("birth_date");
  return given && family && date &&
         alike_mailboxes_of_namesakes(columns_, {*given, *family, *date, email}) >
             kAlikeNamesakesMax;
}

void Chooser::identifiers() {
  // A national identifier is for life: two different ones are two people. Passports, licences and
  // customer numbers are renewed.
  for (uint16_t column = 0; column < columns_.columns.size(); ++column) {
    const std::string& name = columns_.columns[column].name;
    if (kinds_[column] == FieldKind::national_id) contact(name, {0.93, 1e-6}, {0.05, 1e-6});
    if (kinds_[column] == FieldKind::account) contact(name, {0.80, 1e-6}, {0.06, 1e-6});
  }
}

void Chooser::organisation() {
  const auto name = named("organisation_name");
  if (!name) return;
  LevelBuilder levels = build("organisation_name");
  levels.null_when(Condition::either_null(*name));
  levels.level("same", {0.6, 1e-4}, Condition::equal(*name)).by_frequency(*name, true);
  levels.level("almost the same", {0.2, 0.0005},
               Condition::any_of({word_share(*name, 0.8), similar(*name, 0.95)}));
  levels.level("most words in common", {0.1, 0.002},
               Condition::any_of({word_share(*name, 0.55), similar(*name, 0.9)}));
  levels.level("some words in common", {0.05, 0.02}, word_share(*name, 0.3));
  add(levels.otherwise("different", {0.05, 0.98}));
}

void Chooser::entity_type() {
  const auto type = named("entity_type");
  if (!type) return;
  LevelBuilder levels = build("entity_type");
  levels.null_when(Condition::either_null(*type));
  levels.level("same", {0.995, 0.6, 0.999}, Condition::equal(*type));
  add(levels.otherwise("different", {0.005, 0.4, 0.001}));
}

/// Most lists hold a person once: two records of one list are seldom the same person, and how
/// seldom depends on the list. Of places and organisations lists say more about kinds than about
/// sameness.
void Chooser::lists() {
  const auto list = named("in_list");
  const bool people = named("given_name") && named("family_name");
  if (!people || !list || columns_.columns[*list].values.value_count() < 2) return;
  const pairs::PairColumn& values = columns_.columns[*list];
  const auto records = static_cast<double>(columns_.record_count);
  LevelBuilder levels = build("lists");
  levels.least_counts().null_when(Condition::either_null(*list));
  std::vector<std::pair<std::string, double>> shares;
  double same = 0;
  double rest = 0;
  for (record::ValueCode code = 1; code < values.counts.size(); ++code) {
    const double share = values.counts[code] / records;
    same += share * share;
    if (share < kListShareMin || shares.size() == kListsMax) {
      rest += share * share;
    } else {
      shares.emplace_back(values.values[code], share);
    }
  }
  std::sort(shares.begin(), shares.end());
  levels.level("in two lists", {1 - kTwiceInList * same, 1 - same},
               Condition::negated(Condition::equal(*list)));
  levels.with_fixed_u();
  for (const auto& [name, share] : shares) {
    levels.level(
        fmt::format("twice in {}", name), {kTwiceInList * share * share, share * share},
        Condition::all_of({Condition::equal(*list), Condition::value_is({false, *list}, name)}));
    levels.with_fixed_u();
  }
  rest = std::max(rest, kOtherListsMin);
  add(levels.otherwise("twice in another list", {kTwiceInList * rest, rest}));
}

void Chooser::other_text(uint16_t column) {
  LevelBuilder levels = build(columns_.columns[column].name);
  levels.null_when(Condition::either_null(column));
  levels.level("same", {0.7, 0.03}, Condition::equal(column)).by_frequency(column, false);
  if (kinds_[column] == FieldKind::text) {
    levels.level("almost the same spelling", {0.1, 0.01}, close_spelling(column));
    levels.level("most words in common", {0.05, 0.01}, word_share(column, 0.6));
  }
  add(levels.otherwise("different", {0.2, 0.95}));
}

void Chooser::other_date(uint16_t column) {
  LevelBuilder levels = build(columns_.columns[column].name);
  levels.null_when(Condition::either_null(column));
  levels.level("same", {0.6, 0.003}, date_within(column, 0)).by_frequency(column, false);
  levels.level("one slip of the keyboard, or day and month swapped", {0.1, 0.01},
               date_within(column, 1));
  add(levels.otherwise("different", {0.3, 0.987}));
}

void Chooser::free_text(uint16_t column) {
  LevelBuilder levels = build(columns_.columns[column].name);
  levels.null_when(Condition::either_null(column));
  levels.level("same", {0.3, 0.0005}, Condition::equal(column)).by_frequency(column, false);
  levels.level("most words in common", {0.2, 0.002}, word_share(column, 0.7));
  levels.level("some words in common", {0.2, 0.05}, word_share(column, 0.35));
  add(levels.otherwise("different", {0.3, 0.95}));
}

double Chooser::information(uint16_t column) const {
  const pairs::PairColumn& values = columns_.columns[column];
  const auto records = static_cast<double>(columns_.record_count);
  const double known = records - values.counts[0];
  double agree = 0;
  for (size_t code = 1; code < values.counts.size(); ++code) {
    const double share = values.counts[code] / known;
    agree += share * share;
  }
  return known / records * -std::log2(agree);
}

std::vector<uint16_t> Chooser::other_columns() {
  // A number or a date of unknown meaning tells of an event (an amount, a visit), not of who
  // somebody is; it is compared only where there is little else.
  const bool little_else = chosen_.comparisons.size() < kComparisonsEnough;
  std::vector<uint16_t> found;
  std::string passed;
  for (uint16_t column = 0; column < columns_.columns.size(); ++column) {
    const FieldKind kind = kinds_[column];
    const bool event = kind == FieldKind::number || kind == FieldKind::date;
    const bool other = event || kind == FieldKind::category || kind == FieldKind::text ||
                       kind == FieldKind::free_text;
    if (!other || !usable(column)) continue;
    const bool tells = kind != FieldKind::category || information(column) >= kCategoryBitsMin;
    if ((event || !tells) && !little_else) {
      passed += fmt::format("{}{}", passed.empty() ? "" : ", ", columns_.columns[column].name);
    } else {
      found.push_back(column);
    }
  }
  if (!passed.empty()) {
    chosen_.notes.push_back(fmt::format(
        "Not compared, because they tell little of who somebody is: {}. To compare one all the "
        "same, say --column text=NAME.",
        passed));
  }
  if (found.size() <= kOtherColumnsMax) return found;
  std::stable_sort(found.begin(), found.end(),
                   [&](uint16_t a, uint16_t b) { return information(a) > information(b); });
  chosen_.notes.push_back(
      fmt::format("{} further columns could be compared; the {} that tell most were. Name others "
                  "with --column, or leave columns out with --ignore.",
                  found.size(), kOtherColumnsMax));
  found.resize(kOtherColumnsMax);
  std::sort(found.begin(), found.end());
  return found;
}

void Chooser::others() {
  for (const uint16_t column : other_columns()) {
    switch (kinds_[column]) {
      case FieldKind::category:
      case FieldKind::number:
      case FieldKind::text:
        other_text(column);
        break;
      case FieldKind::date:
        other_date(column);
        break;
      case FieldKind::free_text:
        free_text(column);
        break;
      default:
        break;
    }
  }
}

ChosenComparisons Chooser::choose() {
  given_name();
  family_name();
  middle_name();
  no_middle_name();
  generation();
  birth_date();
  mail_year();
  age();
  sex();
  place();
  contact("telephone", {0.75, 1e-5, 0.40}, {0.06, 1e-5, 0.02});
  contact("email", {0.75, 1e-5, 0.25}, {0.06, 1e-5, 0.02});
  identifiers();
  organisation();
  entity_type();
  lists();
  others();
  const bool surname = named("family_name").has_value();
  const bool person = named("given_name") || named("birth_date");
  const bool shared = named("street") || named("postcode") || named("telephone") || named("email");
  chosen_.has_family = surname && person && shared;
  return std::move(chosen_);
}

}  // namespace

ChosenComparisons choose_comparisons(const pairs::PairColumns& columns,
                                     const std::vector<record::FieldKind>& kinds) {
  return Chooser(columns, kinds).choose();
}

}  // namespace newlyn::linkage
