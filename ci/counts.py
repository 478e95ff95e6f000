#!/usr/bin/env python3
"""Counts the cases of a JUnit file: `passed failed skipped`, on one line.

usage: counts.py FILE [WORD]      with WORD only cases whose name or class contains it as a path segment (`sqlite`, `postgres`)
       counts.py FILE --skipped   instead the classes of the skipped cases, one a line
"""

import re
import sys
import xml.etree.ElementTree as ElementTree


def main() -> None:
    file, word = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    if word == "--skipped":
        cases = ElementTree.parse(file).iter("testcase")
        print(*(case.get("classname") for case in cases if case.find("skipped") is not None), sep="\n")
        return
    segment = re.compile(rf"(^|[^a-z]){re.escape(word)}([^a-z]|$)")
    passed = failed = skipped = 0
    for case in ElementTree.parse(file).iter("testcase"):
        if word and not segment.search(f"{case.get('classname', '')}::{case.get('name', '')}"):
            continue
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    print(passed, failed, skipped)


main()
