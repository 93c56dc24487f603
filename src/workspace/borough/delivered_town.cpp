// SPDX-License-Identifier: MIT
// Makes the borough of the tests and reads it.
#include "workspace/borough/delivered_town.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <string_view>
#include <vector>

#include "source/open_source.h"
#include "workspace/borough/town_list.h"
#include "workspace/borough/town_sources.h"
#include "workspace/create_borough.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

/// Where a table of a delivery writes a person. Empty: it does not.
struct Columns {
  std::string_view source;
  std::string_view table;
  std::string_view id;
  std::string_view role;  // of a row that names several people
  std::string_view given;
  std::string_view family;
  std::string_view born = {};
  std::string_view address = {};
  std::string_view postcode = {};
  std::string_view phone = {};
  std::string_view nino = {};
  std::string_view email = {};
  std::string_view uprn = {};
  std::string_view place_day = {};
};

constexpr Columns kColumns[] = {
    {"council_tax", "council_tax", "LIABILITY_REF", "", "FORENAMES", "SURNAME", "DATE_OF_BIRTH",
     "CORR_ADDRESS_1", "CORR_POSTCODE", "TELEPHONE", "NI_NUMBER", "EMAIL"},
    {"electoral_register", "electoral_register", "ElectorNumber", "", "Forenames", "Surname",
     "DateOfBirth", "Address1", "Postcode", "", "", "", "UPRN", "RegisteredOn"},
    {"housing_tenancies", "housing_tenancies_tenancy_people", "person_ref", "", "forename",
     "surname", "date_of_birth", "", "", "mobile", "ni_number", "email"},
    {"housing_waiting_list", "housing_waiting_list_applications", "application_no", "",
     "first_name", "last_name", "dob", "current_address", "post_code", "mobile", "ni_no", "email",
     "uprn", "applied_on"},
    {"housing_waiting_list", "housing_waiting_list_application_members", "member_no", "",
     "first_name", "last_name", "dob"},
    {"housing_benefit", "housing_benefit", "CLAIM_NO", "claimant", "FORENAME", "SURNAME", "DOB",
     "ADDRESS", "POSTCODE", "PHONE", "NINO", "", "", "START"},
    {"housing_benefit", "housing_benefit", "CLAIM_NO", "partner", "P_FORENAME", "P_SURNAME",
     "P_DOB", "", "", "", "P_NINO"},
    {"adult_social_care", "adult_social_care_clients", "client_id", "", "first_name", "surname",
     "birth_date", "address", "postcode", "telephone", "ni_number", "", "uprn", "service_from"},
    {"childrens_services", "childrens_services_children", "child_id", "", "forename", "surname",
     "date_of_birth", "address", "postcode", "", "", "", "uprn", "referred_on"},
    {"childrens_services", "childrens_services_related_adults", "adult_id", "", "forename",
     "surname", "date_of_birth", "address", "postcode", "mobile"},
    {"school_admissions", "school_admissions", "Ref", "child", "First name", "Surname",
     "Date of birth", "Address", "Postcode", "", "", "", "", "Received"},
    {"school_admissions", "school_admissions", "Ref", "parent", "Parent first name",
     "Parent surname", "", "", "", "Mobile", "", "Email"},
    {"school_census", "school_census", "UPN", "", "Forename", "Surname", "DateOfBirth", "Address",
     "Postcode"},
    {"library_members", "library_members", "card_number", "", "name", "name", "date_of_birth",
     "address", "postcode", "mobile", "", "email", "", "joined_on"},
    {"permits", "permits", "Permit no", "", "First name", "Surname", "Date of birth", "Address",
     "Post code", "Mobile", "NI number", "E-mail", "", "Valid from"},
    {"planning_licensing", "planning_licensing", "Reference", "", "First name", "Surname",
     "Date of birth", "Address", "Postcode", "Mobile", "", "Email", "", "Received"},
    {"business_rates", "business_rates", "account", "", "contact_name", "contact_name", "",
     "contact_address", "contact_postcode", "contact_phone", "", "contact_email"},
    {"service_requests", "service_requests", "request_id", "", "name", "name", "", "address",
     "postcode", "phone", "", "email", "uprn", "received"},
    {"contacts", "contacts", "contact_id", "", "name", "name", "", "address", "postcode", "phone",
     "", "email", "", "received"},
    {"registrars", "registrars_births", "entry", "child", "forename", "surname", "date_of_birth"},
    {"registrars", "registrars_births", "entry", "mother", "mother_forename", "mother_surname", "",
     "address", "postcode"},
    {"registrars", "registrars_births", "entry", "father", "father_forename", "father_surname"},
    {"registrars", "registrars_deaths", "entry", "", "forename", "surname", "date_of_birth",
     "address", "postcode"},
    {"registrars", "registrars_marriages", "entry", "first party", "first_forename",
     "first_surname", "first_date_of_birth", "first_address", "first_postcode"},
    {"registrars", "registrars_marriages", "entry", "second party", "second_forename",
     "second_surname", "second_date_of_birth", "second_address", "second_postcode"},
};

