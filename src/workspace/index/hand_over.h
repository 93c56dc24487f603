// SPDX-License-Identifier: MIT
// Tables of texts that leave a workspace in a file.
#pragma once

#include <set>
#include <string>

#include "workspace/crosswalk.h"
#include "workspace/index/desk.h"
#include "workspace/rights/handing.h"

namespace newlyn::workspace {

/// The terms on which it is handed out. Throws, before any work, where there are none on which it
/// may be, the output that is asked for cannot be written, or its ending names no form.
HandingTerms check_output(const ExportRequest& request);

/// Notes something in the register that is about to leave, and leaves its entry, which says the
/// number of the register for all whom it holds. Neither is there without the other.
void leave_release(const Desk& desk, const Release& release);

/// What leaves: as what, and on which terms.
struct Leaving {
  const char* what;
  const HandingTerms& terms;
  std::set<std::string> others = {};  // entities that it shows besides those of its rows
};

/// The same of an export whose rows begin with the entity that they are of: records are the rows,
/// or as many as were counted before, or golden records, which are one each.
void note_export(const Desk& desk, const ExportRequest& request, const ExportResponse& response,
                 const Leaving& leaving);

/// Counts the rows, and writes them into the file that is asked for, with its terms beside it, or
/// leaves them in the response.
void hand_over(const ExportRequest& request, ExportResponse& response, const HandingTerms& terms);

/// The same of documents of one line, which are the last column, into a file of lines; the rows are
/// counted already.
void hand_over_lines(const ExportRequest& request, ExportResponse& response,
                     const HandingTerms& terms);

/// What is written while this is there is for its owner alone, whatever the person's umask says.
class OwnerAlone {
 public:
  OwnerAlone();
  ~OwnerAlone();
  OwnerAlone(const OwnerAlone&) = delete;
  OwnerAlone& operator=(const OwnerAlone&) = delete;

 private:
  unsigned before_;
};

/// Writes NAME.terms.json beside a table that has no place for its terms: what for, to whom, until
/// when, and when it was made.
void write_terms(const std::string& output, const HandingTerms& terms);

}  // namespace newlyn::workspace
