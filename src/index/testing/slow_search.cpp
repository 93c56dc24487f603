// SPDX-License-Identifier: MIT
// Every word of every content is held against every term.
#include "index/testing/slow_search.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "index/search/query_terms.h"

namespace newlyn::index {
namespace {

bool is_letters(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || (c & 0x80) != 0;
  });
}

std::set<std::string> shortened(const std::string& word) {
  std::set<std::string> all{word};
  for (size_t i = 0; i < word.size(); ++i) all.insert(word.substr(0, i) + word.substr(i + 1));
  return all;
}

bool is_misspelt(const std::string& word, const std::string& text) {
  if (word == text || word.size() < 4 || text.size() < 4) return false;
  if (!is_letters(word) || !is_letters(text)) return false;
  const std::set<std::string> left = shortened(word);
  for (const std::string& of : shortened(text)) {
    if (left.contains(of)) return true;
  }
  return false;
}

std::vector<std::string> words_in(const std::string& value) {
  std::vector<std::string> words;
  std::string word;
  std::string whole;
  for (const char c : value + " ") {
    if (c != ' ') {
      word += c;
      continue;
    }
    if (!word.empty()) words.push_back(word);
    whole += word;
    word.clear();
  }
  const bool digit = whole.find_first_of("0123456789") != std::string::npos;
  if (words.size() > 1 && digit) words.push_back(whole);
  return words;
}

/// Words of a content, each with its first column.
using Words = std::map<std::string, size_t>;

struct Like {
  double score = 0;
  std::string reason;
  bool as_it_is = false;
};

struct SlowIndex {
  std::vector<Words> contents;  // by number, in the order in which they came
  std::vector<std::vector<const SlowRecord*>> records;
  std::map<std::string, size_t> holders;
};

SlowIndex index_of(const std::vector<SlowRecord>& records) {
  SlowIndex index;
  std::map<std::vector<std::string>, size_t> numbers;
  for (const SlowRecord& record : records) {
    const auto [place, is_new] = numbers.try_emplace(record.values, numbers.size());
    if (is_new) {
      Words words;
      for (size_t c = 0; c < record.values.size(); ++c) {
        for (const std::string& word : words_in(record.values[c])) words.try_emplace(word, c);
      }
      for (const auto& [word, column] : words) ++index.holders[word];
      index.contents.push_back(std::move(words));
      index.records.emplace_back();
    }
    if (record.is_there) index.records[place->second].push_back(&record);
  }
  return index;
}

