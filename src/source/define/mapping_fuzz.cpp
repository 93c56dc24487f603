// SPDX-License-Identifier: MIT
// Any bytes as the mapping of a source: read, or refused with the place.
//
// Holds: what is read names kinds, fields and records that there are, every value has a column or a
// text, and the mapping written out and read again is the same.
#include <algorithm>
#include <array>
#include <string>

#include "base/error.h"
#include "base/fuzz_text.h"
#include "source/mapping.h"

namespace newlyn::source {
namespace {

constexpr auto kWords = std::to_array<std::string_view>(
    {"schema = 1\n",
     "left_out = [\"",
     "\"]\n",
     "[[record]]\n",
     "[record.fields]\n",
     "[[relation]]\n",
     "name = \"",
     "kind = \"",
     "when = \"",
     "from = \"",
     "to = \"",
     "start = \"",
     "end = \"",
     "person",
     "place",
     "event",
     "account",
     "organisation",
     "lives_at",
     "subject",
     "holds",
     "\"name.family\" = ",
     "\"birth_date\" = ",
     "\"contact.telephone\" = ",
     "\"type\" = ",
     "\"identifier\" = ",
     "\"surname\"",
     "{ column = \"c\" }",
     "{ text = \"t\" }",
     "{ column = \"c\", clean = \"upper(value)\", type = \"home\", start = \"s\" }",
     "[ ",
     " ]",
     ", ",
     "\"\n",
     "\n",
     "\"\"\"",
     "\\u0000",
     "\\n",
     "1",
     "true",
     "2020-01-01",
     "inf",
     "{ ",
     " }",
     " = ",
     "# "});

std::optional<Mapping> read(const std::string& text) {
  const MemoryFile file(text);
  return read_mapping(file.path());
}

bool alike(const MappedField& left, const MappedField& right) {
  return left.field == right.field && left.column == right.column && left.text == right.text &&
         left.clean == right.clean && left.type == right.type && left.start == right.start &&
         left.end == right.end;
}

bool alike(const MappedRelation& left, const MappedRelation& right) {
  return left.kind == right.kind && left.from == right.from && left.to == right.to &&
         left.start == right.start && left.end == right.end;
}

bool alike(const MappedRecord& left, const MappedRecord& right) {
  return left.name == right.name && left.kind == right.kind && left.when == right.when &&
         std::equal(left.fields.begin(), left.fields.end(), right.fields.begin(),
                    right.fields.end(),
                    [](const auto& one, const auto& other) { return alike(one, other); });
}

void check_record(const MappedRecord& record) {
  const record::SchemaKind* kind = record::schema_kind_named(record.kind);
  require(kind != nullptr && !record.name.empty() && !record.fields.empty());
  for (const MappedField& field : record.fields) {
    require(record::schema_field_named(*kind, field.field) != nullptr);
    require(field.column.empty() != field.text.empty());
  }
}

void check(const std::string& text) {
  std::optional<Mapping> mapping;
  try {
    mapping = read(text);
  } catch (const Error& error) {
    require(error.code() == Code::request_invalid);
    return;
  }
  require(mapping && !mapping->records.empty() && mapping->text == text);
  for (const MappedRecord& record : mapping->records) check_record(record);
  used_columns(*mapping);
  const auto again = read(mapping_text("people", *mapping));
  const auto same = [](const auto& one, const auto& other) { return alike(one, other); };
  require(again && again->left_out == mapping->left_out);
  require(std::equal(mapping->records.begin(), mapping->records.end(), again->records.begin(),
                     again->records.end(), same));
  require(std::equal(mapping->relations.begin(), mapping->relations.end(), again->relations.begin(),
                     again->relations.end(), same));
}

}  // namespace
}  // namespace newlyn::source

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const bool raw = bytes[0] % 2 == 0;
  const std::string_view rest = input.substr(1);
  newlyn::source::check(raw ? std::string(rest)
                            : newlyn::text_of_words(newlyn::source::kWords, rest));
  return 0;
}
