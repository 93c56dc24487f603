// SPDX-License-Identifier: MIT
// The bases, conditions, gateways and statutory limits that purposes name. They help to name the
// law and are no advice on it.
#include "governance/purpose.h"

namespace newlyn::governance {

const std::vector<LawRow>& lawful_bases() {
  static const std::vector<LawRow> rows = {
      {"public_task", "needed for a task in the public interest or official authority",
       "UK GDPR Article 6(1)(e)"},
      {"legal_obligation", "needed to keep the law", "UK GDPR Article 6(1)(c)"},
      {"contract", "needed for a contract with the person", "UK GDPR Article 6(1)(b)"},
      {"vital_interests", "needed to protect a life", "UK GDPR Article 6(1)(d)"},
      {"consent", "the person agreed and can withdraw", "UK GDPR Article 6(1)(a)"},
      {"legitimate_interests",
       "interests that outweigh the person's; not for a public authority's own tasks",
       "UK GDPR Article 6(1)(f)"},
      {"recognised_legitimate_interests",
       "crime, safeguarding, emergencies and the like, outside a public authority's own tasks",
       "UK GDPR Article 6(1)(ea), Data (Use and Access) Act 2025"},
      {"law_enforcement", "needed by a competent authority to deal with crime",
       "Data Protection Act 2018, Part 3"}};
  return rows;
}

const std::vector<LawRow>& special_conditions() {
  static const std::vector<LawRow> rows = {
      {"explicit_consent", "the person agreed expressly", "UK GDPR Article 9(2)(a)"},
      {"employment_social_security", "employment, social security and social protection",
       "UK GDPR Article 9(2)(b); Data Protection Act 2018, Schedule 1, Part 1"},
      {"vital_interests", "a life is at stake and consent cannot be had",
       "UK GDPR Article 9(2)(c)"},
      {"made_public", "the person made it public", "UK GDPR Article 9(2)(e)"},
      {"legal_claims", "legal claims and courts", "UK GDPR Article 9(2)(f)"},
      {"substantial_public_interest", "statutory purposes, safeguarding, preventing fraud, ...",
       "UK GDPR Article 9(2)(g); Data Protection Act 2018, Schedule 1, Part 2"},
      {"health_or_social_care", "health or social care by those bound to secrecy",
       "UK GDPR Article 9(2)(h); Data Protection Act 2018, Schedule 1, Part 1"},
      {"public_health", "public health", "UK GDPR Article 9(2)(i)"},
      {"archiving_research_statistics", "archives, research and statistics",
       "UK GDPR Article 9(2)(j)"}};
  return rows;
}

const std::vector<LawRow>& legal_gateways() {
  static const std::vector<LawRow> rows = {
      {"dea_public_service_delivery", "better delivery of public services, for listed objectives",
       "Digital Economy Act 2017, section 35"},
      {"dea_civil_registration", "registrars' information for a public authority's functions",
       "Digital Economy Act 2017, section 46"},
      {"dea_debt", "debt owed to a public authority", "Digital Economy Act 2017, section 48"},
      {"dea_fraud", "fraud against a public authority", "Digital Economy Act 2017, section 56"},
      {"dea_research", "research in the public interest, without identities",
       "Digital Economy Act 2017, section 64"},
      {"dea_statistics", "official statistics", "Digital Economy Act 2017, Part 5, Chapter 7"},
      {"register_functions",
       "statutory functions of a council on security, law enforcement and crime prevention",
       "Representation of the People (England and Wales) Regulations 2001, regulation 107"},
      {"council_tax_administration", "the council tax itself",
       "Local Government Finance Act 1992, Schedule 2"},
      {"vacant_dwellings", "finding vacant dwellings and bringing them into use",
       "Local Government Finance Act 1992, Schedule 2, paragraph 18A"},
      {"benefit_administration", "the benefits themselves",
       "Social Security Administration Act 1992"},
      {"welfare_services", "welfare services and related support",
       "Welfare Reform Act 2012, sections 130 to 133"},
      {"pupil_information", "information on pupils for prescribed persons",
       "Education Act 1996, section 537A"},
      {"child_welfare", "safeguarding and the welfare of children",
       "Children Act 2004, sections 10 and 11"},
      {"adult_care", "care and support of adults", "Care Act 2014, sections 6 and 45"},
      {"crime_and_disorder", "crime and disorder strategies",
       "Crime and Disorder Act 1998, section 115"},
      {"death_registration", "registrations of deaths for health statistics and services",
       "Statistics and Registration Service Act 2007, section 42"}};
  return rows;
}

const std::vector<StatutoryLimit>& statutory_limits() {
  static const std::vector<StatutoryLimit> rows = {
      {"electoral_register",
       "the full register: statutory functions of a council on security, law enforcement and crime "
       "prevention, and statistics without persons; no other use and no passing on",
       "Representation of the People (England and Wales) Regulations 2001, regulation 107",
       {"public_task", "legal_obligation", "law_enforcement"},
       {},
       {"electoral_number", "absent_voter"},
       {"register_functions", "crime_and_disorder", "dea_statistics"}},
      {"council_tax",
       "information had for the council tax: for it, for vacant dwellings, or through a gateway",
       "Local Government Finance Act 1992, Schedule 2, paragraphs 17 and 18A",
       {"public_task", "legal_obligation", "law_enforcement"},
       {"council_tax_administration", "vacant_dwellings", "dea_public_service_delivery", "dea_debt",
        "dea_fraud", "dea_research", "dea_statistics", "welfare_services"},
       {"bank_account"}},
      {"benefit",
       "information on claims: for the benefits, for welfare services, or through a gateway; "
       "passing it on otherwise is an offence",
       "Social Security Administration Act 1992, section 123",
       {"public_task", "legal_obligation", "law_enforcement"},
       {"benefit_administration", "welfare_services", "dea_public_service_delivery", "dea_debt",
        "dea_fraud", "dea_research", "dea_statistics"},
       {"bank_account", "medical_evidence"}},
      {"school_census",
       "information on single pupils: for prescribed persons and prescribed purposes",
       "Education Act 1996, section 537A, and the regulations under it",
       {"public_task", "legal_obligation"},
       {"pupil_information", "child_welfare", "dea_public_service_delivery", "dea_research",
        "dea_statistics"},
       {"nationality", "country_of_birth"}},
      {"registration",
       "what registrars of births, deaths and marriages hold: through a gateway only",
       "Registration Service Act 1953, section 19AA, as put in by the Digital Economy Act 2017, "
       "section 46",
       {"public_task", "legal_obligation"},
       {"dea_civil_registration", "death_registration"},
       {"cause_of_death", "adoption"}}};
  return rows;
}

}  // namespace newlyn::governance
