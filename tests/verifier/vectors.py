#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The verifier of client/python held against the vectors.

    vectors.py bundles FOLDER    every row of FOLDER/index.json under FOLDER/genesis.json: verdict, code and field are those of the index
    vectors.py formats FOLDER    every frozen value is read as it was, and written again to the same bytes
    vectors.py program FOLDER    the program itself: its exit codes, what it prints
"""
import json
import pathlib
import subprocess
import sys

PACKAGE = pathlib.Path(__file__).resolve().parents[2] / "client/python"
sys.path.insert(0, str(PACKAGE))
from credence_verifier import anchor_of, verify
from credence_verifier.keys import FAMILIES, KEY_OF, SUBJECTS, key_of
from credence_verifier.suites import SUITES
from credence_verifier.values import decode, write
from credence_verifier.worth import DAY_MS


def judge_bundles(folder):
    genesis = anchor_of((folder / "genesis.json").read_text())
    rows, wrong = json.loads((folder / "index.json").read_text()), 0
    for row in rows:
        expected = (row["verdict"], row.get("code", ""), row.get("field", ""))
        anchor = anchor_of(row["anchor"]) if "anchor" in row else genesis
        answer = verify(anchor, (folder / row["file"]).read_bytes(), None, row.get("now_ms", 0), row.get("date"), row.get("max_age_ms", 30 * DAY_MS))
        found = (answer.verdict, answer.code, answer.field)
        if found != expected:
            wrong += 1
            print(f"{row['file']} ({row['why']}): expected {expected}, found {found}")
    print(f"{len(rows)} vectors, {wrong} differ")
    return 1 if wrong or not rows else 0


def frozen(value):
    """As the frozen vectors write what is read."""
    if isinstance(value, dict):
        return {name: frozen(member) for name, member in value.items()}
    if isinstance(value, list):
        return [frozen(item) for item in value]
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if value is None or isinstance(value, (str, bool)) else value.isoformat()


def agrees(found, frozen):
    """Everything that was frozen reads as it did; fields that came later are zero."""
    if isinstance(found, dict) and isinstance(frozen, dict):
        later = [found[name] for name in found if name not in frozen]
        return not any(value not in (False, "0", "", None, []) for value in later) and all(
            name in found and agrees(found[name], frozen[name]) for name in frozen)
    if isinstance(found, list) and isinstance(frozen, list):
        return len(found) == len(frozen) and all(map(agrees, found, frozen))
    return found == frozen


def read_formats(folder):
    rows, wrong = [row for suite in SUITES for row in json.loads((folder / f"{suite}.json").read_text())], 0
    for row in rows:
        data = bytes.fromhex(row["bytes"])
        if row["type"] == "StateKey":
            family, found, inner = key_of(data)
            again = bytes([FAMILIES.index(family)]) + (bytes([SUBJECTS.index(inner)]) if family == "history" else b"") + write(found, KEY_OF[inner])
        else:
            found = decode(row["type"], data, row["type"])
            again = write(found, row["type"])
        if not agrees(frozen(found), row["reads"]) or again != data:
            wrong += 1
            print(f"{row['type']} {row['bytes'][:40]}…: read as {frozen(found)}, expected {row['reads']}")
    print(f"{len(rows)} frozen vectors, {wrong} differ")
    return 1 if wrong or not rows else 0


def run_program(folder):
    title, anchor, now = folder / "valid/title.proof", ["--anchor", folder / "genesis.json"], ["--now", "1790000600000"]
    pinned = [row for row in json.loads((folder / "index.json").read_text()) if "anchor" in row]
    line, other = (next(row for row in pinned if row["verdict"] == verdict) for verdict in ("valid", "not_anchored"))
    faults = 0
    for expected, verdict, words in (
        (0, "valid", [title, *anchor, *now]),
        (0, "valid", [title, *anchor, *now, "--expect", "kind=title", "--expect", "type=specialized"]),
        (0, "valid", [folder / line["file"], "--anchor", line["anchor"], "--any-age", "--now", str(line["now_ms"])]),
        (7, "other_subject", [title, *anchor, *now, "--expect", "type=little-giant"]),
        (2, "refused", [folder / "valid/record-refused.proof", *anchor, *now]),
        (3, "forged", [folder / "forged/signer-repeated.proof", *anchor, *now]),
        (7, "not_begun", [title, *anchor, *now, "--on", "2024-12-31"]),
        (8, "too_old", [title, *anchor, "--max-age", "1s"]),
        (9, "no_proof", [__file__, *anchor]),
        (14, "not_understood", [folder / "later/fact.proof", *anchor, *now]),
        (15, "not_anchored", [folder / other["file"], "--anchor", other["anchor"]]),
        (5, None, [title, "--anchor", title]),
        (5, None, [folder / "nowhere", *anchor]),
        (1, None, [title]),
        (1, None, [title, *anchor, "--max-age", "1y"]),
    ):
        ran = subprocess.run([sys.executable, "-m", "credence_verifier", "--json", *map(str, words)], cwd=PACKAGE, capture_output=True, text=True, check=False)
        found = json.loads(ran.stdout).get("verdict") if ran.stdout else None
        if (ran.returncode, found) != (expected, verdict):
            faults += 1
            print(f"{' '.join(map(str, words))}: exit code {ran.returncode}, {found}; expected {expected}, {verdict}\n{ran.stderr}")
    print(f"{faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit({"bundles": judge_bundles, "formats": read_formats, "program": run_program}[sys.argv[1]](pathlib.Path(sys.argv[2])))
