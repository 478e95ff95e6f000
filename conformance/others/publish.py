"""Writes docs/CONFORMANCE.md from runs: the suite's JSON reports, the differential report, the Postman counts. Nothing is typed by hand."""

import argparse
import datetime
import json
import pathlib
import re

REQUIREMENTS = {
    "MUST": "an RFC's MUST, or what follows from one",
    "SHOULD": "an RFC's SHOULD",
    "MAY": "an RFC's MAY that the server offers",
    "PROVIDER": "what a named identity provider sends or expects, beside the RFCs",
    "CHOICE": "a choice of Rollcall's where the RFCs are silent",
}
REASON_CHARACTERS_MAX = 170
EXAMPLE_CHARACTERS_MAX = 150
PROVIDERS = {
    "okta": "Okta", "entra": "Microsoft Entra", "onelogin": "OneLogin", "jumpcloud": "JumpCloud", "ping": "Ping Identity",
    "rippling_google": "Rippling and Google", "authentik": "authentik", "aws": "AWS tools", "interop": "the interoperability profile",
}

OTHER = "other, among the RFCs' groups"
ABOUT_OTHER = "*Other* are providers' cases that stand in a group of the RFCs: what Okta's import and Entra's gallery test look for in `/Schemas`."


def read(path):
    return json.loads(pathlib.Path(path).read_text())


def tally(cases):
    """`12 of 14`, with the skipped behind it."""
    passed, failed, skipped = (sum(case["verdict"] == word for case in cases) for word in ("passed", "failed", "skipped"))
    if passed + failed == 0:
        return f"– ({skipped} skipped)" if skipped else "–"
    return f"{passed} of {passed + failed}" + (f" ({skipped} skipped)" if skipped else "")


def section(case):
    """The RFC and the section of two levels that a case names first."""
    found = re.search(r"RFC (\d+) (?:§|section )(\d+(?:\.\d+)?)", case["source"])
    return f"RFC {found[1]} section {found[2]}" if found else (re.match(r"RFC \d+", case["source"]) or ["other"])[0]


def provider(case):
    return next((name for folder, name in PROVIDERS.items() if case["group"].startswith(folder)), OTHER)


def natural(name):
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name.lower())]


def line(text, characters=REASON_CHARACTERS_MAX):
    """One line of a table."""
    text = " ".join(str(text).split()).replace("|", "\\|")
    return text if len(text) <= characters else text[: characters - 1] + "…"


def table(heading, names, rows):
    yield f"| {heading} | " + " | ".join(names) + " |"
    yield "|---" * (len(names) + 1) + "|"
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


def by(key, runs, choose):
    """A table of the cases that `choose` takes, one row for each value of `key`."""
    keys = sorted({key(case) for run in runs.values() for case in run["cases"] if choose(case)}, key=natural)
    for value in keys:
        yield [value] + [tally([case for case in run["cases"] if choose(case) and key(case) == value]) for run in runs.values()]


def failures(run):
    for case in run["cases"]:
        if case["verdict"] == "failed":
            failure = case["failures"][0]
            yield [f"`{case['id']}`", case["requirement"], line(case["name"]), line(f"{failure['expected']}; got {failure['got']}")]


def differential(reports, explained):
    """The totals of all reports; `reports` are (database, report)."""
    yield "## The same questions to Rollcall and scim2-server"
    yield ""
    yield "`rollcall-conformance differ` draws documents, filters and PATCHes by lot and compares the answers: which people a filter finds, what a"
    yield "resource is afterwards, the status of a refusal. Rollcall answered by its `strict` profile. Every disagreement is cut down to its"
    yield "smallest form and has to belong to a class of `conformance/differential/explained.json`."
    yield ""
    kinds = {"documents": "documents", "filters": "filters", "patches": "PATCHes"}
    rows = []
    databases = sorted({database for database, _ in reports}, key=["SQLite", "PostgreSQL"].index)
    for database in databases:
        of = sorted((report for name, report in reports if name == database), key=lambda report: report["seed"])
        seeds = ", ".join(str(report["seed"]) for report in of)
        for key, name in kinds.items():
            asked, agreed = (sum(report[key][word] for report in of) for word in ("asked", "agreed"))
            known = sum(sum(report[key]["explained"].values()) for report in of)
            rows.append([f"{name} on {database}", seeds, *(f"{number:,}" for number in (asked, agreed, known, asked - agreed - known))])
    yield from table("", ["seeds", "asked", "answered alike", "differ, explained", "differ, unexplained"], rows)
    who = {"first": "Rollcall", "second": "scim2-server", "either": "either"}
    seen = {}
    for _, report in reports:
        for found in report["classes"]:
            seen.setdefault(found["name"], {**found, "times": 0})["times"] += found["times"]
    rows = []
    for name in (known["name"] for known in explained if known["name"] in seen):
        found = seen[name]
        example = line(found["example"], EXAMPLE_CHARACTERS_MAX).replace("`", "'")
        rows.append([name, str(found["times"]), who[found["right"]], found["rfc"], line(found["reason"], 400), f"`{example}`"])
    yield from table("class", ["times", "who is right", "where", "why", "for instance"], rows)
    if len(seen) < len(explained):
        yield f"{len(explained) - len(seen)} of the {len(explained)} known classes did not occur."
        yield ""


