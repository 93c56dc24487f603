# SPDX-License-Identifier: MIT
"""The models that Newlyn and Splink are compared on; made with Splink's own comparison library.

A model is one function: its decorator names the files, its return value is what SettingsCreator
takes. `older` marks models written as older versions of Splink and people's hands write them,
`untrained` those whose levels keep no m and u; all others get seeded ones.
"""
import json
import math
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import ColumnExpression, SettingsCreator, block_on
from splink.blocking_rule_library import And, CustomRule, Not

MODELS = {}
SURNAME = [block_on("surname")]
PLAIN_NAMES = ("first_name", "surname")  # of comparisons that read just the column
WIDE = [block_on("city"), block_on("sex", "postcode")]


@dataclass
class Model:
    """Files, settings and how the settings are written."""

    files: tuple
    build: Callable
    link_type: str = "dedupe_only"
    verb: str = "dedupe"
    older: bool = False
    untrained: bool = False

    def write(self, path: Path) -> None:
        """Writes the model's JSON as Splink would save it, then in its older spellings."""
        creator = SettingsCreator(link_type=self.link_type, **self.build())
        settings = creator.get_settings("duckdb").as_dict()
        if not self.untrained:
            give_weights(settings)
        if self.older:
            settings = as_older(settings)
        path.write_text(json.dumps(settings, indent=1), encoding="utf-8")


def model(*files, **options):
    """Registers a function as a model over these files."""
    def keep(build):
        MODELS[build.__name__] = Model(files, build, **options)
        return build
    return keep


def give_weights(settings: dict) -> None:
    """Gives every level an m and a u: falling m, rising u, neither of them tidy."""
    chance = random.Random(len(json.dumps(settings)))
    for comparison in settings["comparisons"]:
        levels = [level for level in comparison["comparison_levels"]
                  if not level.get("is_null_level")]
        m = sorted((math.exp(-6 * chance.random()) for _ in levels), reverse=True)
        u = sorted(math.exp(-9 * chance.random()) for _ in levels)
        for place, level in enumerate(levels):
            level.setdefault("m_probability", m[place] / sum(m))
            level.setdefault("u_probability", u[place] / sum(u))


def as_older(settings: dict) -> dict:
    """The same model with plain strings as rules, nothing that has a default, names of columns
    least of all, and a retired key."""
    rules = settings["blocking_rules_to_generate_predictions"]
    comparisons = [
        {**({} if comparison["output_column_name"] in PLAIN_NAMES
            else {"output_column_name": comparison["output_column_name"]}), "comparison_levels": [
            {key: value for key, value in level.items()
             if key != "label_for_charts" and value is not False}
            for level in comparison["comparison_levels"]]}
        for comparison in settings["comparisons"]]
    for place, rule in enumerate(rules):
        if rule.get("arrays_to_explode") is None:
            rules[place] = rule["blocking_rule"] if place % 2 else {
                "blocking_rule": rule["blocking_rule"], "sql_dialect": "duckdb",
                "salting_partitions": 4}
    return {"link_type": settings["link_type"], "comparisons": comparisons,
            "probability_two_random_records_match": 0.003, "bayes_factor_column_prefix": "bf_",
            "blocking_rules_to_generate_predictions": rules}


def custom(name: str, *levels):
    """A comparison of these levels, strings being SQL, with ELSE at the end."""
    made = [cll.CustomLevel(level) if isinstance(level, str) else level for level in levels]
    return cl.CustomComparison(comparison_levels=[*made, cll.ElseLevel()], output_column_name=name)


def settings_of(comparisons, rules, **more) -> dict:
    return {"comparisons": comparisons, "blocking_rules_to_generate_predictions": rules, **more}


@model("people.parquet")
def strings():
    email = ColumnExpression("email").nullif("")
    return settings_of([
        cl.ExactMatch("sex"), cl.LevenshteinAtThresholds("first_name", [1, 2]),
        cl.DamerauLevenshteinAtThresholds("surname", [1, 2]),
        cl.JaroAtThresholds("city", [0.9, 0.7]),
        cl.JaroWinklerAtThresholds("full_name", [0.95, 0.88, 0.7]),
        cl.JaccardAtThresholds(email, [0.9, 0.6])], WIDE)


