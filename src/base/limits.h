// SPDX-License-Identifier: MIT
// Every limit of the product with its reason. Each has a case that crosses it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace newlyn::limits {

/// Longest line of a text file, bytes. A longer one is a binary file or a missing quote.
inline constexpr size_t kLineBytesMax = 16u << 20;

/// Longest value of a source that is stored, bytes. A longer one is a document, not a value.
inline constexpr size_t kValueBytesMax = 1u << 20;

/// How many times its packed size a file may unpack to, once it is past kUnpackedBytesFree. Tables
/// of records pack to a fiftieth at best; what unpacks further is made to fill a machine.
inline constexpr uint64_t kUnpackedRatioMax = 200;
inline constexpr uint64_t kUnpackedBytesFree = 256u << 20;

/// Most files of one folder source.
inline constexpr size_t kSourceFilesMax = 100'000;

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
