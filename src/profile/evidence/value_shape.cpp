// SPDX-License-Identifier: MIT
// Looks at one value once: letters, digits and words first, then the forms that these allow.
//
// The United Kingdom postcode, National Insurance number and NHS number follow the published
// forms (BS 7666, HMRC NIM39110, NHS data dictionary modulus 11); a wide form is enough here,
// since the standardise room judges each value by itself.
#include "profile/evidence/value_shape.h"

#include <algorithm>

#include "base/random.h"
#include "profile/evidence/date_shape.h"
#include "profile/evidence/spelling.h"
#include "profile/evidence/value_words.h"

namespace newlyn::profile {
namespace {

constexpr size_t kReadBytes = 200;  // of a long value; the rest changes nothing
constexpr size_t kWordsRead = 12;
constexpr size_t kSentenceWords = 6;
constexpr size_t kSentenceBytes = 60;
constexpr int kYearFirst = 1850;
constexpr int kYearLast = 2030;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
// Bytes of other scripts count as letters.
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (static_cast<unsigned char>(c) >= 0x80); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

// Counts of one folded value, taken in one pass.
struct Counts {
  size_t letters = 0;
  size_t digits = 0;
  size_t commas = 0;
  size_t dots = 0;
  size_t ats = 0;
  size_t colons = 0;
  size_t spaces = 0;
  size_t name_marks = 0;   // ' - and .
  size_t phone_marks = 0;  // + - ( ) . / and space
  size_t others = 0;
};

struct Words {
  std::array<std::string_view, kWordsRead> word;
  std::array<uint32_t, kWordsRead> senses{};
  size_t read = 0;   // words kept
  size_t count = 0;  // words there are

  uint32_t first() const { return read == 0 ? 0 : senses[0]; }
  uint32_t last() const { return read == 0 ? 0 : senses[read - 1]; }
  uint32_t any() const {
    uint32_t all = 0;
    for (size_t i = 0; i < read; ++i) all |= senses[i];
    return all;
  }
};

Counts count_characters(std::string_view text) {
  Counts counts;
  for (const char c : text) {
    if (is_letter(c)) {
      ++counts.letters;
    } else if (is_digit(c)) {
      ++counts.digits;
    } else {
      counts.commas += c == ',';
      counts.dots += c == '.';
      counts.ats += c == '@';
      counts.colons += c == ':';
      counts.spaces += c == ' ';
      const bool name = c == '\'' || c == '-' || c == '.' || c == ' ';
      const bool phone =
          c == '+' || c == '-' || c == '(' || c == ')' || c == '.' || c == '/' || c == ' ';
      counts.name_marks += name && c != ' ';
      counts.phone_marks += phone;
      counts.others += !name && !phone && c != ',';
    }
  }
  return counts;
}

Words cut_words(std::string_view text) {
  Words words;
  size_t i = 0;
  while (i < text.size()) {
    if (!is_letter(text[i]) && !is_digit(text[i])) {
      ++i;
      continue;
    }
    size_t end = i;
    while (end < text.size() &&
           (is_letter(text[end]) || is_digit(text[end]) || text[end] == '\'' || text[end] == '-')) {
      ++end;
    }
    ++words.count;
    if (words.read < kWordsRead) {
      words.word[words.read] = text.substr(i, end - i);
      words.senses[words.read] = word_senses(words.word[words.read]);
      ++words.read;
    }
    i = end;
  }
  return words;
}

// Matches letters and digits, spaces and hyphens left out, against a pattern of 'a' and '9'.
bool has_form(std::string_view text, std::string_view form) {
  size_t at = 0;
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    if (at == form.size()) return false;
    const bool fits = form[at] == '9' ? is_digit(c) : (c >= 'a' && c <= 'z');
    if (!fits) return false;
    ++at;
  }
  return at == form.size();
}

bool is_firm_postcode(std::string_view text) {
  static constexpr std::string_view kForms[] = {"a99aa",  "a999aa",  "aa99aa", "aa999aa",
                                                "a9a9aa", "aa9a9aa", "a9a9a9", "9999aa"};
  if (text.size() > 8) return false;
  return std::any_of(std::begin(kForms), std::end(kForms),
                     [&](std::string_view form) { return has_form(text, form); });
}

// The check digit of an NHS number, modulus 11; ten equal digits are not a number.
bool is_nhs_number(std::string_view digits) {
  int sum = 0;
  bool differs = false;
  for (size_t i = 0; i < 9; ++i) {
    sum += (digits[i] - '0') * static_cast<int>(10 - i);
    differs = differs || digits[i] != digits[9];
  }
  const int check = (11 - sum % 11) % 11;
  return differs && check != 10 && check == digits[9] - '0';
}

bool is_email(std::string_view text, const Counts& counts) {
  if (counts.ats != 1 || counts.spaces > 0) return false;
  const size_t at = text.find('@');
  const size_t dot = text.rfind('.');
  return at > 0 && dot != std::string_view::npos && dot > at + 1 && dot + 2 < text.size();
}

void look_at_national_number(std::string_view text, const Counts& counts, ValueShape& shape) {
  if (counts.digits < 6 || counts.digits > 10 || text.size() > 14) return;
  const bool insurance = counts.letters >= 2 && (has_form(text, "aa999999a"));
  const bool social = text.size() == 11 && counts.digits == 9 && text[3] == text[6] &&
                      (text[3] == '-' || text[3] == ' ') && counts.letters == 0;
  bool health = false;
  if (counts.digits == 10 && counts.letters == 0 && has_form(text, "9999999999")) {
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits), is_digit);
    health = is_nhs_number(digits);
  }
  if (insurance || social || health) shape.set(Shape::national_number);
}

