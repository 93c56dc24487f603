// SPDX-License-Identifier: MIT
// Verifies an audit log from its files and the public key alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace newlyn::governance {

/// What to verify.
struct VerifyRequest {
  std::string folder;
  std::string public_key;  // as log.pub holds it, kept where the log's owner cannot write
  std::string since;       // a checkpoint kept from before, as text; empty: none
};

/// What was found. The log is whole when there are no problems.
struct VerifyReport {
  uint64_t entries = 0;
  uint64_t published = 0;  // of them, in tiles under the checkpoint
  uint64_t sealed = 0;     // entries with something personal beside them
  uint64_t since = 0;      // the size of the earlier checkpoint
  std::string root;        // base64
  std::string log_name;
  std::vector<std::string> problems;
};

/// Reads every byte of the log and recomputes every hash. Finds any change, loss or new order of
/// entries, also of unpublished ones; that the whole log was put back to an earlier state it finds
/// with `since` only. Uses all threads. Throws Error(source_missing) when there is no log and
/// Error(request_invalid) for a key or checkpoint that is none.
VerifyReport verify_audit_log(const VerifyRequest& request);

/// Verifies what AuditLog::prove gave, in its text form, against the public key. Returns an empty
/// text, or what is wrong.
std::string verify_audit_proof(const std::string& proof_json, const std::string& public_key);

}  // namespace newlyn::governance
