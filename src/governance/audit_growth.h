// SPDX-License-Identifier: MIT
// The proof that an audit log still begins with what a checkpoint kept from before was over: a few
// hashes, which need neither the log nor its entries. RFC 6962, section 2.1.2.
#pragma once

#include <cstdint>
#include <string>

namespace newlyn::governance {

/// Which log is to be proved to go on from what.
struct GrowthRequest {
  std::string folder;      // of the log; all its entries are published
  std::string public_key;  // as log.pub holds it
  std::string since;       // the checkpoint that was kept, as text
};

/// The proof as JSON, with both checkpoints. Throws Error(request_invalid) for a checkpoint that
/// this key did not sign, and Error(source_unreadable) where the log does not begin with its
/// entries, or has fewer: there is no proof then.
std::string prove_growth(const GrowthRequest& request);

/// What a proof shows.
struct GrowthReport {
  uint64_t before = 0;  // entries under the checkpoint that was kept
  uint64_t after = 0;   // entries under the later one
  std::string problem;  // empty: the first `before` entries of the later log are those of then
};

/// Whether a text is such a proof, however wrong; else it may be one of an entry.
bool is_growth_proof(const std::string& proof_json);

/// Verifies a proof against the public key and the checkpoint that was kept, as text; empty: the
/// one in the proof, which shows less. Throws Error(request_invalid) for a checkpoint that this key
/// did not sign.
GrowthReport verify_growth(const std::string& proof_json, const std::string& public_key,
                           const std::string& since);

}  // namespace newlyn::governance
