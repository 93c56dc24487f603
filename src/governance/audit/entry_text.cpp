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

constexpr std::string_view kSealedMember = "\",\"sealed\":\"";
constexpr size_t kLengthBytes = 4;

std::string text_of(const Json& json, const char* member) {
  const auto found = json.find(member);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string sealed_text(const Json& json, const SubjectKeys::Key& key) {
  return seal(json.dump(-1, ' ', false, Json::error_handler_t::replace), key);
}

/// The parts of an entry that has several.
class Parts {
 public:
  void add(const std::string& part) {
    add_number(bytes_, part.size(), kLengthBytes);
    bytes_ += part;
  }
  std::string bytes() && { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Takes the next part; nothing where it is cut off.
std::optional<std::string_view> take_part(std::string_view& bytes) {
  const auto size = take_number(bytes, kLengthBytes);
  return size ? take_bytes(bytes, *size) : std::nullopt;
}

/// What a part says; nothing where its key is gone.
std::optional<Json> open_part(std::optional<std::string_view> part,
                              const std::optional<SubjectKeys::Key>& key) {
  const auto opened = part && key ? unseal(*part, *key) : std::nullopt;
  if (!opened) return std::nullopt;
  return Json::parse(*opened, nullptr, false);
}

}  // namespace

LogRecord record_of(const AuditEntry& entry, const std::string& time, const EntryKeys& keys) {
  LogRecord record;
  std::string mark;
  Parts parts;
  const bool has_parts = !entry.others.empty() || !entry.typed.empty();
  if (!entry.subject.empty()) {
    const SubjectKeys::Key key = keys.subjects.key_for(entry.subject);
    mark = subject_mark(key);
    record.sealed = sealed_text({{"subject", entry.subject}, {"about", entry.about}}, key);
    if (has_parts) parts.add(record.sealed);
  }
  std::vector<std::string> others;
  for (const std::string& other : entry.others) {
    const SubjectKeys::Key key = keys.subjects.key_for(other);
    others.push_back(subject_mark(key));
    parts.add(sealed_text({{"subject", other}}, key));
  }
  std::optional<uint64_t> slot;
  if (!entry.typed.empty()) {
    const TypedKeys::Made made = keys.typed.make();
    slot = made.slot;
    parts.add(sealed_text({{"typed", entry.typed}}, made.key));
  }
  if (has_parts) record.sealed = std::move(parts).bytes();
  Json json = {{"time", time},
               {"who", entry.who},
               {"role", entry.role},
               {"purpose", entry.purpose},
               {"basis", entry.basis},
               {"verb", entry.verb},
               {"fields", entry.fields},
               {"count", entry.count},
               {"outcome", entry.outcome},
               {"rule", entry.rule}};
  if (!others.empty()) json["others"] = others;
  if (slot) json["typed"] = *slot;
  json["subject"] = mark;
  json["sealed"] = hex_of(bytes_of(hash_of(record.sealed)));
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

bool has_mark(std::string_view entry, std::string_view mark) {
  return entry.find(fmt::format("\"{}\"", mark)) != entry.npos;
}

std::optional<uint64_t> typed_slot(std::string_view entry) {
  const Json json = Json::parse(entry, nullptr, false);
  if (!json.is_object() || !json.contains("typed")) return std::nullopt;
  return json.value("typed", uint64_t{0});
}

std::optional<AuditRecord> read_record(const LogRecord& record, const EntryKeys& keys) {
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
  for (const auto& other : json.value("others", Json::array())) {
    if (other.is_string()) entry.others.push_back(other.get<std::string>());
  }
  const bool has_typed = json.contains("typed");
  const bool has_parts = has_typed || !entry.others.empty();
  std::string_view parts = record.sealed;
  if (!entry.subject.empty()) {
    const auto said =
        open_part(has_parts ? take_part(parts) : parts, keys.subjects.find_marked(entry.subject));
    read.erased = !said;
    if (said) entry.about = text_of(*said, "about");
    if (said) read.subject_name = text_of(*said, "subject");
  }
  for (const std::string& mark : entry.others) {
    const auto said = open_part(take_part(parts), keys.subjects.find_marked(mark));
    if (said) read.other_names.push_back(text_of(*said, "subject"));
  }
  if (!has_typed) return read;
  const auto said = open_part(take_part(parts), keys.typed.find(json.value("typed", uint64_t{0})));
  read.typed_erased = !said;
  if (said) entry.typed = text_of(*said, "typed");
  return read;
}

}  // namespace newlyn::governance
