// SPDX-License-Identifier: MIT
// Reads policy files by recursive descent; nesting is bounded.
#include "governance/policy/syntax.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <set>

#include "base/error.h"
#include "governance/policy/words.h"

namespace newlyn::governance {
namespace {

/// Deepest nesting of an expression: the parser and the evaluators call themselves.
constexpr size_t kDepthMax = 64;

class Parser {
 public:
  explicit Parser(std::string_view text) : words_(text) {}

  std::vector<Rule> rules();
  EntityName entity();
  EntityName entity_of(std::string type);
  bool at_end() const { return words_.peek().kind == WordKind::end; }

 private:
  bool next_is(std::string_view text) const;
  bool take_if(std::string_view text);
  void demand(std::string_view text);
  std::string name(std::string_view what);
  std::string text(std::string_view what);
  std::string found() const;
  [[noreturn]] void refuse(const std::string& what) const;

  Rule rule();
  Scope scope(std::string_view subject);
  void scope_within(Scope& scope);
  std::string type_name();
  void conditions(Rule& rule);

  Expression expression();
  Expression disjunction();
  Expression conjunction();
  Expression relation();
  Expression unary();
  Expression member();
  Expression method(Expression object, const std::string& called);
  Expression primary();
  Expression named(const Word& word);
  Expression set();

