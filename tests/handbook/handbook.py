#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The handbooks held against the program, on a real network of four validators.

    handbook.py check LANGUAGE SOURCE BIN   runs each command of each page, in order: it prints what the page shows
    handbook.py write LANGUAGE SOURCE BIN   the same, and writes what is printed into the page where the two differ

The pages docs/handbook/NAME.md, in Chinese NAME.zh.md, are one story, in the order of PAGES. page.py says what
stands in them, compare.py what may differ from run to run. Then shown.py looks at all else that is listed and shown.
"""
import difflib
import pathlib
import re
import sys

import compare
import page
import shown
from network import COLUMNS, Network

PAGES = ["operator", "clerk", "checker", "issuer", "enterprise", "bank", "auditor"]


def as_before(shown_lines, printed):
    """Of another output as many lines before a "…" and behind it as the page showed. "…6,2" asks for six and two."""
    if asked := re.fullmatch(r"…(\d+),(\d+)", "".join(shown_lines)):
        head, tail = int(asked[1]), int(asked[2])
    else:
        pieces = compare.pieces_of(shown_lines)
        head, tail = len(pieces[0]), len(pieces[-1])
        if len(pieces) == 1:
            return printed
    if head + tail >= len(printed):
        return printed
    last = printed[head - 1] + " …" if head else "…"
    more = [last] if page.width_of(last) <= COLUMNS else [printed[head - 1], "…"]
    return printed[:max(head - 1, 0)] + more + printed[len(printed) - tail:]


class Reader:
    """Does what the pages say. Ids of the page that are known by now stand for those of this run."""

    def __init__(self, network):
        self.network, self.ids = network, {}

    def read(self, lines):
        """Does every step; yields (step, what it printed, what was wrong)."""
        for step in page.steps_of(lines):
            if step.kind == "day":
                self.network.set_day(step.text)
            elif step.kind == "file":
                text = "\n".join(lines[step.first:step.last]) + "\n"
                (self.network.folder / step.text).write_text(text, encoding="utf-8")
            else:
                printed, code = self.network.run(compare.with_ids(step.text, self.ids))
                yield step, printed, self.fault(step, lines[step.first:step.last], printed, code)

    def fault(self, step, shown_lines, printed, code):
        if step.kind == "run":
            return "" if code == 0 else "\n".join([f"ended with {code}:"] + printed)
        wide = [] if "|" in step.text else [one for one in printed if page.width_of(one) > COLUMNS]
        if wide:
            return f"wider than {COLUMNS} columns:\n" + "\n".join(wide)
        ids = compare.agree(shown_lines, printed)
        if ids is None:
            return "\n".join(difflib.unified_diff(shown_lines, printed, "the page", "the program", lineterm="", n=1))
        self.ids |= ids
        return ""


def report(place, command, fault):
    print(f"{place}: $ {command}\n    " + fault.replace("\n", "\n    ") + "\n", flush=True)


def do_page(reader, path, language, write):
    """How many faults it has; each is printed."""
    lines = path.read_text(encoding="utf-8").split("\n")
    layout = list(page.faults_of_layout(lines, language))
    for fault in layout:
        print(f"{path.name}: {fault}\n")
    faults, changed = len(layout), []
    for step, printed, fault in reader.read(lines):
        if fault:
            report(path.name, step.text, fault)
            faults += 1
            if step.kind == "command":
                changed.append((step, as_before(lines[step.first:step.last], printed)))
    if write:
        for step, printed in reversed(changed):
            lines[step.first:step.last] = printed
        path.write_text("\n".join(lines), encoding="utf-8")
    return faults


def main():
    verb, language, source, binaries = sys.argv[1], sys.argv[2], *(pathlib.Path(one).resolve() for one in sys.argv[3:5])
    network, faults = Network(source, binaries, language), 0
    try:
        reader = Reader(network)
        for name in PAGES:
            path = source / "docs/handbook" / (name + (".zh.md" if language == "zh" else ".md"))
            faults += do_page(reader, path, language, verb == "write")
            if why := network.why_not_well():
                print(f"{path.name}: the network is not well, and the rest of the story needs it\n{why}")
                return 1
        for command, fault in shown.faults(network, language):
            report("shown", command, fault)
            faults += 1
    finally:
        network.close()
    print(f"{language}: {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
