// SPDX-License-Identifier: MIT
// A look at sources as they lie, row by row, beside all entities: what purpose and policy leave of
// it. The mapping of a source says which fields a column is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "store/store.h"
#include "workspace/home.h"
#include "workspace/index/access.h"

namespace newlyn::workspace {

/// Which verb looks, in words as a sentence begins ("Looking at rows"), and at which sources.
struct SourceQuestion {
  std::string verb;
  std::string words;
  std::vector<std::string> sources;
};

/// A look that may be done.
class SourceLook {
 public:
  /// Asks governance. Words after --purpose that name no purpose are none. Throws
  /// Error(access_refused), after the entry that says so: where a purpose is demanded, where
  /// purpose or policy does not allow it, and where the purpose shows some rows or cases alone,
  /// which rows as they lie do not tell.
  SourceLook(const Home& home, const Asked& asked, const SourceQuestion& question);

  /// Whether a column of a source may be shown as it was written: under a purpose where each field
  /// that it is is shown as it is.
  bool shows(const std::string& source, const std::string& column) const;
  /// The fields that a column is, for the entry; its own name where it is none.
  std::vector<std::string> fields_of(const std::string& source, const std::string& column) const;
  /// A value in standard form as it may be shown; nothing: not at all.
  std::optional<std::string> shown_value(const std::string& field, const std::string& value) const;
  /// A field as entries name it: "birth_date (year)".
  std::string entry_field(const std::string& field) const;
  /// Whether records of a kind may be shown.
  bool allows_kind(const std::string& kind) const { return access_.allows_kind(kind); }

 private:
  Home home_;
  Access access_;
};

/// Which verb gives figures, of which source and of which of its columns.
struct FiguresQuestion {
  Asked asked;
  std::string verb;
  std::string source;
  std::vector<std::string> columns;
};

/// Whether words after --purpose name a purpose that is there.
bool names_purpose(const Home& home, const std::string& words);

/// Whether figures of a source as a whole say nothing that the purpose, the policy or a clearance
/// hides from who asks: each row and each of these columns is shown as it is. True where no purpose
/// is named. Leaves no entry. `run` is for finding who is restricted.
bool shows_whole(const Home& home, store::Store& store, const FiguresQuestion& question,
                 RunContext& run);

}  // namespace newlyn::workspace