@model("hostile.parquet")
def hostile_strings():
    return settings_of([
        cl.LevenshteinAtThresholds("one", [0, 1, 2, 30]),
        cl.DamerauLevenshteinAtThresholds("two", [0, 1, 2]),
        custom("jaro", cll.NullLevel("two"),
               *(cll.JaroLevel(ColumnExpression("two").lower(), at) for at in (1.0, 0.8, 0.5))),
        custom("winkler", cll.NullLevel("three"), cll.JaroWinklerLevel("three", 0.9),
               cll.JaroWinklerLevel("three", 0.6)),
        custom("jaccard", cll.NullLevel("one"), "one_l = '' OR one_r = ''",
               cll.JaccardLevel("one", 0.99), cll.JaccardLevel("one", 0.4)),
        cl.PairwiseStringDistanceFunctionAtThresholds("many", "levenshtein", [0, 1])],
        ["1=1"])


@model("few.parquet")
def no_rules():
    return settings_of([cl.ExactMatch("first_name"), cl.LevenshteinAtThresholds("surname", 1)], [])


@model("people.parquet")
def distance_functions():
    return settings_of([
        cl.DistanceFunctionAtThresholds("first_name", "jaro_similarity", [0.9, 0.7]),
        cl.DistanceFunctionAtThresholds("surname", "editdist3", [0, 2],
                                        higher_is_more_similar=False),
        cl.DistanceFunctionAtThresholds("vector", "list_cosine_similarity", [0.99, 0.5]),
        cl.DistanceFunctionAtThresholds("aliases", "list_has_any", 1)], WIDE)


@model("people.parquet")
def pairwise_arrays():
    def levels(name, function, thresholds):
        return custom(name, cll.NullLevel("aliases"), cll.Or(
            *(cll.CustomLevel(f"len(aliases_{side}) = 0") for side in "lr")),
            *(cll.PairwiseStringDistanceFunctionLevel("aliases", function, at)
              for at in thresholds))
    return settings_of([
        cl.PairwiseStringDistanceFunctionAtThresholds("aliases", "levenshtein", [0, 1, 2]),
        levels("damerau", "damerau_levenshtein", [0, 1]),
        levels("winkler", "jaro_winkler", [0.95, 0.8]), levels("jaro", "jaro", [0.9])], WIDE)


@model("people.parquet")
def arrays():
    return settings_of([
        cl.ArrayIntersectAtSizes("aliases", [3, 2, 1]),
        custom("subset", cll.NullLevel("sounds"), cll.ArraySubsetLevel("sounds")),
        custom("subset_empty", cll.NullLevel("aliases"),
               cll.ArraySubsetLevel("aliases", empty_is_subset=True)),
        custom("first_last", cll.NullLevel("aliases"), 'aliases_l[1] = aliases_r[-1]',
               cll.ExactMatchLevel(ColumnExpression("sounds").access_extreme_array_element("last")),
               "list_contains(aliases_l, lower(first_name_r))",
               "aliases_l && aliases_r")], WIDE)


@model("people.parquet")
def lambdas():
    return settings_of([
        custom("folded", cll.NullLevel("aliases"),
               "list_transform(aliases_l, x -> upper(x)) = list_transform(aliases_r, "
               "x -> upper(x))",
               "len(list_filter(aliases_l, x -> list_contains(aliases_r, x))) > 1",
               "list_reduce(list_concat([0], list_transform(aliases_l, x -> len(x))), "
               "(x, y) -> x + y) = list_reduce(list_concat([0], list_transform(aliases_r, "
               "x -> len(x))), (x, y) -> x + y)"),
        custom("bounded", cll.NullLevel("vector"),
               "abs(list_max(vector_l) - list_max(vector_r)) < 0.1",
               "pow(list_sum(vector_l) - list_sum(vector_r), 2) <= least(1, "
               "greatest(abs(vector_l[1]), abs(vector_r[1])))",
               "map_entries(map {'k': sex_l}) = map_entries(map {'k': sex_r})")], WIDE)


@model("people.parquet")
def times_as_text():
    return settings_of([
        cl.AbsoluteTimeDifferenceAtThresholds(
            "seen", input_is_string=True, metrics=["second", "minute", "day"],
            thresholds=[1, 1, 100]),
        cl.AbsoluteDateDifferenceAtThresholds(
            "dob", input_is_string=True, metrics=["day", "month", "year"],
            thresholds=[27, 1, 1.5]),
        custom("other_format", cll.NullLevel("dob"), cll.AbsoluteDateDifferenceLevel(
            "dob", input_is_string=True, threshold=5, metric="year",
            datetime_format="%d/%m/%Y"))], WIDE)


