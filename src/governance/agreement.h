// SPDX-License-Identifier: MIT
// What a sharing agreement says of itself: objective, benefits, since when, and when it is looked
// at again, as the register under Part 5 of the Digital Economy Act 2017 asks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "governance/purpose.h"

namespace newlyn::governance {

/// Optional members of [agreement] in a purpose file. Dates are "2026-11-28"; empty: not said.
struct AgreementTerms {
  std::string objective;
  std::string benefits;
  std::string start;
  std::string review;
};

/// Reads them; all are empty where the purpose has no agreement. Requires: read_purpose takes the
/// text. Throws Error(request_invalid) with the member and what it must be.
AgreementTerms read_agreement_terms(std::string_view text);

/// What keeps a purpose from being used today because of its agreement: it has not begun, or is
/// over.
std::vector<PurposeFinding> agreement_obstacles(const Purpose& purpose, const AgreementTerms& terms,
                                                const std::string& today);

/// What an agreement does not say that the register asks, and a review that is overdue; in
/// sentences with what to do. Nothing where the purpose has no agreement.
std::vector<std::string> agreement_remarks(const Purpose& purpose, const AgreementTerms& terms,
                                           const std::string& today);

}  // namespace newlyn::governance
