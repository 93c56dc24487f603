// SPDX-License-Identifier: MIT
// The property gazetteer in the parts of BS 7666: land and property units, their identifiers in
// approved, alternative and historical forms, and streets.
#include <fmt/format.h>

#include <string>

#include "synthetic/sources/source.h"

namespace newlyn::synthetic {
namespace {

std::string postal_class(PropertyKind kind) {
  switch (kind) {
    case PropertyKind::block:
      return "M";
    case PropertyKind::flat:
      return "C";
    default:
      return "S";
  }
}

std::string class_of(PropertyKind kind) {
  switch (kind) {
    case PropertyKind::house:
      return "RD04";
    case PropertyKind::flat:
      return "RD06";
    case PropertyKind::block:
      return "PP";
    case PropertyKind::shared_house:
      return "RH01";
    case PropertyKind::care_home:
      return "RI01";
    case PropertyKind::shop:
      return "CR08";
    case PropertyKind::office:
      return "CO01";
    case PropertyKind::school:
      return "CE03";
  }
  return {};
}

struct Identifier {
  int status = 1;         // 1 approved, 3 alternative, 8 historical
  std::string text;       // of the primary object
  std::string secondary;  // text of the secondary object
  int number = 0;
};

void put_identifier(SourceRun& run, uint32_t place, const Identifier& form) {
  const Property& at = run.town.gazetteer.properties[place];
  const BoroughStreet& street = run.town.gazetteer.streets[at.street];
  const std::string suffix = at.suffix == 0 ? "" : std::string(1, at.suffix);
  run.put({fmt::format("9999L{:09}", run.planned_rows + 1), uprn_of(place),
           fmt::format("{}", form.status), at.flat > 0 ? fmt::format("{}", at.flat) : "",
           form.secondary, form.number > 0 ? fmt::format("{}", form.number) : "", suffix, form.text,
           usrn_of(at.street), street.name, street.locality, run.town.gazetteer.borough,
           borough_postcode(at.postcode, run.town.seed)},
          1);
}

void put_property(SourceRun& run, uint32_t place) {
  Random random = run.next_random();
  const Property& at = run.town.gazetteer.properties[place];
  run.put({uprn_of(place), at.parent == kNowhere ? "" : uprn_of(at.parent), "1",
           postal_class(at.kind), class_of(at.kind), fmt::format("{}", at.easting),
           fmt::format("{}", at.northing), fmt::format("{}", at.bedrooms),
           borough_postcode(at.postcode, run.town.seed)});
  put_identifier(run, place, {1, at.name, at.flat > 0 ? "FLAT" : "", at.number});
  if (at.suffix != 0) {
    // A part of a house is known by its floor as well.
    const std::string floor = at.suffix == 'A'   ? "GROUND FLOOR FLAT"
                              : at.suffix == 'B' ? "FIRST FLOOR FLAT"
                                                 : "TOP FLOOR FLAT";
    put_identifier(run, place, {3, "", floor, at.number});
  } else if (chance(random, 500)) {
    const std::string named = one_of<std::string>(random, run.words.house_names);
    put_identifier(run, place, {3, named, "", at.number});
  }
  if (chance(random, 350)) {
    put_identifier(run, place, {8, at.name, "", at.number + between(random, 1, 20)});
  }
}

void write(SourceRun& run) {
  const Gazetteer& gazetteer = run.town.gazetteer;
  for (uint32_t place = 0; place < gazetteer.properties.size(); ++place) put_property(run, place);
  for (uint32_t street = 0; street < gazetteer.streets.size(); ++street) {
    run.put({usrn_of(street), gazetteer.streets[street].name, gazetteer.streets[street].locality,
             gazetteer.borough, "ENG", fmt::format("{}", gazetteer.streets[street].easting),
             fmt::format("{}", gazetteer.streets[street].northing)},
            2);
  }
}

}  // namespace

Source gazetteer_source() {
  Source source;
  source.name = "gazetteer";
  source.title = "Property gazetteer";
  source.delivery = Delivery::csv;
  source.tables = {{"blpu",
                    {{"UPRN"},
                     {"PARENT_UPRN"},
                     {"LOGICAL_STATUS", CellKind::integer},
                     {"POSTAL_CLASS"},
                     {"CLASSIFICATION"},
                     {"X_COORDINATE", CellKind::integer},
                     {"Y_COORDINATE", CellKind::integer},
                     {"BEDROOMS", CellKind::integer},
                     {"POSTCODE"}}},
                   {"lpi",
                    {{"LPI_KEY"},
                     {"UPRN"},
                     {"LOGICAL_STATUS", CellKind::integer},
                     {"SAO_START_NUMBER"},
                     {"SAO_TEXT"},
                     {"PAO_START_NUMBER"},
                     {"PAO_START_SUFFIX"},
                     {"PAO_TEXT"},
                     {"USRN"},
                     {"STREET_DESCRIPTOR"},
                     {"LOCALITY"},
                     {"TOWN_NAME"},
                     {"POSTCODE"}}},
                   {"streets",
                    {{"USRN"},
                     {"STREET_DESCRIPTOR"},
                     {"LOCALITY"},
                     {"TOWN_NAME"},
                     {"LANGUAGE"},
                     {"X_COORDINATE", CellKind::integer},
                     {"Y_COORDINATE", CellKind::integer}}}};
  source.write = write;
  return source;
}

}  // namespace newlyn::synthetic
