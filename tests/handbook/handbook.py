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

Ids, hashes, block numbers, times of day, seconds, sizes and signers of blocks differ from run to run and are not compared.
"""
import fcntl
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
import datetime

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
            "PATH": f"{self.binaries}:/usr/bin:/bin", "HOME": str(self.folder), "TERM": "xterm", "LC_ALL": "C.UTF-8", "CREDENCE_LANG": language,
            "CREDENCE_CONFIGS": os.environ["CREDENCE_CONFIGS"], "CREDENCE_CLOCK_SKEW": str(self.skew), "XDG_CACHE_HOME": str(self.folder / "cache"),
            "LD_PRELOAD": str(self.binaries / "libskewed_clock.so"), "LSAN_OPTIONS": "detect_leaks=0"}
        self.port = random.randrange(20000, 55000, 20)

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
        self.run("credence network down --data run")
        shutil.rmtree(self.folder, ignore_errors=True)


MASKS = [(r"\b[0-9a-f]{8,64}\b…?", "ID"), (r"\d\d:\d\d:\d\d", "TIME"), (r"http://127\.0\.0\.1:\d+", "URL"), (r"\b\d+(\.\d+)? (s|MiB|KiB|bytes)\b", "SIZE"),
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
                if width_of(one) > COLUMNS:
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
    finally:
        network.close()
    print(f"{language}: {faults} faults")
    sys.exit(1 if faults else 0)


main()
