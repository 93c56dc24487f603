// SPDX-License-Identifier: MIT
// What a source is: whom it knows, its columns, its file, its habits. One file of this folder each.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "synthetic/records/clerk.h"
#include "synthetic/table_sink.h"

namespace newlyn::synthetic {

/// In which kind of file or database a source is delivered.
enum class Delivery : uint8_t {
  oracle_csv,
  csv,
  windows_csv,
  utf16_tsv,
  fixed_width,
  json_lines,
  xml,
  parquet,
  sqlite,
  workbook,
  postgres,
  mariadb,
};

class SourceRun;

struct Source {
  std::string_view name;
  std::string_view title;
  Delivery delivery = Delivery::csv;
  Habits habits;
  std::vector<TableSpec> tables;
  void (*write)(SourceRun& run) = nullptr;
};

/// Lines of the files of truth about planted things, by kind.
using Planted = std::map<std::string, std::vector<std::string>, std::less<>>;

/// The borough as sources see it.
struct Scene {
  const Town& town;
  const Words& words;
  const std::vector<Episode>& episodes;
  Day day = 0;  // on which the deliveries are made; the story ends on `town.today`
};

/// The writing of one source.
///
/// A source always goes through the whole story, so a record has one number and one stream of
/// chance whenever it is looked at; `show` says whether it is in the delivery of the day.
class SourceRun {
 public:
  /// The arguments must outlive the run.
  SourceRun(const Scene& scene, const Source& source, TableSink& sink);

  /// A row of a table. The first table is written as it comes, the others are kept until finish.
  void put(std::vector<std::string> cells, size_t table = 0);
  /// Writes what was kept and closes the sink.
  void finish();
  /// What is put from now on, and its truth, is in the delivery or not.
  void show(bool there);
  /// The stream of chance of the next record: what one record draws never changes another.
  /// Before a record was written anew it had another stream: `earlier`.
  Random next_random(bool earlier = false) {
    return Random(hash_mix(stream_ + (earlier ? 1 : 0), ++records_));
  }
  /// The day on which a record that was written last on `last` was written as it stands on the day
  /// of the delivery. Three in four that `last` is still to come for were there before.
  Day written_on(uint32_t person, Day last) const;
  /// True for what has come by the day of the delivery: on the last day for all of the story.
  bool has_come(Day what) const noexcept { return what <= day || day == town.today; }
  /// `what` where it has come, else kNever.
  Day known(Day what) const noexcept { return has_come(what) ? what : kNever; }
  /// Notes a planted thing: a line of truth/planted/KIND.csv without its line end.
  void plant(std::string_view kind, std::string line);

  const Town& town;
  const Words& words;
  const std::vector<Episode>& episodes;
  const Day day;
  RecordTruth truth;
  Clerk clerk;
  Planted planted;
  uint64_t rows = 0;          // of the delivery
  uint64_t planned_rows = 0;  // of the whole story: what records are numbered by
  std::vector<uint64_t> table_rows;

 private:
  const Source& source_;
  TableSink& sink_;
  uint64_t stream_;
  uint64_t records_ = 0;
  bool shown_ = true;
  std::vector<std::vector<std::vector<std::string>>> kept_;
};

/// A household that slides towards a crisis, with the days of its stages; kNever: not come to it.
struct Crisis {
  Day rent_arrears = kNever;
  Day tax_arrears = kNever;
  Day first_call = kNever;
  Day absences = kNever;
  Day referral = kNever;
  Day homeless = kNever;  // the crisis itself
};

/// The crisis of an episode; all kNever for nearly every one. Only rented homes have any.
Crisis crisis_of(const Town& town, const Episode& episode);
/// Who of the home is under age and was born by `day`: with a child it is children's services that
/// a household is referred to, else adult social care.
std::vector<uint32_t> children_of(const Town& town, const Episode& episode, Day day);
/// True for a person of an age at which the school census counts her, living here on `day`.
bool is_pupil(const Town& town, uint32_t person, Day day);
/// The age of somebody when the school year began in which `day` lies.
int school_age(const Town& town, uint32_t person, Day day);
/// True for those whom the school census knows; others go to schools of their own.
bool at_state_school(const Town& town, uint32_t person);
inline bool in_crisis(const Crisis& crisis) noexcept { return crisis.rent_arrears != kNever; }

/// True when the household is entitled to housing benefit on `day`.
bool is_entitled(const Town& town, const Episode& episode, Day day);
/// True when it claims it.
bool is_claiming(const Town& town, const Episode& episode);

/// True for a council tenancy that was kept after the tenants moved within the borough.
bool tenancy_is_kept(const Town& town, const Episode& episode);

/// The sources in the order of the guide.
Source council_tax();
Source electoral_register();
Source housing_tenancies();
Source housing_waiting_list();
Source housing_benefit();
Source adult_social_care();
Source childrens_services();
Source school_admissions();
Source school_census();
Source library_members();
Source permits();
Source planning_licensing();
Source business_rates();
Source service_requests();
Source contacts();
Source registrars();
Source gazetteer_source();

/// All sixteen and the gazetteer.
std::vector<Source> all_sources();

/// "T-000123"
std::string numbered(std::string_view prefix, uint64_t number);
/// Pounds and pence: 1234 pence is "12.34".
std::string pounds(int64_t pence);
/// A date of birth in ISO form, or the placeholder in its place.
std::string birth_iso(const Written& written);
/// The same as 31/12/1999.
std::string birth_slashed(const Written& written);
/// The same as 31-DEC-1999.
std::string birth_oracle(const Written& written);
/// The same as 19991231.
std::string birth_packed(const Written& written);

}  // namespace newlyn::synthetic
