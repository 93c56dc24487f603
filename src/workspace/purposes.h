// SPDX-License-Identifier: MIT
// The verbs about purposes: add, list, show, approve, check, key.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "workspace/home.h"

namespace newlyn::workspace {

/// One version of a purpose.
struct PurposeVersion {
  uint64_t number = 0;
  std::string version;      // the beginning of the file's SHA-256: what is approved
  std::string approved_by;  // empty: not approved
  std::string approved_on;
};

/// A purpose as the workspace holds it.
struct PurposeReport {
  std::string name;
  std::string reason;
  std::string owner;
  uint64_t in_force = 0;  // the version that counts: the latest approved, else the latest
  std::vector<PurposeVersion> versions;                         // oldest first
  std::vector<std::pair<std::string, std::string>> obstacles;   // what, remedy; empty: it works
  std::vector<std::pair<std::string, std::string>> statements;  // for people, in order
  /// The same of the latest version, where another one counts.
  std::vector<std::pair<std::string, std::string>> waiting;
  std::vector<std::string> remarks;  // what may hide more or less than was meant; no obstacle
};

/// Adds a purpose file as a new version after the one with the version `after` (empty: it is the
/// first). Throws Error(request_invalid) for a file that is no purpose, and when the latest version
/// is another, because somebody added one meanwhile. What keeps it from being approved is among the
/// obstacles.
PurposeReport purpose_add(const Asked& asked, const std::string& file, const std::string& after);

/// All purposes in the order of their names.
std::vector<PurposeReport> purpose_list(const Asked& asked);

/// One purpose; obstacles are those of today. Throws Error(request_invalid) for one that is not
/// there.
PurposeReport purpose_show(const Asked& asked, const std::string& name);

/// The same, asked in order to use the purpose today.
PurposeReport purpose_check(const Asked& asked, const std::string& name);

/// What is approved.
struct PurposeApproval {
  std::string name;
  std::string version;  // that the person read
  std::string key_file;
};

/// Approves the latest version with the key in a file. Throws Error(request_invalid) when it is not
/// the version that the person read.
PurposeReport purpose_approve(const Asked& asked, const PurposeApproval& approval);

/// Makes a person's key: the secret half into `output`, for its owner alone; the public half among
/// those who may approve. Returns where that is.
std::string purpose_key(const Asked& asked, const std::string& person, const std::string& output);

/// The law that purposes can name: "lawful basis", "condition", "gateway" or "limit", name, words
/// and law of each.
struct LawLine {
  std::string what;
  std::string name;
  std::string words;
  std::string law;
};
std::vector<LawLine> purpose_law();

}  // namespace newlyn::workspace
