# SPDX-License-Identifier: Apache-2.0
"""Checks a proof file of a Credence ledger: no network, no other file but the anchor. Exit codes are those of `credence verify`:
0 valid, 1 the command line, 2 recorded and refused, 3 forged or of the future, 5 a file cannot be read, 7 proved and not in force (or of another
subject than --expect says), 8 proved and too old, 9 no proof, 14 of a later version than this program, 15 nothing in the file leads to this anchor."""
import argparse
import datetime
import difflib
import json
import os
import pathlib
import re
import sys

from . import BadAnchor, anchor_of, readable, verify
from .anchors import is_line
from .bundle import BYTES_MAX
from .encoding import HC
from .keys import NAMES
from .trust import signers_of
from .verifier import KINDS
from .worth import DAY_MS, day_of, in_force, speaks_of, term_on

ANCHOR_MAX = 1 << 24
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


def day(text):
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError("a day, as 2026-11-24") from None


def moment(text):
    if not re.fullmatch(r"[0-9]{1,19}", text, re.ASCII):
        raise argparse.ArgumentTypeError("milliseconds since 1970")
    return int(text)


def expectation(text):
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError("NAME=VALUE, as kind=title or code=914401017418885372")
    for written, known in ((name, NAMES), *(((value, (*KINDS, "unknown")),) if name == "kind" else ())):
        if written not in known:  # no file could be of it: a slip
            near = difflib.get_close_matches(written, known)
            raise argparse.ArgumentTypeError(f"{written}: " + (f"did you mean {', '.join(near)}?" if near else f"one of {', '.join(known)}"))
    return name, int(value) if value.isdecimal() and name in ("line", "number", "year") else value


def arguments():
    parser = Usage(prog="credence_verifier", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", metavar="FILE", type=pathlib.Path, help="what credence prove wrote")
    parser.add_argument("--anchor", required=True, help="genesis.json, a pinned anchor's file, or its line")
    parser.add_argument("--expect", action="append", default=[], type=expectation, metavar="NAME=VALUE",
                        help="what was asked for: kind=title, type=little-giant, code=91…; repeatable")
    parser.add_argument("--on", dest="date", type=day, metavar="DAY", help="was it so on this day? (2026-11-24; else today in China)")
    ages = parser.add_mutually_exclusive_group()
    ages.add_argument("--max-age", type=age, default=30 * DAY_MS, metavar="AGE", help="how old the proof may be: 90s, 15m, 12h, 30d; else 30d")
    ages.add_argument("--any-age", dest="max_age", action="store_const", const=0, help="of any age: for archives")
    parser.add_argument("--now", type=moment, metavar="MS", help="judge as of this moment, in milliseconds since 1970; else this machine's clock")
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
    if bundle.get("state") and bundle["state"]["value"] is None and answer.kind not in ("entries", "standing", "unknown"):
        out["recorded"] = False  # under exactly this key
    if answer.kind == "standing":  # what is in force on the day, and nothing else of its values
        bundle.pop("value", None)
        bundle.get("names", {}).pop("credit_standing", None)
        if "not_understood" not in bundle:
            asked = datetime.date.fromisoformat(answer.date)
            out |= {"from_day": day_of(header["time_ms"]).isoformat(),
                    "in_force": [{"enterprise": code, **readable(mark)} for code, mark in in_force(bundle["lineage"], asked)]}
    if answer.kind == "title" and "not_understood" not in bundle:  # the term that decides about the day, and whether any does
        asked = datetime.date.fromisoformat(answer.date)
        said = speaks_of(bundle["value"], asked)
        out["said"] = said
        if said:
            term = term_on(bundle["value"], asked)
            out["term"] = readable({"valid_from": term["valid_from"], "valid_to": term["valid_to"], "certificate_no": term["certificate_no"]})
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


def given(path, most):
    """The bytes of a file, and no more of them than one too many."""
    with open(path, "rb") as file:
        return file.read(most + 1)


def answered(asked):
    """The exit code, and what is printed."""
    try:
        text = asked.anchor
        if not is_line(text):
            held = given(text, ANCHOR_MAX)
            if len(held) > ANCHOR_MAX:
                raise BadAnchor(f"{text}: more than {ANCHOR_MAX} bytes")
            text = held.decode()
        anchor = anchor_of(text)
        answer = verify(anchor, given(asked.file, BYTES_MAX), dict(asked.expect), asked.now, asked.date, asked.max_age)
    except (BadAnchor, OSError, ValueError) as fault:  # a ValueError: a path that is none, a text that is no UTF-8
        return 5, json.dumps({"error": str(fault), "exit_code": 5}) if asked.json else f"credence_verifier: {fault}"
    out = shown(answer, anchor)
    if asked.json:
        return answer.exit_code, json.dumps(out, ensure_ascii=False)
    rows = {name: member for name, member in out.items() if name not in ("verdict", "exit_code")}
    return answer.exit_code, "\n".join([answer.verdict.upper().replace("_", " "), *lines(rows)])


def run():
    """Whoever reads what is printed, or stops reading it: the exit code is the verdict's."""
    asked = arguments()
    code, text = answered(asked)
    stream = sys.stderr if code == 5 and not asked.json else sys.stdout
    try:
        if stream:  # it may be closed
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a name still gets the verdict
            print(text, file=stream, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # or Python tries once more when it ends, and changes the code
    sys.exit(code)


if __name__ == "__main__":
    run()
