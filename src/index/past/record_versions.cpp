// SPDX-License-Identifier: MIT
// Versions in the order in which they ended, each with the one before it of the same record.
#include "index/past/record_versions.h"

namespace newlyn::index {

uint32_t RecordVersions::take_over(const Version& version) {
  versions_.push_back(version);
  return static_cast<uint32_t>(versions_.size());
}

uint32_t RecordVersions::add(Version version) {
  version.layout = static_cast<uint32_t>(layouts_.size() - 1);
  return take_over(version);
}

uint32_t RecordVersions::at(uint32_t last, uint64_t sequence) const noexcept {
  uint32_t found = kNone;
  for (uint32_t name = last; name != kNone; name = (*this)[name].before) {
    if ((*this)[name].until <= sequence) break;
    found = name;
  }
  return found;
}

uint64_t RecordVersions::ended_by(uint32_t last, uint64_t sequence) const noexcept {
  for (uint32_t name = last; name != kNone; name = (*this)[name].before) {
    if ((*this)[name].until <= sequence) return (*this)[name].until;
  }
  return 0;
}

void RecordVersions::forget(uint32_t last) {
  for (uint32_t name = last; name != kNone; name = (*this)[name].before) {
    versions_.edit(name - 1).length = 0;
  }
}

void RecordVersions::lay_out(std::vector<std::string> columns) {
  if (layouts_.back() != columns) layouts_.push_back(std::move(columns));
}

RecordVersions RecordVersions::anew(std::vector<std::string> columns) const {
  RecordVersions fresh({});
  fresh.layouts_ = layouts_;
  fresh.lay_out(std::move(columns));
  return fresh;
}

RecordVersions RecordVersions::share() {
  RecordVersions copy({});
  copy.versions_ = versions_.share();
  copy.layouts_ = layouts_;
  return copy;
}

void RecordVersions::save(SnapshotWriter& writer) const {
  versions_.save(writer);
  writer.put<uint64_t>(layouts_.size());
  for (const std::vector<std::string>& columns : layouts_) {
    writer.put<uint64_t>(columns.size());
    for (const std::string& column : columns) writer.text(column);
  }
}

void RecordVersions::load(SnapshotReader& reader) {
  versions_.load(reader);
  layouts_.resize(reader.count(sizeof(uint64_t)));
  reader.expect(!layouts_.empty());
  for (std::vector<std::string>& columns : layouts_) {
    columns.resize(reader.count(1));
    for (std::string& column : columns) column = reader.text();
  }
}

}  // namespace newlyn::index
