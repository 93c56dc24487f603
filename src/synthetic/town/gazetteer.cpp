// SPDX-License-Identifier: MIT
// Streets one after another until there are homes enough.
#include "synthetic/town/gazetteer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace newlyn::synthetic {
namespace {

constexpr std::string_view kUnitLetters = "ABDEFGHJLNPQRSTUWXYZ";
constexpr int kSeaEasting = 661'000;
constexpr int kSeaNorthing = 402'000;
constexpr std::array<std::string_view, 10> kBlockWords = {
    "Court", "House", "Heights", "Point", "Lodge", "Mansions", "Tower", "Place", "Gardens", "View"};
constexpr std::array<std::string_view, 8> kHomeNames = {"Rosemount",   "Beechcroft", "The Laurels",
                                                        "Fairhaven",   "Elmhurst",   "Ashgrove",
                                                        "Cedar Lodge", "Willowbrook"};
constexpr uint32_t kAddressesPerPostcode = 16;

// Builds the gazetteer street by street.
class Builder {
 public:
  Builder(const Words& words, uint64_t people, uint64_t seed)
      : words_(words), people_(people), random_(hash_mix(seed, 0x676174)) {}

  Gazetteer build();

 private:
  void add_street();
  void add_frontage();
  void add_block(int flats);
  void add_conversion();
  void add_special(PropertyKind kind, std::string name);
  uint32_t add(Property property);
  void name_localities();