/// Words that a term may stand for, in the order in which they are found.
std::vector<std::pair<std::string, int>> like_words(const SlowIndex& index, const QueryTerm& term,
                                                    const IndexPlan& plan) {
  std::vector<std::pair<std::string, int>> found;
  for (const std::string& text : term.texts) {
    if (index.holders.contains(text)) found.emplace_back(text, 0);
    if (term.exact) continue;
    if (plan.variants) {
      for (const std::string& variant : plan.variants(text)) {
        if (index.holders.contains(variant)) found.emplace_back(variant, 1);
      }
    }
    size_t beginnings = 0;
    for (const auto& [word, holders] : index.holders) {
      const bool begins = text.size() >= 2 && word.size() > text.size() && word.starts_with(text);
      if (begins && beginnings++ < 2'000) found.emplace_back(word, 2);
    }
    for (const auto& [word, holders] : index.holders) {
      if (is_misspelt(word, text)) found.emplace_back(word, 3);
    }
  }
  return found;
}

std::string reason_of(const std::string& column, const std::string& word, int likeness) {
  switch (likeness) {
    case 0:
      return column + " is " + word;
    case 1:
      return column + " is " + word + ", another form";
    case 2:
      return column + " begins so: " + word;
    default:
      return column + " like " + word;
  }
}

size_t frequency(const SlowIndex& index, const QueryTerm& term) {
  size_t most = 0;
  for (const std::string& text : term.texts) {
    const auto found = index.holders.find(text);
    if (found != index.holders.end()) most = std::max(most, found->second);
  }
  return most;
}

/// The best of what a term finds in each content.
std::map<size_t, Like> find_term(const SlowIndex& index, const QueryTerm& term,
                                 const IndexPlan& plan) {
  constexpr double kShare[] = {1.0, 0.85, 0.75, 0.65};
  std::map<size_t, Like> found;
  for (const auto& [word, likeness] : like_words(index, term, plan)) {
    const size_t held = index.holders.at(word);
    const size_t common = likeness == 0 ? held : std::max(held, frequency(index, term));
    const double score =
        kShare[likeness] *
        std::log2(2 + static_cast<double>(index.contents.size()) / static_cast<double>(common));
    for (size_t content = 0; content < index.contents.size(); ++content) {
      const auto place = index.contents[content].find(word);
      if (place == index.contents[content].end()) continue;
      Like& like = found[content];
      if (like.score >= score) continue;
      const std::string& column = plan.fitted->columns()[place->second].name;
      like.score = score;
      like.reason = reason_of(column == "door" ? "address" : column, word, likeness);
      like.as_it_is = likeness == 0;
    }
  }
  return found;
}

/// Corrected words of records that are there, each with its first column.
using CorrectedWords = std::map<const SlowRecord*, Words>;

CorrectedWords corrected_words(const std::vector<SlowRecord>& records) {
  CorrectedWords all;
  for (const SlowRecord& record : records) {
    if (!record.is_there) continue;
    for (const auto& [column, value] : record.corrected) {
      for (const std::string& word : words_in(value)) all[&record].try_emplace(word, column);
    }
  }
  return all;
}

/// The best of what a term finds among words that were set right, by record.
std::map<const SlowRecord*, Like> find_corrected(const SlowIndex& index, const QueryTerm& term,
                                                 const IndexPlan& plan,
                                                 const CorrectedWords& corrected) {
  constexpr double kShare[] = {1.0, 0.85, 0.75, 0.65};
  SlowIndex right;
  for (const auto& [record, words] : corrected) {
    for (const auto& [word, column] : words) ++right.holders[word];
  }
  const auto held_by = [&](const std::string& word) {
    const auto own = index.holders.find(word);
    const auto set = right.holders.find(word);
    return (own == index.holders.end() ? 0 : own->second) +
           (set == right.holders.end() ? 0 : set->second);
  };
  size_t asked = 0;
  for (const std::string& text : term.texts) asked = std::max(asked, held_by(text));
  std::map<const SlowRecord*, std::pair<Like, std::string>> best;
  for (const auto& [word, likeness] : like_words(right, term, plan)) {
    const size_t common = likeness == 0 ? held_by(word) : std::max(held_by(word), asked);
    const double score =
        kShare[likeness] *
        std::log2(2 + static_cast<double>(index.contents.size()) / static_cast<double>(common));
    for (const auto& [record, words] : corrected) {
      const auto place = words.find(word);
      if (place == words.end()) continue;
      auto& [like, of] = best[record];
      if (like.score > score || (like.score == score && of <= word)) continue;
      const std::string& column = plan.fitted->columns()[place->second].name;
      like.score = score;
      like.reason =
          reason_of(column == "door" ? "address" : column, word, likeness) + ", set right by hand";
      of = word;
    }
  }
  std::map<const SlowRecord*, Like> found;
  for (auto& [record, like] : best) found[record] = std::move(like.first);
  return found;
}

struct Found {
  double score = 0;
  size_t exact = 0;
  std::vector<std::string> reasons;
  std::set<size_t> as_it_is;  // terms
};

std::map<size_t, Found> find_contents(const SlowIndex& index, const std::vector<QueryTerm>& terms,
                                      const IndexPlan& plan) {
  std::map<size_t, Found> contents;
  size_t exact = 0;
  for (size_t t = 0; t < terms.size(); ++t) {
    const QueryTerm& term = terms[t];
    exact += term.exact ? 1 : 0;
    const size_t there = contents.size();
    const bool enough = there >= 2'000 || (there > 0 && frequency(index, term) > 2'000);
    for (const auto& [content, like] : find_term(index, term, plan)) {
      if (enough && !contents.contains(content)) continue;
      Found& found = contents[content];
      found.score += like.score;
      found.exact += term.exact ? 1 : 0;
      found.reasons.push_back(like.reason);
      if (like.as_it_is) found.as_it_is.insert(t);
    }
  }
  std::erase_if(contents, [&](const auto& found) { return found.second.exact < exact; });
  return contents;
}

/// What each term finds, in the words of contents and in what was set right.
struct FoundTerms {
  std::vector<std::map<size_t, Like>> own;                   // by content
  std::vector<std::map<const SlowRecord*, Like>> corrected;  // by record
};

