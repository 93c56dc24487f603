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
                                                              "REL_POINTER_ROLE"});

// What only says how a feature is used; it never makes two features differ.
constexpr auto kUsages =
    std::to_array<std::string_view>({"NAME_TYPE", "ADDR_TYPE", "PHONE_TYPE", "EMAIL_TYPE"});

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

// NAME_LAST and NAME_FIRST belong to one feature, as do the parts of an address.
std::string_view family_of(std::string_view attribute) {
  return attribute.substr(0, attribute.rfind('_'));
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
    features_.push_back({std::string(family),
                         std::string(key.usage),
                         {{std::string(key.attribute), std::move(value)}}});
  }

  void write(FlatRecord& record) {
    for (Feature& feature : features_) {
      size_t place = 1;
      while (is_taken(feature, place)) ++place;
      for (auto& [attribute, value] : feature.attributes) {
        const std::string column = column_name(attribute, place);
        if (taken_.insert(column).second) record.emplace_back(column, std::move(value));
      }
    }
  }

 private:
  bool is_taken(const Feature& feature, size_t place) const {
    return std::any_of(feature.attributes.begin(), feature.attributes.end(),
                       [&](const auto& attribute) {
                         return !is_in(kUsages, attribute.first) &&
                                taken_.contains(column_name(attribute.first, place));
                       });
  }

  std::vector<Feature> features_;
  std::set<std::string> taken_;
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

FlatRecord feature_attributes(const JsonValue& object) {
  FlatRecord attributes;
  for (size_t i = 0; i < object.keys.size(); ++i) {
    const std::string text = scalar_text(object.children[i]);
    if (!text.empty()) attributes.emplace_back(object.keys[i], text);
  }
  return attributes;
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
      for (const JsonValue& feature : value.children) {
        features.add_feature(feature_attributes(feature));
      }
    } else if (flat && is_in(kRecordKeys, flat->attribute)) {
      record.emplace_back(key, scalar_text(value));
    } else if (flat && !value.is_array() && !value.is_object()) {
      features.add_flat(*flat, scalar_text(value));
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