// Takes an extension off: "555-0100 x12", "5550100 ext. 12".
std::string_view without_extension(std::string_view text) {
  const size_t mark = text.find_first_of("xe");
  if (mark == std::string_view::npos || mark < 6) return text;
  const std::string_view tail = text.substr(mark);
  const bool known = tail.starts_with("x") || tail.starts_with("ext");
  const size_t digit = tail.find_first_of("0123456789");
  if (!known || digit == std::string_view::npos || digit > 5 || tail.size() - digit > 6)
    return text;
  text = text.substr(0, mark);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

void look_at_telephone(std::string_view whole, ValueShape& shape) {
  const std::string_view text = without_extension(whole);
  const Counts counts = count_characters(text);
  if (counts.digits < 6 || counts.digits > 15 || counts.commas > 0) return;
  if (counts.others > 0 || counts.letters > 0) return;
  shape.set(Shape::loose_telephone);
  if (counts.phone_marks == 0) {
    const bool national = text[0] == '0' && text.size() >= 10 && text.size() <= 12;
    if (national && text[1] != '0') shape.set(Shape::firm_telephone);
    const bool dialled = text.size() == 10 && text[0] >= '2' && text[3] >= '2';
    if (dialled) shape.set(Shape::ten_telephone);
    return;
  }
  const bool plus = text[0] == '+' && counts.digits >= 8;
  const bool area = text.find('(') != std::string_view::npos && counts.digits >= 8;
  const bool usual = text[0] == '0' || counts.digits == 10 || counts.digits == 11 ||
                     (counts.digits == 9 && counts.phone_marks >= 2);
  const bool grouped = usual && counts.digits >= 9 && counts.dots != 1;
  if (plus || area || grouped) shape.set(Shape::firm_telephone);
}

// United States 12345-6789, Poland 12-345, Sweden 123 45, Brazil 12345-678, Portugal 1234-567.
bool is_parted_postcode(std::string_view text) {
  const size_t mark = text.find_first_of("- ");
  if (mark == std::string_view::npos || text.size() < 6) return false;
  const size_t behind = text.size() - mark - 1;
  const bool dash = text[mark] == '-' && ((mark == 5 && (behind == 4 || behind == 3)) ||
                                          (mark == 2 && behind == 3) || (mark == 4 && behind == 3));
  const bool space = text[mark] == ' ' && mark == 3 && behind == 2;
  if (!dash && !space) return false;
  return std::count_if(text.begin(), text.end(), is_digit) ==
         static_cast<std::ptrdiff_t>(text.size() - 1);
}

void look_at_number(std::string_view text, const Counts& counts, ValueShape& shape) {
  if (counts.digits == 0) return;
  const bool digits_only = counts.digits == text.size();
  if (digits_only) {
    shape.set(Shape::whole_number);
    shape.set(Shape::number);
    if (text.size() == 5) shape.set(Shape::five_postcode);
    if (text.size() == 4) shape.set(Shape::four_postcode);
    if (text.size() > 4) return;
    const int value = std::stoi(std::string(text));
    if (value >= 1 && value <= 31 && text.size() <= 2) shape.set(Shape::day);
    if (value >= 1 && value <= 12 && text.size() <= 2) shape.set(Shape::month);
    if (text.size() == 1 && (value <= 2 || value == 9)) shape.set(Shape::sex_digit);
    if (text.size() == 4 && value >= kYearFirst && value <= kYearLast) {
      shape.set(Shape::year);
      shape.year = value;
    }
    return;
  }
  if (is_parted_postcode(text)) shape.set(Shape::five_postcode);
  std::string_view rest = text;
  if (rest[0] == '+' || rest[0] == '-' || rest[0] == '$') rest.remove_prefix(1);
  if (rest.starts_with("\xC2\xA3")) rest.remove_prefix(2);      // pound sign
  if (rest.starts_with("\xE2\x82\xAC")) rest.remove_prefix(3);  // euro sign
  if (rest.ends_with('%')) rest.remove_suffix(1);
  if (rest.empty() || !is_digit(rest[0])) return;
  if (rest.find_first_not_of("0123456789.,") != std::string_view::npos) return;
  if (counts.dots > 1 && counts.commas > 0) return;
  if (counts.dots > 2) return;
  shape.set(Shape::number);
  if (counts.dots + counts.commas > 0) shape.set(Shape::decimal);
}

void look_at_names(const Words& words, const Counts& counts, ValueShape& shape) {
  if (counts.digits > 0 || counts.others > 0 || counts.letters == 0 || counts.ats > 0) return;
  const uint32_t any = words.any();
  if ((any & kWordLegal) != 0 && words.count > 1) return;
  if (counts.letters == 1 && words.count == 1) shape.set(Shape::initial);
  if (counts.commas == 0 && words.count <= 3) shape.set(Shape::name_like);
  if (counts.commas == 0 && words.count == 1) shape.set(Shape::one_word);
  size_t at = 0;
  while (at + 1 < words.read && (words.senses[at] & kWordTitle) != 0) ++at;
  if ((words.senses[at] & kWordGiven) != 0) shape.set(Shape::given_word);
  if ((words.last() & kWordFamily) != 0) shape.set(Shape::family_word);
  if (words.count >= 2 && words.count <= 5 && counts.commas <= 1) {
    shape.set(Shape::several_words);
    if ((any & kWordGiven) != 0) shape.set(Shape::whole_name);
  }
}

// Legal forms written with dots: "S.A.", "B.V.", "Sp. z o.o.".
bool has_dotted_form(std::string_view text) {
  static constexpr std::string_view kForms[] = {" s.a.", " s.l.",   " s.r.l.", " s.p.a.",
                                                " b.v.", " n.v.",   " e.v.",   " o.o.",
                                                " s.c.", " s.n.c.", " p.c.",   " l.l.c"};
  return std::any_of(std::begin(kForms), std::end(kForms), [&](std::string_view form) {
    const size_t at = text.find(form);
    return at != std::string_view::npos && at > 1;
  });
}

// Ends of one-word streets: "hauptstrasse", "kerkstraat".
bool ends_like_street(std::string_view word) {
  static constexpr std::string_view kEnds[] = {"strasse", "straat", "gatan",  "vagen", "platz",
                                               "allee",   "gasse",  "gracht", "laan",  "veien",
                                               "katu",    "vej",    "weg",    "str"};
  return std::any_of(std::begin(kEnds), std::end(kEnds), [&](std::string_view end) {
    return word.size() > end.size() + 1 && word.ends_with(end);
  });
}

void look_at_address(std::string_view text, const Words& words, const Counts& counts,
                     ValueShape& shape) {
  if (counts.ats > 0) return;
  bool street = false;
  for (size_t i = 0; i < words.read; ++i) {
    const bool type = (words.senses[i] & kWordStreet) != 0 && i > 0;
    street = street || type || ends_like_street(words.word[i]);
  }
  const bool box = text.starts_with("po box") || text.starts_with("p.o. box");
  const bool unit = (words.first() & kWordUnit) != 0 && counts.digits > 0 && words.count >= 2;
  if (counts.digits > 0 && counts.letters > 2 && words.count >= 2) {
    if (street || box || (unit && words.count >= 4)) shape.set(Shape::street);
  }
  const bool type_last = (words.last() & kWordStreet) != 0 && words.count >= 2;
  if (counts.digits == 0 && words.count <= 5 && counts.commas == 0) {
    if (type_last || (words.count == 1 && ends_like_street(text))) {
      shape.set(Shape::unnumbered_street);
    }
  }
  if (words.count >= 3 && words.read == words.count) {
    const std::string_view end = words.word[words.read - 1];
    const std::string_view before = words.word[words.read - 2];
    const size_t begin = static_cast<size_t>(before.data() - text.data());
    const bool coded =
        is_firm_postcode(text.substr(begin)) || (end.size() == 5 && has_form(end, "99999"));
    if (coded || counts.commas >= 2) shape.set(Shape::several_parts);
  }
  if (words.count > kWordsRead && counts.commas >= 2) shape.set(Shape::several_parts);
  const bool numbered = counts.digits > 0 && counts.digits <= 8 && is_digit(text[0]) &&
                        text.size() <= 9 && counts.letters <= 2 && counts.commas == 0 &&
                        counts.dots == 0;
  if (numbered || (unit && words.count == 2)) shape.set(Shape::house);
}

void look_at_codes(std::string_view text, const Counts& counts, ValueShape& shape) {
  if (counts.digits == 0 || counts.spaces > 2 || counts.commas > 0 || counts.ats > 0) return;
  if (counts.spaces == 0 && text.size() <= 40) shape.set(Shape::identifier);
  const bool loose =
      text.size() >= 3 && text.size() <= 10 && counts.others == 0 && counts.letters <= 4;
  if (loose) shape.set(Shape::loose_postcode);
  if (counts.letters > 0 && is_firm_postcode(text)) shape.set(Shape::firm_postcode);
  if (text.size() < 24 || text.size() > 64) return;
  const bool hex =
      std::all_of(text.begin(), text.end(), [](char c) { return is_hex(c) || c == '-'; });
  const size_t hex_digits = counts.letters + counts.digits;
  if (hex && (hex_digits == 32 || hex_digits == 40 || hex_digits == 64 || hex_digits == 24)) {
    shape.set(Shape::unique_form);
  }
}

bool is_house_word(std::string_view word) {
  if (word.empty() || word.size() > 5 || !is_digit(word[0])) return false;
  return !is_letter(word.back()) || (word.size() > 1 && is_digit(word[word.size() - 2]));
}

void look_at_numbering(const Words& words, const Counts& counts, ValueShape& shape) {
  if (words.count < 2 || words.count > 7 || counts.ats > 0 || counts.letters < 3) return;
  size_t plain = 0;
  for (size_t i = 0; i < words.read; ++i) {
    const std::string_view word = words.word[i];
    plain += std::none_of(word.begin(), word.end(), is_digit);
  }
  if (plain + 1 < words.read) return;
  if (words.count >= 3 && is_house_word(words.word[0])) shape.set(Shape::numbered_words);
  if (is_house_word(words.word[words.read - 1])) shape.set(Shape::words_numbered);
}

// Whole values that stand in the word lists: sexes, states, towns, placeholders.
void look_at_whole(std::string_view text, ValueShape& shape) {
  const uint32_t senses = word_senses(text);
  const auto mark = [&](uint32_t sense, Shape property) {
    if ((senses & sense) != 0) shape.set(property);
  };
  mark(kWordPlaceholder, Shape::placeholder);
  mark(kWordMale, Shape::male);
  mark(kWordFemale, Shape::female);
  mark(kWordOtherSex, Shape::other_sex);
  mark(kWordTown, Shape::town);
  mark(kWordState, Shape::state);
  mark(kWordCounty, Shape::county);
  mark(kWordCountry, Shape::country);
  mark(kWordEntity, Shape::entity);
  mark(kWordMonth, Shape::month);
  mark(kWordTitle, Shape::title);
  mark(kWordGeneration, Shape::generation);
  if (text.size() > 5 && text.size() < 20 && text.ends_with("shire")) shape.set(Shape::county);
}

// Hashes the text with each run of digits made one '#'.
uint64_t skeleton_of(std::string_view text) {
  std::array<char, kReadBytes * 2> bytes;
  size_t count = 0;
  for (const char c : text.substr(0, bytes.size())) {
    const char kept = is_digit(c) ? '#' : c;
    if (kept == '#' && count > 0 && bytes[count - 1] == '#') continue;
    bytes[count++] = kept;
  }
  return hash_bytes({bytes.data(), count});
}

void look_at_date(std::string_view text, const Counts& counts, ValueShape& shape) {
  if (counts.digits < 2 || counts.digits > 20 || counts.ats > 0) return;
  const std::optional<DateShape> date = date_shape(text);
  if (!date) return;
  shape.year = date->year;
  if (date->compact_six) {
    shape.set(Shape::six_digit_date);
  } else {
    shape.set(date->partial ? Shape::partial_date : Shape::date);
  }
  if (date->timed) shape.set(Shape::timed);
}

}  // namespace

