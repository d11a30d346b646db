#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is made of docs/schema-1.0.json: docs/fields.md, the fields of everything for people; docs/views-1.0.json, what the JSON views of the
domain hold, as JSON Schema; and its copies in the verifiers, which can be taken along without the rest of the tree.

    from_schema.py DOCS    compares; with CREDENCE_REGENERATE set it writes all of them anew

A view is the list of fields of its struct; where it differs (ledger/views), `DIFFERS` says how.
"""
import json
import os
import pathlib
import sys

HEX = {"type": "string", "pattern": "^[0-9a-f]*$"}
BASE = {
    "Hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "Chain": {"description": "a chain's id", **HEX},
    "Key": {"description": "a public key", **HEX},
    "Signature": HEX,
    "Bytes": HEX,
    "Fen": {"description": "an amount in fen", "type": "string", "pattern": "^-?[0-9]+$"},
    "Yuan": {"description": "the same for reading", "type": "string", "pattern": "^-?[0-9,]+\\.[0-9]{2}$"},
    "Date": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "Time": {"description": "UTC", "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$"},
    "Code": {"description": "a unified social credit code (GB 32100)", "type": "string", "minLength": 18, "maxLength": 36},
    "Natural": {"type": "integer", "minimum": 0},
    "BothLanguages": {"type": "object", "required": ["en", "zh"], "properties": {"en": {"type": "string"}, "zh": {"type": "string"}}},
}
PLAIN = {"hash": "Hash", "key": "Key", "signature": "Signature", "date": "Date", "code": "Code"}
WHOLE = ("u8", "u16", "u32", "u64")
TEXT = {"type": "string"}
# structs that stand as an object of their own among the fields of another
OWN = ("ProgrammeRules", "QualificationValue", "ChainLimits", "FirstKey", "Charges")
CREDIT = {"rename": {"kind": "credit", "weight": "class"}}
KEY_ID = {"key_id": True}  # each public key is followed by its id
DIGITS = {"type": "string", "pattern": "^-?[0-9]+$"}
FIGURE = {"description": "an amount in fen; a count, or a share in hundredths of a percent", "type": ["string", "integer"]}
DIFFERS = {
    "KeyPost": KEY_ID, "RegisterKey": KEY_ID, "RotateKey": KEY_ID, "BindEnterpriseKey": KEY_ID, "KeyRotated": KEY_ID, "FirstKey": KEY_ID,
    "DecidePending": {"rename": {"transaction": "transaction_decided"}},
    "ActionParked": {"rename": {"transaction": "parked"}},
    "PendingValue": {"fields": {"action": {"$ref": "#/$defs/Action"}}, "optional": ["action"]},
    "ProposeChange": {"fields": {"change": {"$ref": "#/$defs/ChangeName"}, "content": {"type": "object", "additionalProperties": True}}},
    "ValidatorsValue": {"all": {"validators": {"$ref": "#/$defs/OwnedValidators"},
                                "scheduled": {"type": "object", "required": ["from", "validators"],
                                              "properties": {"from": {"$ref": "#/$defs/Natural"}, "validators": {"$ref": "#/$defs/OwnedValidators"}}},
                                "open": {"type": "array", "items": {"$ref": "#/$defs/Hash"}}}, "optional": ["scheduled"]},
    "Tranche": {"optional": ["milestone", "percent", "amount", "amount_yuan"]},
    "Objected": {"rename": {"number": "objection"}},
    "EnterpriseValue": {"without": ["awarded", "paid", "recovered"],
                        "fields": {"by_kind": {"type": "array", "items": {"type": "object", "required": ["kind", "awarded", "paid", "recovered", "awards", "payments"], "properties": {
                            "kind": {"$ref": "#/$defs/ProgrammeKind"}, "awarded": {"$ref": "#/$defs/Fen"}, "awarded_yuan": {"$ref": "#/$defs/Yuan"},
                            "paid": {"$ref": "#/$defs/Fen"}, "paid_yuan": {"$ref": "#/$defs/Yuan"}, "recovered": {"$ref": "#/$defs/Fen"}, "recovered_yuan": {"$ref": "#/$defs/Yuan"},
                            "awards": {"$ref": "#/$defs/Natural"}, "payments": {"$ref": "#/$defs/Natural"}}}}}},
    "AwardValue": {"fields": {"milestones": {"$ref": "#/$defs/Natural"}, "milestones_on": {"type": "array", "items": {"$ref": "#/$defs/Date"}}}},
    "ResultLine": {"optional": ["milestone", "grade"]},
    "RecoveryValue": {"fields": {"outstanding": {"$ref": "#/$defs/Fen"}, "outstanding_yuan": {"$ref": "#/$defs/Yuan"}}},
    "CreditTerm": CREDIT, "CreditLine": CREDIT, "CreditValue": CREDIT, "CreditMark": CREDIT,
    "CreditRecorded": {"same": ["line"]},  # the entry is named by it
    "DocumentValue": {"without": ["recorded_ms"], "fields": {"recorded": {"$ref": "#/$defs/Time"}}},
    "DefineTarget": {"rename": {"kind": "target_kind"}, "figures": FIGURE},
    "TargetValue": {"rename": {"kind": "target_kind"}, "figures": FIGURE,
                    "fields": {"latest": {"anyOf": [{"$ref": "#/$defs/Measured"}, {"type": "null"}]}}},
    "RecordMeasure": {"figures": DIGITS}, "MeasureValue": {"figures": DIGITS},
}


def ref(name):
    return {"$ref": "#/$defs/" + name}


def thing(members, optional=()):
    return {"type": "object", "required": [name for name in members if name not in optional], "properties": members}


class Views:
    def __init__(self, schema):
        self.schema, self.defs = schema, dict(BASE)
        self.needed = []

    def value(self, kind):
        """The schema of one value."""
        if kind.endswith("?"):
            return {"anyOf": [self.value(kind[:-1]), {"type": "null"}]}
        if kind in PLAIN:
            return ref(PLAIN[kind])
        if kind in WHOLE:
            return ref("Natural")
        if kind == "bool":
            return {"type": "boolean"}
        if kind in self.schema["enums"]:
            self.defs[kind] = {"enum": self.schema["enums"][kind]}
            return ref(kind)
        if kind.startswith("list<"):
            return {"type": "array", "items": self.value(kind[5:].rpartition(",")[0])}
        if kind in self.schema["structs"]:
            self.needed.append(kind)
            return ref(kind)
        if kind.startswith("blob<"):
            return ref("Bytes")
        assert kind in ("id", "name", "document_no", "note") or kind.startswith("text<"), kind
        return TEXT

    def members(self, name):
        """Of a struct: what stands under which name, and what may be missing."""
        differs, members, optional = DIFFERS.get(name, {}), {}, set(DIFFERS.get(name, {}).get("optional", ()))
        if "all" in differs:
            return dict(differs["all"]), optional

        def add(member, schema):
            if member in members and member not in differs.get("same", ()):
                raise SystemExit(f"{name}: two members are called {member}, and one hides the other")
            members[member] = schema

        given = differs.get("fields", {})
        for field, kind in (member.split(":", 1) for member in self.schema["structs"][name]):
            if field in differs.get("without", ()):
                continue
            shown = differs.get("rename", {}).get(field, field)
            if field in given:
                add(field, given[field])
            elif kind == "i64" and "figures" in differs:
                add(field, differs["figures"])
                if differs["figures"] is FIGURE:
                    add(field + "_yuan", ref("Yuan"))
                    optional.add(field + "_yuan")
            elif kind == "i64":
                add(shown, ref("Fen"))
                add(shown + "_yuan", ref("Yuan"))
            elif kind in self.schema["structs"] and kind not in OWN:  # its fields stand as its own
                inner, missing = self.members(kind)
                optional |= missing
                for member, schema in inner.items():
                    add(member, schema)
            else:
                add(shown, self.value(kind))
            if kind == "key" and differs.get("key_id"):
                add("key_id", ref("Hash"))
        for member, schema in given.items():
            if member not in members:
                add(member, schema)
        return members, optional

    def struct(self, name):
        if name not in self.defs:
            self.defs[name] = None  # on its way
            self.defs[name] = thing(*self.members(name))

    def drain(self):
        while self.needed:
            self.struct(self.needed.pop())

    def choice(self, title, tag, variant, at):
        """An object whose member `tag` says which fields stand beside it, or in the member `at`."""
        cases = []
        for name, struct in self.schema["variants"][variant]:
            self.struct(struct)
            then = ref(struct) if at is None else {"properties": {at: {"anyOf": [ref(struct), ref("Closed")] if at == "fact" else ref(struct)}}}
            cases.append({"if": {"properties": {tag: {"const": name}}}, "then": then})
        self.defs[title] = {"type": "object", "required": [tag], "properties": {tag: {"type": "string"}}, "allOf": cases}


def details_of(schema):
    """One thing that a receipt or an error says, under its name (ledger/primitives/details.def)."""
    kinds = {"NUMBER": ref("Natural"), "AMOUNT": ref("Fen"), "MARK": {"const": True}, "DAY": ref("Date")}
    members = {name: kinds.get(kind, TEXT) for name, kind, _, _ in schema["details"]}
    members |= {name + "_yuan": ref("Yuan") for name, kind, _, _ in schema["details"] if kind == "AMOUNT"}
    return thing(members, members) | {"minProperties": 1, "maxProperties": 2}


def views_of(schema):
    views = Views(schema)
    views.defs["Detail"] = details_of(schema)
    views.defs["Closed"] = thing({"closed": {"const": True}})
    views.defs["OwnedValidators"] = {"type": "array", "items": thing(
        {"number": ref("Natural"), "key": ref("Key"), "name_zh": TEXT, "name_en": TEXT, "owner": TEXT}, ["owner"])}
    views.defs["Measured"] = thing({"on": ref("Date"), "value": FIGURE, "value_yuan": ref("Yuan"), "whole": ref("Natural"), "evidence": ref("Hash"), "note": TEXT,
                                    "corrections": ref("Natural"), "progress_hundredths_of_percent": ref("Natural"), "reached": {"type": "boolean"}},
                                   ["value_yuan", "whole"])
    views.defs["ChangeName"] = {"enum": [name for name, _ in schema["variants"]["Change"]]}
    views.choice("Action", "action", "Action", None)
    views.choice("FactOfItsKind", "kind", "Fact", "fact")
    for _, _, value in schema["keys"]:
        views.struct(value)
    views.drain()
    views.defs["Later"] = {"description": "a fact of a later version", **thing({"number": ref("Natural"), "bytes": ref("Bytes")})}
    optional_checker = {"anyOf": [ref("Hash"), {"type": "null"}]}
    entry = thing({"kind": TEXT, "height": ref("Natural"), "position": ref("Natural"), "time": ref("Time"), "time_ms": ref("Natural"),
                   "transaction": ref("Hash"), "signer": ref("Hash"), "checker": optional_checker, "fact": {"type": "object", "additionalProperties": True}})
    views.defs["Entry"] = {"description": "An entry of a history. `fact` holds what its kind says; of a credit entry that is closed only that", **entry,
                           "allOf": [ref("FactOfItsKind")]}
    return views.defs


def views_text(schema):
    rows = ",\n    ".join(f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in views_of(schema).items())
    return ('{\n  "$schema": "https://json-schema.org/draft/2020-12/schema",\n'
            '  "title": "JSON views of the domain: made by tests/output/from_schema.py from schema-1.0.json",\n  "$defs": {\n    ' + rows + "\n  }\n}\n")


# ---- docs/fields.md ------------------------------------------------------------------------------------------------

FIELDS = """# The fields of everything