std::string text_of(std::string_view column) {
  return column.empty() ? "NULL" : fmt::format("\"{}\"", column);
}

/// Some systems write in capitals.
std::string lower_of(std::string_view column) { return fmt::format("lower(\"{}\")", column); }

/// A date in any of the forms of the borough, as ISO; null for what is none.
std::string date_of(std::string_view column) {
  if (column.empty()) return "NULL";
  return fmt::format(
      "strftime(try_strptime(substr(\"{}\", 1, 11), "
      "['%Y-%m-%d', '%Y-%m-%d ', '%d/%m/%Y', '%d-%b-%Y', '%Y%m%d']), '%Y-%m-%d')",
      column);
}

std::string select_of(const Columns& columns) {
  return fmt::format(
      "SELECT '{}' AS source, \"{}\" AS record_id, '{}' AS part, {} AS given, {} AS family, "
      "{} AS born, {} AS address, {} AS postcode, {} AS phone, {} AS nino, {} AS email, "
      "{} AS uprn, {} AS place_day, {} AS has_birth, {} AS has_address FROM {}",
      columns.source, columns.id, columns.role, lower_of(columns.given), lower_of(columns.family),
      date_of(columns.born), text_of(columns.address), text_of(columns.postcode),
      text_of(columns.phone), text_of(columns.nino), text_of(columns.email), text_of(columns.uprn),
      date_of(columns.place_day), columns.born.empty() ? "'no'" : "'yes'",
      columns.address.empty() ? "'no'" : "'yes'", columns.table);
}

void read_into(store::Store& store, const source::Definition& definition,
               const std::string& table) {
  RunContext run;
  const source::OpenSource open = source::open_source(store, definition, run);
  source::AskingScope scope(store, definition);
  store.run(fmt::format("CREATE TABLE {} AS SELECT CAST(COLUMNS(*) AS VARCHAR) FROM {}", table,
                        open.relation));
  scope.end();
  if (source::place_of(definition) == source::Place::sqlite) store.run("DETACH peer");
}

}  // namespace

DeliveredTown& DeliveredTown::one() {
  static DeliveredTown town;
  return town;
}

DeliveredTown::Folder::Folder() {
  std::string pattern = (fs::temp_directory_path() / "newlyn_delivered_XXXXXX").string();
  path = mkdtemp(pattern.data());
}

DeliveredTown::Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

DeliveredTown::DeliveredTown() : store_(store::Store::open({})) {
  CreateBoroughRequest request;
  request.folder = folder_.path + "/town";
  request.server_files = true;
  RunContext run;
  create_borough(request, run);
  read_deliveries();
  read_folder(request.folder + "/extras", "extra");
  read_folder(request.folder + "/truth", "truth");
  read_folder(request.folder + "/truth/planted", "planted");
  join_truth();
}

void DeliveredTown::read_deliveries() {
  const std::string town = folder_.path + "/town";
  for (const source::Definition& definition : town_sources(town, read_town(town), {})) {
    read_into(*store_, definition, definition.name);
  }
}

void DeliveredTown::read_folder(const std::string& folder, const std::string& prefix) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    source::Definition definition;
    definition.name = prefix + "_" + entry.path().stem().string();
    definition.from = entry.path().string();
    read_into(*store_, definition, definition.name);
  }
}

void DeliveredTown::join_truth() {
  std::string all;
  std::string parts;
  for (const Columns& columns : kColumns) {
    all += fmt::format("{}{}", all.empty() ? "" : " UNION ALL ", select_of(columns));
    if (columns.role.empty()) continue;
    parts += fmt::format("{}('{}', '{}')", parts.empty() ? "" : ", ", columns.source, columns.role);
  }
  store_->run(fmt::format(
      "CREATE TABLE person_record AS WITH delivered AS ({}), told AS (SELECT *, "
      "CASE WHEN (source, role) IN ({}) THEN role ELSE '' END AS part FROM truth_records "
      "WHERE person_id IS NOT NULL) "
      "SELECT told.source, told.record_id, told.role, told.person_id, d.* EXCLUDE (source, "
      "record_id, part) FROM told LEFT JOIN delivered AS d ON d.source = told.source "
      "AND d.record_id = told.record_id AND d.part = told.part",
      all, parts));
  // A licence asks for a birth date, planning does not.
  store_->run(
      "UPDATE person_record SET has_birth = 'no' WHERE source = 'planning_licensing' "
      "AND role = 'applicant'");
  store_->run(
      "CREATE TABLE true_family AS SELECT person_id, lower(coalesce(family, given)) AS family "
      "FROM truth_people UNION SELECT person_id, lower(family) FROM truth_names");
  store_->run(
      "CREATE TABLE fault AS SELECT e.source, e.record_id, e.role, e.field, e.error, r.person_id, "
      "count(*) OVER (PARTITION BY e.source, e.record_id, e.role, "
      "CASE WHEN e.field IN ('given', 'family') THEN 'name' ELSE e.field END) AS alone "
      "FROM truth_errors AS e JOIN truth_records AS r USING (source, record_id, role)");
}

}  // namespace newlyn::workspace
