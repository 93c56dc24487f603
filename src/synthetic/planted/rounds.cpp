// SPDX-License-Identifier: MIT
// Rounds of bulky waste as they are driven today: in the order of booking, not of the map.
#include <fmt/format.h>

#include <algorithm>

#include "synthetic/planted/extras.h"
#include "synthetic/writers/text_file.h"

namespace newlyn::synthetic {
namespace {

constexpr int kVehicles = 6;
constexpr int kItemsAVehicle = 90;
constexpr int kMinutesAStop = 6;

}  // namespace

void write_rounds(const Town& town, const std::string& folder, Planted& planted) {
  Random random(hash_mix(town.seed, 0x726F756E));
  const uint64_t stops = std::clamp<uint64_t>(town.people.size() / 1500, 30, 180);
  TextFile jobs(folder + "/bulky_waste_jobs.csv");
  jobs.add("job,day,uprn,easting,northing,items,minutes,earliest,latest,vehicle,place_in_round\n");
  const auto properties = static_cast<uint64_t>(town.gazetteer.properties.size());
  for (uint64_t job = 0; job < stops; ++job) {
    auto place = static_cast<uint32_t>(random.below(properties));
    while (!is_dwelling(town.gazetteer.properties[place].kind)) {
      place = static_cast<uint32_t>((place + 1) % properties);
    }
    const Property& at = town.gazetteer.properties[place];
    const int items = between(random, 1, 5);
    const bool morning = chance(random, 2500);
    jobs.add(fmt::format("J{:04},{},{},{},{},{},{},{},{},V{},{}\n", job + 1, iso_date(town.today),
                         uprn_of(place), at.easting, at.northing, items, kMinutesAStop + items * 3,
                         "07:30", morning ? "12:00" : "15:30", job % kVehicles + 1,
                         job / kVehicles + 1));
  }
  jobs.close();
  const Property& first = town.gazetteer.properties.front();
  const Property& last = town.gazetteer.properties.back();
  TextFile vehicles(folder + "/bulky_waste_vehicles.csv");
  vehicles.add(
      "vehicle,items_max,shift_from,shift_to,depot_easting,depot_northing,tip_easting,"
      "tip_northing\n");
  for (int vehicle = 1; vehicle <= kVehicles; ++vehicle) {
    vehicles.add(fmt::format("V{},{},07:00,15:30,{},{},{},{}\n", vehicle, kItemsAVehicle,
                             first.easting, first.northing, last.easting, last.northing));
  }
  vehicles.close();
  planted["bulky_waste_rounds"].push_back(fmt::format("{},{}", stops, kVehicles));
}

}  // namespace newlyn::synthetic
