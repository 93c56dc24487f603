// SPDX-License-Identifier: MIT
// Turns recognised columns of one or more inputs into one table under the standard schema.
//
// Every standard value is lower-case ASCII letters, digits and single spaces unless said otherwise:
// Unicode is folded and transliterated (ICU), punctuation removed, placeholders made null.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "record/recognised_column.h"
#include "record/text_column.h"

namespace newlyn::standardise {

/// One input: its columns as read and what each was recognised to be (same order, same length).
struct Input {
  std::string source_name;
  const std::vector<record::TextColumn>* columns = nullptr;
  const std::vector<record::RecognisedColumn>* recognised = nullptr;
};

/// A column of the standard schema. `kind` and `column.name` follow this table:
///
/// | name              | kind              | value                                               |
/// |-------------------|-------------------|-----------------------------------------------------|
/// | given_name        | given_name        | "maria", the first; titles and suffixes removed     |
/// | middle_name       | middle_name       | further given names                                 |
/// | family_name       | family_name       | "van der berg", "oneill", "smith jones"             |
/// | generation        | generation        | "1" senior, "2" junior or II, "3" III; from all names
/// | | birth_date        | birth_date        | "1971-06-24"; "1971-06" or "1971" when parts lack |
/// | sex               | sex               | "f", "m" or "x"                                     |
/// | organisation_name | organisation_name | legal forms (ltd, inc, gmbh) removed                |
/// | entity_type       | entity_type       | "person" or "organisation"                          |
/// | house_number      | house_number      | "12a", "flat 3 12" as "3 12"                        |
/// | street            | address_line      | street and further address lines, types spelled out |
/// | town              | town              |                                                     |
/// | county            | county            |                                                     |
/// | postcode          | postcode          | no inner space: "sw1a1aa", "43004"                  |
/// | country           | country           | ISO 3166 two letters where known                    |
/// | telephone         | telephone         | E.164 "+447700900123" where possible, else digits   |
/// | email             | email             | lower-case, with its punctuation                    |
/// | national_id       | national_id       | letters and digits only                             |
/// | account           | account           | letters and digits only                             |
/// | (its type)        | national_id or account | where the column's name tells it: "passport"  |
/// | (own name)        | category, number, date, text, free_text | other columns, by input name  |
///
/// telephone, email and identifiers hold all values of the record, sorted, separated by
/// one space, when several columns of an input give them. An e-mail address with a wrong form is
/// counted as unreadable and still kept, for it can be compared. A number is in plain decimal form
/// ("-1000.5"), a date in the form of birth_date. Own columns are named in small letters with "_"
/// between words; a name of this table gets "other_" in front. Other kinds: the first column that
/// has a value wins, except address lines, which are joined.
struct StandardColumn {
  record::FieldKind kind = record::FieldKind::text;
  record::TextColumn column;
};

/// Values of one source column that were made null because they stand for "not known".
struct PlaceholderCount {
  std::string source_name;
  std::string column;
  uint64_t rows = 0;
};

/// Values of one source column that could not be understood ("31/02/1990" as a date).
struct UnreadableCount {
  std::string source_name;
  std::string column;
  uint64_t rows = 0;
  std::string reason;
};

/// All records of a run, one after another in the order of the inputs and of their rows. Columns
/// without any value are left out.
struct StandardRecords {
  size_t record_count = 0;
  std::vector<std::string> source_names;
  std::vector<uint32_t> source_of_record;  // index into source_names, one a record
  std::vector<StandardColumn> columns;
  std::vector<PlaceholderCount> placeholders;
  std::vector<UnreadableCount> unreadable;
  std::vector<std::string> notes;  // plain sentences: "dob: day before month, from 412 values"
};

/// Standardises all inputs. Work is done once per distinct value. The result of a record does not
/// depend on the order of rows. Never throws for bad values. `columns_read` is called once the
/// columns of the inputs are not read any more, before the result is put together: who owns them
/// may let them go then.
StandardRecords standardise_records(const std::vector<Input>& inputs,
                                    const std::function<void()>& columns_read = {});

}  // namespace newlyn::standardise
