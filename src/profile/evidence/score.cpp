// SPDX-License-Identifier: MIT
// The rules behind the table in the header, one line each where a share is enough.
#include "profile/evidence/score.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace newlyn::profile {
namespace {

using record::FieldKind;

constexpr double kTextPoints = 1.5;
constexpr double kListedPeople = 0.2;  // share of values that hold the names of three or more
constexpr double kKeyByHeader = 12;
constexpr double kKeyByNamedHeader = 9;
constexpr double kKeyByForm = 6;
constexpr uint64_t kRowsForSequence = 20;  // fewer rows follow one another by chance
constexpr int kBirthSpanYears = 30;        // birth dates of a population spread at least so far
constexpr int kThisCentury = 2015;
constexpr uint64_t kListedWords = 12;  // so few different values, each used so often, are a list
constexpr uint64_t kListUses = 20;

// Points by the share of values with a form: see the table in the header.
double evidence(double share, double for_it, double against_it) {
  constexpr double kNearlyAll = 0.9;
  constexpr double kHalf = 0.5;
  constexpr double kHardlyAny = 0.05;
  if (share >= kNearlyAll) return for_it;
  if (share >= kHalf) return for_it * (share - kHalf) / (kNearlyAll - kHalf);
  if (share <= kHardlyAny) return against_it;
  return against_it * (kHalf - share) / (kHalf - kHardlyAny);
}

// Points for values found in a list, which never holds all: full from `enough` on.
double listed(double share, double enough, double for_it) {
  return std::min(share / enough, 1.0) * for_it;
}

// A rule for one kind and one form.
struct FormRule {
  FieldKind kind;
  Shape shape;
  double for_it;
  double against_it;
};

constexpr FormRule kFormRules[] = {
    {FieldKind::email, Shape::email, 9, -9},
    {FieldKind::birth_day, Shape::day, 1, -9},
    {FieldKind::birth_month, Shape::month, 1, -9},
    {FieldKind::birth_year, Shape::year, 5, -9},
    {FieldKind::date, Shape::date, 6.5, 0},
    {FieldKind::postcode, Shape::loose_postcode, 0, -7},
    {FieldKind::telephone, Shape::loose_telephone, 1, -8},
    {FieldKind::national_id, Shape::national_number, 8, 0},
    {FieldKind::national_id, Shape::digit, 0, -6},
    {FieldKind::national_id, Shape::date, -3, 0},
    {FieldKind::account, Shape::digit, 0, -5},
    {FieldKind::account, Shape::date, -3, 0},
    {FieldKind::given_name, Shape::name_like, 1, -8},
    {FieldKind::middle_name, Shape::name_like, 1, -8},
    {FieldKind::family_name, Shape::name_like, 1, -8},
    {FieldKind::full_name, Shape::digit, -7, 0},
    {FieldKind::full_name, Shape::email, -7, 0},
    {FieldKind::full_name, Shape::one_word, -2, 0},
    {FieldKind::full_name, Shape::letter, 0, -8},
    {FieldKind::full_name, Shape::street, -5, 0},
    {FieldKind::full_name, Shape::unnumbered_street, -5, 0},
    {FieldKind::full_name, Shape::sentence, -6, 0},
    {FieldKind::family_name, Shape::unnumbered_street, -4, 0},
    {FieldKind::organisation_name, Shape::letter, 0, -8},
    {FieldKind::organisation_name, Shape::email, -8, 0},
    {FieldKind::organisation_name, Shape::date, -8, 0},
    {FieldKind::organisation_name, Shape::sentence, -8, 0},
    {FieldKind::address_line, Shape::email, -8, 0},
    {FieldKind::address_line, Shape::date, -8, 0},
    {FieldKind::address_line, Shape::loose_telephone, -6, 0},
    {FieldKind::full_address, Shape::letter, 0, -8},
    {FieldKind::full_address, Shape::email, -8, 0},
    {FieldKind::full_address, Shape::date, -8, 0},
    {FieldKind::house_number, Shape::house, 2, -6},
    {FieldKind::town, Shape::digit, -7, 0},
    {FieldKind::town, Shape::letter, 1, -8},
    {FieldKind::town, Shape::email, -8, 0},
    {FieldKind::county, Shape::state, 6, 0},
    {FieldKind::county, Shape::county, 6, 0},
    {FieldKind::county, Shape::date, -8, 0},
    {FieldKind::county, Shape::email, -8, 0},
    {FieldKind::country, Shape::country, 6, 0},
    {FieldKind::country, Shape::date, -8, 0},
    {FieldKind::country, Shape::email, -8, 0},
    {FieldKind::entity_type, Shape::entity, 7, -8},
    {FieldKind::generation, Shape::generation, 3, -8},
    {FieldKind::category, Shape::sentence, -4, 0},
    {FieldKind::category, Shape::email, -8, 0},
    {FieldKind::category, Shape::date, -6, 0},
    {FieldKind::category, Shape::title, 4, 0},
    {FieldKind::number, Shape::number, 3, -8},
    {FieldKind::number, Shape::decimal, 1.5, 0},
    {FieldKind::free_text, Shape::sentence, 5, 0},
    {FieldKind::free_text, Shape::email, -8, 0},
    {FieldKind::free_text, Shape::date, -8, 0},
    {FieldKind::source_name, Shape::email, -8, 0},
    {FieldKind::source_name, Shape::date, -8, 0},
};

// A handful of values used over and over are the words of a list: no names, no identifiers.
bool is_list(const ColumnShape& shape) {
  return shape.distinct <= kListedWords && shape.filled > kListUses * shape.distinct;
}

double& at(ColumnEvidence& column, FieldKind kind) { return column.points[place(kind)]; }

// Whether the years of a column spread as births do and reach back.
bool born_like(const ColumnShape& shape) {
  return shape.year_low > 0 && shape.year_high - shape.year_low >= kBirthSpanYears &&
         shape.year_low < kThisCentury - kBirthSpanYears;
}

void score_dates(ColumnEvidence& column) {
  const ColumnShape& shape = column.shape;
  const bool says_birth = column.header.points[place(FieldKind::birth_date)] > 0;
  double dates = shape.share(Shape::date) + shape.share(Shape::partial_date);
  if (says_birth) dates += shape.share(Shape::six_digit_date) + shape.share(Shape::year);
  at(column, FieldKind::birth_date) += evidence(std::min(dates, 1.0), 6, -9);
  if (says_birth) at(column, FieldKind::birth_date) -= evidence(shape.share(Shape::year), 5, 0);
  if (!says_birth && dates > 0.5) {
    at(column, FieldKind::birth_date) += born_like(shape) ? 1.5 : -2;
    if (born_like(shape)) at(column, FieldKind::date) -= 2;
  }
  at(column, FieldKind::birth_date) -= evidence(shape.share(Shape::timed), 3, 0);
  const bool says_date = column.header.points[place(FieldKind::date)] > 0;
  if (says_date) {
    dates = shape.share(Shape::date) + shape.share(Shape::partial_date) + shape.share(Shape::year) +
            shape.share(Shape::six_digit_date);
    at(column, FieldKind::date) += evidence(std::min(dates, 1.0), 0, -8);
  }
  const bool says_year = column.header.points[place(FieldKind::birth_year)] > 0;
  if (!says_year && !born_like(shape)) at(column, FieldKind::birth_year) -= 4;
}

void score_sex(ColumnEvidence& column) {
  const ColumnShape& shape = column.shape;
  const bool says_sex = column.header.points[place(FieldKind::sex)] > 0;
  const double both = shape.share(Shape::male) + shape.share(Shape::female);
  double words = both + shape.share(Shape::other_sex);
  if (says_sex) {
    words += shape.share(Shape::sex_digit);
    at(column, FieldKind::sex) += evidence(std::min(words, 1.0), 6, -8);
    return;
  }
  const bool mixed = shape.share(Shape::male) > 0.02 && shape.share(Shape::female) > 0.02;
  const bool few = shape.distinct <= 12;
  at(column, FieldKind::sex) += mixed && few ? evidence(std::min(words, 1.0), 6, -8) : -8;
}

void score_contacts(ColumnEvidence& column) {
  const ColumnShape& shape = column.shape;
  const double firm = evidence(shape.share(Shape::firm_postcode), 8, 0);
  // Values used about equally often are rather identifiers: people cluster in places.
  const bool numbered_rows =
      shape.distinct > 20 && shape.effective > 0.93 * static_cast<double>(shape.distinct);
  const bool parted = shape.share(Shape::whole_number) < 0.5;  // "12-345": no plain number
  const double five =
      numbered_rows && !parted ? 0 : evidence(shape.share(Shape::five_postcode), parted ? 5 : 4, 0);
  const bool years = shape.share(Shape::year) > 0.5;
  const double four =
      numbered_rows || years ? 0 : evidence(shape.share(Shape::four_postcode), 3.2, 0);
  at(column, FieldKind::postcode) += std::max({firm, five, four});
  const double sure = evidence(shape.share(Shape::firm_telephone), 7, 0);
  const double ten = evidence(shape.share(Shape::ten_telephone), 4, 0);
  // "liability ref": a number that the header calls a reference is not dialled.
  const bool numbered = column.header.key != KeyWord::none ||
                        column.header.points[place(FieldKind::account)] > 0 ||
                        column.header.points[place(FieldKind::national_id)] > 0;
  const bool reference = numbered && column.header.points[place(FieldKind::telephone)] <= 0;
  if (reference) at(column, FieldKind::telephone) -= 8;
  at(column, FieldKind::telephone) += std::max(sure, ten);
}

void score_names(ColumnEvidence& column) {
  const ColumnShape& shape = column.shape;
  const double given = shape.share(Shape::given_word);
  const double family = shape.share(Shape::family_word);
  const double several = shape.share(Shape::several_words);
  const bool many = shape.distinct > 3;
  if (given > 0.08) at(column, FieldKind::given_name) += listed(given - 0.08, 0.4, 6);
  if (many && family > 0.04 && given < family + 0.2) {
    at(column, FieldKind::family_name) += listed(family - 0.04, 0.15, 4.5);
  }
  at(column, FieldKind::given_name) -= evidence(several, 4, 0);
  at(column, FieldKind::family_name) -= evidence(several, 2, 0);
  const bool says_name = column.header.points[place(FieldKind::full_name)] > 0;
  const double whole = shape.share(Shape::whole_name);
  if (!says_name || several > 0.2) {
    at(column, FieldKind::full_name) += listed(whole, 0.5, 6.5) + evidence(several, 1, 0);
  }
  if (!says_name && whole < 0.1) at(column, FieldKind::full_name) -= 2;
  if (!is_list(shape) || column.header.points[place(FieldKind::organisation_name)] > 0) {
    at(column, FieldKind::organisation_name) += listed(shape.share(Shape::legal_form), 0.3, 6.5);
  }
  if (shape.share(Shape::legal_form) > 0.2) at(column, FieldKind::full_name) -= 4;
  // "John Smith, Mary Jones, Ann Lee": one name has one comma at most, behind the family name.
  const bool says_people = shape.share(Shape::several_parts) > kListedPeople;
  if (says_people && shape.share(Shape::digit) < 0.1) at(column, FieldKind::full_name) -= 8;
}

void score_places(ColumnEvidence& column) {
  const ColumnShape& shape = column.shape;
  at(column, FieldKind::town) += listed(shape.share(Shape::town), 0.35, 6);
  const double streets = shape.share(Shape::street) + shape.share(Shape::unnumbered_street);
  const double parts = shape.share(Shape::several_parts);
  at(column, FieldKind::full_address) += listed(std::min(streets, parts), 0.6, 6);
  const double coded = std::min(parts, shape.share(Shape::digit));
  at(column, FieldKind::full_address) += evidence(coded, 2, 0);
  if (coded > 0.8) at(column, FieldKind::free_text) -= 4;
  const double numbered = std::max(evidence(shape.share(Shape::numbered_words), 3.5, 0),
                                   evidence(shape.share(Shape::words_numbered), 2.5, 0));
  const double typed =
      std::max(evidence(shape.share(Shape::street), 6, 0), evidence(streets, 5, 0));
  at(column, FieldKind::address_line) += std::max(numbered, typed);
  const bool says_whole = column.header.points[place(FieldKind::full_address)] > 0;
  const bool says_line = column.header.points[place(FieldKind::address_line)] > 0;
  if (says_whole && says_line) at(column, FieldKind::full_address) += parts > 0.3 ? 2 : -2;
}

void score_codes(ColumnEvidence& column) {
  const ColumnShape& shape = column.shape;
  const bool coded = shape.share(Shape::identifier) > 0.95 && shape.same_length > 0.95 &&
                     shape.common_length >= 6 && shape.share(Shape::decimal) < 0.05 &&
                     shape.share(Shape::email) < 0.05;
  const bool patterned = shape.share(Shape::identifier) > 0.95 &&
                         shape.share(Shape::letter) > 0.95 && shape.skeletons <= 5 &&
                         shape.distinct > 20 && shape.share(Shape::email) < 0.05;
  if ((coded && !is_list(shape)) || patterned) at(column, FieldKind::account) += 3.5;
  const auto distinct = static_cast<double>(shape.distinct);
  const bool uneven = shape.effective < 0.7 * distinct;
  const bool few = shape.distinct <= 5 || (shape.distinct <= 12 && !shape.even) ||
                   (shape.distinct <= 200 && uneven);
  if (few) at(column, FieldKind::category) += shape.distinct <= 50 ? 3 : 2;
  // The words of a list come again and again.
  const bool own = distinct > 50 && distinct > 0.5 * static_cast<double>(shape.filled);
  if (own) at(column, FieldKind::category) -= 6;
  const bool names_source = column.header.points[place(FieldKind::source_name)] > 0;
  if (names_source && shape.distinct > 200) at(column, FieldKind::source_name) -= 6;
}

// Whether a unique column has a form that only numbering gives.
bool key_form(const ColumnShape& shape) {
  if (!shape.unique) return false;
  if (shape.share(Shape::unique_form) > 0.95 && shape.rows >= 3) return true;
  if (shape.share(Shape::whole_number) >= 1) {
    const bool sequence = shape.counting && shape.rows >= kRowsForSequence;
    return sequence || (shape.counts_from_start && shape.rows >= 3);
  }
  const bool lettered = shape.share(Shape::letter) > 0.95 && shape.share(Shape::identifier) > 0.95;
  const bool other = shape.share(Shape::email) > 0.05 || shape.share(Shape::date) > 0.5;
  return lettered && !other && shape.skeletons <= 5 && shape.rows >= kRowsForSequence;
}

bool id_like(const ColumnShape& shape) {
  return shape.share(Shape::identifier) > 0.9 && shape.share(Shape::email) < 0.1 &&
         shape.share(Shape::date) < 0.5 && shape.share(Shape::decimal) < 0.1;
}

void score_repeated_key(ColumnEvidence& column) {
  const ColumnShape& shape = column.shape;
  const auto filled = static_cast<double>(shape.filled);
  const bool nearly = static_cast<double>(shape.distinct) >= 0.9 * filled;
  if (column.header.key == KeyWord::plain && nearly) {
    at(column, FieldKind::record_key) += kKeyByHeader / 2;
  } else if (column.header.key == KeyWord::plain || column.header.key == KeyWord::group) {
    at(column, FieldKind::truth) += kKeyByNamedHeader;
  } else if (column.header.key == KeyWord::thing) {
    at(column, FieldKind::category) += 6;
  } else {
    at(column, FieldKind::account) += 6;
  }
}

void score_keys(ColumnEvidence& column) {
  const ColumnShape& shape = column.shape;
  const KeyWord key = column.header.key;
  const bool form = key_form(shape);
  const bool other = shape.share(Shape::email) > 0.5 || shape.share(Shape::date) > 0.5 ||
                     shape.share(Shape::sentence) > 0.5;
  at(column, FieldKind::record_key) += form ? kKeyByForm : 0;
  if (key == KeyWord::none || other || shape.read == 0) return;
  if (key == KeyWord::truth) {
    const FieldKind kind = shape.unique ? FieldKind::record_key : FieldKind::truth;
    if (shape.unique && !id_like(shape)) return;
    if (id_like(shape) || column.header.points[place(FieldKind::full_name)] <= 0) {
      at(column, kind) += id_like(shape) ? kKeyByHeader : 5;
    }
    return;
  }
  if (key == KeyWord::number) {
    at(column, FieldKind::account) += id_like(shape) && !is_list(shape) ? 4 : 0;
    at(column, FieldKind::record_key) += form ? 4 : 0;
    return;
  }
  if (shape.unique) {
    at(column, FieldKind::record_key) += key == KeyWord::plain ? kKeyByHeader : kKeyByNamedHeader;
  } else if (id_like(shape)) {
    score_repeated_key(column);
  }
}

// What a share of values is called in a reason.
struct Words {
  FieldKind kind;
  Shape shape;
  std::string_view words;
};

constexpr Words kWords[] = {
    {FieldKind::email, Shape::email, "are e-mail addresses"},
    {FieldKind::birth_date, Shape::date, "are dates"},
    {FieldKind::date, Shape::date, "are dates"},
    {FieldKind::birth_day, Shape::day, "are numbers from 1 to 31"},
    {FieldKind::birth_month, Shape::month, "are months"},
    {FieldKind::birth_year, Shape::year, "are years"},
    {FieldKind::postcode, Shape::firm_postcode, "have the form of a postcode"},
    {FieldKind::postcode, Shape::five_postcode, "are five digits"},
    {FieldKind::postcode, Shape::four_postcode, "are four digits"},
    {FieldKind::telephone, Shape::firm_telephone, "are telephone numbers"},
    {FieldKind::telephone, Shape::loose_telephone, "could be dialled"},
    {FieldKind::national_id, Shape::national_number, "have the form of a national identifier"},
    {FieldKind::given_name, Shape::given_word, "are common given names"},
    {FieldKind::family_name, Shape::family_word, "are common family names"},
    {FieldKind::full_name, Shape::whole_name, "are several words with a common given name"},
    {FieldKind::organisation_name, Shape::legal_form, "name a kind of organisation"},
    {FieldKind::address_line, Shape::street, "are a number and a street"},
    {FieldKind::address_line, Shape::numbered_words, "are a number and words"},
    {FieldKind::address_line, Shape::words_numbered, "are words and a number"},
    {FieldKind::address_line, Shape::unnumbered_street, "end with a kind of street"},
    {FieldKind::full_address, Shape::several_parts, "have several address parts"},
    {FieldKind::house_number, Shape::house, "could be house numbers"},
    {FieldKind::town, Shape::town, "are well-known towns"},
    {FieldKind::county, Shape::state, "are states"},
    {FieldKind::county, Shape::county, "are counties"},
    {FieldKind::country, Shape::country, "are countries"},
    {FieldKind::entity_type, Shape::entity, "say person or organisation"},
    {FieldKind::generation, Shape::generation, "are suffixes such as Jr or III"},
    {FieldKind::number, Shape::number, "are numbers"},
    {FieldKind::free_text, Shape::sentence, "are long texts"},
    {FieldKind::account, Shape::identifier, "have the form of an identifier"},
};

std::string value_words(const ColumnShape& shape, FieldKind kind) {
  double best = 0;
  std::string_view words;
  for (const Words& row : kWords) {
    if (row.kind != kind || shape.share(row.shape) <= best) continue;
    best = shape.share(row.shape);
    words = row.words;
  }
  if (kind == FieldKind::sex) {
    best = shape.share(Shape::male) + shape.share(Shape::female) + shape.share(Shape::other_sex) +
           shape.share(Shape::sex_digit);
    words = "are codes or words for a sex";
  }
  if (best < 0.01 || words.empty()) return {};
  return fmt::format("{:.0f} % of values {}", std::floor(std::min(best, 1.0) * 100), words);
}

std::string key_words(const ColumnShape& shape, FieldKind kind) {
  if (kind == FieldKind::record_key) {
    if (!shape.unique) return "nearly every row has its own value; not compared";
    return "every row has its own value; not compared";
  }
  return "values repeat and so group the rows: taken for a known answer and not compared; say "
         "--column to compare it";
}

}  // namespace