/// How a record fits by its own words and by what was set right in it; nothing where nothing that
/// was set right does, or where a term is lacking that must stand there.
std::optional<Found> find_record(const SlowRecord* record, size_t content, const FoundTerms& found,
                                 const std::vector<QueryTerm>& terms) {
  Found of;
  bool fits = false;
  for (size_t term = 0; term < terms.size(); ++term) {
    const auto set = found.corrected[term].find(record);
    const auto its = found.own[term].find(content);
    Like best = its == found.own[term].end() ? Like{} : its->second;
    if (set != found.corrected[term].end()) {
      fits = true;
      if (set->second.score > best.score) best = set->second;
    }
    if (terms[term].exact && best.reason.empty()) return std::nullopt;
    of.score += best.score;
    if (!best.reason.empty()) of.reasons.push_back(best.reason);
  }
  return fits ? std::optional(std::move(of)) : std::nullopt;
}

/// Records that were set right, where a word of that fits, with their own words.
std::vector<std::pair<const SlowRecord*, Found>> find_records(
    const SlowIndex& index, const std::vector<QueryTerm>& terms, const IndexPlan& plan,
    const std::vector<SlowRecord>& records) {
  const CorrectedWords corrected = corrected_words(records);
  FoundTerms of_terms;
  for (const QueryTerm& term : terms) {
    of_terms.corrected.push_back(find_corrected(index, term, plan, corrected));
    of_terms.own.push_back(find_term(index, term, plan));
  }
  std::vector<std::pair<const SlowRecord*, Found>> found;
  for (size_t content = 0; content < index.records.size(); ++content) {
    for (const SlowRecord* record : index.records[content]) {
      auto fit = find_record(record, content, of_terms, terms);
      if (fit) found.emplace_back(record, std::move(*fit));
    }
  }
  return found;
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

std::vector<SearchHit> slow_search(const std::vector<SlowRecord>& records, const IndexPlan& plan,
                                   const std::string& query, size_t count) {
  const SlowIndex index = index_of(records);
  std::vector<QueryTerm> terms = query_terms(query);
  std::stable_sort(terms.begin(), terms.end(), [&](const QueryTerm& a, const QueryTerm& b) {
    return frequency(index, a) - 1 < frequency(index, b) - 1;
  });
  std::map<std::string, SearchHit> best;
  const auto take = [&](const SlowRecord& record, double score, std::vector<std::string> reasons) {
    SearchHit& hit = best[record.entity];
    const bool better =
        hit.entity.empty() || score > hit.score || (score == hit.score && record.key < hit.key);
    if (better) hit = {record.entity, record.key, score, std::move(reasons)};
  };
  const double tells =
      terms.size() == 1 ? 40 : std::log2(2 + static_cast<double>(index.contents.size()));
  // Of several terms one that stands there as a word is not taken for the id as well.
  const auto is_term = [&](const std::string& id, const std::set<size_t>& words) {
    for (size_t t = 0; t < terms.size(); ++t) {
      const bool is_word = terms.size() > 1 && words.contains(t);
      const auto& texts = terms[t].texts;
      if (!is_word && std::count(texts.begin(), texts.end(), id) > 0) return true;
    }
    return false;
  };
  const std::map<size_t, Found> contents = find_contents(index, terms, plan);
  for (size_t content = 0; content < index.contents.size(); ++content) {
    const auto found = contents.find(content);
    for (const SlowRecord* record : index.records[content]) {
      const bool by_id =
          is_term(lower(record->key.id),
                  found == contents.end() ? std::set<size_t>() : found->second.as_it_is);
      if (!by_id && found == contents.end()) continue;
      std::vector<std::string> reasons;
      if (by_id) reasons.emplace_back("its number there");
      double score = by_id ? tells : 0;
      if (found != contents.end()) {
        score = found->second.score + score;
        reasons.insert(reasons.end(), found->second.reasons.begin(), found->second.reasons.end());
      }
      take(*record, score, std::move(reasons));
    }
  }
  for (auto& [record, found] : find_records(index, terms, plan, records)) {
    take(*record, found.score, std::move(found.reasons));
  }
  std::vector<SearchHit> hits;
  for (auto& [entity, hit] : best) hits.push_back(std::move(hit));
  std::sort(hits.begin(), hits.end(), [](const SearchHit& a, const SearchHit& b) {
    return a.score != b.score ? a.score > b.score : a.key < b.key;
  });
  size_t shown = std::min(count, hits.size());
  while (shown > 0 && shown < hits.size() && hits[shown].score >= 0.97 * hits[count - 1].score) {
    ++shown;
  }
  hits.resize(shown);
  return hits;
}

}  // namespace newlyn::index
