// SPDX-License-Identifier: MIT
// The attributes are looked up in one list, which is also the order of the columns.
#include "source/json/senzing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "source/json/flatten.h"

namespace newlyn::source {
namespace {

// Attributes in the order their columns stand in.
constexpr auto kAttributes = std::to_array<std::string_view>({"RECORD_ID",
                                                              "DATA_SOURCE",
                                                              "RECORD_TYPE",
                                                              "NAME_FULL",
                                                              "NAME_PREFIX",
                                                              "NAME_FIRST",
                                                              "NAME_MIDDLE",
                                                              "NAME_LAST",
                                                              "NAME_SUFFIX",
                                                              "NAME_ORG",
                                                              "NAME_TYPE",
                                                              "DATE_OF_BIRTH",
                                                              "DATE_OF_DEATH",
                                                              "GENDER",
                                                              "NATIONALITY",
                                                              "CITIZENSHIP",
                                                              "PLACE_OF_BIRTH",
                                                              "REGISTRATION_DATE",
                                                              "REGISTRATION_COUNTRY",
                                                              "ADDR_FULL",
                                                              "ADDR_LINE1",
                                                              "ADDR_LINE2",
                                                              "ADDR_LINE3",
                                                              "ADDR_LINE4",
                                                              "ADDR_LINE5",
                                                              "ADDR_LINE6",
                                                              "ADDR_CITY",
                                                              "ADDR_STATE",
                                                              "ADDR_POSTAL_CODE",
                                                              "ADDR_COUNTRY",
                                                              "ADDR_FROM_DATE",
                                                              "ADDR_THRU_DATE",
                                                              "ADDR_TYPE",
                                                              "PHONE_NUMBER",
                                                              "PHONE_FROM_DATE",
                                                              "PHONE_THRU_DATE",
                                                              "PHONE_TYPE",
                                                              "EMAIL_ADDRESS",
                                                              "EMAIL_TYPE",
                                                              "WEBSITE_ADDRESS",
                                                              "SSN_NUMBER",
                                                              "SSN_LAST4",
                                                              "PASSPORT_NUMBER",
                                                              "PASSPORT_COUNTRY",
                                                              "DRIVERS_LICENSE_NUMBER",
                                                              "DRIVERS_LICENSE_STATE",
                                                              "NATIONAL_ID_NUMBER",
                                                              "NATIONAL_ID_TYPE",
                                                              "NATIONAL_ID_COUNTRY",
                                                              "TAX_ID_NUMBER",
                                                              "TAX_ID_TYPE",
                                                              "TAX_ID_COUNTRY",
                                                              "OTHER_ID_NUMBER",
                                                              "OTHER_ID_TYPE",
                                                              "OTHER_ID_COUNTRY",
                                                              "ACCOUNT_NUMBER",
                                                              "ACCOUNT_DOMAIN",
                                                              "DUNS_NUMBER",
                                                              "NPI_NUMBER",
                                                              "LEI_NUMBER",
                                                              "TRUSTED_ID_NUMBER",
                                                              "TRUSTED_ID_TYPE",
                                                              "EMPLOYER",
                                                              "EMPLOYER_NAME",
                                                              "GROUP_ASSOCIATION_TYPE",
                                                              "GROUP_ASSOCIATION_ORG_NAME",
                                                              "GROUP_ASSN_ID_TYPE",
                                                              "GROUP_ASSN_ID_NUMBER",
                                                              "LINKEDIN",
                                                              "FACEBOOK",
                                                              "TWITTER",
                                                              "SKYPE",
                                                              "ZOOMROOM",
                                                              "INSTAGRAM",
                                                              "WHATSAPP",
                                                              "SIGNAL",
                                                              "TELEGRAM",
                                                              "TANGO",
                                                              "VIBER",
                                                              "WECHAT",
                                                              "REL_ANCHOR_DOMAIN",
                                                              "REL_ANCHOR_KEY",
                                                              "REL_POINTER_DOMAIN",
                                                              "REL_POINTER_KEY",
                                                              "REL_POINTER_ROLE",
                                                              "REL_POINTER_FROM_DATE",
                                                              "REL_POINTER_THRU_DATE"});

// What attributes of one feature begin with: a name, an address, a number with its type and
// country.
constexpr auto kFamilies = std::to_array<std::string_view>(
    {"NAME_", "ADDR_", "PHONE_", "EMAIL_", "SSN_", "PASSPORT_", "DRIVERS_LICENSE_", "NATIONAL_ID_",
     "TAX_ID_", "OTHER_ID_", "ACCOUNT_", "TRUSTED_ID_", "GROUP_ASSOCIATION_", "GROUP_ASSN_ID_",
     "REL_ANCHOR_", "REL_POINTER_"});

// Families whose features say how they are used: "HOME", "AKA".
constexpr auto kUsedFamilies =
    std::to_array<std::string_view>({"NAME_", "ADDR_", "PHONE_", "EMAIL_"});

// Keys of the record itself, never of a feature.
constexpr auto kRecordKeys =
    std::to_array<std::string_view>({"RECORD_ID", "DATA_SOURCE", "RECORD_TYPE"});

constexpr int kPayloadRank = 1'000'000;

template <size_t size>
bool is_in(const std::array<std::string_view, size>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// A flat key: the attribute and the usage type before it ("PRIMARY_NAME_LAST").
struct FlatKey {
  std::string_view attribute;
  std::string_view usage;
};

std::optional<FlatKey> read_flat_key(std::string_view key) {
  if (is_in(kAttributes, key)) return FlatKey{key, {}};
  for (size_t at = key.find('_'); at != key.npos; at = key.find('_', at + 1)) {
    const std::string_view attribute = key.substr(at + 1);
    if (is_in(kAttributes, attribute) && !is_in(kRecordKeys, attribute)) {
      return FlatKey{attribute, key.substr(0, at)};
    }
  }
  return std::nullopt;
}

// NAME_LAST and NAME_FIRST belong to one feature, as do the parts of an address; any other
// attribute is one by itself.
std::string_view family_of(std::string_view attribute) {
  const auto found = std::find_if(kFamilies.begin(), kFamilies.end(), [&](std::string_view family) {
    return attribute.starts_with(family);
  });
  return found == kFamilies.end() || !is_in(kAttributes, attribute) ? attribute : *found;
}

struct Feature {
  std::string family;
  std::string usage;
  FlatRecord attributes;
};

std::string column_name(std::string_view attribute, size_t place) {
  return place == 1 ? std::string(attribute) : fmt::format("{}_{}", attribute, place);
}

// Collects features in the order they are met and gives each a place.
class Collector {
 public:
  void add_feature(FlatRecord attributes) {
    if (!attributes.empty()) features_.push_back({{}, {}, std::move(attributes)});
  }

  // Attributes that stand directly in the record: those of one family and usage are one feature.
  void add_flat(const FlatKey& key, std::string value) {
    const std::string_view family = family_of(key.attribute);
    for (Feature& feature : features_) {
      if (feature.family == family && feature.usage == key.usage) {
        feature.attributes.emplace_back(key.attribute, std::move(value));
        return;
      }
    }
    FlatRecord attributes{{std::string(key.attribute), std::move(value)}};
    if (!key.usage.empty() && is_in(kUsedFamilies, family)) {
      attributes.emplace_back(std::string(family) + "TYPE", key.usage);
    }
    features_.push_back({std::string(family), std::string(key.usage), std::move(attributes)});
  }

  void write(FlatRecord& record) {
    for (Feature& feature : features_) {
      size_t place = 1;
      while (is_taken(feature, place)) ++place;
      std::set<std::string> written;
      for (auto& [attribute, value] : feature.attributes) {
        if (!written.insert(attribute).second) continue;
        taken_.emplace(family_of(attribute), place);
        record.emplace_back(column_name(attribute, place), std::move(value));
      }
    }
  }

 private:
  // Parts of two addresses never stand under one number.
  bool is_taken(const Feature& feature, size_t place) const {
    return std::any_of(feature.attributes.begin(), feature.attributes.end(),
                       [&](const auto& attribute) {
                         return taken_.contains({std::string(family_of(attribute.first)), place});
                       });
  }

  std::vector<Feature> features_;
  std::set<std::pair<std::string, size_t>> taken_;  // families
};

// A list of objects is a list of features when its first object has a known attribute.
bool is_feature_list(std::string_view key, const JsonValue& value) {
  if (!value.is_array()) return false;
  if (key == "FEATURES") return true;
  if (value.children.empty() || !value.children.front().is_object()) return false;
  const auto& keys = value.children.front().keys;
  return std::any_of(keys.begin(), keys.end(),
                     [](const std::string& name) { return read_flat_key(name).has_value(); });
}

// The texts of a value: of a list of plain ones each.
std::vector<std::string> texts_of(const JsonValue& value) {
  const bool plain =
      value.is_array() &&
      std::none_of(value.children.begin(), value.children.end(),
                   [](const JsonValue& child) { return child.is_array() || child.is_object(); });
  std::vector<std::string> texts;
  if (plain) {
    for (const JsonValue& child : value.children) texts.push_back(scalar_text(child));
  } else {
    texts.push_back(scalar_text(value));
  }
  std::erase(texts, "");
  return texts;
}

// Adds the feature that an object is. Of an attribute with a list of values each further one is a
// feature of its own; a usage type before an attribute ("HOME_ADDR_CITY") becomes its type.
void add_feature(const JsonValue& object, Collector& features) {
  FlatRecord attributes;
  FlatRecord usages;
  std::vector<FlatRecord> further;
  for (size_t i = 0; i < object.keys.size(); ++i) {
    const std::optional<FlatKey> flat = read_flat_key(object.keys[i]);
    const std::string name = flat ? std::string(flat->attribute) : object.keys[i];
    std::vector<std::string> texts = texts_of(object.children[i]);
    for (size_t t = 0; t < texts.size(); ++t) {
      if (t > 0) {
        further.push_back({{name, std::move(texts[t])}});
      } else {
        attributes.emplace_back(name, std::move(texts[t]));
      }
    }
    if (texts.empty() || !flat || flat->usage.empty()) continue;
    const std::string_view family = family_of(flat->attribute);
    if (is_in(kUsedFamilies, family)) {
      usages.emplace_back(std::string(family) + "TYPE", flat->usage);
    }
  }
  // A type that is given by itself comes before one in a name.
  attributes.insert(attributes.end(), usages.begin(), usages.end());
  features.add_feature(std::move(attributes));
  for (FlatRecord& one : further) features.add_feature(std::move(one));
}

// Adds an attribute that stands directly in the record; further values of a list are features.
void add_flat_values(const FlatKey& key, const JsonValue& value, Collector& features) {
  bool first = true;
  for (std::string& text : texts_of(value)) {
    if (first) {
      features.add_flat(key, std::move(text));
    } else {
      features.add_feature({{std::string(key.attribute), std::move(text)}});
    }
    first = false;
  }
}

}  // namespace

bool is_senzing_record(const JsonValue& object) {
  if (object.find("DATA_SOURCE") == nullptr) return false;
  if (object.find("FEATURES") != nullptr || object.find("RECORD_ID") != nullptr) return true;
  return std::any_of(object.keys.begin(), object.keys.end(), [](const std::string& key) {
    return key != "DATA_SOURCE" && read_flat_key(key).has_value();
  });
}

FlatRecord flatten_senzing(const JsonValue& object) {
  FlatRecord record;
  Collector features;
  FlatRecord payload;
  for (size_t i = 0; i < object.keys.size(); ++i) {
    const std::string& key = object.keys[i];
    const JsonValue& value = object.children[i];
    const std::optional<FlatKey> flat = read_flat_key(key);
    if (is_feature_list(key, value)) {
      for (const JsonValue& feature : value.children) add_feature(feature, features);
    } else if (flat && is_in(kRecordKeys, flat->attribute)) {
      record.emplace_back(key, scalar_text(value));
    } else if (flat && !value.is_object()) {
      add_flat_values(*flat, value, features);
    } else {
      flatten_value(key, value, payload);
    }
  }
  features.write(record);
  for (auto& field : payload) record.push_back(std::move(field));
  return record;
}

int senzing_rank(std::string_view column) {
  size_t place = 1;
  const size_t mark = column.rfind('_');
  std::string_view attribute = column;
  if (!is_in(kAttributes, column) && mark != column.npos && mark + 1 < column.size() &&
      std::all_of(column.begin() + static_cast<std::ptrdiff_t>(mark) + 1, column.end(),
                  [](char c) { return c >= '0' && c <= '9'; })) {
    attribute = column.substr(0, mark);
    place =
        static_cast<size_t>(std::min(999, std::atoi(std::string(column.substr(mark + 1)).c_str())));
  }
  const auto found = std::find(kAttributes.begin(), kAttributes.end(), attribute);
  if (found == kAttributes.end()) return kPayloadRank;
  return static_cast<int>(found - kAttributes.begin()) * 1000 + static_cast<int>(place);
}

}  // namespace newlyn::source
