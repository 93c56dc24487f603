// SPDX-License-Identifier: MIT
// Whether the query of a source is one statement that only reads, told by its words.
#pragma once

#include <string>
#include <string_view>

#include "source/definition.h"

namespace newlyn::source {

/// Why the query of `definition` is not taken, a sentence with the remedy; empty for one SELECT, or
/// WITH before a SELECT, that neither stores nor changes nor locks anything by its own words.
///
/// Texts, names in quotes and comments are no words. Where it depends on the server what is inside
/// them (a backslash before a quote, a comment within a comment), the query has to be harmless
/// either way. What a function does that the query calls cannot be told here: the session is a
/// reading one for that, see attach_database.
std::string why_not_reading(const Definition& definition);

}  // namespace newlyn::source
