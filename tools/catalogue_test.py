#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""catalogue_test.py NEWLYN: the catalogue that is handed out is DCAT under the UK model.

The JSON-LD is read by rdflib and validated by pySHACL with tools/catalogue_shapes.ttl. Every
property that the shapes demand is then taken out once, and each is said wrongly, twice, or of the
wrong kind: the shapes have to notice. Exit status 77 means that the two could not be fetched.
"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import peers

SHAPES = Path(__file__).resolve().parent / "catalogue_shapes.ttl"
NOT_INSTALLED = 77
FILLED = {"publisher": '"woodsea-council"', "creator": '["woodsea-council", "woodsea-trust"]',
          "contact_name": '"data team"', "contact_email": '"data@example.org"',
          "who_may_ask": '"teams of the council"', "access_rights": '"INTERNAL"',
          "security_classification": '"OFFICIAL"',
          "licence": '"https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"',
          "description": '"Who rents a home of the council, \\"joint\\" tenants among them."',
          "summary": '"Tenancies"', "owner": '"head of housing"', "cost": '"none"',
          "update_frequency": '"daily"', "issued": "2024-04-01", "keyword": '["housing", "rent"]',
          "theme": '["https://example.org/themes/housing"]'}
OPTIONAL = {"summary", "issued", "keyword", "theme"}
# What a document says that is not of the model: the term, and a value that it cannot have. An
# address stands between < and >; what is not of type text has ^^ and its type behind it.
WRONG = [("dct:accessRights", "SECRET"), ("dct:accessRights", "internal"),
         ("ukmodel:securityClassification", "OFFICIAL-SENSITIVE"), ("dct:license", "open"),
         ("dcat:version", ""), ("dct:title", ""), ("dct:title", "3^^xsd:integer"),
         ("dct:description", ""), ("dct:publisher", "Woodsea Council"),
         ("dct:publisher", "<https://www.gov.uk/api/organisations/Woodsea_Council>"),
         ("dct:creator", "<https://example.org/woodsea>"), ("dct:modified", "3^^xsd:integer"),
         ("dct:modified", "yesterday"), ("dct:issued", "2024"),
         ("dct:accrualPeriodicity", "<http://purl.org/cld/freq/hourly>"),
         ("dct:accrualPeriodicity", "daily"), ("rdfs:comment", "x" * 251),
         ("dcat:contactPoint", "data team"), ("vcard:fn", ""),
         ("vcard:hasEmail", "data@example.org"), ("vcard:hasEmail", "<mailto:data@example>"),
         ("dcat:mediaType", "csv"), ("dcat:mediaType", "text/"),
         ("dcat:distribution", "<https://example.org/people.csv>"), ("csvw:name", ""),
         ("newlyn:sensitivity", "high"), ("newlyn:owner", ""), ("newlyn:cost", ""),
         ("newlyn:whoMayAsk", ""), ("dqv:value", "1.5^^xsd:double"),
         ("dqv:isMeasurementOf", "validity")]
# What may be said once only.
ONCE = ["dct:identifier", "dct:title", "dct:description", "dct:accessRights", "dct:license",
        "ukmodel:securityClassification", "dcat:version", "dct:publisher", "dcat:contactPoint",
        "dct:modified", "dct:accrualPeriodicity", "vcard:fn", "vcard:hasEmail", "dcat:mediaType"]