  const Words& words_;
  uint64_t people_;
  Random random_;
  Gazetteer made_;
  std::vector<std::string> localities_;
  std::set<std::string> taken_;
  uint64_t dwellings_ = 0;
  uint32_t postcode_ = 0;
  uint32_t on_postcode_ = 0;
  int number_ = 0;
  bool shops_ = false;
};

void Builder::name_localities() {
  const size_t count = std::clamp<size_t>(people_ / 25'000 + 3, 3, 14);
  const size_t first = random_.below(words_.town_names.size());
  made_.borough = words_.town_names[first];
  made_.authority = made_.borough + " Borough Council";
  for (size_t i = 0; i < count; ++i) {
    localities_.push_back(words_.town_names[(first + 1 + i * 3) % words_.town_names.size()]);
  }
}

uint32_t Builder::add(Property property) {
  const auto place = static_cast<uint32_t>(made_.properties.size());
  const BoroughStreet& street = made_.streets.back();
  property.street = static_cast<uint32_t>(made_.streets.size() - 1);
  if (++on_postcode_ > kAddressesPerPostcode) {
    ++postcode_;
    on_postcode_ = 1;
  }
  property.postcode = postcode_;
  property.easting = street.easting + property.number * 7 + between(random_, 0, 3);
  property.northing = street.northing + (property.number % 2 == 0 ? 12 : -12);
  if (is_dwelling(property.kind)) {
    ++dwellings_;
    const int social = street.social ? 7200 : 500;
    const bool council = chance(random_, social);
    const int rent = property.kind == PropertyKind::flat ? 4500 : 1800;
    property.tenure = council                 ? Tenure::social_rent
                      : chance(random_, rent) ? Tenure::private_rent
                                              : Tenure::owned;
    const bool small = property.kind == PropertyKind::flat;
    property.bedrooms =
        static_cast<uint8_t>(small ? between(random_, 1, 3) : between(random_, 2, 4));
    const int low = street.social || small ? 0 : 1;
    property.band =
        static_cast<uint8_t>(between(random_, low, chance(random_, 1500) ? 6 : low + 2));
    if (property.kind == PropertyKind::shared_house) {
      property.tenure = Tenure::private_rent;
      property.bedrooms = static_cast<uint8_t>(between(random_, 4, 7));
    }
  }
  made_.properties.push_back(std::move(property));
  return place;
}

void Builder::add_block(int flats) {
  const std::string name = fmt::format("{} {}", one_of<std::string>(random_, words_.street_names),
                                       kBlockWords[random_.below(kBlockWords.size())]);
  Property block;
  block.kind = PropertyKind::block;
  block.number = static_cast<uint16_t>(number_);
  block.name = name;
  const uint32_t parent = add(block);
  for (int flat = 1; flat <= flats; ++flat) {
    Property home;
    home.kind = PropertyKind::flat;
    home.number = static_cast<uint16_t>(number_);
    home.flat = static_cast<uint16_t>(flat);
    home.name = name;
    home.parent = parent;
    add(std::move(home));
  }
}

void Builder::add_conversion() {
  Property house;
  house.kind = PropertyKind::block;
  house.number = static_cast<uint16_t>(number_);
  const uint32_t parent = add(house);
  const int parts = between(random_, 2, 3);
  for (int part = 0; part < parts; ++part) {
    Property home;
    home.kind = PropertyKind::flat;
    home.number = static_cast<uint16_t>(number_);
    home.suffix = static_cast<char>('A' + part);
    home.parent = parent;
    add(std::move(home));
  }
}

void Builder::add_frontage() {
  Property property;
  property.number = static_cast<uint16_t>(number_);
  if (shops_ && chance(random_, 5500)) {
    property.kind = chance(random_, 7000) ? PropertyKind::shop : PropertyKind::office;
    made_.businesses.push_back(add(std::move(property)));
    return;
  }
  if (chance(random_, 110)) {
    add_block(between(random_, 6, 44));
  } else if (chance(random_, 260)) {
    add_conversion();
  } else {
    if (chance(random_, 130)) property.kind = PropertyKind::shared_house;
    if (chance(random_, 120)) property.name = one_of<std::string>(random_, words_.house_names);
    add(std::move(property));
  }
}

void Builder::add_street() {
  BoroughStreet street;
  const auto place = static_cast<int>(made_.streets.size());
  for (int tries = 0; tries < 40; ++tries) {
    street.name = one_of<std::string>(random_, words_.street_names);
    if (!street.name.starts_with("The ") && street.name != "Broadway") {
      street.name += " " + one_of<std::string>(random_, words_.street_types);
    }
    street.locality = localities_[random_.below(localities_.size())];
    if (taken_.insert(street.name + street.locality).second) break;
  }
  street.social = chance(random_, 2000);
  street.easting = kSeaEasting + place % 40 * 700;
  street.northing = kSeaNorthing + place / 40 * 160;
  shops_ = place % 14 == 3;
  ++postcode_;
  on_postcode_ = 0;
  made_.streets.push_back(std::move(street));
  const int length = between(random_, 14, 90);
  for (int i = 1; i <= length; ++i) {
    number_ = i;
    if (i == 13 && chance(random_, 6000)) continue;
    add_frontage();
  }
}

void Builder::add_special(PropertyKind kind, std::string name) {
  Property property;
  property.kind = kind;
  property.name = std::move(name);
  property.number = 0;
  property.bedrooms = kind == PropertyKind::care_home ? 40 : 0;
  const uint32_t place = add(std::move(property));
  (kind == PropertyKind::care_home ? made_.care_homes : made_.schools).push_back(place);
}

Gazetteer Builder::build() {
  name_localities();
  const uint64_t wanted = people_ * 420 / 1000 + 20;
  const uint64_t homes = people_ / 6'000 + 1;
  const uint64_t schools = people_ / 4'500 + 3;
  while (dwellings_ < wanted) {
    add_street();
    const uint64_t streets = made_.streets.size();
    const uint64_t expected = wanted / 45 + 1;  // streets in all, about
    if (made_.care_homes.size() < homes * streets / expected + 1 &&
        made_.care_homes.size() < homes) {
      const std::string_view name = kHomeNames[made_.care_homes.size() % kHomeNames.size()];
      add_special(PropertyKind::care_home,
                  fmt::format("{} {}", made_.streets.back().locality, name));
    }
    if (made_.schools.size() < schools * streets / expected + 1 && made_.schools.size() < schools) {
      const bool secondary = made_.schools.size() % 4 == 0;
      add_special(
          PropertyKind::school,
          fmt::format("{} {}",
                      words_.street_names[made_.schools.size() * 7 % words_.street_names.size()],
                      secondary ? "Academy" : "Primary School"));
    }
  }
  return std::move(made_);
}

}  // namespace

Gazetteer lay_out(const Words& words, uint64_t people, uint64_t seed) {
  return Builder(words, people, seed).build();
}

std::string uprn_of(uint32_t property) { return fmt::format("9999{:08}", property + 1); }

std::string usrn_of(uint32_t street) { return fmt::format("99{:06}", street + 1); }

std::string borough_postcode(uint32_t unit, uint64_t seed) {
  // A unit's place runs through sector and letters; the seed only turns the letters.
  const uint32_t letters = (unit * 151 + static_cast<uint32_t>(seed % 400)) % 400;
  const uint32_t sector = unit / 400;
  return fmt::format("{}{} {}{}{}", kBoroughArea, 1 + sector / 10, sector % 10,
                     kUnitLetters[letters / 20], kUnitLetters[letters % 20]);
}

std::string premises_of(const Property& property) {
  std::string text;
  if (property.flat > 0) text = fmt::format("Flat {}, ", property.flat);
  if (!property.name.empty()) {
    text += property.name;
    if (property.flat > 0 && property.number > 0) text += ", ";
  }
  const bool named_only = !property.name.empty() && property.flat == 0;
  if (property.number > 0 && !named_only) text += fmt::format("{}", property.number);
  if (property.suffix != 0) text += property.suffix;
  return text;
}

std::string address_line(const Gazetteer& gazetteer, uint32_t property) {
  const Property& at = gazetteer.properties[property];
  const std::string premises = premises_of(at);
  const bool numbered = !premises.empty() && (premises.back() <= '9' || at.suffix != 0) &&
                        (at.name.empty() || at.flat > 0);
  return fmt::format("{}{}{}", premises, numbered ? " " : ", ", gazetteer.streets[at.street].name);
}

}  // namespace newlyn::synthetic