def postman(counts, expected):
    passed, failed, known = counts.split()
    yield "## Microsoft's Postman collection"
    yield ""
    yield f"Played by newman on Rollcall: {passed} assertions hold, {known} fail as expected, {failed} otherwise. The expected failures, none of them an RFC's:"
    yield ""
    rows = [[line(e["request"]), line(e["assertion"]), line(e["reason"], 400)] for e in expected["failures"]]
    yield from table("request", ["assertion", "why it fails"], rows)
    for entry in expected["not_sent"]:
        yield f"Not sent: {entry['request']}. {entry['reason'][0].upper() + entry['reason'][1:]}."
    yield ""


def document(arguments):
    runs = {name: read(pathlib.Path(arguments.runs) / f"{file}.json") for name, file in arguments.servers.items()}
    names = list(runs)
    yield "# Conformance, ours next to others'"
    yield ""
    yield "Written by `./test.sh compare`, which installs the other servers in the target folder, starts each with the options its documentation names,"
    yield "everything in memory, and plays the same cases to all. What a server says it does not support is skipped, not failed. A row without"
    yield "a case is left out."
    yield f"This run: {datetime.date.today().isoformat()}, {len(runs[names[0]]['cases'])} cases."
    yield ""
    yield from table("server", ["version", "how it ran"], [[name, *arguments.how[name]] for name in names])
    yield "## By requirement"
    yield ""
    of = {word: [[case for case in run["cases"] if case["requirement"] == word] for run in runs.values()] for word in REQUIREMENTS}
    rows = [[f"**{word}**: {meaning}"] + [tally(cases) for cases in of[word]] for word, meaning in REQUIREMENTS.items() if any(of[word])]
    rows.append(["all"] + [tally(run["cases"]) for run in runs.values()])
    yield from table("passed", names, rows)
    yield "A server may well be a good SCIM server and fail PROVIDER cases: they are what providers do beside the RFCs, which Rollcall is made for."
    yield ""
    yield "## By section of the RFCs"
    yield ""
    yield from table("MUST, SHOULD and MAY", names, by(section, runs, lambda case: case["requirement"] in ("MUST", "SHOULD", "MAY")))
    yield "## By provider"
    yield ""
    yield from table("PROVIDER", names, by(provider, runs, lambda case: case["requirement"] == "PROVIDER"))
    yield ABOUT_OTHER
    yield ""
    # Their names are differ-DATABASE-SEED.json.
    reports = [(pathlib.Path(file).stem.split("-")[1], read(file)) for file in arguments.differ]
    yield from differential(reports, read(arguments.explained))
    yield from postman(pathlib.Path(arguments.postman).read_text(), read(arguments.expected))
    yield "## What failed"
    yield ""
    for name, run in runs.items():
        yield f"### {name}"
        yield ""
        if left := run["left_behind"]:
            yield f"What could not be deleted afterwards: {len(left)}, such as {line(left[0])}."
            yield ""
        rows = sorted(failures(run), key=lambda row: (list(REQUIREMENTS).index(row[1]), row[0]))
        if rows:
            yield from table("case", ["requirement", "what it is about", "expected and got"], rows)
        else:
            yield "Nothing."
            yield ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--differ", required=True, nargs="+")
    for option in ("runs", "explained", "postman", "expected", "rollcall", "scim2-server", "scimmy", "out"):
        parser.add_argument(f"--{option}", required=True)
    arguments = parser.parse_args()
    modules = pathlib.Path(arguments.scimmy) / "node_modules"
    version = lambda package: read(modules / package / "package.json")["version"]
    arguments.servers = {
        "Rollcall (SQLite)": "rollcall-sqlite", "Rollcall (PostgreSQL)": "rollcall-postgresql", "scim2-server": "scim2-server", "SCIMMY": "scimmy",
    }
    version_of_ours = arguments.rollcall.split()[-1]
    arguments.how = {
        "Rollcall (SQLite)": [version_of_ours, "the binary as it starts without a setting, bearer token"],
        "Rollcall (PostgreSQL)": [version_of_ours, "the same on PostgreSQL, named by `ROLLCALL_DATABASE_URL`"],
        "scim2-server": [arguments.scim2_server, "from PyPI, `scim2-server --bearer-token …`"],
        "SCIMMY": [
            f"{version('scimmy')}, routers {version('scimmy-routers')}",
            "from npm, a library: `conformance/others/scimmy/server.mjs` gives it a store in memory",
        ],
    }
    pathlib.Path(arguments.out).write_text("\n".join(document(arguments)).rstrip() + "\n")


main()
