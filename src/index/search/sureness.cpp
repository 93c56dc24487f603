// SPDX-License-Identifier: MIT
// What the words tell of the best: their score, more for a number that one person has, less for
// each word that does not stand there.
#include "index/search/sureness.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>
#include <string>

namespace newlyn::index {
namespace {

using record::FieldKind;

// A number of one person is one of very many that nobody has: to hit it by chance is rarer than
// its being there once among the records says.
constexpr double kNumberBits = 14;
// What is known of somebody stands otherwise in a record about once in so many times: 2^4.
constexpr double kMissedBits = 4;
// Words of one kind depend on one another, and a number that does not stand there is somebody's:
// then nobody is meant once in so many times at least.
constexpr double kDoubt = 1.0 / 32;
constexpr size_t kNumberLettersMin = 6;
constexpr double kScoreMost = 900;   // a double holds two to the power of it
constexpr double kOne = 4294967296;  // 2^32: what the best counts

/// What one thing that is known of somebody stands in: columns of one kind tell of one thing.
FieldKind thing_of(FieldKind kind) {
  switch (kind) {
    case FieldKind::given_name:
    case FieldKind::middle_name:
    case FieldKind::family_name:
    case FieldKind::generation:
    case FieldKind::organisation_name:
      return FieldKind::full_name;
    case FieldKind::address_line:
    case FieldKind::house_number:
    case FieldKind::town:
    case FieldKind::county:
    case FieldKind::postcode:
    case FieldKind::country:
      return FieldKind::full_address;
    case FieldKind::birth_day:
    case FieldKind::birth_month:
    case FieldKind::birth_year:
      return FieldKind::birth_date;
    default:
      return kind;
  }
}

/// Whether a number of this kind is of one person.
bool is_of_one(FieldKind kind) {
  return kind == FieldKind::national_id || kind == FieldKind::account;
}

/// Whether a term is a long number or code and not a date.
bool is_number(const QueryTerm& term) {
  return std::all_of(term.texts.begin(), term.texts.end(), [](const std::string& text) {
    const auto digits = std::count_if(text.begin(), text.end(), [](char c) {
      return std::isdigit(static_cast<unsigned char>(c)) != 0;
    });
    return static_cast<size_t>(digits) >= kNumberLettersMin && text.find('-') == text.npos;
  });
}

}  // namespace

Sureness::Sureness(const FoundRows& found, const FoundRow& best, const linkage::FittedModel& fitted,
                   size_t record_count)
    : best_(best.score) {
  const bool is_alone = found.terms.size() == 1;
  bool has_number = false;
  size_t missed = 0;
  size_t missed_numbers = 0;
  std::set<FieldKind> things;
  if (best.by_id) things.insert(FieldKind::record_key);
  for (size_t term = 0; term < found.terms.size(); ++term) {
    const WordHit hit = best.hits == FoundRow::kNoHits ? WordHit{} : found.hits[best.hits + term];
    if (!hit.is_there()) {
      ++missed;
      missed_numbers += is_number(found.terms[term]) ? 1 : 0;
      continue;
    }
    if (hit.is_held) {  // several have one: it tells by how few they are
      things.insert(FieldKind::account);
      continue;
    }
    const FieldKind kind = thing_of(fitted.columns()[hit.column].kind);
    things.insert(kind);
    has_number |= is_of_one(kind) && hit.likeness == Likeness::same;
  }
  // One of the terms may be the id of the record, which stands in none of its columns.
  const size_t ids = best.by_id ? 1 : 0;
  double tells = best.score + (has_number ? kNumberBits : 0);
  tells -= kMissedBits * static_cast<double>(missed - std::min(missed, ids));
  nobody_ = static_cast<double>(record_count) * std::exp2(-std::min(tells, kScoreMost));
  const bool is_one_thing = things.size() < 2 && !has_number && !(best.by_id && is_alone);
  if (is_one_thing || missed_numbers > ids) nobody_ = std::max(nobody_, kDoubt);
}

double Sureness::odds_of(double score) const noexcept {
  return std::exp2(std::max(score - best_, -kScoreMost)) / nobody_;
}

void Sureness::count(double score) noexcept {
  if (score < least()) return;
  if (score != last_score_) {  // of many who fit equally well it is worked out once
    last_score_ = score;
    last_units_ = static_cast<uint64_t>(std::exp2(score - best_) * kOne);
  }
  counted_ += last_units_;
}

double Sureness::counted() const noexcept { return static_cast<double>(counted_) / kOne; }

}  // namespace newlyn::index
