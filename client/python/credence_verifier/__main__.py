# SPDX-License-Identifier: Apache-2.0
"""Checks a proof file of a Credence ledger: no network, no other file but the anchor. Exit codes are those of `credence verify`:
0 valid, 1 the command line, 2 recorded and refused, 3 forged or of the future, 5 a file cannot be read, 7 proved and not in force (or of another
subject than --expect says), 8 proved and too old, 9 no proof, 14 of a later version than this program, 15 nothing in the file leads to this anchor."""
import argparse
import json
import pathlib
import re
import sys

from . import BadAnchor, anchor_of, readable, verify
from .bundle import BYTES_MAX
from .encoding import HC
from .trust import signers_of
from .worth import DAY_MS

UNITS = {"": 1000, "s": 1000, "m": 60_000, "h": 3_600_000, "d": DAY_MS}


class Usage(argparse.ArgumentParser):
    def error(self, message):
        self.print_usage(sys.stderr)
        print(f"{self.prog}: {message}", file=sys.stderr)
        sys.exit(1)


def age(text):
    found = re.fullmatch(r"([1-9][0-9]{0,9})([smhd]?)", text, re.ASCII)
    if not found:
        raise argparse.ArgumentTypeError("90s, 15m, 12h, 30d")
    return int(found[1]) * UNITS[found[2]]


def expectation(text):
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError("NAME=VALUE, as kind=title or code=914401017418885372")
    return name, int(value) if value.isdecimal() and name in ("line", "number", "year") else value


def arguments():
    parser = Usage(prog="credence_verifier", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", metavar="FILE", type=pathlib.Path, help="what credence prove wrote")
    parser.add_argument("--anchor", required=True, help="genesis.json, a pinned anchor's file, or its line")
    parser.add_argument("--expect", action="append", default=[], type=expectation, metavar="NAME=VALUE",
                        help="what was asked for: kind=title, type=little-giant, code=91…; repeatable")
    parser.add_argument("--on", dest="date", metavar="DAY", help="was it so on this day? (2026-11-24; else today in China)")
    ages = parser.add_mutually_exclusive_group()
    ages.add_argument("--max-age", type=age, default=30 * DAY_MS, metavar="AGE", help="how old the proof may be: 90s, 15m, 12h, 30d; else 30d")
    ages.add_argument("--any-age", dest="max_age", action="store_const", const=0, help="of any age: for archives")
    parser.add_argument("--now", type=int, metavar="MS", help="judge as of this moment, in milliseconds since 1970; else this machine's clock")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


def shown(answer, anchor):
    """What is printed: the verdict, whom it is about, and what it says."""
    out = {"verdict": answer.verdict, "exit_code": answer.exit_code}
    if answer.bundle is None:
        return {**out, "code": answer.code, "field": answer.field}
    bundle, header = answer.bundle, answer.bundle["block"][0]
    trusted = bundle["later"]["header"] if bundle["later"] else header
    out |= {"kind": answer.kind, "date": answer.date, "subject": answer.subject}
    if "not_understood" in bundle:
        out["not_understood"] = str(bundle["not_understood"])
    for name in ("value", "names", "receipt_read", "action"):
        if bundle.get(name) is not None:
            out[name.removesuffix("_read")] = readable(bundle[name])
    if answer.kind in ("entries", "history"):
        out["total"] = bundle["total"]
        out["entries"] = [readable(entry) for entry in bundle["read"]]
    return out | {"as_of": {"height": header["height"], "time_ms": header["time_ms"], "header_hash": HC("header", bundle["chain"], header["bytes"]).hex()},
                  "signers": signers_of(anchor, bundle, trusted["height"]), "anchor": "pinned" if anchor["pinned"] else "genesis", "chain": bundle["chain"].hex(),
                  "checksum": bundle["checksum"].hex()}


def lines(value, indent="  "):
    """A value for people; nothing of it can write to the terminal."""
    for name, member in value.items():
        if isinstance(member, dict):
            yield f"{indent}{name}"
            yield from lines(member, indent + "  ")
        elif isinstance(member, list) and member and isinstance(member[0], dict):
            for place, item in enumerate(member):
                yield f"{indent}{name} {place + 1}"
                yield from lines(item, indent + "  ")
        else:
            text = json.dumps(member, ensure_ascii=False) if isinstance(member, list) else str(member)
            yield f"{indent}{name}: " + "".join(c if c.isprintable() else "\ufffd" for c in text)


def main():
    asked = arguments()
    try:
        given = asked.anchor
        if not "".join(given.split()).lower().startswith("credence-anchor:"):
            given = pathlib.Path(given).read_text(encoding="utf-8")
        anchor = anchor_of(given)
        with asked.file.open("rb") as file:
            data = file.read(BYTES_MAX + 1)
        answer = verify(anchor, data, dict(asked.expect), asked.now, asked.date, asked.max_age)
    except (BadAnchor, OSError, UnicodeDecodeError) as fault:
        print(json.dumps({"error": str(fault), "exit_code": 5}) if asked.json else f"credence_verifier: {fault}", file=sys.stdout if asked.json else sys.stderr)
        return 5
    except ValueError as fault:  # --on
        print(f"credence_verifier: {fault}", file=sys.stderr)
        return 1
    out = shown(answer, anchor)
    if asked.json:
        print(json.dumps(out, ensure_ascii=False))
    else:
        print(answer.verdict.upper().replace("_", " "))
        print("\n".join(lines({name: member for name, member in out.items() if name not in ("verdict", "exit_code")})))
    return answer.exit_code


def run():
    try:
        sys.exit(main())
    except BrokenPipeError:  # nobody reads on
        sys.exit(0)


if __name__ == "__main__":
    run()
