// SPDX-License-Identifier: MIT
// The registry of the kinds of values that can be checked.
#include "standardise/checked_value.h"

#include <array>

#include "standardise/address/check_postcode.h"
#include "standardise/contact/check_contact.h"
#include "standardise/date/check_date.h"
#include "standardise/identifier/bank_account.h"
#include "standardise/identifier/company_number.h"
#include "standardise/identifier/driving_licence.h"
#include "standardise/identifier/nhs_number.h"
#include "standardise/identifier/ni_number.h"
#include "standardise/identifier/passport.h"
#include "standardise/identifier/property_number.h"
#include "standardise/identifier/vat_number.h"
#include "standardise/identifier/vehicle_registration.h"
#include "standardise/name/check_name.h"
#include "standardise/text/fold.h"
#include "standardise/text/placeholder.h"

namespace newlyn::standardise {
namespace {

using record::FieldKind;

// A rule that looks at each value alone, as one for a column.
template <CheckedValue (*kCheck)(std::string_view)>
std::vector<CheckedValue> each(const std::vector<std::string>& column) {
  std::vector<CheckedValue> values;
  values.reserve(column.size());
  for (const std::string& text : column) values.push_back(kCheck(text));
  return values;
}

// Identifiers look for words only: their own rules judge "0000000000" and "123456789".
constexpr std::array<ValueKind, 20> kKinds = {{
    {"ni_number", "National Insurance number", "QQ 12 34 56 C", FieldKind::text,
     each<check_ni_number>},
    {"nhs_number", "NHS number", "999 000 0018", FieldKind::text, each<check_nhs_number>},
    {"uprn", "unique property reference number", "000100012345", FieldKind::text, each<check_uprn>},
    {"usrn", "unique street reference number", "1234567", FieldKind::text, each<check_usrn>},
    {"postcode", "postcode of the United Kingdom", "zz99 3vz", FieldKind::text,
     each<check_postcode>},
    {"company_number", "number at Companies House", "SC12345", FieldKind::text,
     each<check_company_number>},
    {"vat_number", "VAT registration number", "GB 123 4567 82", FieldKind::text,
     each<check_vat_number>},
    {"vehicle_registration", "vehicle registration mark", "qz12 abc", FieldKind::text,
     each<check_vehicle_registration>},
    {"sort_code", "sort code of a bank", "00-00-00", FieldKind::text, each<check_sort_code>},
    {"bank_account", "account number, with or without its sort code", "1234567", FieldKind::text,
     each<check_bank_account>},
    {"passport", "passport number", "X1234567", FieldKind::text, each<check_passport>},
    {"driving_licence", "driver number on a licence", "ZZZZZ 657054 ZZ9ZZ", FieldKind::text,
     each<check_driving_licence>},
    {"telephone", "telephone number", "07700 900123", FieldKind::telephone, each<check_telephone>},
    {"email", "e-mail address", "Ada@example.org", FieldKind::email, each<check_email>},
    {"full_name", "whole name of a person", "Smith, Dr John A", FieldKind::full_name,
     each<check_full_name>},
    {"given_name", "given name; variants among the values are told", "Bob", FieldKind::given_name,
     check_given_names},
    {"family_name", "family name", "van der Berg", FieldKind::family_name, each<check_family_name>},
    {"birth_date", "birth date; all values tell whether day or month comes first", "3/4/1990",
     FieldKind::birth_date, check_birth_dates},
    {"date", "other date", "2017-08", FieldKind::date, check_dates},
    {"sex", "sex or gender; all values tell what codes mean", "f", FieldKind::sex, check_sexes},
}};

}  // namespace

std::string_view class_name(ValueClass value_class) noexcept {
  constexpr std::array<std::string_view, 8> kNames = {"valid",          "partial",   "temporary",
                                                      "administrative", "special",   "missing",
                                                      "impossible",     "unreadable"};
  return kNames[static_cast<size_t>(value_class)];
}

std::span<const ValueKind> value_kinds() noexcept { return kKinds; }

const ValueKind* value_kind_named(std::string_view name) noexcept {
  for (const ValueKind& kind : kKinds) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

std::vector<CheckedValue> check_values(const ValueKind& kind,
                                       const std::vector<std::string>& column) {
  std::vector<CheckedValue> values = kind.check(column);
  for (size_t at = 0; at < column.size(); ++at) {
    if (!is_placeholder(column[at], fold_words(column[at]), kind.field)) continue;
    values[at] = {};
    values[at].value_class = ValueClass::missing;
    values[at].remark = "Stands for a value that is not known.";
  }
  return values;
}

}  // namespace newlyn::standardise
