// SPDX-License-Identifier: MIT
// Round numbers for the edges of charts.
#include "workspace/chart/scale.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace newlyn::workspace {
namespace {

constexpr double kTiny = 1e-9;
constexpr double kSlack = 1e-9;  // a tick at the very end of the scale is inside it

std::string grouped_digits(std::string digits) {
  const size_t sign = digits.starts_with('-') ? 1 : 0;
  for (size_t place = digits.size(); place > 3 + sign;) {
    place -= 3;
    digits.insert(place, ",");
  }
  return digits;
}

/// Zeros after the point say nothing.
std::string without_zeros(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

double Scale::place(double number) const noexcept {
  const double width = high - low;
  if (!(width > 0) || !std::isfinite(width)) return 0;
  if (std::isnan(number)) return 0;
  return std::clamp((number - low) / width, 0.0, 1.0);
}

std::vector<double> ticks(const Scale& scale, size_t count_max) {
  const double width = scale.high - scale.low;
  if (!(width > 0) || !std::isfinite(width) || count_max == 0) return {};
  constexpr std::array<double, 4> kSteps = {1, 2, 5, 10};
  double power = std::pow(10.0, std::floor(std::log10(width / static_cast<double>(count_max))));
  for (;; power *= 10) {
    for (const double factor : kSteps) {
      const double step = factor * power;
      if (scale.whole && step < 1) continue;
      const double first = std::ceil(scale.low / step - kSlack);
      const double last = std::floor(scale.high / step + kSlack);
      if (last - first + 1 > static_cast<double>(count_max)) continue;
      std::vector<double> found;
      for (double at = first; at <= last; ++at) found.push_back(at == 0 ? 0 : at * step);
      return found;
    }
  }
}

std::string number_text(double number) {
  if (!std::isfinite(number)) return number > 0 ? "without end" : "-";
  if (std::abs(number) >= 1000) return count_text(number);
  return without_zeros(fmt::format("{:.{}f}", number, std::abs(number) < 1 ? 4 : 2));
}

std::string count_text(double number) {
  return grouped_digits(fmt::format("{:.0f}", std::round(number)));
}

std::string counted(double count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count_text(count), std::round(count) == 1 ? one : many);
}

std::string share_text(double share) {
  if (share > 0 && share < 0.001) return "under 0.1 %";
  if (share > 0.999 && share < 1) return "> 99.9 %";
  return without_zeros(fmt::format("{:.1f}", 100 * share)) + " %";
}

std::string probability_text(double probability) {
  if (probability <= 0) return "0";
  if (probability >= 1) return "1";
  if (probability < kTiny) return "almost 0";
  if (probability < 0.001) {
    // Two digits that say something.
    const int places = static_cast<int>(std::ceil(-std::log10(probability))) + 1;
    return without_zeros(fmt::format("{:.{}f}", probability, places));
  }
  if (probability > 0.9999) return "over 0.9999";
  return without_zeros(fmt::format("{:.4f}", probability));
}

std::string weight_text(double weight) {
  if (!std::isfinite(weight)) return weight > 0 ? "+without end" : "-without end";
  return std::abs(weight) < 0.005 ? "0" : fmt::format("{:+.2f}", weight);
}

}  // namespace newlyn::workspace
