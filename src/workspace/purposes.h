// SPDX-License-Identifier: MIT
// The verbs about purposes: add, list, show, approve, gateway, check, key.
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
  std::string version;   // the beginning of the file's SHA-256: what is approved
  std::string added_by;  // the account that asked; empty: an earlier release did not record it
  std::string added_on;
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

/// Approves the latest version with the key in a file. Throws Error: request_invalid when it is not
/// the version that the person read; access_refused for whoever added it, and for a key that is not
/// the key of the person who asks.
PurposeReport purpose_approve(const Asked& asked, const PurposeApproval& approval);

/// A gateway as an information-governance officer records it.
struct PurposeGateway {
  std::string name;
  std::string version;  // that the officer read
  std::string source;   // empty: each of its sources with a limit that the gateway opens
  std::string gateway;
  bool withdrawn = false;  // takes back what was recorded, of the source or of all
  std::string reason;
};

/// Records the legal gateway through which a version of a purpose uses a source whose use the law
/// limits. Throws Error: access_refused for who is no information-governance officer,
/// request_invalid for a gateway that does not open the source, and without a reason.
PurposeReport purpose_gateway(const Asked& asked, const PurposeGateway& wanted);

/// A key for the person who approves purposes.
struct PurposeKeyRequest {
  std::string person;       // their sign-in name
  std::string output;       // where the secret half goes; "-": into the answer
  std::string public_half;  // in its place: the file with the half that the person gave out
};

/// Where the public half is, and the secret half where it was asked for.
struct PurposeKeyAnswer {
  std::string place;
  std::string secret;
};

/// Makes the key of the person who asks: the secret half for its owner alone, the public half among
/// those who may approve. Of somebody else an administrator registers the public half that they
/// made. Throws Error: access_refused, request_invalid.
PurposeKeyAnswer purpose_key(const Asked& asked, const PurposeKeyRequest& request);

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
