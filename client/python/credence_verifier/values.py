# SPDX-License-Identifier: Apache-2.0
"""Values by their schema (schema-1.0.json): every key, value, fact, action and receipt is read and written by the fields that it lists."""
import datetime
import json
import pkgutil
import re

from .encoding import NotUnderstood, Reader, Refused, text, u


SCHEMA = json.loads(pkgutil.get_data(__package__, "schema-1.0.json"))
WHOLE = {"u8": 1, "u16": 2, "u32": 4, "u64": 8, "i64": 8}
OF_SUITE = {"chain": 32, "key": 33, "signature": 64}  # after the number of the suite: so many in both
TEXTS = {"id": 48, "name": 300, "document_no": 120, "note": 600}


def sized(kind):
    """list<T,M>, text<M>, blob<M>: what it is of, and how much at most."""
    name, inside = kind[:-1].split("<", 1)
    item, _, most = inside.rpartition(",")
    return name, item, int(most)


def read_date(r):
    year, month, day = r.number(2), r.number(1), r.number(1)
    try:
        if year < 1900:
            raise ValueError
        return datetime.date(year, month, day)
    except ValueError:
        raise Refused("bad_date", r.field) from None


def read_code(r):
    code = r.take(18)
    if not re.fullmatch(rb"[0-9A-HJ-NPQRTUWXY]{18}", code):
        raise Refused("uscc_bad_character", r.field)
    return code.decode()


def read_struct(r, name):
    """The length, then the fields; what is missing at the end is zero."""
    members = [member.split(":", 1) for member in SCHEMA["structs"][name]]
    if name in SCHEMA["keys_only"]:
        return {member: read(r, kind) for member, kind in members}
    length = r.count(2**32)
    outer, out, last = (r.limit, r.missing), {}, r.at
    r.limit = r.at + length
    for member, kind in members:
        r.missing = r.at == r.limit
        last = last if r.missing else r.at
        out[member] = read(r, kind)
    rest = r.data[r.at if r.at < r.limit else last:r.limit]
    if length and not any(rest):
        raise Refused("malformed", r.field)
    if r.at < r.limit:
        r.unknown("a field of a later version")
        r.at = r.limit
    r.limit, r.missing = outer
    return out


def read_fact(r):
    """One that is not known stays bytes, so that the entry around it can be read."""
    start = r.at
    r.number(1)
    r.blob(2**32)
    bare = r.data[start:r.at]
    try:
        return read_variant(Reader(bare, r.field), "Fact")
    except NotUnderstood:
        r.unknown(f"fact {bare[:1].hex()}")
        return {"kind": "unknown", "body": bare}


def read_variant(r, name):
    alternatives, tag = SCHEMA["variants"][name], r.number(1)
    if tag >= len(alternatives):
        raise NotUnderstood(f"an unknown kind {tag} at byte {r.at}")
    return {"kind": alternatives[tag][0], "body": read(r, alternatives[tag][1])}


def read(r, kind):
    if kind.endswith("?"):
        return read(r, kind[:-1]) if r.flag() else None
    if kind in WHOLE:
        return int.from_bytes(r.take(WHOLE[kind]), "little", signed=kind == "i64")
    if kind == "hash":
        return r.take(32)
    if kind in OF_SUITE:
        return r.of_suite(OF_SUITE[kind])
    if kind == "Suite":  # no word that may be passed over: without it nothing can be checked
        return SCHEMA["enums"][kind][r.suite()]
    if kind in TEXTS:
        return r.text(TEXTS[kind])
    if kind in SCHEMA["enums"]:
        names, at = SCHEMA["enums"][kind], r.number(1)
        if at >= len(names):
            r.unknown("a value of a later version")
            return names[0]
        return names[at]
    if kind in SCHEMA["structs"]:
        return read_struct(r, kind)
    if kind == "Fact" and r.later is not None:
        return read_fact(r)
    if kind in SCHEMA["variants"]:
        return read_variant(r, kind)
    if "<" in kind:
        name, item, most = sized(kind)
        return {"list": lambda: r.list(most, lambda: read(r, item)), "text": lambda: r.text(most), "blob": lambda: r.blob(most)}[name]()
    return {"bool": r.flag, "date": lambda: read_date(r), "code": lambda: read_code(r)}[kind]()


def write_struct(value, name):
    parts = [write(value[member], kind) for member, kind in (member.split(":", 1) for member in SCHEMA["structs"][name])]
    if name in SCHEMA["keys_only"]:
        return b"".join(parts)
    while parts and not any(parts[-1]):
        parts.pop()
    body = b"".join(parts)
    return u(len(body), 4) + body


def write(value, kind):
    if kind.endswith("?"):
        return b"\0" if value is None else b"\1" + write(value, kind[:-1])
    if kind in WHOLE:
        return value.to_bytes(WHOLE[kind], "little", signed=kind == "i64")
    if kind == "hash" or kind in OF_SUITE:
        return value
    if kind in SCHEMA["enums"]:
        return u(SCHEMA["enums"][kind].index(value), 1)
    if kind in SCHEMA["structs"]:
        return write_struct(value, kind)
    if kind in SCHEMA["variants"]:
        names = [name for name, _ in SCHEMA["variants"][kind]]
        at = names.index(value["kind"])
        return u(at, 1) + write(value["body"], SCHEMA["variants"][kind][at][1])
    if kind in TEXTS or kind.startswith("text<"):
        return text(value)
    if kind.startswith("blob<"):
        return u(len(value), 4) + value
    if kind.startswith("list<"):
        return u(len(value), 4) + b"".join(write(item, sized(kind)[1]) for item in value)
    return {"bool": lambda: u(value, 1), "code": lambda: value.encode(),
            "date": lambda: u(value.year, 2) + u(value.month, 1) + u(value.day, 1)}[kind]()


def decode(kind, data, field, later=None):
    """A value of all its bytes. `later`: a list that takes what is not understood; else that is raised."""
    r = Reader(data, field)
    r.later = later
    value = read(r, kind)
    r.end()
    return value
