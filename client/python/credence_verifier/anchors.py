# SPDX-License-Identifier: Apache-2.0
"""Where trust begins: the genesis (docs/encoding.md, "Genesis"), or a pinned anchor (docs/proofs.md, "Pinned anchors")."""
import base64
import json
import re

from .bundle import header_of, set_hash
from .encoding import HC, H, Reader, Refused, u
from .suites import SUITES
from .trust import good_set
from .values import decode, write

# of genesis.json: what each object must have, and what it may have
MEMBERS = {
    "genesis": ("network time_ms suite validators departments keys qualifications features", ""),
    "validators": ("key name_zh name_en", "owner"),
    "departments": ("id name_zh name_en kind", ""),
    "keys": ("department key roles holder", ""),
    "qualifications": ("type name_zh name_en issuer years", "prerequisite held_by task"),
}


class BadAnchor(Exception):
    """What was handed in is no genesis and no anchor: nothing can be verified under it."""


def object_of(pairs):
    if len({name for name, _ in pairs}) != len(pairs):
        raise BadAnchor("a member stands twice")
    return dict(pairs)


def strictly(value, of):
    needed, free = (set(names.split()) for names in MEMBERS[of])
    if not isinstance(value, dict) or not needed <= set(value) <= needed | free:
        raise BadAnchor(f"{of}: has other members than {sorted(needed)}")
    return value


def anchor_of_genesis(genesis):
    """The chain id is the hash of the genesis in its canonical encoding."""
    for name in list(MEMBERS)[1:]:
        for item in strictly(genesis, "genesis")[name]:
            strictly(item, name)
    validators = [dict(one, key=bytes.fromhex(one["key"])) for one in genesis["validators"]]
    owners = [one["owner"] for one in validators if "owner" in one]
    value = dict(genesis, owners=owners, validators=validators, keys=[dict(one, key=bytes.fromhex(one["key"])) for one in genesis["keys"]],
                 qualifications=[dict({"prerequisite": None, "held_by": "enterprise", "task": ""}, **one) for one in genesis["qualifications"]])
    if type(genesis["time_ms"]) is not int:
        raise BadAnchor("time_ms")
    suite = list(SUITES).index(genesis["suite"])
    told = [(one["key"], one["name_zh"], one["name_en"]) for one in validators]
    if not good_set(told) or owners and len(owners) != len(told):
        raise BadAnchor("validators")
    return {"chain": u(suite, 1) + H(suite, "genesis", write(value, "Genesis")), "validators": told, "pinned": None}


STAMPS_MAX = 16
LINE_MAX = 1024  # bytes of a line, with blanks
BLANKS = dict.fromkeys(map(ord, " \t\r\n\u3000"))
SMALL = {ord(c): ord(c) + 32 for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def plain(text):
    """Without blanks and line breaks, in small letters."""
    return text.translate(BLANKS).translate(SMALL)


def is_line(text):
    """Whether a text begins as the line of a pinned anchor does."""
    return plain(text[:LINE_MAX]).startswith("credence-anchor:")


def pinned_of(line):
    """The line of a pinned anchor."""
    parts = plain(line).split(":")
    if len(line.encode()) > LINE_MAX or len(parts) != 7 or parts[:2] != ["credence-anchor", "1"] or not re.fullmatch(r"[1-9][0-9]{0,18}", parts[3], re.ASCII) or int(parts[3]) >= 2**62:
        raise BadAnchor("not the line of an anchor")
    if not all(re.fullmatch(r"([0-9a-f]{2})+", part, re.ASCII) for part in (parts[2], parts[4], parts[5])):
        raise BadAnchor("not the line of an anchor")
    chain = decode("chain", bytes.fromhex(parts[2]), "anchor")
    header, validators = (decode("hash", bytes.fromhex(part), "anchor") for part in (parts[4], parts[5]))
    if HC("anchor", chain, u(int(parts[3]), 8), header, validators).hex()[:8] != parts[6]:
        raise BadAnchor("the check digits do not fit")
    return {"chain": chain, "validators": None, "pinned": {"height": int(parts[3]), "header": header, "set": validators}}


def anchor_of_file(held):
    """An anchor's file: what stands beside the line must be what the line names."""
    anchor = pinned_of(held["anchor"])
    if "header" in held:
        reader = Reader(bytes.fromhex(held["header"]), "anchor")
        header = header_of(reader)
        reader.end()
        found = {"height": header["height"], "header": HC("header", anchor["chain"], header["bytes"]), "set": header["set"]}
        if found != anchor["pinned"]:
            raise BadAnchor("header is not the one that the line names")
    if "validators" in held:
        anchor["validators"] = [(bytes.fromhex(one["key"]), one["name_zh"], one["name_en"]) for one in held["validators"]]
        if not good_set(anchor["validators"]) or set_hash(anchor["validators"]) != anchor["pinned"]["set"]:
            raise BadAnchor("validators are not those that the line names")
    stamps = held.get("timestamps", [])
    if not isinstance(stamps, list) or len(stamps) > STAMPS_MAX:
        raise BadAnchor("timestamps: a list of at most 16")
    if any(base64.b64encode(base64.b64decode(one, validate=True)).decode() != one for one in stamps):
        raise BadAnchor("timestamps: base64 is expected")
    return anchor


def anchor_of(text):
    """Of a genesis.json, an anchor's file, or an anchor's line."""
    try:
        if is_line(text):
            return pinned_of(text)
        held = json.loads(text, object_pairs_hook=object_of)
        return anchor_of_file(held) if isinstance(held, dict) and held.get("format") == "credence-anchor-1" else anchor_of_genesis(held)
    except Refused as refused:
        raise BadAnchor(f"{refused.code}") from None
    except RecursionError:
        raise BadAnchor("nested too deeply") from None
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError) as fault:
        raise BadAnchor(str(fault)) from None
