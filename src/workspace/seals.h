// SPDX-License-Identifier: MIT
// Breaking a seal open: somebody who is told that an entity is sealed sees it for a while, with a
// reason, and the owner of the purpose is told.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/run_context.h"
#include "workspace/home.h"
#include "workspace/request_context.h"

namespace newlyn::workspace {

/// For how long a seal is broken open when nobody says, and at most, minutes.
inline constexpr uint64_t kSealMinutes = 60;
inline constexpr uint64_t kSealMinutesMax = 480;

/// A seal that was broken open. Its entry in the audit log is the opening, its trace and the notice
/// to the owner in one: there is none of them without the others. Nor is it open without the file
/// notices/N.json of the workspace, N being the number of the entry, which whoever carries notices
/// can send on: it says who opened a seal under which purpose of the owner, from when to when, and
/// neither whose nor why, which stay in the log.
struct SealOpening {
  uint64_t entry = 0;  // in the audit log
  std::string entity;  // empty once the person was erased
  std::string who;
  std::string purpose;
  std::string owner;  // of the purpose: to whom this is notice
  std::string reason;
  std::string opened;  // moments, UTC
  std::string until;
  bool is_open = false;
  uint64_t looks = 0;       // answers about the entity that the opening let out
  std::string outcome;      // of the review; empty: nobody reviewed it
  std::string notice = {};  // the file that tells the owner, of one that was just opened
};

/// Breaks the seal of an entity open under the purpose of the context, for the account that asks.
/// Throws Error(request_invalid) where nothing is sealed under it, no reason is given, or the time
/// is too long, and Error(access_refused) where the policy does not permit the verb seal_open over
/// the sources that are sealed, or the person had themselves restricted.
SealOpening seal_open(const RequestContext& context, const std::string& id, uint64_t minutes,
                      RunContext& run);

/// Which openings are wanted.
struct SealListRequest {
  Asked asked;
  std::string owner;  // only those that are notice to this owner
  bool all = false;   // also those that were reviewed
};

/// Seals that were broken open, oldest first.
std::vector<SealOpening> seal_list(const SealListRequest& request);

}  // namespace newlyn::workspace
