// SPDX-License-Identifier: MIT
// Records of a source that come one at a time, between its deliveries: read from a line of JSON,
// stored as versions like those of a delivery.
//
// 1. A group of arrivals is a run of its own in the history, stored whole in one transaction or not
//    at all, with whatever else is done in that transaction.
// 2. An arrival is the whole record: what it does not have is not known.
// 3. What arrived by itself stays when a delivery does not show it, until a delivery has shown it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "source/crawl.h"

namespace newlyn::source {

/// One record as it came: names and values, of Senzing's attributes those of the flat form.
struct ArrivingRecord {
  std::string data_source;  // as it was written
  std::string record_id;
  std::vector<std::pair<std::string, std::string>> values;  // with both
};

/// Reads one object: DATA_SOURCE, RECORD_ID, and features or other members. Throws
/// Error(request_invalid) with what is wrong; it names no value.
ArrivingRecord read_arriving_record(std::string_view json);

/// The native id that a definition gives a record. Throws Error(request_invalid) where its rows
/// have no key, or the record lacks a part of it.
std::string native_id_of(const Definition& definition, const ArrivingRecord& record);

/// What became of an arrival.
enum class ArrivalFate : uint8_t { added, changed, returned, unchanged, filtered, kept_away };

/// What arrivals of one source go by, looked up once: nothing but a delivery changes it.
struct ArrivalPlan {
  std::vector<std::string> columns;  // all that a condition of the definition may read
  std::optional<SourceRun> last;     // the last complete run
};
ArrivalPlan plan_arrivals(store::Store& store, const Definition& definition);

/// Some arrivals of one source, with different native ids.
struct ArrivalGroup {
  const Definition& definition;
  const ArrivalPlan& plan;
  std::vector<std::pair<std::string, ArrivingRecord>> rows;  // by native id
  /// Which of them may not be stored. Empty: all may.
  std::function<LeftOut(store::Store&, const Taking&)> leaves_out = {};
  /// What is done in the same transaction, with the default catalog that of the store.
  std::function<void(const SourceRun& run)> also = {};
};

/// Stores arrivals and returns what became of each. rows = kept + filtered, where what is kept away
/// counts as filtered. Requires: the source was read before.
std::vector<ArrivalFate> store_arrivals(store::Store& store, const ArrivalGroup& group);

/// Some records of one source that are gone.
struct DepartureGroup {
  const Definition& definition;
  const ArrivalPlan& plan;
  const std::vector<std::string>& native_ids;
  /// What is done in the same transaction.
  std::function<void(const SourceRun& run)> also = {};
};

/// Stores that records are gone, and returns the run.
SourceRun store_departures(store::Store& store, const DepartureGroup& group);

/// Whether a record is there today, is gone, or never was.
enum class RecordPresence : uint8_t { never, there, gone };
std::vector<RecordPresence> record_presence(store::Store& store, const std::string& source,
                                            const std::vector<std::string>& native_ids);

}  // namespace newlyn::source