@model("people.parquet")
def times_typed():
    return settings_of([
        cl.AbsoluteTimeDifferenceAtThresholds(
            "seen_at", input_is_string=False, metrics=["second", "hour", "day"],
            thresholds=[59, 1, 100]),
        cl.AbsoluteDateDifferenceAtThresholds(
            "birth_date", input_is_string=False, metrics=["day", "month", "year"],
            thresholds=[27, 1, 1]),
        custom("calendar", cll.NullLevel("birth_date"),
               "date_diff('month', birth_date_l, birth_date_r) BETWEEN -1 AND 1",
               "month(birth_date_l) = day(birth_date_r) AND month(birth_date_r) = "
               "day(birth_date_l)", "birth_date_l < birth_date_r")], WIDE)


@model("people.parquet")
def geography():
    return settings_of([
        cl.DistanceInKMAtThresholds("lat", "lng", [0.2, 10, 100]),
        custom("near_or_same", cll.Or(cll.NullLevel("postcode"), cll.NullLevel("city")),
               cll.ExactMatchLevel("postcode"),
               cll.DistanceInKMLevel("lat", "lng", 0.5, not_null=True),
               cll.ExactMatchLevel("city")),
        cl.PostcodeComparison("postcode", lat_col="lat", long_col="lng",
                              km_thresholds=[1, 50])], WIDE)


@model("people.parquet")
def numbers():
    return settings_of([
        custom("income", cll.NullLevel("income"), cll.ExactMatchLevel("income"),
               cll.PercentageDifferenceLevel("income", 0.02),
               cll.PercentageDifferenceLevel("income", 0.4)),
        custom("balance", cll.NullLevel("balance"), cll.PercentageDifferenceLevel("balance", 0.1),
               cll.AbsoluteDifferenceLevel("balance", 1),
               cll.AbsoluteDifferenceLevel("balance", 1000.5)),
        custom("age", cll.NullLevel("age"), cll.AbsoluteDifferenceLevel("age", 0),
               cll.AbsoluteDifferenceLevel("age", 3), "age_l % 10 = age_r % 10",
               "age_l * 2 + 1 > age_r AND age_l <> age_r")], WIDE)


@model("people.parquet")
def cosine():
    vector = ColumnExpression('cast("vector" as FLOAT[4])')
    return settings_of([
        custom("vector", "vector_l IS NULL OR vector_r IS NULL",
               cll.CosineSimilarityLevel(vector, 0.9999), cll.CosineSimilarityLevel(vector, 0.6)),
        cl.ExactMatch("first_name")], WIDE)


@model("typed.parquet")
def typed_columns():
    def level(name, *conditions):
        return custom(name, cll.NullLevel(name), cll.ExactMatchLevel(name), *conditions)
    return settings_of([
        level("strange", cll.AbsoluteDifferenceLevel("strange", 100),
              cll.PercentageDifferenceLevel("strange", 0.5), "strange_l > strange_r"),
        level("money", cll.AbsoluteDifferenceLevel("money", 0.5), "money_l * 2 >= money_r"),
        level("flag"), level("tiny", "tiny_l::INTEGER - tiny_r BETWEEN -3 AND 3"),
        level("token", "token_l < token_r"), level("clock", "clock_l > clock_r"),
        level("bytes"), level("place", cll.ExactMatchLevel(ColumnExpression("place['town']")),
                              "place_l['old'] > place_r['old']"),
        level("ages", "map_keys(ages_l) = map_keys(ages_r)"),
        level("huge", "abs(huge_l - huge_r) < 10000000001"),
        level("several", "len(list_intersect(several_l, several_r)) >= 2",
              "several_l && several_r")], WIDE)


@model("people.parquet", older=True)
def older_spelling():
    return settings_of([
        custom("names", cll.NullLevel("first_name"), "First_Name_L = FIRST_NAME_R",
               "  jaro_winkler_similarity( first_name_l,first_name_r )>=.9 -- close\n",
               "/* sounds */ levenshtein(\"first_name_r\", \"first_name_l\") < 3 and not "
               "(surname_l is null)"),
        cl.ExactMatch("surname").configure(term_frequency_adjustments=True)],
        [CustomRule("l.First_Name=r.first_name"), CustomRule("L.surname = R.surname"),
         CustomRule("(r.dob) = /* same */ (l.dob)"), block_on("aliases", "sex",
                                                           arrays_to_explode=["aliases"])])


