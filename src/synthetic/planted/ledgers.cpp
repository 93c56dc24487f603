// SPDX-License-Identifier: MIT
// Ledgers: honest amounts spread evenly over orders of magnitude, made-up ones evenly over digits.
#include <fmt/format.h>

#include <array>

#include "synthetic/planted/extras.h"
#include "synthetic/writers/text_file.h"

namespace newlyn::synthetic {
namespace {

constexpr int kSuppliers = 30;
constexpr int kMadeUp = 3;
constexpr int kLines = 400;

// A whole number of pence whose logarithm is spread evenly: a power of two, then a step within it.
int64_t honest_amount(Random& random) {
  // 1.0718 is the twentieth root of four, in 65536ths; whole numbers keep every machine alike.
  int64_t amount = 1'000;
  for (uint64_t steps = random.below(100); steps > 0; --steps) amount = amount * 70'240 / 65'536;
  return amount + static_cast<int64_t>(random.below(static_cast<uint64_t>(amount / 14 + 1)));
}

int64_t made_up_amount(Random& random) {
  constexpr std::array<int64_t, 3> kScales = {1'000, 10'000, 100'000};
  const int64_t scale = kScales[random.below(kScales.size())];
  return scale * between(random, 1, 9) +
         static_cast<int64_t>(random.below(static_cast<uint64_t>(scale)));
}

}  // namespace

void write_ledgers(const Town& town, const std::string& folder, Planted& planted) {
  TextFile file(folder + "/supplier_ledgers.csv");
  file.add("line,supplier,supplier_name,invoice,dated,amount\n");
  Random random(hash_mix(town.seed, 0x6C6564));
  const int first = between(random, 1, kSuppliers / kMadeUp);
  int line = 0;
  for (int supplier = 1; supplier <= kSuppliers; ++supplier) {
    const bool made_up = supplier % (kSuppliers / kMadeUp) == first % (kSuppliers / kMadeUp);
    if (made_up) planted["fabricated_ledger"].push_back(fmt::format("SUP{:03}", supplier));
    for (int i = 0; i < kLines; ++i) {
      ++line;
      const int64_t pence = made_up ? made_up_amount(random) : honest_amount(random);
      const Day day = town.today - between(random, 0, 720);
      file.add(fmt::format(
          "{},SUP{:03},{} Services Ltd,INV{:06},{},{}\n", line, supplier,
          town.gazetteer.streets[static_cast<size_t>(supplier) % town.gazetteer.streets.size()]
              .name,
          100'000 + line, iso_date(day), pounds(pence)));
    }
  }
  file.close();
}

}  // namespace newlyn::synthetic
