#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The handbooks held against the program, on a real network of four validators.

    handbook.py check LANGUAGE SOURCE BIN   each command of each page, in order: it prints what the page shows
    handbook.py write LANGUAGE SOURCE BIN   writes what it prints into the pages

Pages are docs/handbook/NAME.md and NAME.zh.md, in the order of PAGES: one story. In a page

    ```console          lines that begin with "$ " are run in a terminal of 80 columns; what follows is what they
                        print; a line "…" stands for any number of lines, "…3" is written as three lines and "…"
    ```csv NAME         a file
    <!-- day: DAY -->   the clock of all programs; <!-- run: COMMAND -->: somebody else's step, not shown

Then everything that lists or shows is run: no line is wider than the terminal, and no word is of the other language.

Ids, hashes, block numbers, times of day, seconds, sizes and signers of blocks differ from run to run and are not compared.
"""
import datetime
import fcntl
import json
import os
import pathlib
import pty
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

PAGES = ["operator", "clerk", "checker", "issuer", "enterprise", "bank", "auditor"]
COLUMNS = 80
CHINA = datetime.timezone(datetime.timedelta(hours=8))
WIDE = re.compile("[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]")


def width_of(line):
    return len(line) + len(WIDE.findall(line))


class Network:
    """A folder, a clock, and whatever is started there; ended with it."""

    def __init__(self, binaries, language):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="credence-handbook-"))
        self.binaries = pathlib.Path(binaries).resolve()
        self.skew = self.folder / "clock"
        self.skew.write_bytes(struct.pack("<q", 0))
        self.environment = {
            "PATH": f"{self.binaries}:/usr/bin:/bin", "HOME": str(self.folder), "TERM": "xterm", "LC_ALL": "C.UTF-8", "CREDENCE_LANG": language, "CREDENCE_DATA": "run",
            "CREDENCE_CONFIGS": os.environ["CREDENCE_CONFIGS"], "CREDENCE_CLOCK_SKEW": str(self.skew), "XDG_CACHE_HOME": str(self.folder / "cache"),
            "LD_PRELOAD": str(self.binaries / "libskewed_clock.so"), "LSAN_OPTIONS": "detect_leaks=0"}
        self.port = random.randrange(15000, 32000, 20)  # below the ports that the system hands out

    def set_day(self, day):
        """Nine in the morning of that day, in China."""
        wanted = datetime.datetime.fromisoformat(day + " 09:00:00").replace(tzinfo=CHINA).timestamp()
        with open(self.skew, "r+b") as file:  # the same file: programs hold it mapped
            file.write(struct.pack("<q", int(wanted - time.time())))

    def run(self, command, seconds=240):
        """What is printed in a terminal, and the exit code."""
        if "credence network init" in command:
            command = command.replace("network init", f"network init --base-port {self.port}", 1)
        main, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
        child = subprocess.Popen(["/bin/bash", "-c", command], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=terminal,
                                 stderr=terminal, start_new_session=True)
        os.close(terminal)
        out, end = b"", time.monotonic() + seconds
        while True:
            try:
                piece = os.read(main, 65536)
            except OSError:
                break
            if not piece:
                break
            out += piece
            if time.monotonic() > end:
                os.killpg(child.pid, signal.SIGKILL)
        os.close(main)
        code = child.wait()
        text = out.decode("utf-8", "replace").replace("\r\n", "\n")
        text = re.sub(r"\r\x1b\[K[^\n\r]*", "", text)  # a bar that was drawn over
        return [line.rstrip() for line in text.split("\n") if line.strip("\r")], code

    def close(self):
        self.run("credence network down")
        shutil.rmtree(self.folder, ignore_errors=True)


MASKS = [(r"\b[0-9a-f]{8,}\b…?", "ID"), (r"\d\d:\d\d:\d\d", "TIME"), (r"http://127\.0\.0\.1:\d+", "URL"), (r"\b\d+(\.\d+)? (s|MiB|KiB|bytes)\b", "SIZE"),
         (r"\d+(\.\d+)? (秒|字节)", "SIZE"), (r"(block|blocks|Block|区块|height|高度)( |：)?[\d,–-]+", "BLOCK"), (r"/tmp/credence-handbook-\w+", "DIR"),
         (r"\b\d+( |，)*(transactions|笔交易|receipts|份回执|blocks|个区块)", "COUNT"), (r"─+", "─"), (r" +", " ")]
SIGNED = re.compile(r"(signed by|签名者：?|签署者：?) ?(广东省|Guangdong Provincial)")


def masked(lines):
    """One text: where a line folds depends on what is not compared."""
    text = " ".join(line.strip() for line in lines)
    text = re.sub(r"(signed by|签名者：?)[^✓]*?(Guangdong Provincial|广东省)[^✓$]*?(?=(✓|\$|transaction|交易|$))", "SIGNERS ", text)
    for pattern, by in MASKS:
        text = re.sub(pattern, by, text)
    return re.sub(r"\s+", "", text)


def agree(shown, printed):
    """`shown` may hold "…" lines."""
    pieces, piece = [], []
    for line in shown:
        if line == "…":
            pieces.append(piece)
            piece = []
        else:
            piece.append(line)
    pieces.append(piece)
    text, at = masked(printed), 0
    for number, piece in enumerate(pieces):
        wanted = masked(piece)
        if number == 0 and not text.startswith(wanted):
            return False
        found = text.find(wanted, at)
        if found < 0:
            return False
        at = found + len(wanted)
    return len(pieces) > 1 or at == len(text)


def written(shown, printed):
    """What a page shows of an output: as much as it showed before."""
    for number, line in enumerate(shown):
        if re.fullmatch(r"…\d+", line):
            keep = int(line[1:])
            return printed[:keep] + (["…"] if len(printed) > keep else [])
        if line == "…":
            return printed[:number] + (["…"] if len(printed) > number else [])
    return printed


# Everything that lists or shows, after the story of the pages. {id}: of a transaction. Not here: `errors` and `catalogue show`, whose rows
# are ids and texts of the catalogue in both languages.
SHOWN = """network status|doctor|keys show|keys show gd-iit-award|department show gd-iit|enterprise show 91990100Y3G000024N|enterprise find 样例|programme list
programme show puhui-2026|programme show puhui-2026 --awards|calendar show 2026|award show puhui-2026 b1|award show puhui-2026 b1 --line 1|award show puhui-2026 b2
recovery show puhui-2026 r1|title list|title show innovative-sme 91990101Y3H000018N|title show innovative-sme 91990100Y3G000024N|credit show 91990100Y3G000024N|document check list.csv
catalogue check|target list|pending list|pending show {id}|governance list|governance validators|who-may|who-may pay
who-may record_awards|history 91990100Y3G000024N|history --programme puhui-2026|history --title innovative-sme|history --department gd-iit|history --chain|block latest|block 5|tx {id}
evidence|prove title 91990100Y3G000024N innovative-sme -o x.proof|prove history --programme puhui-2026 -o y.proof|prove total --programme puhui-2026 -o z.proof
verify x.proof --anchor run/genesis.json|verify y.proof --anchor run/genesis.json|verify z.proof --anchor run/genesis.json|verify award.proof --anchor run/genesis.json --any-age
verify absence.proof --anchor run/genesis.json --any-age|verify list.csv --anchor run/genesis.json|anchor make -o a.anchor|anchor show a.anchor|anchor check a.anchor
report programme puhui-2026|report department gd-iit|report enterprise 91990100Y3G000024N|report year 2026|code check 91990100Y3G000024N|code exceptions|errors budget_exceeded
audit chain.archive|findings chain.archive|findings chain.archive --rule F20|award import list.csv --programme puhui-2026 --batch b9 --dry-run
programme show nothing|award show puhui-2026 b7|history 91990107Y3H000077G|pending show 00000000|code check 91990100Y3G000024X|award confirm puhui-2026 b2 --key gd-iit-award
programme shwo|verify nothing.proof --anchor run/genesis.json|keys show nobody|programme create Bad! --name n --lead a --finance b --year 2026 --key gd-iit-award"""

# Latin words that Chinese output has, and why.
LATIN = {
    "credence": "the program's name", "CNY": "the currency's code", "TLS": "a name", "HTTP": "a name", "JSON": "a name", "CSV": "a name", "XLSX": "a name", "UTF": "a name",
    "SHA": "a name", "PEM": "a name", "PBFT": "a name", "MiB": "a unit", "GiB": "a unit", "KiB": "a unit", "URL": "a name", "API": "a name", "SME": "of a name",
    "secp": "of a suite's name", "sha": "of a suite's name", "genesis": "a file's name", "chain": "of a file's name", "archive": "of a file's name",
    "grant": "the kind of a programme, as a report's manifest proves it"}
WORD = re.compile(r"[A-Za-z]{3,}")
# what a person types or a file is called: ids, paths, options, codes of errors
TYPED = re.compile(r"--?[a-z-]+|[\w.-]*[0-9_/.-][\w./#-]*|https?://\S+|\b[A-Z_]{2,}\b")
CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uff60]+")


def strings_of(value):
    if isinstance(value, dict):
        for one in value.values():
            yield from strings_of(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings_of(one)
    elif isinstance(value, str):
        yield value


def names_of(value):
    """Ids and English names of a catalogue."""
    if isinstance(value, list):
        for one in value:
            yield from names_of(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if isinstance(one, str) and name in ("id", "node", "owner", "key", "type", "name_en", "department"):
                yield one
            yield from names_of(one)


def foreign(command, language, network):
    """Words of the other language that are neither data nor what somebody types; of what is printed unfolded."""
    lines, _ = network.run(f"credence {command} 2>&1 | cat")
    text = " ".join(lines)
    if language == "zh":
        text = re.sub(r"credence:? [a-z-]+( [a-z][a-z-]*)*", " ", text)
        words = set(WORD.findall(TYPED.sub(" ", text)))
        return sorted(word for word in words if word not in LATIN and word not in network.words and word not in command)
    printed, _ = network.run(f"credence --json {command} | cat")
    data = set(network.data)
    for line in printed:
        try:
            data.update(re.sub(r"\s", "", one) for one in strings_of(json.loads(line)))
        except ValueError:
            pass
    known = "\n".join(data)
    return sorted({run for run in CJK.findall(text) if run not in known})


def look_at_all(network, language):
    faults = []
    listed, _ = network.run("credence --json pending list | cat")
    waiting = json.loads("".join(listed))["pending"]
    catalogue = [json.loads(path.read_text(encoding="utf-8")) for path in pathlib.Path(os.environ["CREDENCE_CONFIGS"]).glob("*/*.json")]
    network.data = {re.sub(r"\s", "", one) for one in strings_of(catalogue)} | {"财务岗"}  # of the bound key
    network.words = set(WORD.findall(" ".join(names_of(catalogue))))
    for command in SHOWN.replace("\n", "|").split("|"):
        command = command.replace("{id}", waiting[0]["transaction"][:12] if waiting else "00000000")
        lines, _ = network.run("credence " + command)
        wide = [line for line in lines if width_of(line) > COLUMNS]
        if wide:
            faults.append(f"credence {command}\n    wider than {COLUMNS} columns:\n      " + "\n      ".join(wide[:3]))
        words = foreign(command, language, network)
        if words:
            faults.append(f"credence {command}\n    of another language: " + ", ".join(words))
    return faults


class Page:
    def __init__(self, path, network, write):
        self.path, self.network, self.write, self.faults = path, network, write, []

    def console(self, block):
        out, number = [], 0
        while number < len(block):
            line = block[number]
            number += 1
            out.append(line)
            if not line.startswith("$ "):
                continue
            command = line[2:]
            while command.endswith("\\") and number < len(block):
                out.append(block[number])
                command = command[:-1] + block[number].strip()
                number += 1
            shown = []
            while number < len(block) and not block[number].startswith("$ "):
                shown.append(block[number])
                number += 1
            printed, _ = self.network.run(command)
            for one in printed:
                if width_of(one) > COLUMNS and not re.search("[|>]", command):  # else it is no terminal
                    self.faults.append(f"{command}\n    wider than {COLUMNS} columns: {one}")
            if self.write:
                out += written(shown, printed)
            else:
                out += shown
                if not agree(shown, printed):
                    self.faults.append(command + "\n    the page shows\n      " + "\n      ".join(shown) + "\n    printed was\n      " + "\n      ".join(printed))
        return out

    def run(self):
        lines, out = self.path.read_text(encoding="utf-8").split("\n"), []
        number = 0
        while number < len(lines):
            line = lines[number]
            number += 1
            out.append(line)
            if line.startswith("<!-- day: "):
                self.network.set_day(line.split()[2])
            elif line.startswith("<!-- run: "):
                command = line[len("<!-- run: "):-len(" -->")]
                printed, code = self.network.run(command)
                if code != 0:
                    self.faults.append(f"{command}\n    ended with {code}:\n      " + "\n      ".join(printed))
            elif line.startswith("```") and len(line) > 3:
                end = lines.index("```", number)
                block = lines[number:end]
                kind = line[3:].split()
                if kind[0] == "console":
                    block = self.console(block)
                elif len(kind) == 2:
                    (self.network.folder / kind[1]).write_text("\n".join(block) + "\n", encoding="utf-8")
                out += block + ["```"]
                number = end + 1
        if self.write:
            self.path.write_text("\n".join(out), encoding="utf-8")
        return self.faults


def main():
    verb, language, source, binaries = sys.argv[1:5]
    os.environ.setdefault("CREDENCE_CONFIGS", str(pathlib.Path(source) / "configs"))
    network, faults = Network(binaries, language), 0
    pages = sys.argv[5:] or PAGES
    try:
        for name in PAGES:
            path = pathlib.Path(source) / "docs/handbook" / (name + (".zh.md" if language == "zh" else ".md"))
            found = Page(path, network, verb == "write" and name in pages).run()
            for fault in found:
                print(f"{path.name}: {fault}\n")
            faults += len(found)
        for fault in look_at_all(network, language):
            print(f"{fault}\n")
            faults += 1
    finally:
        network.close()
    print(f"{language}: {faults} faults")
    sys.exit(1 if faults else 0)


main()