@model("people.parquet")
def composed():
    both = cll.And(cll.ExactMatchLevel("first_name"), cll.Not(cll.ExactMatchLevel("city")))
    return settings_of([
        custom("reversed", cll.Or(cll.NullLevel("first_name"), cll.NullLevel("surname")), both,
               cll.ColumnsReversedLevel("first_name", "surname", symmetrical=True),
               cll.ColumnsReversedLevel("first_name", "surname")),
        custom("literals", cll.NullLevel("sex"),
               cll.LiteralMatchLevel("sex", "F", "string", "both"),
               cll.LiteralMatchLevel("sex", "M", "string", "left"),
               cll.LiteralMatchLevel("age", "30", "int", "right"),
               cll.LiteralMatchLevel("income", "0.0", "float", "left")),
        custom("dates", cll.NullLevel("birth_date"),
               cll.LiteralMatchLevel("birth_date", "1990-01-01", "date", "left"),
               cll.And(cll.Not(cll.NullLevel("city")),
                       cll.Or(cll.ExactMatchLevel("city"), cll.LevenshteinLevel("surname", 1)),
                       cll.Not(cll.And(cll.ExactMatchLevel("sex"),
                                       cll.ExactMatchLevel("age"))))),
        custom("cased", "coalesce(city_l, city_r, sex_l) IS NULL",
               "CASE WHEN sex_l = 'F' THEN first_name_l = first_name_r ELSE surname_l = surname_r "
               "END", "split_part(email_l, '@', 2) = split_part(email_r, '@', 2)",
               "ifnull(city_l, 'none') IN (ifnull(city_r, 'nowhere'), 'Bath')",
               "surname_l LIKE concat(left(surname_r, 2), '%')",
               "regexp_matches(first_name_l, '^[A-L]') AND first_name_r NOT LIKE 'R%'",
               "city_l IS NOT DISTINCT FROM city_r")], WIDE)


@model("lettered.csv")
def names():
    return settings_of([
        cl.NameComparison("first_name"), cl.NameComparison(ColumnExpression("surname").lower()),
        cl.ForenameSurnameComparison("first_name", "surname",
                                     forename_surname_concat_col_name="full_name")], WIDE)


@model("people.parquet")
def names_and_sounds():
    return settings_of([
        cl.NameComparison("surname", dmeta_col_name="sounds"),
        cl.ForenameSurnameComparison("first_name", "surname"),
        custom("initials", cll.NullLevel("first_name"),
               cll.ExactMatchLevel(ColumnExpression("first_name").substr(1, 2)),
               cll.ExactMatchLevel(ColumnExpression("first_name").substr(1, 1)))], WIDE)


@model("people.parquet")
def birth_postcode_email():
    return settings_of([
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.DateOfBirthComparison("birth_date", input_is_string=False),
        cl.PostcodeComparison("postcode", invalid_postcodes_as_null=True),
        cl.EmailComparison("email")], WIDE)


@model("people.csv")
def birth_postcode_email_csv():
    return settings_of([
        cl.DateOfBirthComparison("dob", input_is_string=True, invalid_dates_as_null=False),
        cl.DateOfBirthComparison("birth_date", input_is_string=False),
        cl.PostcodeComparison("postcode"), cl.EmailComparison("email"),
        custom("numbers", cll.NullLevel("age"), cll.AbsoluteDifferenceLevel("age", 2),
               cll.AbsoluteDifferenceLevel("income", 500.0))], WIDE)


@model("people.parquet")
def term_frequency():
    def with_tf(level, column, **more):
        return level.configure(tf_adjustment_column=column, **more)
    return settings_of([
        custom("first_name", cll.NullLevel("first_name"),
               with_tf(cll.ExactMatchLevel("first_name"), "first_name", tf_adjustment_weight=1.0),
               with_tf(cll.JaroWinklerLevel("first_name", 0.9), "first_name",
                       tf_adjustment_weight=0.7, tf_minimum_u_value=0.02),
               with_tf(cll.LevenshteinLevel("first_name", 2), "first_name",
                       tf_adjustment_weight=0.7, disable_tf_exact_match_detection=True)),
        custom("surname", cll.NullLevel("surname"),
               with_tf(cll.ExactMatchLevel("surname"), "surname", tf_adjustment_weight=0.5,
                       tf_minimum_u_value=0.001),
               with_tf(cll.DamerauLevenshteinLevel("surname", 1), "surname",
                       tf_adjustment_weight=0.25)),
        custom("other_column", cll.NullLevel("email"),
               with_tf(cll.ExactMatchLevel("email"), "city", tf_adjustment_weight=1.0,
                       disable_tf_exact_match_detection=True),
               with_tf(cll.ExactMatchLevel("city"), "city", tf_adjustment_weight=0.7),
               with_tf(cll.ExactMatchLevel("age"), "city", tf_adjustment_weight=1.0)),
        custom("typed", cll.NullLevel("birth_date"),
               with_tf(cll.ExactMatchLevel("birth_date"), "birth_date"))], WIDE)


