// SPDX-License-Identifier: MIT
// Every limit of the product with its reason. Each has a case that crosses it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace newlyn::limits {

/// Longest line of a text file, bytes. A longer one is a binary file or a missing quote.
inline constexpr size_t kLineBytesMax = 16u << 20;

/// Most columns of one input. Wider files are matrices, not records.
inline constexpr size_t kColumnsMax = 20'000;

/// Most records in one run: record numbers are 32 bits inside a run.
inline constexpr uint64_t kRecordsMax = 0xFFFF'FFF0ULL;

/// Candidate pairs a record may cost on average before rules are refused.
inline constexpr double kPairsPerRecordMax = 150;

/// Candidate pairs scored in one batch: levels of one batch stay in the second-level cache.
inline constexpr size_t kPairBatch = 1024;

/// Records of one component that are compared all with all; larger ones are cut first.
inline constexpr size_t kComponentMax = 400;

/// Rows of one block of a chosen rule; larger blocks are refined.
inline constexpr uint32_t kBlockRowsMax = 1000;

}  // namespace newlyn::limits
