// SPDX-License-Identifier: MIT
// Reads SQL conditions word by word and says plainly what it cannot use.
#pragma once

#include <string>
#include <string_view>

namespace newlyn::linkage {

/// A column of one side of a pair: surname_l is {"surname", 'l'}.
struct SideColumn {
  std::string name;
  char side = 'l';
};

/// A cursor over one SQL text. Words are matched without regard to case.
class SqlReader {
 public:
  explicit SqlReader(std::string sql) : sql_(std::move(sql)) {}

  bool take_word(std::string_view word);
  bool take_symbol(std::string_view symbol);
  void expect_symbol(std::string_view symbol);
  void expect_end();
  /// True when a name followed by an opening bracket comes next.
  bool at_function();
  std::string take_name();
  std::string take_order();
  /// True when a text in single quotes comes next.
  bool at_text();
  std::string take_text();
  /// A finite number.
  double take_number();
  /// A column with _l or _r, quoted or not.
  SideColumn take_column();
  /// A column after "l." or "r.".
  SideColumn take_dotted_column();

  /// Throws Error(model_invalid): `what` cannot be used, with the SQL and the remedy.
  [[noreturn]] void refuse(const std::string& what) const;

 private:
  void skip_space();
  std::string read_name();

  std::string sql_;
  size_t at_ = 0;
};

}  // namespace newlyn::linkage
