"""Three replicas behind a proxy, as processes: what must hold of them together. `./test.sh replicas` runs this."""

import argparse
import sys
import traceback

import changes
import jobs
import standby
import tokens
import upgrade
from installation import Installation

# The schema that a newer program added to stays for the restart: so the older program is started beside it too.
CHECKS = [
    ("a revoked token", tokens.revocation),
    ("definitions", tokens.definitions),
    ("jobs, one replica killed", jobs.once),
    ("indexes, one replica killed", jobs.built_once),
    ("16 writers and a reader of changes", changes.nothing_skipped),
    ("exports from a streaming replica", standby.exports),
    ("a newer schema", upgrade.newer_schema),
    ("a rolling restart", upgrade.restart),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("rollcall", "database", "standby", "psql", "caddy", "caddyfile", "folder", "counts"):
        parser.add_argument(f"--{option}", required=True)
    parser.add_argument("--standby-pid", type=int, required=True)
    parser.add_argument("--only", help="a part of the name of the checks to run")
    options = parser.parse_args()
    site = Installation(options)
    failed = 0
    try:
        site.start()
        for name, check in CHECKS:
            if options.only is None or options.only in name:
                failed += run(name, check, site, options.counts)
    finally:
        site.stop()
    sys.exit(1 if failed else 0)


def run(name, check, site, counts):
    """Runs one check, says what it found, and answers how much of it was wrong."""
    outcomes = []

    def expect(what, holds, seen=None):
        outcomes.append(bool(holds))
        print(f"    {'✓' if holds else '✗'} {what}{'' if holds else f': {seen}'}", flush=True)

    print(f"  {name}", flush=True)
    try:
        check(site, expect)
    except Exception:
        traceback.print_exc()
        outcomes.append(False)
    with open(counts, "a") as file:
        file.write(f"{name}\t{outcomes.count(True)}\t{outcomes.count(False)}\n")
    return outcomes.count(False)


if __name__ == "__main__":
    main()