ValueShape shape_of(std::string_view value, std::string& folded) {
  ValueShape shape;
  shape.length = static_cast<uint32_t>(std::min<size_t>(value.size(), 1u << 20));
  fold_latin(value.substr(0, kReadBytes), folded);
  const std::string_view text = folded;
  if (text.empty()) return shape;
  look_at_whole(text, shape);
  if (shape.has(Shape::placeholder)) return shape;
  const Counts counts = count_characters(text);
  const Words words = cut_words(text);
  if (words.count == 0) {
    shape.set(Shape::placeholder);
    return shape;
  }
  if (counts.letters > 0) shape.set(Shape::letter);
  if (counts.digits > 0) shape.set(Shape::digit);
  if (is_email(text, counts)) shape.set(Shape::email);
  look_at_date(text, counts, shape);
  look_at_number(text, counts, shape);
  look_at_national_number(text, counts, shape);
  const bool other_form = shape.has(Shape::date) || shape.has(Shape::national_number);
  if (!other_form && counts.ats == 0) look_at_telephone(text, shape);
  look_at_names(words, counts, shape);
  const bool legal = (words.any() & kWordLegal) != 0 || has_dotted_form(text);
  if (legal && words.count >= 2 && counts.ats == 0) shape.set(Shape::legal_form);
  look_at_address(text, words, counts, shape);
  if (counts.digits > 0 && !shape.has(Shape::date)) look_at_numbering(words, counts, shape);
  look_at_codes(text, counts, shape);
  if (words.count >= kSentenceWords || value.size() > kSentenceBytes) shape.set(Shape::sentence);
  if (counts.digits > 0) shape.skeleton = skeleton_of(text);
  return shape;
}

}  // namespace newlyn::profile
