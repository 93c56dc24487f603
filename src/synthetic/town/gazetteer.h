// SPDX-License-Identifier: MIT
// The properties of the borough: streets, numbers, blocks with their flats, shops, schools, homes
// for the old. The borough lies on a grid square of open sea.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "synthetic/people/draw.h"
#include "synthetic/people/words.h"

namespace newlyn::synthetic {

/// The shape of a postcode area that was never issued and that loose households do not use.
inline constexpr std::string_view kBoroughArea = "AE";

/// No property, or none that is known.
inline constexpr uint32_t kNowhere = 0xFFFF'FFFF;

enum class PropertyKind : uint8_t {
  house,
  flat,
  block,         // the parent of flats; nobody lives at it
  shared_house,  // let by the room
  care_home,
  shop,
  office,
  school,
};

enum class Tenure : uint8_t { owned, private_rent, social_rent, none };

struct BoroughStreet {
  std::string name;
  std::string locality;
  bool social = false;  // a council estate
  int easting = 0;
  int northing = 0;
};

struct Property {
  PropertyKind kind = PropertyKind::house;
  Tenure tenure = Tenure::none;
  char suffix = 0;  // 12A
  uint8_t bedrooms = 0;
  uint8_t band = 0;  // 0 is A
  uint16_t number = 0;
  uint16_t flat = 0;
  uint32_t street = 0;
  uint32_t parent = kNowhere;
  uint32_t postcode = 0;
  int easting = 0;
  int northing = 0;
  std::string name;  // of the house, block, home or school
};

/// True where people live.
constexpr bool is_dwelling(PropertyKind kind) noexcept {
  return kind == PropertyKind::house || kind == PropertyKind::flat ||
         kind == PropertyKind::shared_house;
}

/// Every place of the borough. Constant after construction.
struct Gazetteer {
  std::string borough;    // "Thornsea"
  std::string authority;  // "Thornsea Borough Council"
  std::vector<BoroughStreet> streets;
  std::vector<Property> properties;
  std::vector<uint32_t> care_homes;
  std::vector<uint32_t> schools;  // the first third are secondary schools
  std::vector<uint32_t> businesses;
};

/// Lays out a borough for about `people` people. `words` gives the names.
Gazetteer lay_out(const Words& words, uint64_t people, uint64_t seed);

/// The unique property reference number, of a range that is not in use.
std::string uprn_of(uint32_t property);
/// The unique street reference number, likewise.
std::string usrn_of(uint32_t street);
/// The postcode of a number of postcode units.
std::string borough_postcode(uint32_t unit, uint64_t seed);

/// "12A Mill Lane", "Flat 3, Linden Court, 12 Mill Lane".
std::string address_line(const Gazetteer& gazetteer, uint32_t property);
/// The same without the street: "12A", "Flat 3, Linden Court, 12".
std::string premises_of(const Property& property);

}  // namespace newlyn::synthetic
