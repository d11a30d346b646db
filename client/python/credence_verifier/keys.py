# SPDX-License-Identifier: Apache-2.0
"""Keys of the state, and what a claim names (docs/proofs.md, "The context")."""
import re

from .encoding import NotUnderstood, Reader, Refused
from .trees import check_path
from .values import SCHEMA, decode, read, write


FAMILIES = [name for name, _, _ in SCHEMA["keys"]]
SUBJECTS = [next(name for name, key, _ in SCHEMA["keys"] if key == subject) for subject in SCHEMA["subjects"]]
KEY_OF = {name: key for name, key, _ in SCHEMA["keys"]}
NAMES = sorted({"kind", "family", "of", "id"} | {member.split(":")[0] for key in KEY_OF.values() for member in SCHEMA["structs"].get(key, ())})  # of a subject's members
VALUE_OF = {name: value for name, _, value in SCHEMA["keys"]}


def check_key_field(value, kind, field):
    """What writing a key demands, so that nothing is proved about a key that looks like another."""
    if kind == "id" and not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,47}", value, re.ASCII):
        raise Refused("bad_id", field)
    if (kind == "u8" and value != 0) or (kind in ("u32", "u64") and value == 0):
        raise Refused("malformed", field)
    if kind == "u16" and not 1990 <= value <= 2100:
        raise Refused("bad_fiscal_year", field)


def read_key(r):
    """Its family and its fields; of a history those of its subject, whose family is the third."""
    def one(names):
        tag = r.number(1)
        if tag >= len(names):
            raise NotUnderstood(f"a key of an unknown kind {tag}")
        return names[tag]

    family = one(FAMILIES)
    inner = one(SUBJECTS) if family == "history" else family
    fields = read(r, KEY_OF[inner])
    for member in SCHEMA["structs"][KEY_OF[inner]]:
        name, kind = member.split(":", 1)
        if kind in SCHEMA["structs"]:  # a key within a key
            for part in SCHEMA["structs"][kind]:
                check_key_field(fields[name][part.split(":")[0]], part.split(":")[1], r.field)
        else:
            check_key_field(fields[name], kind, r.field)
    return family, fields, inner


def key_of(data, field="claim.state"):
    r = Reader(data, field)
    key = read_key(r)
    r.end()
    return key


def key_bytes(family, fields):
    return bytes([FAMILIES.index(family)]) + write(fields, KEY_OF[family])


def named_keys(family, fields, inner, present):
    """The registers that a key names."""
    if family == "history":
        return [] if inner == "chain" else [(inner, fields)]
    programme = [("programme", {"id": fields["programme"]})] if "programme" in fields else []
    if family in ("award_batch", "payment_list"):
        return programme
    if family == "award":
        return programme + [("award_batch", {"programme": fields["programme"], "batch": fields["batch"]})]
    if family == "payment":
        return programme + [("payment_list", {"programme": fields["programme"], "list": fields["list"]})]
    if family == "qualification":
        return ([("qualification_type", {"type": fields["type"]}), ("enterprise", {"code": fields["code"]})] +
                ([] if present else [("qualification_notice", fields)]))
    if family == "credit_standing":
        return [("enterprise", fields)]
    return []


def check_unnamed(bundle):
    """What a key that is not understood names nobody knows: each key of the context is checked for itself."""
    for i, proof in enumerate(bundle["context"]):
        name, key = f"claim.context[{i}]", None
        try:
            key = key_of(proof["key"], name)
        except NotUnderstood:
            pass  # its path is checked all the same
        check_path(proof, bundle["block"][0], name)
        if key and proof["value"] is not None:
            decode(VALUE_OF[key[0]], proof["value"], name, [])


def check_context(bundle, key, value, later):
    """The names of what the claim is about: all that it names, in order, and no others. By family; None: not registered."""
    held, named, taken = bundle["context"], {}, [0]
    family, fields, inner = key

    def department_of(of, values):
        return {"programme": lambda: values["lead_department"], "qualification_type": lambda: values["issuer"]}.get(of, lambda: None)()

    def take(of, key_fields):
        i = taken[0]
        if i == len(held):
            raise Refused("wrong_claim", "claim.context")
        name, proof = f"claim.context[{i}]", held[i]
        if proof["key"] != key_bytes(of, key_fields):
            raise Refused("wrong_subject", name)
        check_path(proof, bundle["block"][0], name)
        found = None if proof["value"] is None else decode(VALUE_OF[of], proof["value"], name, later)
        taken[0] += 1
        named.setdefault(of, found)
        return found

    for of, key_fields in named_keys(family, fields, inner, bundle["state"]["value"] is not None):
        take(of, key_fields)
    answering = [department_of(of, values) for of, values in [(family, value)] + list(named.items()) if values is not None]
    for department in [d for d in answering if d is not None][:1]:
        take("department", {"id": department})
    enterprises = []
    code = value["code"] if family == "award" and value is not None else None
    while code is not None and len(enterprises) < 5:  # its own, and at most four successors
        enterprises.append(take("enterprise", {"code": code}))
        code = enterprises[-1]["successor"] if enterprises[-1] is not None else None
    if family == "credit_standing":
        bundle["lineage"] = lineage = []

        def add(one_code, into, first):
            place = len(lineage)
            lineage.append({"code": one_code, "into": into, "enterprise": first, "open": []})
            for predecessor in first["predecessors"] if first is not None else []:
                enterprise = take("enterprise", {"code": predecessor})
                standing = take("credit_standing", {"code": predecessor})
                below = len(lineage)
                add(predecessor, place, enterprise)
                lineage[below]["open"] = standing["open"] if standing is not None else []

        add(fields["code"], 0, named["enterprise"])
        lineage[0]["open"] = value["open"] if value is not None else []
    if taken[0] < len(held):
        raise Refused("wrong_claim", f"claim.context[{taken[0]}]")
    bundle["enterprises"] = [one for one in enterprises if one is not None]
    return named
