#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `credence --json` prints, held against docs/output-1.0.json.

    described.py check DOCS                 the schema is one, every reference leads somewhere
    described.py serve DOCS                 reads what was run and what it printed, answers with a line: what is wrong, or nothing
    described.py run DOCS PROGRAM WORD…     runs `PROGRAM --json WORD…` and says what is wrong with what it prints

A test is stricter than the schema: a member that is not described is wrong, though a reader passes over it."""
import json
import pathlib
import shlex
import subprocess
import sys

import jsonschema

# the program's own options that have a value
WITH_VALUE = ("--lang", "--data", "--genesis", "--node", "--key", "--checker", "--passphrase-file", "--ca", "--timeout", "--max-age")


def closed(schema, place=False):
    """The schema without members that it does not name. `place`: a value of its own, not a part of what is said of one."""
    if isinstance(schema, list):
        return [closed(item, place) for item in schema]
    if not isinstance(schema, dict):
        return schema
    out = {}
    for word, value in schema.items():
        if word in ("properties", "$defs"):
            out[word] = {name: closed(item, word == "properties") for name, item in value.items()}
        elif word in ("enum", "const", "required", "$ref"):
            out[word] = value
        else:
            out[word] = closed(value, word in ("items", "anyOf", "additionalProperties"))
    if place and "additionalProperties" not in schema:
        out["unevaluatedProperties"] = False
    return out


def references(schema):
    if isinstance(schema, dict):
        yield from [schema["$ref"]] if "$ref" in schema else []
        for value in schema.values():
            yield from references(value)
    if isinstance(schema, list):
        for value in schema:
            yield from references(value)


class Description:
    def __init__(self, docs):
        output = json.loads((docs / "output-1.0.json").read_text().replace("views-1.0.json#/$defs/", "#/$defs/view "))
        views = json.loads((docs / "views-1.0.json").read_text().replace("#/$defs/", "#/$defs/view "))
        self.commands = output["commands"]
        self.defs = output["$defs"] | {"view " + name: schema for name, schema in views["$defs"].items()}
        self.closed = {name: closed(schema) for name, schema in self.defs.items()}

    def command_of(self, words):
        """The command that a line of words names, or nothing."""
        named, skip = [], False
        for word in words:
            if skip or word.startswith("-"):
                skip = not skip and word in WITH_VALUE
                continue
            if not any(command == " ".join(named + [word]) or command.startswith(" ".join(named + [word]) + " ") for command in self.commands):
                break
            named.append(word)
        # a title is a qualification
        command = " ".join(named)
        if not named and "title" in words:
            return self.command_of([{"title": "qualification"}.get(word, word) for word in words])
        return command if command in self.commands else None

    def faults(self, name, value):
        schema = closed(self.defs[name], True) | {"$defs": self.closed}
        return [said(fault) for fault in jsonschema.Draft202012Validator(schema).iter_errors(value)]

    def faults_of_answer(self, name, value):
        """An answer; of what is not there it has the error beside its members."""
        faults = self.faults(name, value)
        if not faults or not isinstance(value, dict) or "error" not in value:
            return faults
        failed = {member: value[member] for member in ("error", "exit_code") if member in value}
        return self.faults("Failed", failed) + self.faults(name, {member: of for member, of in value.items() if member not in failed})

    def faults_of(self, words, output):
        command = self.command_of(words)
        if command is not None and self.commands[command].get("x-text"):
            return []
        try:
            output.encode()
            objects = [json.loads(line) for line in output.splitlines()]
        except ValueError as fault:
            return [f"not JSON: {fault}: {output[:200]}"]
        if command is None or not self.commands[command].get("x-lines"):
            if len(objects) != 1:
                return [f"{len(objects)} objects in place of one"]
        faults = []
        for value in objects:
            failed = not self.faults("Failed", value)
            if not failed and command is None:
                faults.append("no command that is described")
            elif not failed:
                faults += self.faults_of_answer(self.commands[command]["$ref"].removeprefix("#/$defs/"), value)
        return faults


def said(fault):
    """The fault itself; of one of several forms what is wrong with the nearest."""
    while fault.context:
        fault = min(fault.context, key=lambda one: (len(one.context), -len(one.absolute_path)))
    return "/".join(map(str, fault.absolute_path)) + ": " + fault.message[:300]


def check(description):
    jsonschema.Draft202012Validator.check_schema({"$defs": description.defs})
    used = set(references([description.commands, description.defs]))
    known = {"#/$defs/" + name for name in description.defs}
    strange = {"error": {"code": "usage", "detail": ""}, "exit_code": 1, "strange": 1}
    yield from [] if description.faults("Failed", strange) else ["a member that is not described goes unseen"]
    yield from (f"{name} is named, and not described" for name in sorted(used - known))
    yield from (f"{name} is described, and nothing prints it" for name in sorted(known - used - {"#/$defs/Failed"}) if "view " not in name)


def main(part, docs, *words):
    description = Description(pathlib.Path(docs))
    if part == "serve":
        for line in sys.stdin.buffer:  # the lengths of both, then both
            arguments, output = (sys.stdin.buffer.read(int(length)).decode(errors="surrogateescape") for length in line.split())
            print("; ".join(description.faults_of(shlex.split(arguments), output)).replace("\n", " "), flush=True)
        return 0
    if part == "run":
        ran = subprocess.run([words[0], "--json", *words[1:]], capture_output=True, text=True, check=False)
        faults = description.faults_of(list(words[1:]), ran.stdout)
    else:
        faults = list(check(description))
    print("\n".join(faults) or "as described")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
