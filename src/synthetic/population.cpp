// SPDX-License-Identifier: MIT
// Making a population and writing it down as CSV.
#include "synthetic/population.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <ostream>
#include <utility>

#include "synthetic/people/tables.h"

namespace newlyn::synthetic {
namespace {

// Records per person, one to eight, in a thousand; the mean is 1.9.
constexpr std::array<int, 8> kRecordCounts = {540, 240, 110, 55, 27, 15, 8, 5};
constexpr uint64_t kRowsPerHousehold = 4;  // about, for the size of the towns
constexpr size_t kBufferBytes = 1u << 20;

void append_cell(std::string& line, const std::string& cell) {
  if (cell.find_first_of(",\"\n") == std::string::npos) {
    line += cell;
    return;
  }
  line += '"';
  for (const char letter : cell) {
    if (letter == '"') line += '"';
    line += letter;
  }
  line += '"';
}

int id_width(uint64_t count) {
  return std::max(4, static_cast<int>(fmt::formatted_size("{}", count)));
}

}  // namespace

Population::Population(const PopulationRequest& request,
                       const std::function<void(const Household&)>& each)
    : row_count_max_(request.rows) {
  const NameLists names(names_table());
  const Words words = read_words(words_table());
  Places places(words, request.seed, request.rows / kRowsPerHousehold + 1);
  const RowWriter writer(words, places);
  HouseholdMaker maker(names, places);
  lines_.reserve(request.rows);
  while (lines_.size() < request.rows) {
    Random random(hash_mix(request.seed, ++household_count_));
    const Household household = maker.make(random);
    if (each) each(household);
    for (const Person& person : household.people) add_records(person, writer, random);
  }
  Random order(hash_mix(request.seed, 0));
  for (size_t left = lines_.size(); left > 1; --left) {
    std::swap(lines_[left - 1], lines_[order.below(left)]);
  }
}

void Population::add_records(const Person& person, const RowWriter& writer, Random& random) {
  const size_t wanted = by_weight(random, kRecordCounts) + 1;
  const size_t count = std::min<size_t>(wanted, row_count_max_ - lines_.size());
  if (count == 0) return;
  ++person_count_;
  for (size_t i = 0; i < count; ++i) {
    const Row row = writer.write(person, faults_, random);
    const uint64_t begin = text_.size();
    for (const std::string& cell : row.cells) {
      text_ += ',';
      append_cell(text_, cell);
    }
    lines_.push_back(Line{begin, static_cast<uint32_t>(text_.size() - begin),
                          static_cast<uint32_t>(person_count_)});
  }
}

void Population::write(std::ostream& out, Truth truth, uint64_t part, uint64_t parts) const {
  const bool told = truth == Truth::in_last_column;
  const int width = id_width(lines_.size());
  std::string buffer = "record_id";
  for (const std::string_view name : kColumnNames) {
    buffer += ',';
    buffer += name;
  }
  buffer += told ? ",cluster\n" : "\n";
  for (uint64_t row = part; row < lines_.size(); row += parts) {
    const Line& line = lines_[row];
    fmt::format_to(std::back_inserter(buffer), "R{:0{}}", row + 1, width);
    buffer.append(text_, line.begin, line.size);
    if (told) fmt::format_to(std::back_inserter(buffer), ",P{:0{}}", line.person, width);
    buffer += '\n';
    if (buffer.size() < kBufferBytes) continue;
    out << buffer;
    buffer.clear();
  }
  out << buffer;
}

void Population::write_key(std::ostream& out) const {
  const int width = id_width(lines_.size());
  std::string buffer = "cluster,record_id\n";
  for (uint64_t row = 0; row < lines_.size(); ++row) {
    fmt::format_to(std::back_inserter(buffer), "P{:0{}},R{:0{}}\n", lines_[row].person, width,
                   row + 1, width);
  }
  out << buffer;
}

}  // namespace newlyn::synthetic
