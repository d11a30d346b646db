# SPDX-License-Identifier: Apache-2.0
"""Everything that lists or shows, after the story of the pages: no line is wider than the terminal, no word is of the
other language.
"""
import concurrent.futures
import json
import pathlib
import re

from network import COLUMNS
from page import width_of

# {id}: of an action that waits. Not here: `errors` and `catalogue show`, whose rows are texts in both languages.
SHOWN = """
network status|doctor|keys show|keys show gd-iit-award|department show gd-iit
enterprise show 91990100Y3G000024N|enterprise find 样例|programme list|programme show puhui-2026
programme show puhui-2026 --awards|award show puhui-2026 b1|award show puhui-2026 b1 --line 1
award show puhui-2026 b2|payment show puhui-2026 p1|recovery show puhui-2026 r1|title list
title holders innovative-sme|title show innovative-sme 91990100Y3G000024N
title show innovative-sme 91990101Y3H000018N|credit show 91990100Y3G000024N|calendar show 2026
document check list.csv|catalogue check|target list|pending list|pending show {id}|governance list
governance validators|governance features|who-may|who-may pay|who-may record_awards
history 91990100Y3G000024N|history --programme puhui-2026|history --title innovative-sme
history --department gd-iit|history --chain|block latest|block 5|tx {id}|evidence
prove history --programme puhui-2026 -o y.proof|prove total --programme puhui-2026 -o z.proof
verify title.proof --anchor run/genesis.json --any-age|verify list.csv --anchor run/genesis.json
anchor make -o a.anchor|anchor show may.anchor|anchor check may.anchor|report programme puhui-2026
report department gd-iit|report enterprise 91990100Y3G000024N|report year 2026
code check 91990100Y3G000024N|code exceptions|errors budget_exceeded|audit chain.archive
findings chain.archive|findings chain.archive --rule F20|programme show nothing|award show puhui-2026 b7
award import list.csv --programme puhui-2026 --batch b9 --dry-run|history 91990107Y3H000077G
pending show 00000000|code check 91990100Y3G000024X|programme shwo
verify nothing.proof --anchor run/genesis.json|keys show nobody
programme create Bad! --name n --lead a --finance b --year 2026 --key gd-iit-award
"""

# Latin words that Chinese output has, and why.
LATIN = {
    "credence": "the program's name", "CNY": "the currency's code", "grant": "as a report's manifest proves it",
    "show": "a command that is suggested", "TLS": "a name", "HTTP": "a name", "JSON": "a name", "CSV": "a name",
    "XLSX": "a name", "UTF": "a name", "SHA": "a name", "PEM": "a name", "PBFT": "a name", "URL": "a name",
    "API": "a name", "MiB": "a unit", "GiB": "a unit", "KiB": "a unit", "secp": "of a suite's name",
    "sha": "of a suite's name", "genesis": "a file's name", "chain": "of a file's name",
    "archive": "of a file's name"}
WORD = re.compile(r"[A-Za-z]{3,}")
# what a person types or a file is called: commands, ids, paths, options, codes of errors
TYPED = re.compile(r"credence:? [a-z-]+( [a-z][a-z-]*)*|--?[a-z-]+|[\w.-]*[0-9_/.-][\w./#-]*|https?://\S+|"
                   r"\b[A-Z_]{2,}\b", re.ASCII)
CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uff60]+")


NAMING = {"id", "node", "owner", "key", "type", "name_en", "department"}  # members of a catalogue


def strings_of(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from strings_of(one)
    elif isinstance(value, str):
        yield re.sub(r"\s", "", value)


def names_of(value):
    """Ids and English names of a catalogue."""
    if isinstance(value, list):
        for one in value:
            yield from names_of(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if isinstance(one, str) and name in NAMING:
                yield one
            yield from names_of(one)


class Looker:
    def __init__(self, network, language):
        self.network, self.language = network, language
        configs = network.environment["CREDENCE_CONFIGS"]
        files = pathlib.Path(configs).glob("*/*.json")
        catalogue = [json.loads(file.read_text(encoding="utf-8")) for file in files]
        self.data = set(strings_of(catalogue)) | {"财务岗"}  # of the bound key
        self.words = set(LATIN) | set(WORD.findall(" ".join(names_of(catalogue))))

    def foreign(self, command):
        """Words of the other language that are neither data nor what somebody types; of what is printed unfolded."""
        text = " ".join(self.network.run(f"credence {command} 2>&1 | cat")[0])
        if self.language == "zh":
            words = set(WORD.findall(TYPED.sub(" ", text)))
            return sorted(word for word in words - self.words if word not in command)
        data = set(self.data)
        for line in self.network.run(f"credence --json {command} 2>/dev/null | cat")[0]:
            data.update(strings_of(json.loads(line)))
        known = "\n".join(data)
        return sorted({run for run in CJK.findall(text) if run not in known})

    def look(self, command):
        lines, _ = self.network.run("credence " + command)
        found = [f"wider than {COLUMNS} columns: {line}" for line in lines if width_of(line) > COLUMNS][:3]
        if words := self.foreign(command):
            found.append("of another language: " + ", ".join(words))
        return "\n".join(found)


def faults(network, language):
    looker = Looker(network, language)
    listed = json.loads("".join(network.run("credence --json pending list | cat")[0]))["pending"]
    waiting = listed[0]["transaction"][:12] if listed else "00000000"
    commands = SHOWN.replace("{id}", waiting).replace("\n", "|").strip("|").split("|")
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for command, fault in zip(commands, pool.map(looker.look, commands)):
            if fault:
                yield command, fault
