// SPDX-License-Identifier: MIT
// The life of a borough, year by year.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

#include "synthetic/people/tables.h"
#include "synthetic/town/town.h"

namespace newlyn::synthetic {

struct LifeRequest {
  uint64_t people = 0;
  uint64_t seed = 1;
  std::function<void()> each_year;  // may be empty; may throw to stop
};

/// Makes the borough as make_town does, and can be stopped.
Town live(const Words& words, const LifeRequest& request);

/// Fills a gazetteer with people and lets years pass. Used once.
class Life {
 public:
  /// `names` must outlive this.
  Life(const NameLists& names, Gazetteer gazetteer, const LifeRequest& request);

  Town run();

 private:
  struct Returning {
    uint32_t person;
    int year;
    uint32_t place;
  };

  uint32_t add_person(Named named);
  uint32_t add_adult(Tradition tradition, Sex sex, int birth_year);
  std::vector<uint32_t> family(int year, bool with_children);
  std::vector<uint32_t> new_household(int year, std::span<const int> weights);
  std::vector<uint32_t> bear(uint32_t father, uint32_t mother, const Date& born);
  void found();
  void fill_shared_house(uint32_t house, int year);
  void immigrate(int year, uint64_t wanted);
  void settle_count();
  void index_occupants();

  void enter(uint32_t person, uint32_t place, Day day);
  void leave(uint32_t person, uint32_t place);
  void depart(uint32_t person, uint32_t place, Day day);
  uint32_t take_vacant();
  uint32_t new_outside() { return kOutside | outside_count_++; }
  bool settled(uint32_t person) const;
  bool lives_with(uint32_t person, uint32_t other) const;
  bool child_here(uint32_t person) const;
  Day some_day();

  void live_at(uint32_t place);
  void live_at_home(uint32_t person, uint32_t place, int age);
  void live_in_a_room(uint32_t person, uint32_t place);
  void live_together(uint32_t person, uint32_t place, int age);
  void household_year(uint32_t place);
  void leave_home(uint32_t person, uint32_t place, int age);
  void come_back();
  void enter_care(uint32_t person, uint32_t place);
  void die(uint32_t person, uint32_t place);
  void wed(uint32_t one, uint32_t other);
  void part(uint32_t one, uint32_t other, uint32_t place);
  void rename_married(uint32_t husband, uint32_t wife, Day day);
  void seek(uint32_t person, int age);
  void pair_up();
  void set_up_home(uint32_t one, uint32_t other);
  void move_in(uint32_t person, uint32_t place, Day day);
  std::vector<uint32_t> with_children(uint32_t person) const;

  NameMaker maker_;
  LifeRequest request_;
  Random random_;
  Town town_;
  std::vector<std::vector<uint32_t>> homes_;  // who lives at each property
  std::vector<uint32_t> vacant_;
  std::vector<uint32_t> freed_;  // vacant from next year on
  std::vector<uint32_t> shared_houses_;
  std::vector<uint32_t> men_;  // who seeks a partner this year
  std::vector<uint32_t> women_;
  std::vector<Returning> returning_;
  std::unordered_map<uint32_t, size_t> wedding_of_;
  uint64_t population_ = 0;
  uint32_t outside_count_ = 0;
  int year_ = 0;
  Day begin_ = 0;
  Day end_ = 0;
};

}  // namespace newlyn::synthetic