class Workspace:
    def __init__(self, newlyn: str, folder: Path):
        self.newlyn, self.folder = newlyn, folder / "council"

    def run(self, *words: str, status: int = 0) -> str:
        done = subprocess.run([self.newlyn, *words, "--workspace", self.folder], text=True,
                              capture_output=True, check=False)
        if done.returncode != status:
            raise AssertionError(f"newlyn {' '.join(words)}: {done.returncode}\n{done.stderr}")
        return done.stdout

    def fill(self, name: str, without: str = "") -> None:
        path = self.folder / "catalogue" / f"{name}.toml"
        lines = []
        for line in path.read_text(encoding="utf-8").splitlines():
            key = line.split(" = ")[0]
            if key == without:
                continue
            if key in FILLED:
                line = f"{key} = {FILLED[key]}"
            elif line.endswith('= ""') and line.startswith('"'):
                line = line[:-2] + '"what the column holds"'
            lines.append(line)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def make(newlyn: str, folder: Path) -> Workspace:
    (folder / "tenancies.csv").write_text(
        "REF,SURNAME,DOB,POSTCODE,RENT,HEALTH_NOTE_CODE\nT1,Haddad,2001-04-09,AC1 2AB,250,A\n"
        "T2,Maynard,1981-12-21,AC1 3HN,300,B\n", encoding="utf-8")
    (folder / "visits.jsonl").write_text(
        '{"visit": "V1", "day": "2025-01-02", "kind": "repair"}\n'
        '{"visit": "V2", "day": "2025-02-03", "kind": "check"}\n', encoding="utf-8")
    subprocess.run([newlyn, "init", folder / "council"], check=True, capture_output=True)
    workspace = Workspace(newlyn, folder)
    for name, ending, key, columns in (
            ("tenancies", "csv", "REF", ["REF", "family_name=SURNAME", "birth_date=DOB",
                                         "postcode=POSTCODE", "number=RENT",
                                         "category=HEALTH_NOTE_CODE"]),
            ("visits", "jsonl", "visit", ["visit", "date=day", "category=kind"])):
        copied = [word for column in columns for word in ("--column", column)]
        workspace.run("source", "add", name, "--from", str(folder / f"{name}.{ending}"), "--key",
                      key, *copied)
        workspace.run("source", "read", name)
    workspace.run("map", "tenancies")
    workspace.run("map", "tenancies", "--apply")
    workspace.run("quality")
    workspace.run("catalogue", "begin")
    return workspace


def demanded(shapes) -> list:
    """The paths of the shapes that must be there, with the class or shape they belong to."""
    from rdflib import SH
    return sorted({shapes.value(one, SH.path) for one in shapes.subjects(SH.minCount, None)})


def check_shapes(graph, problems: list[str]) -> None:
    import pyshacl
    from rdflib import Graph
    shapes = Graph().parse(SHAPES, format="turtle")

    def conforms(data) -> tuple[bool, str]:
        good, _, text = pyshacl.validate(data, shacl_graph=shapes, advanced=False)
        return good, text

    good, text = conforms(graph)
    if not good:
        problems.append(f"what was handed out does not conform:\n{text}")
    for path in demanded(shapes):
        poorer = Graph()
        taken = 0
        for triple in graph:
            if triple[1] == path:
                taken += 1
            else:
                poorer.add(triple)
        if taken == 0:
            problems.append(f"{path} is not in the catalogue at all")
        elif conforms(poorer)[0]:
            problems.append(f"the shapes do not miss {path}")


def term_of(graph, text: str):
    """A value as it is written in WRONG, and a term as one of the namespaces of the graph."""
    from rdflib import Literal, URIRef
    if text.startswith("<"):
        return URIRef(text[1:-1])
    value, _, kind = text.partition("^^")
    if kind:
        return Literal(value, datatype=graph.namespace_manager.expand_curie(kind))
    return Literal(value)


