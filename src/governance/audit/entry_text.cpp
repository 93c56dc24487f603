// SPDX-License-Identifier: MIT
// Writes and reads entries. The last member is always "sealed", so that it is found without
// reading the JSON.
#include "governance/audit/entry_text.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "governance/audit/merkle.h"
#include "governance/audit/note.h"

namespace newlyn::governance {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSubjectMember = "\",\"subject\":\"";
constexpr std::string_view kSealedMember = "\",\"sealed\":\"";
constexpr size_t kHashDigits = 64;

std::string text_of(const Json& json, const char* member) {
  const auto found = json.find(member);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

LogRecord record_of(const AuditEntry& entry, const std::string& time, SubjectKeys& keys) {
  LogRecord record;
  std::string mark;
  if (!entry.subject.empty()) {
    const SubjectKeys::Key key = keys.key_for(entry.subject);
    mark = subject_mark(key);
    record.sealed = seal(Json({{"subject", entry.subject}, {"about", entry.about}})
                             .dump(-1, ' ', false, Json::error_handler_t::replace),
                         key);
  }
  const Json json = {{"time", time},
                     {"who", entry.who},
                     {"role", entry.role},
                     {"purpose", entry.purpose},
                     {"basis", entry.basis},
                     {"verb", entry.verb},
                     {"fields", entry.fields},
                     {"count", entry.count},
                     {"outcome", entry.outcome},
                     {"rule", entry.rule},
                     {"subject", mark},
                     {"sealed", hex_of(bytes_of(hash_of(record.sealed)))}};
  record.entry = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (record.entry.size() > kEntryBytesMax) {
    throw Error(Code::request_invalid,
                fmt::format("The audit entry would have {} bytes; {} are allowed. Ask for fewer "
                            "fields at once.",
                            record.entry.size(), kEntryBytesMax));
  }
  return record;
}

bool sealed_fits(const LogRecord& record) {
  std::string_view entry = record.entry;
  if (!entry.ends_with("\"}")) return false;
  entry.remove_suffix(2);
  const std::string hash = hex_of(bytes_of(hash_of(record.sealed)));
  if (!entry.ends_with(hash)) return false;
  entry.remove_suffix(hash.size());
  return entry.ends_with(kSealedMember);
}

std::string mark_of(std::string_view entry) {
  const size_t tail = kSealedMember.size() + kHashDigits + 2;
  if (entry.size() < tail) return "";
  entry.remove_suffix(tail);
  const size_t begin = entry.rfind(kSubjectMember);
  return begin == entry.npos ? "" : std::string(entry.substr(begin + kSubjectMember.size()));
}

std::optional<AuditRecord> read_record(const LogRecord& record,
                                       const std::optional<SubjectKeys::Key>& key) {
  const Json json = Json::parse(record.entry, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  AuditRecord read;
  read.time = text_of(json, "time");
  AuditEntry& entry = read.entry;
  entry.who = text_of(json, "who");
  entry.role = text_of(json, "role");
  entry.purpose = text_of(json, "purpose");
  entry.basis = text_of(json, "basis");
  entry.verb = text_of(json, "verb");
  entry.outcome = text_of(json, "outcome");
  entry.rule = text_of(json, "rule");
  entry.subject = text_of(json, "subject");
  entry.count = json.value("count", uint64_t{0});
  for (const auto& field : json.value("fields", Json::array())) {
    if (field.is_string()) entry.fields.push_back(field.get<std::string>());
  }
  if (entry.subject.empty()) return read;
  const auto opened = key ? unseal(record.sealed, *key) : std::nullopt;
  read.erased = !opened;
  if (opened) {
    const Json sealed = Json::parse(*opened, nullptr, false);
    entry.about = text_of(sealed, "about");
    read.subject_name = text_of(sealed, "subject");
  }
  return read;
}

}  // namespace newlyn::governance