  WordReader words_;
  size_t depth_ = 0;
};

Expression make(Operator what, std::vector<Expression> operands, std::string name = "") {
  return {what, {false}, std::move(name), std::move(operands)};
}

Expression literal(AttributeValue value) { return {Operator::literal, std::move(value), "", {}}; }

std::vector<Expression> two(Expression left, Expression right) {
  std::vector<Expression> operands;
  operands.push_back(std::move(left));
  operands.push_back(std::move(right));
  return operands;
}

std::vector<Expression> one(Expression only) {
  std::vector<Expression> operands;
  operands.push_back(std::move(only));
  return operands;
}

bool Parser::next_is(std::string_view text) const {
  const Word& word = words_.peek();
  return (word.kind == WordKind::sign || word.kind == WordKind::name) && word.text == text;
}

bool Parser::take_if(std::string_view text) {
  if (!next_is(text)) return false;
  words_.take();
  return true;
}

void Parser::refuse(const std::string& what) const { refuse_policy(words_.peek().line, what); }

/// The next word as a message shows it.
std::string Parser::found() const {
  const Word& word = words_.peek();
  if (word.kind == WordKind::end) return "the end of the file";
  return word.kind == WordKind::text ? fmt::format("\"{}\"", word.text) : word.text;
}

void Parser::demand(std::string_view text) {
  if (!take_if(text)) refuse(fmt::format("expected {} and found {}.", text, found()));
}

std::string Parser::name(std::string_view what) {
  if (words_.peek().kind != WordKind::name) {
    refuse(fmt::format("expected {}, and found {}.", what, found()));
  }
  return words_.take().text;
}

std::string Parser::text(std::string_view what) {
  if (words_.peek().kind != WordKind::text) {
    refuse(fmt::format("expected {} in quotes, and found {}.", what, found()));
  }
  return words_.take().text;
}

std::string Parser::type_name() {
  std::string type = name("the type of an entity, such as Role");
  while (next_is("::")) {
    words_.take();
    if (words_.peek().kind == WordKind::text) {
      refuse(
          fmt::format("after is stands a type, and {0}::\"{1}\" is an entity. Write is {0}, or "
                      "== {0}::\"{1}\".",
                      type, words_.peek().text));
    }
    type += "::" + name("the rest of the type");
  }
  return type;
}

EntityName Parser::entity() { return entity_of(name("an entity, such as Role::\"officer\"")); }

/// An entity of which the first word is taken already.
EntityName Parser::entity_of(std::string type) {
  EntityName entity{std::move(type), ""};
  for (;;) {
    if (!next_is("::")) {
      refuse(
          fmt::format("{} is no entity: its id stands in quotes. Write one such as "
                      "Role::\"officer\".",
                      entity.type));
    }
    words_.take();
    if (words_.peek().kind == WordKind::text) break;
    entity.type += "::" + name("the rest of the type");
  }
  entity.id = text("the id of an entity");
  return entity;
}

std::vector<Rule> Parser::rules() {
  std::vector<Rule> rules;
  std::set<std::string> ids;
  while (!at_end()) {
    const size_t line = words_.peek().line;
    rules.push_back(rule());
    const std::string& id = rules.back().id;
    if (id.empty()) {
      refuse_policy(line, "the rule has no name. Write @id(\"a_name\") before it.");
    }
    if (!ids.insert(id).second) {
      refuse_policy(line, fmt::format("there are two rules called {}. Give one another @id.", id));
    }
  }
  return rules;
}

Rule Parser::rule() {
  Rule rule;
  while (take_if("@")) {
    const std::string key = name("the name of an annotation");
    std::string value;
    if (take_if("(")) {
      value = text("the value of an annotation");
      demand(")");
    }
    if (key == "id") rule.id = value;
    rule.annotations.emplace_back(key, value);
  }
  rule.permits = take_if("permit");
  if (!rule.permits && !take_if("forbid")) {
    refuse(fmt::format("a rule begins with permit or forbid, and not with {}.", found()));
  }
  demand("(");
  rule.principal = scope("principal");
  demand(",");
  rule.action = scope("action");
  demand(",");
  rule.resource = scope("resource");
  take_if(",");
  demand(")");
  conditions(rule);
  demand(";");
  return rule;
}

Scope Parser::scope(std::string_view subject) {
  demand(subject);
  Scope scope;
  if (take_if("==")) {
    scope.equals = entity();
  } else if (take_if("is")) {
    scope.type = type_name();
    if (take_if("in")) scope_within(scope);
  } else if (take_if("in")) {
    scope_within(scope);
  }
  return scope;
}

void Parser::scope_within(Scope& scope) {
  if (!take_if("[")) {
    scope.within.push_back(entity());
    return;
  }
  do {
    scope.within.push_back(entity());
  } while (take_if(","));
  demand("]");
}

void Parser::conditions(Rule& rule) {
  for (;;) {
    const bool unless = next_is("unless");
    if (!unless && !next_is("when")) return;
    words_.take();
    demand("{");
    Expression condition = expression();
    demand("}");
    rule.conditions.push_back(unless ? make(Operator::negate, one(std::move(condition)))
                                     : std::move(condition));
  }
}

Expression Parser::expression() {
  if (++depth_ > kDepthMax) refuse("the condition is nested too deep. Split it into rules.");
  Expression result;
  if (take_if("if")) {
    std::vector<Expression> parts = one(expression());
    demand("then");
    parts.push_back(expression());
    demand("else");
    parts.push_back(expression());
    result = make(Operator::choose, std::move(parts));
  } else {
    result = disjunction();
  }
  --depth_;
  return result;
}

Expression Parser::disjunction() {
  Expression left = conjunction();
  std::vector<Expression> parts = one(std::move(left));
  while (take_if("||")) parts.push_back(conjunction());
  if (parts.size() == 1) return std::move(parts[0]);
  return make(Operator::either, std::move(parts));
}

Expression Parser::conjunction() {
  std::vector<Expression> parts = one(relation());
  while (take_if("&&")) parts.push_back(relation());
  if (parts.size() == 1) return std::move(parts[0]);
  return make(Operator::both, std::move(parts));
}

Expression Parser::relation() {
  Expression left = unary();
  if (take_if("==")) return make(Operator::equal, two(std::move(left), unary()));
  if (take_if("!=")) return make(Operator::unequal, two(std::move(left), unary()));
  if (take_if("<=")) return make(Operator::less_equal, two(std::move(left), unary()));
  if (take_if("<")) return make(Operator::less, two(std::move(left), unary()));
  if (take_if(">=")) {
    Expression right = unary();
    return make(Operator::less_equal, two(std::move(right), std::move(left)));
  }
  if (take_if(">")) {
    Expression right = unary();
    return make(Operator::less, two(std::move(right), std::move(left)));
  }
  if (take_if("in")) return make(Operator::in, two(std::move(left), unary()));
  if (take_if("is")) return make(Operator::is, one(std::move(left)), type_name());
  if (take_if("like")) return make(Operator::like, one(std::move(left)), text("a pattern"));
  if (take_if("has")) {
    const bool quoted = words_.peek().kind == WordKind::text;
    std::string attribute = quoted ? words_.take().text : name("the name of an attribute");
    return make(Operator::has, one(std::move(left)), std::move(attribute));
  }
  return left;
}

Expression Parser::unary() {
  if (!take_if("!")) return member();
  if (++depth_ > kDepthMax) refuse("the condition is nested too deep. Split it into rules.");
  Expression negated = make(Operator::negate, one(unary()));
  --depth_;
  return negated;
}

Expression Parser::member() {
  Expression object = primary();
  size_t links = 0;
  for (;;) {
    if (++links > kDepthMax) refuse("the condition is nested too deep. Split it into rules.");
    if (take_if(".")) {
      std::string called = name("the name of an attribute");
      object = next_is("(") ? method(std::move(object), called)
                            : make(Operator::attribute, one(std::move(object)), std::move(called));
    } else if (take_if("[")) {
      std::string attribute = text("the name of an attribute");
      demand("]");
      object = make(Operator::attribute, one(std::move(object)), std::move(attribute));
    } else {
      return object;
    }
  }
}

Expression Parser::method(Expression object, const std::string& called) {
  Operator what = Operator::contains;
  if (called == "containsAll") {
    what = Operator::contains_all;
  } else if (called == "containsAny") {
    what = Operator::contains_any;
  } else if (called != "contains") {
    refuse(
        fmt::format("there is no {}(). Known are contains, containsAll and containsAny.", called));
  }
  demand("(");
  Expression argument = expression();
  demand(")");
  return make(what, two(std::move(object), std::move(argument)));
}

Expression Parser::set() {
  std::vector<Expression> members;
  if (!next_is("]")) {
    do {
      members.push_back(expression());
    } while (take_if(","));
  }
  demand("]");
  return make(Operator::set, std::move(members));
}

Expression Parser::primary() {
  const Word word = words_.peek();
  if (word.kind == WordKind::name) return named(word);
  if (word.kind == WordKind::text) return literal({words_.take().text});
  if (take_if("(")) {
    Expression inner = expression();
    demand(")");
    return inner;
  }
  if (take_if("[")) return set();
  const bool minus = take_if("-");
  if (words_.peek().kind != WordKind::number) {
    refuse(fmt::format("expected a value, such as 10, \"north\" or context.records, and found {}.",
                       found()));
  }
  const std::string digits = (minus ? "-" : "") + words_.take().text;
  int64_t number = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (problem != std::errc{}) {
    refuse(fmt::format("{} is too large a number. The largest is {}.", digits,
                       std::numeric_limits<int64_t>::max()));
  }
  return literal({number});
}

Expression Parser::named(const Word& word) {
  if (take_if("true")) return literal({true});
  if (take_if("false")) return literal({false});
  if (take_if("principal")) return make(Operator::principal, {});
  if (take_if("action")) return make(Operator::action, {});
  if (take_if("resource")) return make(Operator::resource, {});
  if (take_if("context")) return make(Operator::context, {});
  words_.take();
  if (!next_is("::")) {
    refuse_policy(word.line,
                  fmt::format("{} is not known. A condition knows principal, action, resource, "
                              "context, true, false and entities such as Role::\"officer\".",
                              word.text));
  }
  return literal({entity_of(word.text)});
}

}  // namespace

std::vector<Rule> parse_rules(std::string_view text) { return Parser(text).rules(); }

std::optional<EntityName> parse_entity(std::string_view text) {
  try {
    Parser parser(text);
    EntityName entity = parser.entity();
    if (!parser.at_end()) return std::nullopt;
    return entity;
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace newlyn::governance
