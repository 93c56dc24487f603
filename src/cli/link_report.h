// SPDX-License-Identifier: MIT
// The answer of dedupe and match as text and as JSON.
#pragma once

#include <string>
#include <string_view>

#include "workspace/link_files.h"

namespace newlyn::cli {

/// The summary a person reads.
std::string link_text(const workspace::LinkFilesRequest& request,
                      const workspace::LinkFilesResponse& response);

/// The same as one JSON object on one line.
std::string link_json(const workspace::LinkFilesRequest& request,
                      const workspace::LinkFilesResponse& response);

/// The evidence of a pair in plain words.
std::string pair_text(const workspace::PairReport& pair);

/// An entity with its records side by side and why they were joined.
std::string entity_text(const workspace::EntityReport& entity);

/// 1234567 as "1,234,567".
std::string grouped(uint64_t number);

/// A count with its noun: "1 pair", "1,234 pairs".
std::string counted(uint64_t count, std::string_view one, std::string_view many);

}  // namespace newlyn::cli
