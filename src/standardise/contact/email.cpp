// SPDX-License-Identifier: MIT
// Cleans e-mail addresses and judges their form.
#include "standardise/contact/email.h"

#include <algorithm>
#include <array>

#include "standardise/text/fold.h"
#include "standardise/text/lexicon.h"

namespace newlyn::standardise {
namespace {

constexpr size_t kLocalMax = 64;  // RFC 5321, 4.5.3.1.1
constexpr size_t kAddressMax = 254;

bool is_good_domain(std::string_view domain) {
  if (domain.find('.') == std::string_view::npos || domain.find("..") != std::string_view::npos) {
    return false;
  }
  if (domain.front() == '.' || domain.back() == '.' || domain.front() == '-') return false;
  return std::all_of(domain.begin(), domain.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '-'; });
}

bool is_nobody(std::string_view local, std::string_view domain) {
  constexpr std::array<std::string_view, 14> kNobody = {
      "none",    "noemail", "no",       "na",       "nil",        "unknown",  "nomail",
      "noreply", "null",    "no-reply", "no_email", "donotreply", "no.email", "notgiven"};
  if (std::find(kNobody.begin(), kNobody.end(), local) != kNobody.end()) return true;
  return local == "test" && (domain.starts_with("test.") || domain.starts_with("example."));
}

}  // namespace

Email standardise_email(std::string_view value) {
  std::string text = fold_ascii(value);
  const size_t open = text.find('<');
  const size_t close = text.find('>', open == std::string::npos ? 0 : open);
  if (open != std::string::npos && close != std::string::npos && close > open + 1) {
    text = text.substr(open + 1, close - open - 1);
  }
  std::erase_if(text, [](char c) { return c == ' ' || c == '<' || c == '>' || c == '"'; });
  while (text.starts_with("mailto:")) text.erase(0, 7);
  while (!text.empty() && std::string_view(".,;:").find(text.back()) != std::string_view::npos) {
    text.pop_back();
  }
  Email email;
  const size_t at = text.find('@');
  if (at != std::string::npos && at + 1 < text.size()) {
    const std::string_view local = std::string_view(text).substr(0, at);
    const std::string_view domain = std::string_view(text).substr(at + 1);
    email.placeholder = is_nobody(local, domain);
    email.valid = !local.empty() && local.size() <= kLocalMax && text.size() <= kAddressMax &&
                  is_good_domain(domain);
  }
  email.text = std::move(text);
  return email;
}

bool is_role_mailbox(std::string_view email) {
  const size_t at = email.find('@');
  if (at == std::string_view::npos) return false;
  std::string_view local = email.substr(0, std::min(at, email.find('+')));
  while (!local.empty() && is_digit(local.back())) local.remove_suffix(1);
  return role_mailboxes().has(local);
}

}  // namespace newlyn::standardise
