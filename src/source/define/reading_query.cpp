// SPDX-License-Identifier: MIT
// A query is cut into words as its server would cut it. Where two ways are possible it is cut in
// both, because what one takes for a text or a comment the other runs.
#include "source/define/reading_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "source/database/odbc_sql.h"
#include "source/table/column_names.h"

namespace newlyn::source {
namespace {

// What differs between servers.
struct Spelling {
  bool backslash = false;   // '\'' is a text of one character
  bool nested = false;      // a comment may hold a comment
  bool dollars = false;     // $tag$ text $tag$
  bool brackets = false;    // [a name]
  bool hash = false;        // # begins a comment
  bool executable = false;  // /*! words that are run */
  bool q_quotes = false;    // q'[it's]'
};

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Cuts a query into words in small letters and single signs. A name or text in quotes is one word
// that begins with its quote.
class Words {
 public:
  Words(std::string_view text, const Spelling& spelling) : text_(text), spelling_(spelling) {}

  std::vector<std::string> all() {
    while (at_ < text_.size()) step();
    return std::move(words_);
  }

 private:
  char peek(size_t ahead) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void step() {
    const char c = text_[at_];
    if (is_space(c)) {
      ++at_;
    } else if (begins_line_comment()) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (c == '/' && peek(1) == '*') {
      skip_comment();
    } else if (c == '\'' || c == '"' || c == '`') {
      skip_quoted(c);
    } else if (c == '[' && spelling_.brackets && text_.find(']', at_) != text_.npos) {
      skip_quoted(']');
    } else if (c == '$' && spelling_.dollars && skip_dollars()) {
      words_.emplace_back("'");
    } else if (is_word(c)) {
      take_word();
    } else {
      words_.emplace_back(1, c);
      ++at_;
    }
  }

  bool begins_line_comment() const {
    if (text_[at_] == '#') return spelling_.hash;
    // In MySQL, whose comments # begins too, -- is one only before a space.
    return text_[at_] == '-' && peek(1) == '-' &&
           (!spelling_.hash || peek(2) == '\0' || is_space(peek(2)));
  }

  void skip_comment() {
    const bool runs = peek(2) == '!' || (peek(2) == 'M' && peek(3) == '!');
    if (spelling_.executable && runs) {
      words_.emplace_back("/*!");
      at_ += 3;
      return;
    }
    size_t depth = 1;
    for (at_ += 2; at_ < text_.size() && depth > 0; ++at_) {
      if (text_[at_] == '*' && peek(1) == '/') {
        --depth;
        ++at_;
      } else if (spelling_.nested && text_[at_] == '/' && peek(1) == '*') {
        ++depth;
        ++at_;
      }
    }
  }

  void skip_quoted(char end) {
    words_.emplace_back(1, text_[at_]);
    for (++at_; at_ < text_.size(); ++at_) {
      if (spelling_.backslash && text_[at_] == '\\' && end != ']' && end != '`') {
        ++at_;
      } else if (text_[at_] == end && peek(1) == end) {
        ++at_;
      } else if (text_[at_] == end) {
        ++at_;
        return;
      }
    }
  }

  bool skip_dollars() {
    size_t tag_end = at_ + 1;
    while (tag_end < text_.size() && is_word(text_[tag_end]) && text_[tag_end] != '$') ++tag_end;
    if (tag_end >= text_.size() || text_[tag_end] != '$') return false;
    const std::string_view tag = text_.substr(at_, tag_end + 1 - at_);
    const size_t end = text_.find(tag, tag_end + 1);
    at_ = end == text_.npos ? text_.size() : end + tag.size();
    return true;
  }

