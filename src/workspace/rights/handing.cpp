// SPDX-License-Identifier: MIT
// Completes and checks the terms on which something is handed out.
#include "workspace/rights/handing.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "workspace/governance/known_time.h"
#include "workspace/governance/log_reading.h"
#include "workspace/governance/purpose_state.h"
#include "workspace/governance/trace.h"
#include "workspace/home/settings.h"

namespace newlyn::workspace {
namespace {

constexpr int64_t kDayMicros = 86'400'000'000;
/// Where neither a purpose nor newlyn.toml says for how many days.
constexpr int64_t kKeepDays = 30;
/// As long as any purpose may let results be kept.
constexpr int64_t kKeepDaysMax = 36'500;

/// For how many days newlyn.toml lets things be kept of which no purpose says it.
int64_t days_of_settings(const Home& home) {
  const toml::table settings = read_settings(home);
  const auto days = settings["exports"]["keep_days"];
  if (!days) return kKeepDays;
  const int64_t count = days.value_or(int64_t{0});
  if (days.is_integer() && count >= 1 && count <= kKeepDaysMax) return count;
  throw Error(Code::request_invalid,
              fmt::format("newlyn.toml: keep_days under [exports] is no number of days. Write a "
                          "whole number from 1 to {}.",
                          kKeepDaysMax));
}

std::string day_in(const Home& home, int64_t days) {
  return day_of(known_micros(home) + days * kDayMicros);
}

/// Whether the purpose that was named is one of the workspace.
bool is_purpose(const Home& home, const std::string& name) {
  const std::vector<std::string> names = purpose_names(home);
  return std::find(names.begin(), names.end(), name) != names.end();
}

HandingTerms completed(const Home& home, HandingTerms terms) {
  check_expiry(terms.expires);
  if (terms.recipient.empty()) terms.recipient = principal();
  if (!is_purpose(home, terms.purpose)) {
    if (terms.expires.empty()) terms.expires = day_in(home, days_of_settings(home));
    return terms;
  }
  const uint64_t kept = purpose_state(home, terms.purpose).purpose.retention_days;
  const auto days = static_cast<int64_t>(std::min<uint64_t>(kept, kKeepDaysMax));
  const std::string last = day_in(home, days);
  if (terms.expires.empty()) terms.expires = last;
  if (terms.expires <= last) return terms;
  throw Error(
      Code::request_invalid,
      fmt::format(
          "--expires {} is too late: the purpose {} lets results be kept for {} days, which "
          "is until {}. Name a day up to then.",
          terms.expires, terms.purpose, days, last));
}

}  // namespace

HandingTerms agreed_terms(const Home& home, const HandingTerms& asked) {
  if (asked.purpose.empty() && !purpose_names(home).empty()) {
    throw Error(Code::access_refused,
                "This workspace has purposes, and what is handed out of it names one: it says how "
                "long that may be kept. Name it with --purpose NAME; newlyn purpose list shows "
                "those there are.");
  }
  return completed(home, asked);
}

HandingTerms agreed_terms_for(const Home& home, const HandingTerms& asked, const char* for_what) {
  HandingTerms terms = completed(home, asked);
  if (terms.purpose.empty()) terms.purpose = for_what;
  return terms;
}

Release release_on(const HandingTerms& terms, const std::string& who) {
  Release release;
  release.purpose = terms.purpose;
  release.recipient = terms.recipient;
  release.expires = terms.expires;
  release.who = who;
  return release;
}

}  // namespace newlyn::workspace