void score_column(ColumnEvidence& column) {
  column.points = column.header.points;
  at(column, FieldKind::text) += kTextPoints;
  at(column, FieldKind::ignored) -= kTextPoints;
  if (column.shape.read > 0) {
    for (const FormRule& rule : kFormRules) {
      column.points[place(rule.kind)] +=
          evidence(column.shape.share(rule.shape), rule.for_it, rule.against_it);
    }
    score_dates(column);
    score_sex(column);
    score_contacts(column);
    score_names(column);
    score_places(column);
    score_codes(column);
  }
  score_keys(column);
}

double confidence_of(const KindPoints& points, FieldKind kind) {
  const double own = points[place(kind)];
  double other = 0;
  for (size_t i = 0; i < kKindCount; ++i) {
    if (i != place(kind)) other = std::max(other, points[i]);
  }
  const double lead = own - other;
  const double sure = lead >= 0 ? 1 - 0.5 * std::exp(-0.35 * lead) : 0.5 * std::exp(0.35 * lead);
  const double strength = 1 - std::exp(-std::max(own, 0.0) / 3);
  return std::clamp(sure * strength, 0.05, 0.99);
}

std::string reason_for(const std::string& name, const ColumnEvidence& column, FieldKind kind) {
  std::string reason;
  const auto add = [&](const std::string& words) {
    if (words.empty()) return;
    if (!reason.empty()) reason += "; ";
    reason += words;
  };
  const double said = column.header.points[place(kind)];
  const auto told = std::max_element(column.header.points.begin(), column.header.points.end());
  const auto place_told = told - column.header.points.begin();
  const bool key = kind == FieldKind::record_key || kind == FieldKind::truth;
  if (said > 0 || (key && column.header.key != KeyWord::none)) {
    add(fmt::format("header '{}'", name));
  } else if (*told >= 5 && column.points[static_cast<size_t>(place_told)] < *told) {
    add(fmt::format("the values do not look as header '{}' says", name));
  }
  if (key) add(key_words(column.shape, kind));
  if (kind == FieldKind::ignored) add("describes or points to something else; not compared");
  if (kind == FieldKind::text && column.header.of_other_person) add("about another person");
  if (kind == FieldKind::category && said <= 0) {
    add(fmt::format("{} different values", column.shape.distinct));
  }
  add(value_words(column.shape, kind));
  if (reason.empty() && *told > 0) add(fmt::format("header '{}'", name));
  return reason;
}

}  // namespace newlyn::profile
