// SPDX-License-Identifier: MIT
// Answers about quality in words and for programs.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "workspace/measure_quality.h"

namespace newlyn::cli {

/// A score in per cent, or "not measured". One failing row of a million is still one: only all is
/// 100 and only nothing is 0.
std::string score_text(const std::optional<double>& score);

/// What a person reads after `quality`, and the same as JSON. So for the others.
std::string quality_text(const workspace::QualityRequest& request,
                         const workspace::QualityResponse& response);
/// See quality_text.
std::string quality_json(const workspace::QualityResponse& response);
/// See quality_text.
std::string failing_text(const workspace::FailingRows& failing);
/// See quality_text.
std::string failing_json(const workspace::FailingRows& failing);

/// The past of sources by name.
using QualityHistory = std::vector<std::pair<std::string, std::vector<workspace::QualityPast>>>;
/// See quality_text.
std::string history_text(const QualityHistory& history);
/// See quality_text.
std::string history_json(const QualityHistory& history);

}  // namespace newlyn::cli
