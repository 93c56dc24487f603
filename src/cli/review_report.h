// SPDX-License-Identifier: MIT
// Items to review and what was said of them, for people and for programs.
#pragma once

#include <string>

#include "workspace/review.h"

namespace newlyn::cli {

/// The queue in its order.
std::string review_list_text(const workspace::ReviewList& list);
std::string review_list_json(const workspace::ReviewList& list);

/// An item in somebody's hands.
std::string review_claim_text(const workspace::ReviewClaimed& claimed);
std::string review_claim_json(const workspace::ReviewClaimed& claimed);

/// What became of a decision.
std::string review_decision_text(const workspace::ReviewDecision& decision);
std::string review_decision_json(const workspace::ReviewDecision& decision);
std::string review_decisions_text(const workspace::ReviewDecisions& decided);
std::string review_decisions_json(const workspace::ReviewDecisions& decided);

/// How often reviewers agree.
std::string review_agreement_text(const workspace::ReviewAgreement& agreement);
std::string review_agreement_json(const workspace::ReviewAgreement& agreement);

}  // namespace newlyn::cli
