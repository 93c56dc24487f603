// SPDX-License-Identifier: MIT
// The privacy notice and the evidence for the equality duty, each one document that its page and
// its text are made from.
#pragma once

#include <string>

#include "base/run_context.h"
#include "workspace/accountability/document.h"

namespace newlyn::workspace {

/// What Articles 13 and 14 of the UK GDPR ask to be told, section by section, and what is not said
/// yet.
Document privacy_notice_document(const GovernanceFacts& facts);
Page privacy_notice_page(const Document& notice);
std::string privacy_notice_text(const Document& notice);

/// What linkage came to for different groups of people, and what could not be measured. Requires:
/// nothing has the store open.
Document equality_document(const Home& home, RunContext& run);
Page equality_page(const Document& evidence);
std::string equality_text(const Document& evidence);

}  // namespace newlyn::workspace