  void take_word() {
    const size_t begin = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    std::string word = lower(text_.substr(begin, at_ - begin));
    if (spelling_.q_quotes && (word == "q" || word == "nq") && peek(0) == '\'' && peek(1) != '\0') {
      constexpr std::string_view kOpen = "[{(<";
      constexpr std::string_view kClose = "]})>";
      const size_t pair = kOpen.find(peek(1));
      const std::string end{pair == kOpen.npos ? peek(1) : kClose[pair], '\''};
      const size_t found = text_.find(end, at_ + 2);
      at_ = found == text_.npos ? text_.size() : found + 2;
      word = "'";
    }
    words_.push_back(std::move(word));
  }

  std::string_view text_;
  Spelling spelling_;
  size_t at_ = 0;
  std::vector<std::string> words_;
};

std::vector<Spelling> spellings_of(const Definition& definition) {
  const Spelling plain;
  Spelling escaped;
  escaped.backslash = true;
  Spelling mysql;
  mysql.hash = mysql.executable = true;
  Spelling mysql_escaped = mysql;
  mysql_escaped.backslash = true;
  Spelling postgres;
  postgres.nested = postgres.dollars = true;
  Spelling postgres_escaped = postgres;
  postgres_escaped.backslash = true;
  Spelling bracketed;
  bracketed.brackets = true;
  Spelling sqlserver = bracketed;
  sqlserver.nested = true;
  Spelling oracle;
  oracle.q_quotes = true;
  switch (place_of(definition)) {
    case Place::postgres:
      return {postgres, postgres_escaped};
    case Place::mysql:
      return {mysql, mysql_escaped};
    case Place::sqlite:
      return {bracketed};
    case Place::odbc:
    case Place::files:
      break;
  }
  switch (dialect_of(definition.from)) {
    case Dialect::mysql:
      return {mysql, mysql_escaped};
    case Dialect::sqlserver:
      return {sqlserver};
    case Dialect::oracle:
      return {oracle};
    case Dialect::standard:
      break;
  }
  return {plain, escaped, postgres, postgres_escaped};
}

constexpr std::string_view kRemedy =
    "Write one SELECT, or WITH before a SELECT, that only reads; a column of that name is written "
    "in quotes.";

// The first word that does more than reading; empty where there is none.
std::string changing_word(const std::vector<std::string>& words) {
  constexpr std::array<std::string_view, 13> kChanging = {
      "into", "insert", "update", "delete", "merge", "truncate", "create",
      "drop", "alter",  "grant",  "revoke", "exec",  "execute"};
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    // Turns a reading session into a writing one.
    if (word == "set_config" || word == "/*!") return word;
    if (std::find(kChanging.begin(), kChanging.end(), word) == kChanging.end()) continue;
    const bool of_a_table = i > 0 && words[i - 1] == ".";
    // insert(text, ...) and truncate(number, ...) are functions.
    const bool is_function =
        i + 1 < words.size() && words[i + 1] == "(" && (word == "insert" || word == "truncate");
    if (!of_a_table && !is_function) return word;
  }
  return "";
}

std::string fault_in(const std::vector<std::string>& words) {
  const auto first =
      std::find_if(words.begin(), words.end(), [](const auto& word) { return word != "("; });
  if (first == words.end() || (*first != "select" && *first != "with")) {
    return "A query begins with SELECT or WITH. Newlyn only reads.";
  }
  const auto ends = std::find(words.begin(), words.end(), ";");
  if (std::any_of(ends, words.end(), [](const auto& word) { return word != ";"; })) {
    return fmt::format("A query is one statement, and a second one follows the ';'. {}", kRemedy);
  }
  const std::string word = changing_word(words);
  if (word.empty()) return "";
  std::string shown = word;
  std::transform(shown.begin(), shown.end(), shown.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return fmt::format(
      "The query says {}, which does more than reading, and Newlyn never changes a source. {}",
      shown, kRemedy);
}

}  // namespace

std::string why_not_reading(const Definition& definition) {
  for (const Spelling& spelling : spellings_of(definition)) {
    std::string fault = fault_in(Words(definition.query, spelling).all());
    if (!fault.empty()) return fault;
  }
  return "";
}

}  // namespace newlyn::source
