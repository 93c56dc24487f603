// SPDX-License-Identifier: MIT
// For tests: one borough of twenty thousand, every delivered file of it and its truth read through
// the readers that people use, as tables of one store.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "store/store.h"

namespace newlyn::workspace {

/// A borough as tables. Every column is text:
/// - `council_tax`, `registrars_deaths` ...: the deliveries, by source, and by table where a source
///   has several; `extra_process_log` ...: the files beside them;
/// - `truth_records`, `truth_people` ..., `planted_crisis` ...: the truth;
/// - `person_record`: one row for each person that a record names, as it was delivered, with
///   source, record_id, role, person_id, given, family (in small letters), born (ISO), address,
///   postcode, phone, nino, email, uprn, place_day (the day for which the address was asked; ISO),
///   has_birth ("yes" where the source asks for a birth date), has_address;
/// - `true_family`: person_id, family, of now and before;
/// - `fault`: the errors of the truth with the person, and `alone`: how many there are in the
/// field.
class DeliveredTown {
 public:
  /// The one of this process: made when it is first asked for.
  static DeliveredTown& one();

  DeliveredTown(const DeliveredTown&) = delete;
  DeliveredTown& operator=(const DeliveredTown&) = delete;

  /// The number that a query gives; null is 0.
  int64_t count(const std::string& sql) { return store_->number(sql); }
  store::TextRows rows(const std::string& sql) { return store_->rows(sql); }

 private:
  DeliveredTown();
  void read_deliveries();
  void read_folder(const std::string& folder, const std::string& prefix);
  void join_truth();

  // Gone with its files when the process ends.
  struct Folder {
    Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder();
    std::string path;
  };

  Folder folder_;
  std::unique_ptr<store::Store> store_;
};

}  // namespace newlyn::workspace
