// SPDX-License-Identifier: MIT
// Reading names.tsv and drawing names by tradition and year of birth.
#include "synthetic/people/names.h"

#include <algorithm>
#include <charconv>

#include "base/check.h"

namespace newlyn::synthetic {
namespace {

constexpr int kOldBefore = 1950;   // born earlier: the names of the first half of the century
constexpr int kYoungSince = 1993;  // born later: the names of recent years

// Cuts the part of `line` up to the next tab off its front.
std::string_view take_cell(std::string_view& line) {
  const size_t end = std::min(line.find('\t'), line.size());
  const std::string_view cell = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return cell;
}

}  // namespace

Tradition draw_tradition(Random& random) noexcept {
  std::array<int, kTraditions.size()> shares{};
  for (size_t i = 0; i < shares.size(); ++i) shares[i] = kTraditions[i].share;
  return kTraditions[by_weight(random, shares)].tradition;
}

NameLists::NameLists(std::string_view table) {
  while (!table.empty()) {
    const size_t end = std::min(table.find('\n'), table.size());
    std::string_view line = table.substr(0, end);
    table.remove_prefix(std::min(end + 1, table.size()));
    if (line.empty() || line.front() == '#') continue;
    const std::string_view tradition = take_cell(line);
    const std::string_view kind = take_cell(line);
    const std::string_view name = take_cell(line);
    uint64_t weight = 0;
    std::from_chars(line.data(), line.data() + line.size(), weight);
    const auto row = std::find_if(kTraditions.begin(), kTraditions.end(),
                                  [&](const TraditionRow& r) { return r.name == tradition; });
    NEWLYN_CHECK(row != kTraditions.end() && weight > 0, "a row of names.tsv is usable", name);
    Lists& lists = lists_[static_cast<size_t>(row->tradition)];
    WeightedList* list = kind == "male"            ? &lists.male
                         : kind == "female"        ? &lists.female
                         : kind == "family"        ? &lists.family
                         : kind == "family_female" ? &lists.family_female
                         : kind == "male_old"      ? &lists.male_old
                         : kind == "female_old"    ? &lists.female_old
                         : kind == "male_young"    ? &lists.male_young
                         : kind == "female_young"  ? &lists.female_young
                                                   : nullptr;
    NEWLYN_CHECK(list != nullptr, "a kind of names.tsv is known", kind);
    list->add(std::string(name), weight);
  }
  for (const TraditionRow& row : kTraditions) {
    const Lists& lists = lists_[static_cast<size_t>(row.tradition)];
    const bool complete = !lists.male.empty() && !lists.female.empty();
    const bool named = row.tradition == Tradition::somali || !lists.family.empty();
    NEWLYN_CHECK(complete && named, "a tradition has given and family names", row.name);
  }
}

const std::string& NameLists::given(Tradition tradition, Sex sex, int birth_year,
                                    Random& random) const {
  // Many families of other traditions choose English given names; these shares are guesses.
  int english = 0;
  if (tradition == Tradition::welsh || tradition == Tradition::scottish) english = 3500;
  if (tradition == Tradition::irish || tradition == Tradition::caribbean) english = 3000;
  if (tradition == Tradition::chinese && birth_year > 1975) english = 3500;
  const bool borrowed = chance(random, english);
  const Lists& lists = lists_[borrowed ? 0 : static_cast<size_t>(tradition)];
  const bool male = sex == Sex::male;
  const WeightedList& old = male ? lists.male_old : lists.female_old;
  const WeightedList& young = male ? lists.male_young : lists.female_young;
  const WeightedList& plain = male ? lists.male : lists.female;
  const bool period = chance(random, 8000);
  if (period && birth_year < kOldBefore && !old.empty()) return old.draw(random);
  if (period && birth_year >= kYoungSince && !young.empty()) return young.draw(random);
  return plain.draw(random);
}

std::string NameLists::family(Tradition tradition, Sex sex, Random& random) const {
  const Lists& lists = lists_[static_cast<size_t>(tradition)];
  if (tradition == Tradition::somali) return lists.male.draw(random);  // the grandfather's name
  if (sex == Sex::female && !lists.family_female.empty() && chance(random, 5500)) {
    return lists.family_female.draw(random);
  }
  std::string family = lists.family.draw(random);
  const bool two = (tradition == Tradition::spanish && chance(random, 7500)) ||
                   (tradition == Tradition::portuguese && chance(random, 6000));
  if (two) family += " " + lists.family.draw(random);
  const bool joined = tradition == Tradition::english && chance(random, 150);
  if (joined) family += "-" + lists.family.draw(random);
  return family_form(tradition, sex, std::move(family));
}

std::string family_form(Tradition tradition, Sex sex, std::string family) {
  if (tradition != Tradition::polish) return family;
  const bool male_form =
      family.ends_with("ski") || family.ends_with("cki") || family.ends_with("dzki");
  const bool female_form =
      family.ends_with("ska") || family.ends_with("cka") || family.ends_with("dzka");
  if (male_form && sex == Sex::female) family.back() = 'a';
  if (female_form && sex == Sex::male) family.back() = 'i';
  return family;
}

}  // namespace newlyn::synthetic
