// SPDX-License-Identifier: MIT
// Derives columns, once per distinct value or pair of values.
#include "linkage/encoding/derived_columns.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/check.h"
#include "base/threads.h"

namespace newlyn::linkage {
namespace {

using record::FieldKind;
using record::TextColumn;
using record::ValueCode;

constexpr size_t kRecordsWorthThreads = 10'000;

// All names that find() is asked for.
constexpr std::array<std::string_view, 7> kLookedAt = {
    "house_number",      "street",     "email", "family_name", "given_name",
    "organisation_name", "entity_type"};

const TextColumn* find(const LinkInput& input, std::string_view name) {
  NEWLYN_CHECK(is_derived_from(name), "the column is one that is looked at", name.size());
  for (const LinkColumn& column : input.columns) {
    if (column.column.name == name) return &column.column;
  }
  return nullptr;
}

TextColumn door_column(const TextColumn& number, const TextColumn& street) {
  TextColumn door;
  door.name = "door";
  door.codes.resize(number.row_count());
  std::unordered_map<uint64_t, ValueCode> codes;
  std::string text;
  for (size_t row = 0; row < number.row_count(); ++row) {
    if (number.codes[row] == record::kNullCode || street.codes[row] == record::kNullCode) continue;
    const uint64_t key = static_cast<uint64_t>(number.codes[row]) << 32 | street.codes[row];
    ValueCode& code = codes[key];
    if (code == record::kNullCode) {
      text = number.text(row);
      text += ' ';
      text += street.text(row);
      code = door.values.append(text);
    }
    door.codes[row] = code;
  }
  return door;
}

TextColumn email_name_column(const TextColumn& email) {
  TextColumn names;
  names.name = "email_name";
  record::ValueIndex index;
  std::vector<ValueCode> renamed(email.values.value_count() + 1, record::kNullCode);
  constexpr size_t kLettersMin = 4;  // shorter names are shared by strangers
  for (ValueCode code = 1; code < renamed.size(); ++code) {
    const std::string_view text = email.values[code];
    const std::string_view name = text.substr(0, text.find('@'));
    if (name.size() >= kLettersMin) renamed[code] = index.code_of(name);
  }
  names.codes.reserve(email.row_count());
  for (const ValueCode code : email.codes) names.codes.push_back(renamed[code]);
  names.values = index.take();
  return names;
}

/// Says of each record whether it names an organisation or a person; null when it names neither.
TextColumn entity_type_column(const LinkInput& input) {
  const TextColumn* organisation = find(input, "organisation_name");
  const TextColumn* family = find(input, "family_name");
  const TextColumn* given = find(input, "given_name");
  record::TextColumnBuilder types("entity_type");
  for (size_t row = 0; row < input.record_count; ++row) {
    const bool person = (family != nullptr && family->codes[row] != record::kNullCode) ||
                        (given != nullptr && given->codes[row] != record::kNullCode);
    const bool body = organisation->codes[row] != record::kNullCode;
    if (person == body) {
      types.add_null();
    } else {
      types.add(body ? "organisation" : "person");
    }
  }
  return types.finish();
}

}  // namespace

bool is_derived_from(std::string_view name) {
  return std::find(kLookedAt.begin(), kLookedAt.end(), name) != kLookedAt.end();
}

void add_derived_columns(LinkInput& input) {
  const TextColumn* number = find(input, "house_number");
  const TextColumn* street = find(input, "street");
  const TextColumn* email = find(input, "email");
  const bool names = find(input, "family_name") != nullptr || find(input, "given_name") != nullptr;
  std::vector<std::function<LinkColumn()>> makers;
  if (number != nullptr && street != nullptr) {
    makers.emplace_back([&]() -> LinkColumn {
      return {FieldKind::address_line, door_column(*number, *street)};
    });
  }
  if (email != nullptr) {
    makers.emplace_back([&]() -> LinkColumn {
      return {FieldKind::email, email_name_column(*email)};
    });
  }
  if (names && find(input, "organisation_name") != nullptr &&
      find(input, "entity_type") == nullptr) {
    makers.emplace_back([&]() -> LinkColumn {
      return {FieldKind::entity_type, entity_type_column(input)};
    });
  }
  std::vector<LinkColumn> derived(makers.size());
  // This is asked of single records too, which other threads would not help.
  const size_t together = input.record_count < kRecordsWorthThreads ? makers.size() + 1 : 1;
  parallel_ranges(makers.size(), together, [&](size_t from, size_t to) {
    for (size_t i = from; i < to; ++i) derived[i] = makers[i]();
  });
  for (LinkColumn& column : derived) input.columns.push_back(std::move(column));
}

}  // namespace newlyn::linkage
