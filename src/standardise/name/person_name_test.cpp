// SPDX-License-Identifier: MIT
// Names of people in columns of parts and as whole names.
#include "standardise/name/person_name.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <ostream>

#include "standardise/text/fold.h"

namespace newlyn::standardise {

void PrintTo(const PersonName& name, std::ostream* out) {
  *out << name.given << " | " << name.middle << " | " << name.family << " | " << name.generation;
}

namespace {

struct Row {
  std::string_view text;
  PersonName expected;
};

class WholeNames : public testing::TestWithParam<Row> {};

TEST_P(WholeNames, are_parsed) {
  EXPECT_EQ(parse_full_name(GetParam().text), GetParam().expected) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    western, WholeNames,
    testing::Values(
        Row{"John Smith", {"john", "", "smith"}}, Row{"Smith, Dr John A", {"john", "a", "smith"}},
        Row{"SMITH, JOHN ALBERT", {"john", "albert", "smith"}},
        Row{"Mr J.A. van der Berg OBE", {"j", "a", "van der berg"}},
        Row{"J. R. R. Tolkien", {"j", "r r", "tolkien"}},
        Row{"Mary-Jane Smith-Jones", {"mary", "jane", "smith jones"}},
        Row{"O'Neill, Seán", {"sean", "", "oneill"}}, Row{"Sean O Neill", {"sean", "", "oneill"}},
        Row{"Ronald Mc Donald", {"ronald", "", "mcdonald"}}, Row{"Mrs Smith", {"", "", "smith"}},
        Row{"Mr & Mrs J Smith", {"j", "", "smith"}},
        Row{"Robert \"Bob\" Smith", {"robert", "", "smith"}},
        Row{"Robert (Bob) Smith", {"robert", "", "smith"}},
        Row{"Jane Smith née Jones", {"jane", "", "smith"}},
        Row{"DUPONT Jean-Pierre", {"jean", "pierre", "dupont"}},
        Row{"de la Cruz, Juan", {"juan", "", "de la cruz"}},
        Row{"Ludwig von Mises", {"ludwig", "", "von mises"}},
        Row{"King, Stephen", {"stephen", "", "king"}},
        Row{"Ahmed s/o Ibrahim", {"ahmed", "", "ibrahim"}},
        Row{"EXECUTORS OF J SMITH", {"j", "", "smith"}},
        Row{"The Personal Representatives of the late Jane Smith", {"jane", "", "smith"}},
        Row{"Estate of Mrs A Jones", {"a", "", "jones"}}));

INSTANTIATE_TEST_SUITE_P(of_which_a_part_is_not_known, WholeNames,
                         testing::Values(Row{"Mr TBC P Smith", {"", "p", "smith"}},
                                         Row{"Unknown Smith", {"", "", "smith"}},
                                         Row{"Mrs N/A A Smith", {"", "a", "smith"}},
                                         Row{"Smith, Not Known", {"", "", "smith"}},
                                         Row{"Jane Not Known", {"jane", "", ""}},
                                         Row{"N A Smith", {"n", "a", "smith"}},
                                         Row{"Norah Nott", {"norah", "", "nott"}}));

INSTANTIATE_TEST_SUITE_P(
    suffixes, WholeNames,
    testing::Values(Row{"Smith, John, Jr.", {"john", "", "smith", "2"}},
                    Row{"John Smith, MD, PhD", {"john", "", "smith"}},
                    Row{"John Smith M.D.", {"john", "", "smith"}},
                    Row{"John Smith III", {"john", "", "smith", "3"}},
                    Row{"Sir John Smith, 3rd baronet", {"john", "", "smith"}},
                    Row{"Martin Luther King Jr", {"martin", "luther", "king", "2"}},
                    Row{"Smith Sr., John", {"john", "", "smith", "1"}},
                    Row{"SMITH, JOHN SENIOR", {"john", "", "smith", "1"}},
                    Row{"John Smith 2nd", {"john", "", "smith", "2"}},
                    Row{"John Smith Jr, MD", {"john", "", "smith", "2"}},
                    Row{"Dr John Smith Jnr. OBE", {"john", "", "smith", "2"}},
                    Row{"Smith, John, III, Esq.", {"john", "", "smith", "3"}},
                    Row{"Anne Senior", {"anne", "", "senior"}}, Row{"Yo Yo Ma", {"yo", "yo", "ma"}},
                    Row{"Major Tom", {"major", "", "tom"}},
                    Row{"Major Tom Jones", {"tom", "", "jones"}}));

INSTANTIATE_TEST_SUITE_P(
    world, WholeNames,
    testing::Values(Row{"ВАСИЛЬЕВ, Александр Павлович", {"aleksandr", "pavlovich", "vasilyev"}},
                    Row{"Васильев Александр Павлович", {"aleksandr", "pavlovich", "vasilyev"}},
                    Row{"王伟", {"wei", "", "wang"}}, Row{"欧阳娜娜", {"nana", "", "ouyang"}},
                    Row{"김철수", {"cheolsu", "", "gim"}},
                    Row{"Gabriel García Márquez", {"gabriel", "", "garcia marquez"}},
                    Row{"María José García López", {"maria", "jose", "garcia lopez"}},
                    Row{"José Ortega y Gasset", {"jose", "", "ortega y gasset"}},
                    Row{"Maria da Silva e Souza", {"maria", "", "da silva e souza"}},
                    Row{"Björk Guðmundsdóttir", {"bjork", "", "gudmundsdottir"}},
                    Row{"Osama bin Laden", {"osama", "", "bin laden"}},
                    Row{"Abdul al-Rahman", {"abdul", "", "al rahman"}}));

INSTANTIATE_TEST_SUITE_P(single, WholeNames,
                         testing::Values(Row{"Madonna", {"", "", "madonna"}},
                                         Row{"Bob", {"bob", "", ""}}, Row{"", {}}, Row{"--", {}},
                                         Row{"Jean-Pierre", {"jean", "pierre", ""}}, Row{",", {}},
                                         Row{"()", {}}));

TEST(given_name, loses_titles_and_gives_what_follows_away) {
  EXPECT_EQ(standardise_given_name("Dr. Maria José"), (PersonName{"maria", "jose", ""}));
  EXPECT_EQ(standardise_given_name("John A."), (PersonName{"john", "a", ""}));
  EXPECT_EQ(standardise_given_name("HARJINDER KAUR"), (PersonName{"harjinder", "kaur", ""}));
  EXPECT_EQ(standardise_given_name("Susan Margaret J."), (PersonName{"susan", "margaret j", ""}));
  EXPECT_EQ(standardise_given_name("Mary-Jane Ann"), (PersonName{"mary", "jane ann", ""}));
  EXPECT_EQ(standardise_given_name("J A"), (PersonName{"j", "a", ""}));
  EXPECT_EQ(standardise_given_name("Prince"), (PersonName{"prince", "", ""}));
  EXPECT_EQ(standardise_given_name("Mary-Jane"), (PersonName{"mary", "jane", ""}));
  EXPECT_EQ(standardise_given_name("Morris II"), (PersonName{"morris", "", "", "2"}));
  EXPECT_EQ(standardise_given_name("Morris III I."), (PersonName{"morris", "i", "", "3"}));
  EXPECT_EQ(standardise_given_name("MR"), (PersonName{}));
  EXPECT_EQ(standardise_given_name("N/A Jane"), (PersonName{"", "jane", ""}));
  EXPECT_EQ(standardise_given_name("TBC"), (PersonName{}));
  EXPECT_EQ(standardise_given_name(""), (PersonName{}));
  EXPECT_EQ(standardise_given_name("-"), (PersonName{}));
}

TEST(family_name, loses_suffixes_and_joins_prefixes) {
  EXPECT_EQ(standardise_family_name("Smith Sr").family, "smith");
  EXPECT_EQ(standardise_family_name("Dobbins Senior").family, "dobbins");
  EXPECT_EQ(standardise_family_name("Brown, OBE").family, "brown");
  EXPECT_EQ(standardise_family_name("O'Neill").family, "oneill");
  EXPECT_EQ(standardise_family_name("O Neill").family, "oneill");
  EXPECT_EQ(standardise_family_name("Mc Donald").family, "mcdonald");
  EXPECT_EQ(standardise_family_name("D'Angelo").family, "dangelo");
  EXPECT_EQ(standardise_family_name("van der Berg").family, "van der berg");
  EXPECT_EQ(standardise_family_name("Senior").family, "senior");
  EXPECT_EQ(standardise_family_name("Ma").family, "ma");
  EXPECT_EQ(standardise_family_name("Smith Sr").generation, "1");
  EXPECT_EQ(standardise_family_name("Smith, Jr., PhD").generation, "2");
  EXPECT_EQ(standardise_family_name("Senior").generation, "");
  EXPECT_EQ(standardise_middle_name("Allen III"), (PersonName{"", "allen", "", "3"}));
}

TEST(generation, is_read_from_a_column_of_suffixes) {
  const auto read = [](std::string_view text) {
    std::string generation;
    return read_generation(text, generation) ? generation : "not understood";
  };
  EXPECT_EQ(read("Jr."), "2");
  EXPECT_EQ(read("Senior"), "1");
  EXPECT_EQ(read("I"), "1");
  EXPECT_EQ(read("III, MD"), "3");
  EXPECT_EQ(read("2"), "2");
  EXPECT_EQ(read("OBE"), "");
  EXPECT_EQ(read("Street"), "not understood");
}

TEST(names, stay_as_they_are_once_standard) {
  const auto piece = rc::gen::element<std::string>(
      "Smith", "dr", "JR", "O", "'", "-", " ", " ", ",", "van", "der", "Mc", "II", "senior", ".",
      "A", "née", "é", "(", ")", "Ж", "phd", "o", "mr", "MA");
  EXPECT_TRUE(rc::check([&] {
    std::string text;
    for (const std::string& part : *rc::gen::container<std::vector<std::string>>(piece)) {
      text += part;
    }
    const std::string family = standardise_family_name(text).family;
    RC_ASSERT(standardise_family_name(family).family == family);
    const std::string given = standardise_given_name(text).given;
    RC_ASSERT(standardise_given_name(given).given == given);
    const std::string middle = standardise_middle_name(text).middle;
    RC_ASSERT(standardise_middle_name(middle).middle == middle);
    const PersonName name = parse_full_name(text);
    RC_ASSERT(fold_words(name.family) == name.family);
    RC_ASSERT(fold_words(name.given) == name.given);
  }));
}

}  // namespace
}  // namespace newlyn::standardise
