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

/// What is seen of a long value when a source is looked at, characters: enough to tell what it is.
inline constexpr size_t kValueLookedAt = 4096;

/// Bytes of a row that is heavy. The store works on 2,048 rows at a time and copies each value a
/// few times on its way, so that rows which are not heavy never take much.
inline constexpr size_t kRowBytesEasy = 32u << 10;

/// Bytes of heavy rows that are read together: with the copies on their way below a gigabyte.
inline constexpr uint64_t kHeavyBytesMax = 128u << 20;

/// Bytes of heavy rows that the store may have to work on together: more are documents.
inline constexpr uint64_t kHeavyBytesAtOnce = 256u << 20;

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
