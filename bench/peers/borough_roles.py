# SPDX-License-Identifier: MIT
"""Whom the records of rows that name several people are, in the words of a borough's truth."""
ROLES = {
    ("registrars_births", "person"): "child", ("registrars_births", "mother"): "mother",
    ("registrars_births", "father"): "father", ("registrars_marriages", "person"): "first party",
    ("registrars_marriages", "person_2"): "second party", ("housing_benefit", "person"): "claimant",
    ("housing_benefit", "partner"): "partner", ("school_admissions", "person"): "child",
    ("school_admissions", "parent"): "parent", ("business_rates", "contact"): "contact",
}
