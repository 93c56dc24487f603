// SPDX-License-Identifier: MIT
// Probabilistic latent semantic analysis of names (Hofmann 1999), without what single persons tell.
#include "linkage/training/name_classes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace newlyn::linkage {
namespace {

constexpr size_t kClasses = 24;
constexpr size_t kPairsMin = 500;
constexpr size_t kPairsMax = 150'000;  // that classes are learned from; all names are put into them
constexpr int kRounds = 60;
constexpr float kUsual = 0.5;      // added to every count, so that no class is ruled out
constexpr float kPartnersMin = 3;  // of a name that is kept
// Of a given and a middle name that are kept together: other families than the one that is judged,
// and how much oftener they come than by chance.
constexpr double kFamiliesMin = 4;
constexpr double kBitsMin = 1;

using Given = record::ValueCode;
using Family = record::ValueCode;

/// A given name with a family name that some row has.
struct NamePair {
  Given given = 0;
  Family family = 0;
  auto operator<=>(const NamePair&) const = default;
};

std::vector<NamePair> name_pairs(const pairs::PairColumn& given, const pairs::PairColumn& family) {
  std::vector<NamePair> found;
  for (size_t row = 0; row < given.codes.size(); ++row) {
    if (given.codes[row] == record::kNullCode || family.codes[row] == record::kNullCode) continue;
    found.push_back({given.codes[row], family.codes[row]});
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

/// Numbers by class are added up in lanes, so that several are worked out at once; the order of
/// adding is the same on every machine.
constexpr size_t kLanes = 8;
static_assert(kClasses % kLanes == 0);

float sum_of(const float* of_class) {
  float lanes[kLanes] = {};
  for (size_t k = 0; k < kClasses; k += kLanes) {
    for (size_t lane = 0; lane < kLanes; ++lane) lanes[lane] += of_class[k + lane];
  }
  return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) +
         ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

/// Counts by class, of the classes and of all names.
struct Counts {
  std::vector<float> shares = std::vector<float>(kClasses, 0);
  std::vector<float> given;
  std::vector<float> family;

  Counts(size_t given_count, size_t family_count)
      : given(given_count * kClasses, 0), family(family_count * kClasses, 0) {}

  void add(NamePair pair, const float* of_class) {
    float* g = given.data() + pair.given * kClasses;
    float* f = family.data() + pair.family * kClasses;
    for (size_t k = 0; k < kClasses; ++k) {
      shares[k] += of_class[k];
      g[k] += of_class[k];
      f[k] += of_class[k];
    }
  }
};

/// How likely each class is for a pair, by counts that stay as they are.
class ClassesOfPairs {
 public:
  explicit ClassesOfPairs(const Counts& by) : by_(by) {
    for (size_t k = 0; k < kClasses; ++k) per_class_[k] = 1 / (by.shares[k] + kUsual);
  }
  void classes_of(NamePair pair, float* of_class) const {
    const float* g = by_.given.data() + pair.given * kClasses;
    const float* f = by_.family.data() + pair.family * kClasses;
    for (size_t k = 0; k < kClasses; ++k) {
      of_class[k] = (g[k] + kUsual / kClasses) * (f[k] + kUsual / kClasses) * per_class_[k];
    }
    const float part = 1 / sum_of(of_class);
    for (size_t k = 0; k < kClasses; ++k) of_class[k] *= part;
  }

 private:
  const Counts& by_;
  float per_class_[kClasses];
};

/// A family name with the given names that it came with, ascending.
struct FamilyName {
  Family family = 0;
  std::vector<Given> given;
};

/// The family names that came with most given names, most first.
std::vector<FamilyName> common_families(const std::vector<NamePair>& pairs, size_t family_count) {
  constexpr size_t kMost = 600;
  constexpr size_t kGivenMin = 20;
  std::vector<FamilyName> names(family_count);
  for (const NamePair pair : pairs) {
    names[pair.family].family = pair.family;
    names[pair.family].given.push_back(pair.given);
  }
  std::erase_if(names, [](const FamilyName& name) { return name.given.size() < kGivenMin; });
  std::stable_sort(names.begin(), names.end(), [](const FamilyName& a, const FamilyName& b) {
    return a.given.size() > b.given.size();
  });
  if (names.size() > kMost) names.resize(kMost);
  return names;
}

/// How much the given names of two family names are the same: 0 to 1.
double likeness(const FamilyName& a, const FamilyName& b) {
  size_t same = 0;
  auto left = a.given.begin();
  auto right = b.given.begin();
  while (left != a.given.end() && right != b.given.end()) {
    if (*left == *right) ++same;
    const bool steps_left = *left <= *right;
    const bool steps_right = *right <= *left;
    left += steps_left ? 1 : 0;
    right += steps_right ? 1 : 0;
  }
  const auto sizes = static_cast<double>(a.given.size()) * static_cast<double>(b.given.size());
  return static_cast<double>(same) / std::sqrt(sizes);
}

/// A family name to begin each class with: the most common one, then again and again the one whose
/// given names are least like those of all before (farthest first, Gonzalez 1985).
std::vector<Family> first_families(const std::vector<FamilyName>& common) {
  std::vector<Family> first;
  std::vector<double> likest(common.size(), 0);
  size_t next = 0;
  while (first.size() < std::min(kClasses, common.size())) {
    first.push_back(common[next].family);
    likest[next] = 1;
    for (size_t i = 0; i < common.size(); ++i) {
      likest[i] = std::max(likest[i], likeness(common[i], common[next]));
    }
    next = static_cast<size_t>(std::min_element(likest.begin(), likest.end()) - likest.begin());
  }
  return first;
}

/// Classes hold nothing at first but a family name each with its given names.
Counts begin(const std::vector<NamePair>& pairs, size_t given_count, size_t family_count) {
  Counts counts(given_count, family_count);
  const std::vector<Family> first = first_families(common_families(pairs, family_count));
  for (const NamePair pair : pairs) {
    const auto found = std::find(first.begin(), first.end(), pair.family);
    if (found == first.end()) continue;
    float of_class[kClasses] = {};
    of_class[found - first.begin()] = 1;
    counts.add(pair, of_class);
  }
  return counts;
}

Counts counted(const std::vector<NamePair>& pairs, const Counts& by) {
  Counts counts(by.given.size() / kClasses, by.family.size() / kClasses);
  const ClassesOfPairs classes(by);
  float of_class[kClasses];
  for (const NamePair pair : pairs) {
    classes.classes_of(pair, of_class);
    counts.add(pair, of_class);
  }
  return counts;
}

std::vector<NamePair> drawn_of(const std::vector<NamePair>& pairs) {
  if (pairs.size() <= kPairsMax) return pairs;
  std::vector<NamePair> drawn;
  const uint64_t step = pairs.size() / kPairsMax + 1;
  for (const NamePair pair : pairs) {
    if (hash_mix(pair.given, pair.family) % step == 0) drawn.push_back(pair);
  }
  return drawn;
}

/// A number as it is kept: to a tenth.
template <typename Number>
float to_a_tenth(Number number) {
  constexpr Number kParts = 10;
  return static_cast<float>(std::round(number * kParts) / kParts);
}

/// The names that came with several others.
TextNumbers<float> kept_names(const std::vector<float>& counts, const record::ValueSet& values) {
  TextNumbers<float> kept(kClasses);
  for (size_t code = 1; code * kClasses < counts.size(); ++code) {
    const float* of_class = counts.data() + code * kClasses;
    float sum = 0;
    for (size_t k = 0; k < kClasses; ++k) sum += of_class[k];
    if (sum < kPartnersMin) continue;
    std::vector<float> rounded;
    for (size_t k = 0; k < kClasses; ++k) rounded.push_back(to_a_tenth(of_class[k]));
    kept.add(values[static_cast<record::ValueCode>(code)], rounded);
  }
  return kept;
}

std::vector<float> by_code(const TextNumbers<float>& names, const record::ValueSet& values,
                           size_t classes) {
  std::vector<float> counts((values.value_count() + 1) * classes, 0);
  for (size_t code = 1; code <= values.value_count(); ++code) {
    const auto found = names.find(values[static_cast<record::ValueCode>(code)]);
    std::copy(found.begin(), found.end(), counts.begin() + static_cast<ptrdiff_t>(code * classes));
  }
  return counts;
}

/// Middle names by the classes of the given names that they came with.
std::vector<float> middle_counts(const std::vector<NamePair>& pairs, const Counts& counts,
                                 size_t middle_count) {
  std::vector<float> middle(middle_count * kClasses, 0);
  for (const NamePair pair : pairs) {
    const float* given = counts.given.data() + pair.given * kClasses;
    float sum = 0;
    for (size_t k = 0; k < kClasses; ++k) sum += given[k];
    if (sum == 0) continue;
    for (size_t k = 0; k < kClasses; ++k) middle[pair.family * kClasses + k] += given[k] / sum;
  }
  return middle;
}

std::string_view first_word(std::string_view text) { return text.substr(0, text.find(' ')); }

/// "xiao mei" for "xiao" and the middle names "mei hua".
std::string together_text(std::string_view given, std::string_view middle) {
  return fmt::format("{} {}", given, first_word(middle));
}

/// A given and the first middle name that somebody of a family has.
struct Named {
  Given given = 0;
  record::ValueCode middle = 0;
  Family family = 0;
  auto operator<=>(const Named&) const = default;
};

/// All that some row has, each once, ascending. `words` gets the first middle names.
std::vector<Named> named_in_families(const pairs::PairColumn& given,
                                     const pairs::PairColumn& middle,
                                     const pairs::PairColumn& family, record::ValueIndex& words) {
  std::vector<record::ValueCode> word_of(middle.values.value_count() + 1, record::kNullCode);
  for (record::ValueCode code = 1; code <= middle.values.value_count(); ++code) {
    word_of[code] = words.code_of(first_word(middle.values[code]));
  }
  std::vector<Named> named;
  for (size_t row = 0; row < given.codes.size(); ++row) {
    const Named one{given.codes[row], word_of[middle.codes[row]], family.codes[row]};
    if (one.given != 0 && one.middle != 0 && one.family != 0) named.push_back(one);
  }
  std::sort(named.begin(), named.end());
  named.erase(std::unique(named.begin(), named.end()), named.end());
  return named;
}

/// How much oftener given and middle names come together than by chance. Families are counted, as
/// one person has many records.
TextNumbers<float> names_together(const pairs::PairColumn& given, const pairs::PairColumn& middle,
                                  const pairs::PairColumn& family) {
  record::ValueIndex words;
  const std::vector<Named> named = named_in_families(given, middle, family, words);
  std::vector<double> of_given(given.values.value_count() + 1, 0);
  std::vector<double> of_word(words.values().value_count() + 1, 0);
  for (const Named& one : named) {
    of_given[one.given] += 1;
    of_word[one.middle] += 1;
  }
  TextNumbers<float> together;
  for (size_t begin = 0, end = 0; begin < named.size(); begin = end) {
    const Named& one = named[begin];
    while (end < named.size() && named[end].given == one.given && named[end].middle == one.middle) {
      ++end;
    }
    // The family that is judged is no evidence for others.
    const auto families = static_cast<double>(end - begin) - 1;
    if (families < kFamiliesMin) continue;
    const double bits = std::log2(families * static_cast<double>(named.size()) /
                                  (of_given[one.given] * of_word[one.middle]));
    if (bits < kBitsMin) continue;
    together.add(together_text(given.values[one.given], words.values()[one.middle]),
                 to_a_tenth(bits));
  }
  return together;
}

/// What is known of the pairs of names that some row has.
std::unordered_map<uint64_t, float> together_by_code(const TextNumbers<float>& together,
                                                     const pairs::PairColumn& given,
                                                     const pairs::PairColumn& middle) {
  std::unordered_map<uint64_t, float> by_code;
  if (together.size() == 0) return by_code;
  for (const NamePair pair : name_pairs(given, middle)) {
    const auto found =
        together.find(together_text(given.values[pair.given], middle.values[pair.family]));
    if (!found.empty()) by_code[pairs::Association::pair_key(pair.family, pair.given)] = found[0];
  }
  return by_code;
}

}  // namespace

std::shared_ptr<const NameClasses> learn_name_classes(const pairs::PairColumns& columns) {
  const auto given = columns.find("given_name");
  const auto family = columns.find("family_name");
  if (!given || !family) return nullptr;
  const pairs::PairColumn& given_names = columns.columns[*given];
  const pairs::PairColumn& family_names = columns.columns[*family];
  const std::vector<NamePair> all = name_pairs(given_names, family_names);
  if (all.size() < kPairsMin) return nullptr;
  const std::vector<NamePair> drawn = drawn_of(all);
  Counts counts =
      begin(drawn, given_names.values.value_count() + 1, family_names.values.value_count() + 1);
  for (int round = 0; round < kRounds; ++round) counts = counted(drawn, counts);
  if (drawn.size() < all.size()) counts = counted(all, counts);
  auto classes = std::make_shared<NameClasses>();
  float sum = 0;
  for (const float share : counts.shares) sum += share + kUsual;
  for (const float share : counts.shares) classes->shares.push_back((share + kUsual) / sum);
  classes->given = kept_names(counts.given, given_names.values);
  classes->family = kept_names(counts.family, family_names.values);
  if (const auto middle = columns.find("middle_name")) {
    const pairs::PairColumn& names = columns.columns[*middle];
    classes->middle = kept_names(
        middle_counts(name_pairs(given_names, names), counts, names.values.value_count() + 1),
        names.values);
    classes->together = names_together(given_names, names, family_names);
  }
  return classes;
}

std::shared_ptr<const pairs::Association> association_of(const NameClasses& classes,
                                                         std::string_view column,
                                                         const pairs::PairColumns& columns) {
  const auto given = columns.find("given_name");
  const auto own = columns.find(column);
  const TextNumbers<float>& names = column == "middle_name" ? classes.middle : classes.family;
  if (!given || !own || names.size() == 0) return nullptr;
  auto association = std::make_shared<pairs::Association>();
  association->other = *given;
  association->shares = classes.shares;
  const size_t count = classes.shares.size();
  association->own = by_code(names, columns.columns[*own].values, count);
  association->others = by_code(classes.given, columns.columns[*given].values, count);
  association->keep_texts(columns.columns[*given].values);
  if (column == "middle_name") {
    association->together =
        together_by_code(classes.together, columns.columns[*given], columns.columns[*own]);
  }
  return association;
}

}  // namespace newlyn::linkage
