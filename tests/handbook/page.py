# SPDX-License-Identifier: Apache-2.0
"""A page of the handbook: what stands in it, and whether it is two printed pages of plain words.

    ```console          lines that begin with "$ " are run, a "\\" at the end goes on; what follows is what they print
    ```csv NAME         a file
    <!-- day: DAY -->   the day from here on; <!-- run: COMMAND -->: somebody else's step, which must do well
"""
import dataclasses
import re

from network import COLUMNS

PRINTED = 2 * 70  # lines on two sheets of A4
WIDE = re.compile("[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f"
                  "\uff00-\uff60\uffe0-\uffe6]")


def width_of(line):
    return len(line) + len(WIDE.findall(line))


@dataclasses.dataclass
class Step:
    """`kind` day, run, file or command; lines [first, last) of the page are what it prints, or the file."""
    kind: str
    text: str
    first: int = 0
    last: int = 0


def console_steps(lines, number, end):
    while number < end:
        command = lines[number]
        number += 1
        if not command.startswith("$ "):
            raise SystemExit(f"a console block begins with a command: {command}")
        while command.endswith("\\"):
            command = command[:-1] + lines[number].strip()
            number += 1
        first = number
        while number < end and not lines[number].startswith("$ "):
            number += 1
        yield Step("command", command[2:], first, number)


def steps_of(lines):
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if note := re.fullmatch(r"<!-- (day|run): (.*) -->", line):
            yield Step(note[1], note[2])
        elif line.startswith("```"):
            end = lines.index("```", number)
            if line == "```console":
                yield from console_steps(lines, number, end)
            elif file := re.fullmatch(r"```\w+ (\S+)", line):
                yield Step("file", file[1], number, end)
            number = end + 1


def faults_of_layout(lines, language):
    """Longer than two sheets, wider than a terminal; in Chinese, words of another language outside of commands."""
    printed, code = 0, False
    for line in lines:
        if line.startswith("<!--"):
            continue
        width = width_of(line)
        printed += max(1, -(-width // COLUMNS))
        if line.startswith("```"):
            code = not code
        elif code and width > COLUMNS:
            yield f"wider than {COLUMNS} columns: {line}"
        elif not code and language == "zh":
            plain = re.sub(r"`[^`]*`|\[English\]\([^)]*\)|\]\([^)]*\)", "", line)
            if words := [word for word in re.findall("[A-Za-z]+", plain) if word not in ("CSV", "XLSX", "TLS", "SQLite")]:
                yield f"not Chinese: {', '.join(words)}: {line}"
    if printed > PRINTED:
        yield f"{printed} lines, and two printed pages have {PRINTED}"
