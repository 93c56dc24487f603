// SPDX-License-Identifier: MIT
// On which terms data about people leaves the workspace: what for, to whom, until when.
//
// 1. Everything that leaves stands in the register with a recipient and a last day. Where nobody
//    names them, the recipient is the account that asks, and the last day follows from how long the
//    purpose lets results be kept, else from newlyn.toml.
// 2. Under a purpose nothing may be kept for longer than the purpose lets results be kept.
// 3. A workspace that has purposes hands nothing out without one.
#pragma once

#include <string>

#include "workspace/home.h"
#include "workspace/rights/releases.h"

namespace newlyn::workspace {

/// What is said of something that is to be handed out. Empty: nobody said.
struct HandingTerms {
  std::string purpose;
  std::string recipient;
  std::string expires;  // the day until which it may be kept
};

/// The terms that count, whole. Throws Error: request_invalid for an expiry that is no day, is over
/// or is later than the purpose allows, and for a purpose that there is not; access_refused without
/// a purpose where the workspace has some. Requires: this process does not have the log open.
HandingTerms agreed_terms(const Home& home, const HandingTerms& asked);

/// The same of what no purpose is needed for: what the law gives a person, and backups. `for_what`
/// stands in the register where no purpose was named.
HandingTerms agreed_terms_for(const Home& home, const HandingTerms& asked, const char* for_what);

/// A release on these terms, by the account that asks.
Release release_on(const HandingTerms& terms, const std::string& who);

}  // namespace newlyn::workspace
