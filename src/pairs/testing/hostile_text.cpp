// SPDX-License-Identifier: MIT
// Makes pairs of texts from small recipes.
#include "pairs/testing/hostile_text.h"

#include <algorithm>
#include <array>
#include <ostream>
#include <string_view>

#include "base/random.h"

namespace newlyn::pairs {
namespace {

using namespace std::string_view_literals;

constexpr uint8_t kUnrelated = 12;

constexpr std::array kAlphabets = {
    "ab"sv,
    "a"sv,
    "abcdefghijklmnopqrstuvwxyz"sv,
    "0123456789"sv,
    "\0\x01\x7f\x80\xff"sv,
    "\xc3\xa9\xc3\xa8 "sv,
};

char letter(Random& random, uint8_t alphabet) {
  if (alphabet >= kAlphabets.size()) return static_cast<char>(random.below(256));
  const std::string_view letters = kAlphabets[alphabet];
  return letters[random.below(letters.size())];
}

std::string text_of(Random& random, size_t length, uint8_t alphabet) {
  std::string text;
  for (size_t i = 0; i < length; ++i) text += letter(random, alphabet);
  return text;
}

void edit(Random& random, std::string& text, uint8_t alphabet) {
  const size_t place = random.below(text.size() + 1);
  const bool inside = place < text.size();
  switch (random.below(5)) {
    case 0:
      text.insert(place, 1, letter(random, alphabet));
      break;
    case 1:
      if (inside) text.erase(place, 1);
      break;
    case 2:
      if (inside) text[place] = letter(random, alphabet);
      break;
    case 3:
      if (place + 1 < text.size()) std::swap(text[place], text[place + 1]);
      break;
    default:
      if (inside) std::swap(text[place], text[random.below(text.size())]);
  }
}

template <typename Number>
rc::Gen<Number> between(Number least, Number end) {
  return rc::gen::resize(rc::kNominalSize, rc::gen::inRange<Number>(least, end));
}

}  // namespace

TextPair make_pair_of(const PairRecipe& recipe) {
  Random random(recipe.seed);
  TextPair pair;
  pair.first = text_of(random, recipe.length, recipe.alphabet);
  if (recipe.edits == kUnrelated) {
    pair.second = text_of(random, random.below(recipe.length + 3), recipe.alphabet);
  } else {
    pair.second = pair.first;
    for (uint8_t i = 0; i < recipe.edits; ++i) edit(random, pair.second, recipe.alphabet);
  }
  if (recipe.seed % 2 == 1) std::swap(pair.first, pair.second);
  return pair;
}

rc::Gen<PairRecipe> hostile_pairs() {
  const auto length = rc::gen::weightedOneOf<size_t>({{57, between<size_t>(0, 16)},
                                                      {20, between<size_t>(0, 3)},
                                                      {9, between<size_t>(61, 68)},
                                                      {12, between<size_t>(16, 60)},
                                                      {1, between<size_t>(125, 133)},
                                                      {1, between<size_t>(200, 260)}});
  return rc::gen::build<PairRecipe>(
      rc::gen::set(&PairRecipe::seed,
                   rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<uint64_t>())),
      rc::gen::set(&PairRecipe::length, length),
      rc::gen::set(&PairRecipe::alphabet, between<uint8_t>(0, kAlphabets.size() + 1)),
      rc::gen::set(&PairRecipe::edits, between<uint8_t>(0, kUnrelated + 1)));
}

rc::Gen<std::vector<PairRecipe>> hundred_hostile_pairs() {
  return rc::gen::container<std::vector<PairRecipe>>(100, hostile_pairs());
}

void showValue(const PairRecipe& recipe, std::ostream& out) {
  const TextPair pair = make_pair_of(recipe);
  rc::show(pair.first, out);
  out << " and ";
  rc::show(pair.second, out);
}

}  // namespace newlyn::pairs