@model("people.parquet", untrained=True)
def untrained():
    return settings_of([
        cl.NameComparison("first_name"), cl.ExactMatch("sex"),
        cl.LevenshteinAtThresholds("surname", [1, 2]),
        custom("partly", cll.NullLevel("city"),
               cll.ExactMatchLevel("city").configure(m_probability=0.8, u_probability=0.1),
               cll.LevenshteinLevel("city", 2).configure(m_probability=0.1,
                                                         fix_m_probability=True),
               cll.JaroLevel("city", 0.6).configure(u_probability=0.3,
                                                    fix_u_probability=True))], WIDE)


def sided():
    """Levels and rules that tell l from r."""
    return settings_of([
        custom("sides", "first_name_l IS NULL", "first_name_l < first_name_r",
               cll.ColumnsReversedLevel("first_name", "surname"),
               cll.LiteralMatchLevel("sex", "F", "string", "left")),
        cl.ExactMatch("surname")],
        [CustomRule("l.first_name = r.surname"), CustomRule("l.age < r.age AND l.city = r.city"),
         block_on("sex", "postcode")])


model("people.parquet")(sided)


@model("text_ids.parquet")
def sided_text_ids():
    return sided()


@model("people.csv")
def sided_csv_ids():
    return sided()


@model("lettered.csv")
def sided_lettered_ids():
    return sided()


@model("real_ids.parquet")
def sided_real_ids():
    return sided()


@model("money_ids.parquet")
def sided_money_ids():
    return sided()


@model("wide_ids.parquet")
def sided_wide_ids():
    return sided()


@model("whole_ids.parquet")
def sided_whole_ids():
    return sided()


@model("people.parquet")
def swapped_rules():
    """Rules whose sides differ, alone and with others."""
    return settings_of([cl.ExactMatch("first_name"), custom("the name", "surname_l = surname_r")], [
        CustomRule("l.first_name = r.surname and l.surname = r.first_name"),
        CustomRule("r.first_name = l.surname and l.sex = r.sex and l.age <> r.age"),
        CustomRule("l.first_name = r.surname or l.email = r.email"),
        block_on("city", "sex"), CustomRule("l.surname = r.first_name")])


@model("anna.parquet", "bert.parquet", link_type="link_only")
def swapped_rules_linked():
    return settings_of([cl.ExactMatch("first_name"), cl.ExactMatch("surname")], [
        CustomRule("l.first_name = r.surname and l.surname = r.first_name"),
        CustomRule("l.surname = r.first_name")])


@model("people.parquet", older=True)
def rules():
    return settings_of([cl.ExactMatch("first_name"), cl.ExactMatch("surname")], [
        CustomRule("l.first_name = r.first_name and substr(l.surname, 1, 2) = "
                   "substr(r.surname, 1, 2)"),
        CustomRule("l.surname = r.surname and l.first_name <> r.first_name and l.age >= r.age"),
        CustomRule("l.postcode = r.postcode or l.dob = r.dob"),
        CustomRule("levenshtein(l.surname, r.surname) < 2 and l.sex = r.sex"),
        CustomRule("lower(l.first_name) = lower(r.surname)"),
        CustomRule("split_part(l.postcode, ' ', 1) = split_part(r.postcode, ' ', 1) "
                   "and abs(l.age - r.age) <= 5"),
        CustomRule("l.birth_date = r.birth_date + INTERVAL 1 DAY"),
        CustomRule("l.first_name || l.surname = r.surname || r.first_name"),
        CustomRule("l.city = 'Bath' and r.city = 'Leeds' and l.sex = 'F'"),
        CustomRule("year(l.birth_date) = year(r.birth_date) and l.city is null"),
        CustomRule("l.age = r.balance"), CustomRule("l.income = r.income and l.age = l.age")])


