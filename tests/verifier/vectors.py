#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The verifier of client/python held against the vectors.

    vectors.py bundles FOLDER    every row of FOLDER/index.json under FOLDER/genesis.json: verdict, code and field are those of the index
    vectors.py formats FOLDER    every frozen value is read as it was, and written again to the same bytes
    vectors.py program FOLDER    the program itself: its exit codes, what it prints, whoever reads it
    vectors.py taken FOLDER      the folder client/python taken elsewhere: the commands of its README
"""
import base64
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

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
    """Everything that was frozen reads as it did. Fields that came later are zero, or they would be written again."""
    if isinstance(found, dict) and isinstance(frozen, dict):
        return all(name in found and agrees(found[name], frozen[name]) for name in frozen)
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


def broken_pipe(words):
    """How the program ends whose output nobody reads."""
    reads, writes = os.pipe()
    os.close(reads)
    try:
        return subprocess.run([sys.executable, "-m", "credence_verifier", *map(str, words)], cwd=PACKAGE, stdout=writes, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(writes)


def run_program(folder):
    title, genesis, now = folder / "valid/title.proof", folder / "genesis.json", ["--now", "1790000600000"]
    anchor, forged = ["--anchor", genesis], folder / "forged/signer-repeated.proof"
    pinned = [row for row in json.loads((folder / "index.json").read_text()) if "anchor" in row]
    line, other = (next(row for row in pinned if row["verdict"] == verdict) for verdict in ("valid", "not_anchored"))
    faults = 0
    with tempfile.TemporaryDirectory() as made:
        def text(name, what):
            (pathlib.Path(made) / name).write_text(what)
            return pathlib.Path(made) / name

        stamped = {"format": "credence-anchor-1", "anchor": line["anchor"]}
        stamp = base64.b64encode(b"a reply").decode()
        under = [folder / line["file"], "--any-age", "--now", str(line["now_ms"]), "--anchor"]
        for expected, verdict, words in (
            (0, "valid", [title, *anchor, *now]),
            (0, "valid", [title, *anchor, *now, "--expect", "kind=title", "--expect", "type=specialized"]),
            (0, "valid", [*under, line["anchor"]]),
            (0, "valid", [*under, line["anchor"].replace(":", ":\u3000\n")]),
            (0, "valid", [*under, text("16", json.dumps({**stamped, "timestamps": 16 * [stamp]}))]),
            (5, None, [*under, text("17", json.dumps({**stamped, "timestamps": 17 * [stamp]}))]),
            (5, None, [*under, text("no base64", json.dumps({**stamped, "timestamps": ["?"]}))]),
            (5, None, [*under, text("no header", json.dumps({**stamped, "header": None}))]),
            (5, None, [*under, line["anchor"].replace(":", ":\v", 1)]),
            (5, None, [title, "--anchor", text("deep", 200_000 * "[")]),
            (5, None, [title, "--anchor", text("deep file", json.dumps(stamped)[:-1] + ', "network": ' + 200_000 * "[")]),
            (7, "other_subject", [title, *anchor, *now, "--expect", "type=little-giant"]),
            (1, None, [title, *anchor, *now, "--expect", "cod=914401017418885372"]),
            (1, None, [title, *anchor, *now, "--expect", "kind=titel"]),
            (2, "refused", [folder / "valid/record-refused.proof", *anchor, *now]),
            (2, "refused", [folder / "later/action-refused.proof", *anchor, *now]),
            (3, "forged", [forged, *anchor, *now]),
            (7, "not_begun", [title, *anchor, *now, "--on", "2024-12-31"]),
            (8, "too_old", [title, *anchor, "--max-age", "1s"]),
            (8, "too_old", [title, *anchor, "--now", "9999999999999999999"]),
            (9, "no_proof", [__file__, *anchor]),
            *((14, "not_understood", [file, *anchor, *now]) for file in sorted((folder / "later").iterdir()) if file.name != "action-refused.proof"),
            (15, "not_anchored", [folder / other["file"], "--anchor", other["anchor"]]),
            (5, None, [title, "--anchor", title]),
            (5, None, [folder / "nowhere", *anchor]),
            (1, None, [title]),
            (1, None, [title, *anchor, "--max-age", "1y"]),
            (1, None, [title, *anchor, "--on", "2026-02-30"]),
            (1, None, [title, *anchor, "--now", "-1"]),
        ):
            ran = subprocess.run([sys.executable, "-m", "credence_verifier", "--json", *map(str, words)], cwd=PACKAGE, capture_output=True, text=True, check=False)
            found = json.loads(ran.stdout).get("verdict") if ran.stdout else None
            meant = {"cod=914401017418885372": "did you mean code?", "kind=titel": "did you mean title, total?"}.get(str(words[-1]), "")
            if (ran.returncode, found) != (expected, verdict) or "Traceback" in ran.stderr or meant not in ran.stderr:
                faults += 1
                print(f"{' '.join(map(str, words))}: exit code {ran.returncode}, {found}; expected {expected}, {verdict}\n{ran.stderr}")
    for expected, words in ((3, [forged, *anchor, *now]), (3, ["--json", forged, *anchor]), (0, [title, *anchor, *now]), (5, ["--json", title, "--anchor", title])):
        ran = broken_pipe(words)
        if ran.returncode != expected or ran.stderr:
            faults += 1
            print(f"{' '.join(map(str, words))}, read by nobody: exit code {ran.returncode}, expected {expected}\n{ran.stderr.decode()}")
    print(f"{faults} faults")
    return 1 if faults else 0


def take_along(folder):
    """What README.md says to type, in a copy of the folder and with files of the vectors."""
    faults = 0
    with tempfile.TemporaryDirectory() as elsewhere:
        copy = pathlib.Path(elsewhere) / "python"
        shutil.copytree(PACKAGE, copy, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        for name, source in (("genesis.json", "genesis.json"), ("title.credence-proof", "valid/title.proof")):
            shutil.copy(folder / source, copy / name)
        shell = re.search(r"```\n(cd client/python\n.*?)```", (copy / "README.md").read_text(), re.DOTALL)[1].splitlines()[1:]
        program = re.search(r"```python\n(.*?)```", (copy / "README.md").read_text(), re.DOTALL)[1]
        commands = [shlex.split(line, comments=True) for line in shell if "gazette" not in line]
        commands += [["python3", "../credence-verifier.pyz", "title.credence-proof", "--anchor", "genesis.json"], ["python3", "-c", program]]
        for words in commands:
            ran = subprocess.run([sys.executable, *words[1:]], cwd=copy, capture_output=True, text=True, check=False)
            if ran.returncode not in (0, 7, 8) or ran.stderr:  # the vector is of its own day, and of another enterprise
                faults += 1
                print(f"{' '.join(words)}: exit code {ran.returncode}\n{ran.stdout}{ran.stderr}")
    print(f"{len(commands)} commands, {faults} faults")
    return 1 if faults or len(commands) < 5 else 0


if __name__ == "__main__":
    sys.exit({"bundles": judge_bundles, "formats": read_formats, "program": run_program, "taken": take_along}[sys.argv[1]](pathlib.Path(sys.argv[2])))
