// SPDX-License-Identifier: MIT
// Votes of columns, with the fallbacks for columns that do not vote.
#include "standardise/columns/evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/random.h"
#include "base/threads.h"
#include "standardise/address/place.h"
#include "standardise/columns/telephone_region.h"
#include "standardise/contact/telephone.h"
#include "standardise/text/fold.h"

namespace newlyn::standardise {
namespace {

using record::FieldKind;
using record::TextColumn;
using record::ValueCode;

constexpr size_t kRegionSample = 120;

bool is_date_kind(FieldKind kind) {
  return kind == FieldKind::birth_date || kind == FieldKind::date;
}

// What is gathered from one input before the inputs are looked at together.
struct Counted {
  std::vector<OrderVotes> votes;
  OrderVotes all_votes;
  TelephoneVotes telephones;
  bool us = false;
  bool au = false;
};

// The distinct values with the smallest hashes: a sample that does not depend on row order.
std::vector<std::string_view> sample_values(const TextColumn& column) {
  std::vector<std::pair<uint64_t, ValueCode>> hashes;
  for (ValueCode code = 1; code <= column.values.value_count(); ++code) {
    hashes.emplace_back(hash_bytes(column.values[code]), code);
  }
  const size_t count = std::min(kRegionSample, hashes.size());
  std::partial_sort(hashes.begin(), hashes.begin() + static_cast<ptrdiff_t>(count), hashes.end());
  std::vector<std::string_view> sample;
  for (size_t at = 0; at < count; ++at) sample.push_back(column.values[hashes[at].second]);
  return sample;
}

// Rows of a county or country column by the country they speak for.
void count_places(const TextColumn& column, FieldKind kind, Counted& counted) {
  uint64_t us = 0;
  uint64_t au = 0;
  uint64_t all = 0;
  const std::vector<uint32_t> counts = column.counts();
  for (ValueCode code = 1; code <= column.values.value_count(); ++code) {
    all += counts[code];
    const std::string words = fold_words(column.values[code]);
    const std::string country = kind == FieldKind::country ? standardise_country(words)
                                                           : std::string(region_country(words));
    // "WA" and "NT" are in more than one country; Australian columns are told by the others.
    const bool shared = kind == FieldKind::county && words == "wa";
    if (country == "us") us += counts[code];
    if (country == "au" || shared) au += counts[code];
  }
  counted.us = counted.us || us * 2 > all;
  counted.au = counted.au || au * 2 > all;
}

Counted count_input(const Input& input) {
  Counted counted;
  const auto& columns = *input.columns;
  counted.votes.resize(columns.size());
  counted.telephones.numbers.resize(columns.size());
  for (size_t at = 0; at < columns.size(); ++at) {
    const FieldKind kind = (*input.recognised)[at].kind;
    if (is_date_kind(kind)) {
      counted.votes[at] = count_order_votes(columns[at]);
      counted.all_votes.day_first += counted.votes[at].day_first;
      counted.all_votes.month_first += counted.votes[at].month_first;
    } else if (kind == FieldKind::county || kind == FieldKind::country) {
      count_places(columns[at], kind, counted);
    } else if (kind == FieldKind::telephone) {
      counted.telephones.numbers[at] = sample_values(columns[at]);
    }
    if (kind == FieldKind::county || kind == FieldKind::country || kind == FieldKind::postcode) {
      count_place_votes(columns[at], kind, counted.telephones.places);
    }
  }
  return counted;
}

bool decides(const OrderVotes& votes) { return votes.day_first != votes.month_first; }

DayOrder order_of(const OrderVotes& votes) {
  return votes.month_first > votes.day_first ? DayOrder::month_first : DayOrder::day_first;
}

std::string_view order_words(DayOrder order) {
  return order == DayOrder::day_first ? "day before month" : "month before day";
}

// Decides the order of one date column and says why.
DayOrder decide_order(const Counted& counted, size_t column, const OrderVotes& all_inputs,
                      std::string& why) {
  const OrderVotes& own = counted.votes[column];
  if (decides(own)) {
    why = fmt::format("from {} values", std::max(own.day_first, own.month_first));
    return order_of(own);
  }
  if (decides(counted.all_votes)) {
    why = "as in the other date columns";
    return order_of(counted.all_votes);
  }
  if (counted.us) {
    why = "because the places are in the United States";
    return DayOrder::month_first;
  }
  why = "as in the other inputs";
  if (!decides(all_inputs)) why = "no value decides it";
  return order_of(all_inputs);
}

bool is_ambiguous(const TextColumn& column) {
  // Any value with two separators and no leading year makes the order matter.
  for (ValueCode code = 1; code <= column.values.value_count(); ++code) {
    const std::string_view text = column.values[code];
    const auto separators = std::count_if(text.begin(), text.end(),
                                          [](char c) { return c == '/' || c == '-' || c == '.'; });
    if (separators == 2 && text.size() >= 6 && !is_digits(text.substr(0, 4))) return true;
  }
  return false;
}

void decide_input(const Input& input, const Counted& counted, const OrderVotes& all_votes,
                  Evidence& evidence) {
  const auto& columns = *input.columns;
  for (size_t at = 0; at < columns.size(); ++at) {
    if (!is_date_kind((*input.recognised)[at].kind)) continue;
    std::string why;
    evidence.day_order[at] = decide_order(counted, at, all_votes, why);
    if (!is_ambiguous(columns[at])) continue;
    evidence.notes.push_back(fmt::format("{} of {}: {}, {}", columns[at].name, input.source_name,
                                         order_words(evidence.day_order[at]), why));
  }
}

}  // namespace

std::vector<Evidence> gather_evidence(const std::vector<Input>& inputs) {
  std::vector<Counted> counted(inputs.size());
  parallel_ranges(inputs.size(), 1,
                  [&](size_t begin, size_t) { counted[begin] = count_input(inputs[begin]); });
  OrderVotes all_votes;
  for (const Counted& one : counted) {
    all_votes.day_first += one.all_votes.day_first;
    all_votes.month_first += one.all_votes.month_first;
  }
  std::vector<TelephoneVotes> telephones;
  for (const Counted& one : counted) telephones.push_back(one.telephones);
  const std::vector<std::vector<ChosenRegion>> regions = decide_regions(telephones);
  std::vector<Evidence> all(inputs.size());
  for (size_t at = 0; at < inputs.size(); ++at) {
    const Input& input = inputs[at];
    Evidence& evidence = all[at];
    evidence.day_order.resize(input.columns->size(), DayOrder::day_first);
    evidence.region.resize(input.columns->size());
    evidence.postcodes = counted[at].us && !counted[at].au   ? PostcodeCountry::us
                         : counted[at].au && !counted[at].us ? PostcodeCountry::au
                                                             : PostcodeCountry::unknown;
    decide_input(input, counted[at], all_votes, evidence);
    for (size_t column = 0; column < input.columns->size(); ++column) {
      if ((*input.recognised)[column].kind != FieldKind::telephone) continue;
      const ChosenRegion& chosen = regions[at][column];
      evidence.region[column] = chosen.region;
      evidence.notes.push_back(fmt::format("{} of {}: telephone numbers read as those of {}, {}",
                                           (*input.columns)[column].name, input.source_name,
                                           chosen.region, chosen.reason));
    }
  }
  return all;
}

}  // namespace newlyn::standardise