@model("people.parquet")
def rules_composed():
    return settings_of([cl.ExactMatch("first_name"), cl.ExactMatch("surname")], [
        block_on("first_name", "substr(surname, 1, 1)"),
        And(block_on("city"), Not(block_on("sex")), block_on("age")),
        And(block_on("dob"), CustomRule("l.email = r.email or l.city = r.city")),
        block_on(ColumnExpression("surname").lower().substr(1, 3), "sex")])


@model("people.parquet")
def exploded():
    return settings_of([cl.ArrayIntersectAtSizes("aliases", [2, 1]), cl.ExactMatch("surname")], [
        block_on("surname", "sex"), block_on("aliases", arrays_to_explode=["aliases"]),
        block_on("city", "sex"),
        block_on("aliases", "sounds", "age", arrays_to_explode=["aliases", "sounds"])])


@model("people.parquet")
def exploded_after_ten():
    ages = [CustomRule(f"l.surname = r.surname and l.age % 12 = {age}") for age in range(11)]
    return settings_of([cl.ExactMatch("surname"), cl.ExactMatch("first_name")],
                       [*ages, block_on("sounds", "city", arrays_to_explode=["sounds"]),
                        block_on("surname")])


@model("spaced.parquet")
def quoted_columns():
    return settings_of([
        cl.JaroWinklerAtThresholds("First Name", 0.9).configure(term_frequency_adjustments=True),
        cl.ExactMatch("SURNAME").configure(term_frequency_adjustments=True),
        cl.LevenshteinAtThresholds("date-of-birth", 1), cl.ExactMatch("order")],
        [block_on("surname"), CustomRule('l."First Name" = r."First Name" AND '
                                         'l."date-of-birth" = r."date-of-birth"'),
         CustomRule('l."the city" = r."the city" AND l."order" < r."order"')],
        unique_id_column_name="Person Id")


def linked():
    """Levels that tell l from r, term frequencies over all sources, and a filtered rule."""
    return settings_of([
        cl.NameComparison("first_name"), cl.ExactMatch("surname").configure(
            term_frequency_adjustments=True),
        custom("sides", cll.NullLevel("city"), cll.ColumnsReversedLevel("first_name", "surname"),
               "city_l < city_r")],
        [block_on("surname"), CustomRule("l.first_name = r.surname"),
         CustomRule("l.city = r.city AND l.age < r.age")],
        probability_two_random_records_match=0.01)


@model("bert.parquet", "anna.parquet", link_type="link_only")
def link_two():
    return linked()


@model("anna.parquet", "bert.parquet", link_type="link_only", verb="match")
def link_two_by_match():
    return linked()


@model("anna_flat.csv", "bert_flat.csv", link_type="link_only")
def link_two_csv():
    return linked()


@model("carl.parquet", "anna.parquet", "bert.parquet", link_type="link_only")
def link_three():
    return linked()


@model("bert.parquet", "anna.parquet", link_type="link_and_dedupe")
def link_and_dedupe():
    return linked()


@model("anna.parquet", "carl.parquet", "bert.parquet", link_type="link_and_dedupe")
def link_and_dedupe_three():
    return linked()


@model("sourced.parquet", link_type="link_only")
def link_sources_of_one_file():
    return linked()


@model("sourced.parquet", link_type="link_and_dedupe")
def link_and_dedupe_one_file():
    return linked()


@model("bert.parquet", "carl.parquet", "anna.parquet", link_type="link_and_dedupe")
def link_by_source():
    return settings_of([cl.ExactMatch("surname"), cl.ExactMatch("city")],
                       [CustomRule("l.surname = r.surname AND l.source_dataset = 'anna'"),
                        CustomRule("l.city = r.city AND l.source_dataset <> r.source_dataset"),
                        CustomRule("l.age = r.age AND l.unique_id < r.unique_id")])


@model("anna.parquet", "bert.parquet", link_type="link_only")
def link_two_exploded():
    return settings_of([cl.ArrayIntersectAtSizes("aliases", [2, 1]), cl.ExactMatch("surname")], [
        block_on("surname", "sex"), block_on("aliases", arrays_to_explode=["aliases"])])


@model("anna.parquet", "bert.parquet", "carl.parquet", link_type="link_and_dedupe")
def link_and_dedupe_exploded():
    return link_two_exploded()
