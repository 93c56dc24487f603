// SPDX-License-Identifier: MIT
// Fields are called what people call them.
#include "workspace/files/plain_label.h"

#include <gtest/gtest.h>

#include "record/schema.h"

namespace newlyn::workspace {
namespace {

TEST(plain_label, names_what_a_person_would_say) {
  for (const auto& [field, label] :
       {std::pair{"birth_date", "Date of birth"}, std::pair{"family_name", "Family name"},
        std::pair{"name.family", "Family name"}, std::pair{"postcode", "Postcode"},
        std::pair{"address.postcode", "Postcode"}, std::pair{"street", "Street"},
        std::pair{"death_date", "Date of death"}, std::pair{"council_ref", "Council ref"},
        std::pair{"ni_number", "NI number"}, std::pair{"uprn", "UPRN"}, std::pair{"", ""}}) {
    EXPECT_EQ(plain_label(field), label) << field;
  }
}

TEST(plain_label, leaves_no_underscore_in_any_field_of_the_schema) {
  for (const record::SchemaKind& kind : record::schema_kinds()) {
    for (const record::SchemaField& field : kind.fields) {
      const std::string label = plain_label(field.name);
      EXPECT_FALSE(label.empty()) << field.name;
      EXPECT_EQ(label.find('_'), std::string::npos) << label;
      EXPECT_LE(label.size(), 40U) << field.name << ": " << label;
    }
  }
}

}  // namespace
}  // namespace newlyn::workspace
