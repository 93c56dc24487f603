// SPDX-License-Identifier: MIT
// What stands in or beside everything that is handed out: what for, to whom, until when.
#pragma once

#include <string>

#include "workspace/entities.h"
#include "workspace/request_context.h"

namespace newlyn::workspace {

/// The terms of an export.
struct ExportTerms {
  std::string made;       // when, UTC
  std::string purpose;    // empty: the workspace has none
  std::string recipient;  // the account that asked, where nobody was named
  std::string expires;    // the last day on which it may be kept
};

/// Completes the terms on which an entity is to be exported, for the file to carry them and
/// `handing` to name them. Throws Error, after its entry, where there are none on which it may be.
ExportTerms complete_terms(const RequestContext& context, const std::string& id,
                           ExportHanding& handing);

}  // namespace newlyn::workspace