def check_wrong(graph, problems: list[str]) -> None:
    import pyshacl
    from rdflib import RDF, BNode, Graph, Literal
    shapes = Graph().parse(SHAPES, format="turtle")
    for prefix, name in shapes.namespaces():
        graph.bind(prefix, name)

    def noticed(changed) -> bool:
        return not pyshacl.validate(changed, shacl_graph=shapes, advanced=False)[0]

    def bearers(path) -> list:
        """One subject of each type that has the property, with one value of it."""
        first = {}
        for subject, good in sorted(graph.subject_objects(path), key=str):
            first.setdefault(graph.value(subject, RDF.type), (subject, good))
        return list(first.values())

    for term, value in WRONG:
        path = graph.namespace_manager.expand_curie(term)
        if not bearers(path):
            problems.append(f"{term} is not in the catalogue at all")
        for subject, good in bearers(path):
            changed = Graph() + graph
            changed.remove((subject, path, good))
            changed.add((subject, path, term_of(graph, value)))
            if not noticed(changed):
                problems.append(f"the shapes let {term} of {subject} be {value[:40]!r}")
    for term in ONCE:
        path = graph.namespace_manager.expand_curie(term)
        for subject, good in bearers(path):
            changed = Graph() + graph
            changed.add((subject, path, BNode() if isinstance(good, BNode) else
                         Literal(f"{good} too") if isinstance(good, Literal) else good + "-too"))
            if not noticed(changed):
                problems.append(f"the shapes let {term} of {subject} be said twice")


def check_gaps(workspace: Workspace, problems: list[str]) -> None:
    """Every key that is needed is named when it lacks."""
    files = {name: (workspace.folder / "catalogue" / f"{name}.toml") for name in ("all", "visits")}
    for name, path in files.items():
        whole = path.read_text(encoding="utf-8")
        keys = [line.split(" = ")[0] for line in whole.splitlines() if " = " in line]
        for key in keys:
            if key not in FILLED or key in OPTIONAL or key.startswith("#"):
                continue
            workspace.fill(name, without=key)
            answer = json.loads(workspace.run("catalogue", "check", "visits", "--json", status=2))
            if [gap["what"] for gap in answer["gaps"]] != [key]:
                problems.append(f"without {key} the check says {answer['gaps']}")
            path.write_text(whole, encoding="utf-8")


def main() -> int:
    newlyn = os.path.abspath(sys.argv[1])
    try:
        peers.run_again_in("rdf")
    except peers.PeerLacking as lacking:
        print(f"catalogue_test: skipped: {lacking}")
        return NOT_INSTALLED
    from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, Namespace
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        workspace = make(newlyn, Path(folder))
        output = Path(folder) / "catalogue.jsonld"
        workspace.run("catalogue", "export", "--output", str(output), status=2)
        if output.exists():
            problems.append("a catalogue that is not complete was handed out")
        for name in ("all", "tenancies", "visits"):
            workspace.fill(name)
        workspace.run("catalogue", "check")
        workspace.run("catalogue", "export", "--output", str(output))
        graph = Graph().parse(output, format="json-ld")
        datasets = list(graph.subjects(RDF.type, DCAT.Dataset))
        if len(datasets) != 2 or len(set(datasets)) != 2:
            problems.append(f"two sources became {len(datasets)} datasets")
        titles = {str(graph.value(one, DCTERMS.title)) for one in datasets}
        if titles != {"Tenancies", "Visits"}:
            problems.append(f"the titles are {titles}")
        own = Namespace("urn:newlyn:catalogue:")
        sensitive = {str(graph.value(one, DCTERMS.title)): str(graph.value(one, own.sensitivity))
                     for one in datasets}
        if sensitive["Tenancies"] != "special category":
            problems.append(f"the sensitivities are {sensitive}")
        columns = list(graph.subjects(RDF.type, Namespace("http://www.w3.org/ns/csvw#").Column))
        if len(columns) != 9:
            problems.append(f"nine columns became {len(columns)}")
        for value in ("Haddad", "AC1 2AB", "Maynard"):
            if any(isinstance(o, Literal) and value in str(o) for o in graph.objects()):
                problems.append("a value of a record is in the catalogue")
        check_shapes(graph, problems)
        check_wrong(graph, problems)
        check_gaps(workspace, problems)
    for problem in problems:
        print(problem)
    print(f"catalogue_test: {len(problems)} problem{'' if len(problems) == 1 else 's'}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
