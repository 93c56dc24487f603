#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes names.tsv: the names of names_own.txt followed by those of the Faker package.

Run once by hand, from this folder, with Faker 40 installed: python3 extract_names.py
Where Faker gives frequencies they are kept; elsewhere a name's weight falls with its rank, as
Zipf's law has it. A rank is the place in names_own.txt, then a fixed pseudo-random order.
"""
import hashlib
import importlib
import re
import unicodedata

TAIL = {
    ("english", "male"): [("en_GB", "first_names_male"), ("en_US", "first_names_male")],
    ("english", "female"): [("en_GB", "first_names_female"), ("en_US", "first_names_female")],
    ("english", "family"): [("en_GB", "last_names"), ("en_US", "last_names")],
    ("irish", "male"): [("en_IE", "first_names_male")],
    ("irish", "female"): [("en_IE", "first_names_female")],
    ("irish", "family"): [("en_IE", "last_names")],
    ("indian", "male"): [("en_IN", "first_names_male")],
    ("indian", "female"): [("en_IN", "first_names_female")],
    ("indian", "family"): [("en_IN", "last_names")],
    ("pakistani", "family"): [("en_PK", "last_names")],
    ("chinese", "male"): [("zh_CN", "first_romanized_names")],
    ("chinese", "female"): [("zh_CN", "first_romanized_names")],
    ("chinese", "family"): [("zh_CN", "last_romanized_names")],
    ("polish", "male"): [("pl_PL", "first_names_male")],
    ("polish", "female"): [("pl_PL", "first_names_female")],
    ("polish", "family"): [("pl_PL", "male_last_names"), ("pl_PL", "unisex_last_names")],
    ("nigerian", "male"): [("yo_NG", "first_names_male"), ("ig_NG", "first_names_male"),
                           ("ha_NG", "first_names_male"), ("en_NG", "first_names_male")],
    ("nigerian", "female"): [("yo_NG", "first_names_female"), ("ig_NG", "first_names_female"),
                             ("ha_NG", "first_names_female"), ("en_NG", "first_names_female")],
    ("nigerian", "family"): [("en_NG", "last_names"), ("yo_NG", "last_names"),
                             ("ig_NG", "last_names"), ("ha_NG", "last_names")],
    ("ghanaian", "male"): [("tw_GH", "first_names_male")],
    ("ghanaian", "female"): [("tw_GH", "first_names_female")],
    ("ghanaian", "family"): [("tw_GH", "last_names")],
    ("kenyan", "male"): [("en_KE", "first_names_male")],
    ("kenyan", "female"): [("en_KE", "first_names_female")],
    ("kenyan", "family"): [("en_KE", "last_names")],
    ("portuguese", "male"): [("pt_PT", "first_names_male")],
    ("portuguese", "female"): [("pt_PT", "first_names_female")],
    ("portuguese", "family"): [("pt_PT", "last_names")],
    ("romanian", "male"): [("ro_RO", "first_names_male")],
    ("romanian", "female"): [("ro_RO", "first_names_female")],
    ("romanian", "family"): [("ro_RO", "last_names")],
    ("turkish", "male"): [("tr_TR", "first_names_male")],
    ("turkish", "female"): [("tr_TR", "first_names_female")],
    ("turkish", "family"): [("tr_TR", "last_names")],
    ("italian", "male"): [("it_IT", "first_names_male")],
    ("italian", "female"): [("it_IT", "first_names_female")],
    ("italian", "family"): [("it_IT", "last_names")],
    ("spanish", "male"): [("es_ES", "first_names_male")],
    ("spanish", "female"): [("es_ES", "first_names_female")],
    ("spanish", "family"): [("es_ES", "last_names")],
}
WEIGHTED = {"en_KE"}  # lists whose own weights describe the whole list
TAIL_MAX = 900        # names kept of one Faker list
# English family names beyond the list: a first part and an ending, as place names were made.
STEMS = ("Ack Ald Amber Ash Ast Bar Beck Birken Black Blen Brad Bram Brox Butter Calder Cars Cat "
         "Chad Clay Cope Cros Dar Den Dews Dray Dun Eccle Elling Fair Farn Feather Fen Gar Gled "
         "Grim Hald Ham Harl Has Haw Hazel Heb Hep Hol Horn Hux Ing Ket Kirk Lang Lath Led Lin "
         "Long Lud Mar Mel Mick Mor Nes Nor Oak Oll Ot Pem Pick Pres Rad Raw Red Rip Ros Row Rush "
         "Sax Sed Shel Ship Skel Stan Stock Sut Swin Tad Tar Thorn Tod Tun Up Wad Wake Wal War "
         "Wen Wether Whit Wil Win Wood Wor Wyn").split()
ENDINGS = ("bourne bury by caster combe cote croft dale den ditch field ford grave ham hurst land "
           "ley low man more ridge shaw sey side stead thorpe thwaite ton tree wade well wick wood "
           "worth").split()


def shuffle_key(name):
    """Returns a fixed pseudo-random place for a name that has no rank of its own."""
    return hashlib.sha256(name.encode()).hexdigest()


def listed(locale, attribute):
    """Returns the (name, weight or None) rows of one Faker list, cleaned."""
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    values = getattr(provider, attribute)
    rows = values.items() if isinstance(values, dict) else [(name, None) for name in values]
    kept = []
    for name, weight in rows:
        name = unicodedata.normalize("NFC", " ".join(name.split()))
        if re.fullmatch(r"[^\W\d_](?:[^\W\d_]|[ '’.-])*", name) and len(name) > 1:
            kept.append((name.replace("’", "'"), weight))
    return kept


def own_sections():
    """Reads names_own.txt into {(tradition, kind): [name, ...]}."""
    sections, current = {}, None
    for line in open("names_own.txt", encoding="utf-8"):
        line = line.strip()
        if line.startswith("["):
            current = tuple(line[1:-1].split())
            sections[current] = []
        elif line and not line.startswith("#"):
            sections[current] += [word.strip() for word in line.split(",") if word.strip()]
    return sections


def ranked(own, lists, keep_weights):
    """Joins both kinds of list to unique (name, weight) rows."""
    if keep_weights:
        return {name: max(1, round(weight * 1e6)) for name, weight in lists[0]}
    names = list(own)
    for rows in lists:
        if rows[0][1] is not None:
            tail = [name for name, _ in sorted(rows, key=lambda row: -row[1])]
        elif len(rows) > 300 or names:
            tail = sorted((name for name, _ in rows), key=shuffle_key)
        else:
            tail = [name for name, _ in rows]
        names += tail[:TAIL_MAX]
    unique = dict.fromkeys(names)
    return {name: max(1, round(1e6 / (rank + 8) ** 1.02)) for rank, name in enumerate(unique)}


def english_families():
    """Returns the weighted list of en_GB with a long tail of rarer names."""
    weights = {name: round(weight * 1e5) for name, weight in listed("en_GB", "last_names")}
    american = [name for name, _ in listed("en_US", "last_names") if name not in weights]
    foreign = re.compile(r"(ez|es|iz|uz|os|as|ado|era|im|ojas|oza|illo|ega|dra|nda|Nguyen|Tran|"
                         r"Pham)$")
    rare = [name for name in american if not foreign.search(name)]
    rare += sorted((stem + end for stem in STEMS for end in ENDINGS), key=shuffle_key)
    for rank, name in enumerate(dict.fromkeys(rare)):
        weights.setdefault(name, round(5e6 / (rank + 1800)))
    return weights


def main():
    sections = own_sections()
    lines = ["# SPDX-License-Identifier: MIT",
             "# tradition, kind, name, weight. Made by extract_names.py from names_own.txt and the",
             "# name lists of the Faker package (Copyright (c) 2012 Daniele Faraglia, MIT licence)."
             ]
    for key in sorted(set(sections) | set(TAIL)):
        lists = [listed(*source) for source in TAIL.get(key, [])]
        if key == ("english", "family"):
            rows = english_families()
        else:
            keep = any(source[0] in WEIGHTED for source in TAIL.get(key, []))
            rows = ranked(sections.get(key, []), lists, keep)
        for name, weight in rows.items():
            lines.append(f"{key[0]}\t{key[1]}\t{name}\t{weight}")
    with open("names.tsv", "w", encoding="utf-8", newline="\n") as out:
        out.write("\n".join(lines) + "\n")


main()
