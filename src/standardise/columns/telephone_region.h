// SPDX-License-Identifier: MIT
// The country whose national numbers the telephone columns of a run hold.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/field_kind.h"
#include "record/text_column.h"
#include "standardise/contact/telephone.h"

namespace newlyn::standardise {

/// Rows by the country that their places speak for, by place in kTelephoneRegions.
struct PlaceVotes {
  std::array<uint64_t, kTelephoneRegions.size()> rows{};

  PlaceVotes& operator+=(const PlaceVotes& other);
};

/// Adds the rows of a county, postcode or country column to `votes`.
void count_place_votes(const record::TextColumn& column, record::FieldKind kind, PlaceVotes& votes);

/// What one input says about telephone numbers.
struct TelephoneVotes {
  /// By column, a sample of its numbers; none elsewhere. They are views of the columns.
  std::vector<std::vector<std::string_view>> numbers;
  PlaceVotes places;
};

/// A region and why it was chosen, in words.
struct ChosenRegion {
  std::string region;
  std::string_view reason;
};

/// Decides each column of each input: by the places of its input, else by those of all inputs, else
/// by the numbers of all inputs together, else British use; a column whose own numbers clearly say
/// otherwise follows them.
std::vector<std::vector<ChosenRegion>> decide_regions(const std::vector<TelephoneVotes>& inputs);

}  // namespace newlyn::standardise