What each action, fact, key and value holds, in the order of its bytes: [schema-1.0.json](schema-1.0.json), for people. Made of it by
`CREDENCE_REGENERATE=1 python3 tests/output/from_schema.py docs`, and held by `ctest -R output`. [encoding.md](encoding.md) says how a type is written in bytes, and what some fields
mean. A name that begins with a capital is a struct or an enum below; what ends with `?` is optional.
"""


def fields_text(schema):
    shown = set()

    def words(names):
        return "`" + ", ".join(names) + "`" if names else "–"

    def fields(struct):
        shown.add(struct)
        return words(schema["structs"][struct])

    def table(title, heads, rows):
        lines = ["", f"## {title}", "", "| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
        return lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]

    lines = FIELDS.splitlines()
    for title, of, variant in (("Actions", "action", "Action"), ("Facts", "fact", "Fact"), ("Changes that are voted on", "change", "Change")):
        lines += table(title, ("tag", of, "fields"), [(tag, f"`{name}`", fields(struct)) for tag, (name, struct) in enumerate(schema["variants"][variant])])
    subjects = "the tag of its subject, and the fields of its key: " + ", ".join(f"{tag} `{key}`" for tag, key in enumerate(schema["subjects"]))
    lines += table("The state", ("tag", "key", "its fields", "its value"), [
        (tag, name, subjects if name == "history" else fields(key), fields(value)) for tag, (name, key, value) in enumerate(schema["keys"])])
    lines += table("Structs in these, and apart", ("struct", "fields"), [(f"`{name}`", words(names)) for name, names in schema["structs"].items() if name not in shown])
    lines += table("Enums", ("enum", "values, from 0"), [(f"`{name}`", words(names)) for name, names in schema["enums"].items()])
    return "\n".join(lines) + "\n"


COPIES = ("client/python/credence_verifier/schema-1.0.json", "client/web/verifier/src/schema.json")


def main(docs):
    source, same = (docs / "schema-1.0.json").read_text(), True
    schema = json.loads(source)
    made = {docs / "views-1.0.json": views_text(schema), docs / "fields.md": fields_text(schema), **{docs.parent / copy: source for copy in COPIES}}
    for file, text in made.items():
        if "CREDENCE_REGENERATE" in os.environ:
            file.unlink(missing_ok=True)  # a link would lead to the source
            file.write_text(text)
        if file.is_symlink() or not file.exists() or file.read_text() != text:
            same = False
            print(f"{file} is not what schema-1.0.json says: CREDENCE_REGENERATE=1 writes it anew")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
