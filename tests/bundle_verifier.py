#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second verifier of proof bundles, written from docs/proofs.md and docs/encoding.md alone: the standard library, nothing of Credence.

    bundle_verifier.py DIR     checks every vector of DIR/index.json against DIR/genesis.json; exit code 1 if one differs

Slow and plain on purpose. It reads what it must check: blocks, certificates, keys, paths, histories, receipts, and the values of what a proof names. It
does not decode actions and facts."""
import datetime
import hashlib
import json
import pathlib
import re
import sys

# ---- secp256k1 -------------------------------------------------------------------------------------------------------
P = 2**256 - 2**32 - 977
N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
G = (0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
     0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8)


def point_add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = 3 * a[0] * a[0] * pow(2 * a[1], -1, P) % P
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def point_multiply(k, point):
    out = None
    while k:
        if k & 1:
            out = point_add(out, point)
        point = point_add(point, point)
        k >>= 1
    return out


def point_of(key):
    """The point of a compressed public key, or None."""
    x = int.from_bytes(key[1:], "big")
    if key[0] not in (2, 3) or x >= P:
        return None
    y = pow((x**3 + 7) % P, (P + 1) // 4, P)
    if y * y % P != (x**3 + 7) % P:
        return None
    return x, y if y % 2 == key[0] % 2 else P - y


def signature_holds(key, digest, signature):
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    point = point_of(key)
    if point is None or not 0 < r < N or not 0 < s <= N // 2:  # the high s is refused
        return False
    z, w = int.from_bytes(digest, "big"), pow(s, -1, N)
    found = point_add(point_multiply(z * w % N, G), point_multiply(r * w % N, point))
    return found is not None and found[0] % N == r


# ---- hashes and encoding ---------------------------------------------------------------------------------------------
def H(tag, *parts):
    return hashlib.sha256(("credence:" + tag).encode().ljust(16, b"\0") + b"".join(parts)).digest()


def u(n, size):
    return n.to_bytes(size, "little")


def text(value):
    return u(len(value.encode()), 4) + value.encode()


class Refused(Exception):
    """A check failed: its code, and the field it is about."""

    def __init__(self, code, field=""):
        super().__init__(code, field)
        self.code, self.field = code, field


class Reader:
    def __init__(self, data, field=""):
        self.data, self.at, self.field = data, 0, field

    def take(self, n):
        if n > len(self.data) - self.at:
            raise Refused("malformed", self.field)
        self.at += n
        return self.data[self.at - n:self.at]

    def number(self, size):
        return int.from_bytes(self.take(size), "little")

    def count(self, most):
        n = self.number(4)
        if n > most:
            raise Refused("limit_exceeded", self.field)
        if n > len(self.data) - self.at:
            raise Refused("malformed", self.field)
        return n

    def blob(self, most):
        return self.take(self.count(most))

    def text(self, most):
        try:
            return self.blob(most).decode()
        except UnicodeDecodeError:
            raise Refused("bad_utf8", self.field) from None

    def flag(self):
        value = self.number(1)
        if value > 1:
            raise Refused("malformed", self.field)
        return value == 1

    def optional(self, read):
        return read() if self.flag() else None

    def list(self, most, read):
        return [read() for _ in range(self.count(most))]

    def date(self):
        year, month, day = self.number(2), self.number(1), self.number(1)
        try:
            if year < 1900:
                raise ValueError
            return datetime.date(year, month, day)
        except ValueError:
            raise Refused("bad_date", self.field) from None

    def code(self):
        code = self.take(18)
        if not re.fullmatch(rb"[0-9A-HJ-NPQRTUWXY]{18}", code):
            raise Refused("uscc_bad_character", self.field)
        return code

    def id(self):
        """An id as it stands in a key."""
        name = self.text(48)
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,47}", name, re.ASCII):
            raise Refused("bad_id", self.field)
        return name

    def enum(self, last):
        value = self.number(1)
        if value > last:
            raise Refused("malformed", self.field)
        return value

    def fields(self, kinds):
        """Values by a row of kinds, as in the tables of encoding.md."""
        return [self.field_of(kind) for kind in kinds.split()]

    def field_of(self, kind):
        if kind.endswith("?"):
            return self.optional(lambda: self.field_of(kind[:-1]))
        if kind[0] == "e":  # an enum and its last value
            return self.enum(int(kind[1:]))
        return {"name": lambda: self.text(300), "id": lambda: self.text(48), "doc": lambda: self.text(120), "note": lambda: self.text(600),
                "u8": lambda: self.number(1), "u16": lambda: self.number(2), "u32": lambda: self.number(4), "u64": lambda: self.number(8),
                "i64": lambda: self.number(8), "bool": self.flag, "hash": lambda: self.take(32), "date": self.date, "code": self.code,
                "roles": lambda: self.list(16, lambda: self.enum(11)), "ids64": lambda: self.list(64, lambda: self.text(48)),
                "ids8": lambda: self.list(8, lambda: self.text(48)), "codes64": lambda: self.list(64, self.code), "dates255": lambda: self.list(255, self.date),
                "shares": lambda: self.list(256, lambda: self.fields("id i64 u32")), "former": lambda: self.list(32, lambda: self.fields("name date")),
                "suspensions": lambda: self.list(16, lambda: self.fields("date date?")), "peaks": lambda: self.list(64, lambda: self.take(32)),
                "figure": lambda: self.fields("date i64 i64 hash note u16"),
                "line": lambda: self.fields("u32 code name doc date date?")}[kind]()

    def end(self):
        if self.at != len(self.data):
            raise Refused("trailing_bytes", self.field)


def header_of(r):
    start = r.at
    out = {"height": r.number(8), "parent": r.take(32), "headers": r.take(32), "time_ms": r.number(8), "batch_root": r.take(32), "receipts_root": r.take(32),
           "state_root": r.take(32), "count": r.number(4), "set": r.take(32), "next_set": r.take(32)}
    out["bytes"] = r.data[start:r.at]
    return out


def certificate_of(r):
    return {"height": r.number(8), "hash": r.take(32), "signatures": r.list(100, lambda: (r.number(2), r.take(64)))}


def set_of(r):
    return r.list(100, lambda: (r.take(33), r.text(300), r.text(300)))


def set_bytes(validators):
    return u(len(validators), 4) + b"".join(key + text(zh) + text(en) for key, zh, en in validators)


def later_of(r):
    """A later header, and the place of the claim's under it."""
    return {"header": header_of(r), "peaks": r.list(64, lambda: r.take(32)), "path": r.list(128, lambda: r.take(32))}


def block_of(r, name):
    r.field = name + ".header"
    header = header_of(r)
    r.field = name + ".certificate"
    return header, certificate_of(r)


def key_proof_of(r, name):
    r.field = name
    return {"key": r.blob(1024), "value": r.optional(lambda: r.blob(262144)), "siblings": r.list(256, lambda: r.take(32)),
            "other": r.optional(lambda: (r.take(32), r.take(32)))}


def state_of(r):
    block = block_of(r, "claim.block")
    return {**key_proof_of(r, "claim.state"), "block": block}


def context_of(r):
    r.field = "claim.context"
    return [key_proof_of(r, f"claim.context[{i}]") for i in range(r.count(8))]


def parse(data):
    r = Reader(data, "magic")
    if len(data) > 536_870_912 or not data.startswith(b"credence:bundle\0"):
        raise Refused("not_a_bundle", "magic")
    r.take(16)
    r.field = "version"
    if r.number(2) != 3:
        raise Refused("not_a_bundle", "version")
    r.field = "chain"
    out = {"chain": r.take(32), "changes": []}
    r.field = "set"
    out["set"] = r.optional(lambda: set_of(r))
    r.field = "changes"
    changes = r.number(4)
    if changes > 4096:
        raise Refused("limit_exceeded", "changes")
    for i in range(changes):
        block = block_of(r, f"changes[{i}]")
        r.field = f"changes[{i}].next"
        out["changes"].append((block, set_of(r)))
    r.field = "later"
    out["later"] = r.optional(lambda: later_of(r))
    r.field = "claim.kind"
    kind = out["kind"] = r.number(1)
    if kind > 6:
        raise Refused("wrong_claim", "claim.kind")
    if kind == 0:
        out["block"] = block_of(r, "claim.block")
        r.field = "claim.transaction"
        out["index"], out["transaction"], out["path"] = r.number(4), r.blob(262144), r.list(32, lambda: r.take(32))
        r.field = "claim.receipt"
        out["receipt"], out["receipt_path"] = r.blob(1024), r.list(32, lambda: r.take(32))
    else:
        out["state"] = state_of(r)
        out["context"] = context_of(r)
        out["block"] = out["state"]["block"]
        r.field = "claim.entries"
        if kind == 1:
            out["from"], out["entries"], out["path"] = r.number(8), r.list(200, lambda: r.blob(4096)), r.list(128, lambda: r.take(32))
        if kind == 5:
            count = r.number(4)
            if count > 1_000_000:
                raise Refused("limit_exceeded", "claim.entries")
            out["entries"] = [r.blob(4096) for _ in range(count)]
    out["covered"] = data[:r.at]
    r.field = "checksum"
    out["checksum"] = r.take(32)
    r.end()
    return out


# ---- checks ----------------------------------------------------------------------------------------------------------
def check_block(anchor, sets, block, name):
    """The header is the pinned one, or signed by a quorum of the set of its height."""
    header, certificate = block
    height, digest, pinned = header["height"], H("header", anchor["chain"], header["bytes"]), anchor["pinned"]
    if height == 0:
        raise Refused("wrong_height", name + ".header")
    if pinned and height < pinned["height"]:
        raise Refused("before_anchor", name + ".header")
    here = certificate["height"] == height and certificate["hash"] == digest
    if pinned and height == pinned["height"]:
        if not here or digest != pinned["header"]:
            raise Refused("wrong_header", name)
        if header["set"] != pinned["set"]:
            raise Refused("wrong_validator_set", name + ".header")
        return
    if not sets:
        raise Refused("other_anchor", name + ".header")
    if not here:
        raise Refused("wrong_header", name)
    validators = set_at(sets, height)
    if header["set"] != H("vset", set_bytes(validators)):
        raise Refused("wrong_validator_set", name + ".header")
    check_certificate(anchor["chain"], validators, certificate, name + ".certificate")


def check_certificate(chain, validators, certificate, field):
    last = -1
    for number, _ in certificate["signatures"]:
        if number <= last:
            raise Refused("signers_not_distinct", field)
        if number >= len(validators):
            raise Refused("unknown_signer", field)
        last = number
    n = len(validators)
    quorum = (n + (n - 1) // 3 + 2) // 2  # the ceiling of (n + f + 1) / 2
    if len(certificate["signatures"]) < quorum:
        raise Refused("not_enough_signers", field)
    signed = H("chkpt", chain, u(certificate["height"], 8), certificate["hash"])
    for number, signature in certificate["signatures"]:
        if not signature_holds(validators[number][0], signed, signature):
            raise Refused("bad_signature", field)


def good_set(validators):
    keys = [key for key, _, _ in validators]
    return 1 <= len(keys) <= 100 and len(set(keys)) == len(keys) and all(point_of(key) for key in keys)


def follow(anchor, bundle):
    """The sets by the first height that they sign, the latest last; none while nobody told those of a pinned anchor."""
    pinned = anchor["pinned"]
    first = pinned["height"] if pinned else 0
    sets = [] if pinned else [(0, anchor["validators"])]
    named = pinned["set"] if pinned else H("vset", set_bytes(anchor["validators"]))

    def tell(validators):
        told = H("vset", set_bytes(validators)) == named and good_set(validators)
        if told and not sets:
            sets.append((first, validators))
        return told

    if bundle["set"] is not None and not tell(bundle["set"]):
        raise Refused("other_anchor", "set")
    for i, (block, following) in enumerate(bundle["changes"]):
        name, height = f"changes[{i}]", block[0]["height"]
        if height < first:  # what led to a pinned anchor, and may tell its validators
            if not sets:
                tell(following)
            continue
        check_block(anchor, sets, block, name)
        if height < (sets[-1][0] if sets else first):
            raise Refused("wrong_height", name + ".header")
        good = block[0]["next_set"] != block[0]["set"] and good_set(following)
        if not good or H("vset", set_bytes(following)) != block[0]["next_set"]:
            raise Refused("wrong_validator_set", name + ".next")
        sets.append((height + 1, following))
        bundle["followed"] = True
    return sets


def set_at(sets, height):
    return [validators for first, validators in sets if first <= height][-1]


def check_later(anchor, sets, bundle):
    """The claim's block under a later header, which is the trusted one."""
    (header, certificate), later = bundle["block"], bundle["later"]
    if header["height"] == 0:
        raise Refused("wrong_height", "claim.block.header")
    count, peaks = later["header"]["height"], later["peaks"]
    if header["height"] >= count:
        raise Refused("wrong_height", "later")
    formed = count < 2**62 and count.bit_count() == len(peaks)
    if not formed or H("hroot", u(count, 8), *peaks) != later["header"]["headers"]:
        raise Refused("wrong_root", "later")
    leaf = H("header", anchor["chain"], header["bytes"])
    check_range((count, peaks), header["height"], [leaf], later["path"], "later")
    pinned = anchor["pinned"]
    if not certificate["signatures"] and not (pinned and pinned["height"] == count):
        raise Refused("other_anchor", "later")
    try:
        check_block(anchor, sets, (later["header"], certificate), "later")
    except Refused as refused:
        signers = refused.field.endswith(".certificate")
        raise Refused(refused.code, "claim.block.certificate" if signers else "later") from None


def merkle_holds(leaf, index, count, path, root):
    if index >= count:
        return False
    at, last, top = index, count - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            top = H("mnode", sibling, top)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            top = H("mnode", top, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and H("mroot", u(count, 8), top) == root


def bit(key_hash, depth):
    return key_hash[depth // 8] >> (7 - depth % 8) & 1


def check_path(state, root, field):
    key_hash, siblings, other = H("skey", state["key"]), state["siblings"], state["other"]
    if state["value"] is not None:
        top = H("sleaf", key_hash, H("sval", state["value"]))
        good = other is None
    elif other is None:
        top, good = bytes(32), True
    else:
        top = H("sleaf", *other)
        good = other[0] != key_hash and all(bit(other[0], d) == bit(key_hash, d) for d in range(len(siblings)))
    for i, sibling in enumerate(siblings):
        depth = len(siblings) - 1 - i
        top = H("snode", sibling, top) if bit(key_hash, depth) else H("snode", top, sibling)
    if not good or top != root:
        raise Refused("wrong_root", field)


def history_head(state):
    if state["value"] is None:
        return 0, []
    r = Reader(state["value"], "claim.state")
    count, peaks = r.fields("u64 peaks")
    r.end()
    if count >= 2**62 or count.bit_count() != len(peaks):
        raise Refused("malformed", "claim.state")
    return count, peaks


def check_history(entries, head):
    if len(entries) != head[0]:
        raise Refused("incomplete_history", "claim.entries")
    peaks, count = [], 0
    for entry in entries:
        top, n = H("hentry", entry), count
        while n & 1:
            top, n = H("hnode", peaks.pop(), top), n >> 1
        peaks.append(top)
        count += 1
    if peaks != head[1]:
        raise Refused("wrong_root", "claim.entries")


def check_range(head, begin, leaves, path, field):
    """These leaves stand in the range from `begin` on: with the subtrees beside them they rebuild the peaks."""
    count, peaks = head
    end, path = begin + len(leaves), list(path)

    def rebuild(level, index):
        """The hash of a subtree that holds some of the leaves."""
        low, high = index << level, (index + 1) << level
        if high <= begin or low >= end:
            if not path:
                raise Refused("wrong_root", field)
            return path.pop(0)
        if level == 0:
            return leaves[low - begin]
        left = rebuild(level - 1, 2 * index)
        return H("hnode", left, rebuild(level - 1, 2 * index + 1))

    if end > count:
        raise Refused("wrong_root", field)
    low = 0
    for peak, level in zip(peaks, [k for k in range(63, -1, -1) if count >> k & 1]):
        high = low + (1 << level)
        if leaves and low < end and high > begin and rebuild(level, low >> level) != peak:
            raise Refused("wrong_root", field)
        low = high
    if path:
        raise Refused("wrong_root", field)


def check_page(bundle, head):
    check_range(head, bundle["from"], [H("hentry", entry) for entry in bundle["entries"]], bundle["path"], "claim.entries")
    if not bundle["entries"]:
        raise Refused("wrong_claim", "claim.entries")


# ---- keys and what they name -------------------------------------------------------------------------------------------
# The fields of each family of keys; of 11, the history, by the kind of its subject.
KEYS = ("id", "hash", "code", "id", "id id", "id id line", "id hash", "id id", "id id line", "id", "id code", None, "hash", "zero", "zero", "id id line",
        "code", "id", "id code", "hash", "year", "id", "id id", "id hash", "id hash", "id id line", "code", "id id", "id id", "id id", "id id line", "id",
        "id code", "hash", "hash", "zero", "id", "id date", "code")
SUBJECTS = ("code", "id", "id", "id", "zero", "id")
SUBJECT_FAMILIES = (2, 3, 0, 9, None, 36)
VALUES = {0: "name name e9 bool roles u32 u32 u32 u32",
          2: "name date? name? i64 i64 u32 u32 ids64 i64 shares former e2 date? code? codes64",
          3: "name id id u16 i64 i64 i64 u32 u32 u32 doc e7 hash? u16 i64 i64 i64 i64 i64 i64 u32 date?",
          4: "name doc date? e1 u32 u32 u32 i64 i64 note id? date? date? date? u32 u32 bool i64 i64 u32 u32",
          5: "name code? name i64 i64 hash i64 i64 i64 i64 i64 dates255 e2 date? e4 date? date? date? bool u32",
          7: "u32 u32 i64 i64",
          9: "name name id u8 id?",
          10: "doc doc date date? date? note e4 date? id ids8 u16 date? suspensions code?",
          32: "id doc line bool id date u32",
          36: "id name name id e2 i64 name name u16 doc note u32 figure?"}


def key_of(data):
    """The family of a key and its fields, as whoever wrote it had to write them."""
    r = Reader(data, "claim.state")

    def one(kind):
        if kind == "zero":
            if r.number(1) != 0:
                raise Refused("malformed", r.field)
            return 0
        if kind == "line":
            line = r.number(4)
            if line == 0:
                raise Refused("malformed", r.field)
            return line
        if kind == "year":
            year = r.number(2)
            if not 1990 <= year <= 2100:
                raise Refused("bad_fiscal_year", r.field)
            return year
        return {"id": r.id, "code": r.code, "hash": lambda: r.take(32), "date": r.date}[kind]()

    family = r.enum(len(KEYS) - 1)
    if family == 11:
        subject = r.enum(len(SUBJECTS) - 1)
        fields = [subject, one(SUBJECTS[subject])]
    else:
        fields = [one(kind) for kind in KEYS[family].split()]
    r.end()
    return family, fields


def key_bytes(family, fields):
    out = bytes([family])
    for field in fields:
        out += text(field) if isinstance(field, str) else u(field, 4) if isinstance(field, int) else field
    return out


def value_of(family, data, field):
    r = Reader(data, field)
    values = r.fields(VALUES[family])
    r.end()
    return values


def named_keys(family, fields, present):
    """The registers that a key names."""
    if family == 11:
        return [] if fields[0] == 4 else [(SUBJECT_FAMILIES[fields[0]], fields[1:])]
    if family in (4, 7):
        return [(3, fields[:1])]
    if family in (5, 8):
        return [(3, fields[:1]), (family - 1, fields[:2])]
    if family == 10:
        return [(9, fields[:1]), (2, fields[1:])] + ([] if present else [(32, fields)])
    return []


def check_context(bundle, family, fields, value):
    """The names of what the claim is about: all that it names, in order, and no others. By family; None: not registered."""
    held, named, taken = bundle["context"], {}, [0]

    def department_of(of, values):
        return values[1] if of == 3 else values[2] if of == 9 else None

    def take(of, key_fields):
        i = taken[0]
        if i == len(held):
            raise Refused("wrong_claim", "claim.context")
        name, proof = f"claim.context[{i}]", held[i]
        if proof["key"] != key_bytes(of, key_fields):
            raise Refused("wrong_subject", name)
        check_path(proof, bundle["block"][0]["state_root"], name)
        value = None if proof["value"] is None else value_of(of, proof["value"], name)
        taken[0] += 1
        named.setdefault(of, value)
        return value

    for of, key_fields in named_keys(family, fields, value is not None):
        take(of, key_fields)
    answering = [department_of(of, values) for of, values in [(family, value)] + list(named.items()) if values is not None]
    for department in [d for d in answering if d is not None][:1]:
        take(0, [department])
    enterprises = []
    code = value[1] if family == 5 and value is not None else None
    while code is not None and len(enterprises) < 5:  # its own, and at most four successors
        enterprises.append(take(2, [code]))
        code = enterprises[-1][13] if enterprises[-1] is not None else None
    if taken[0] < len(held):
        raise Refused("wrong_claim", f"claim.context[{taken[0]}]")
    bundle["enterprises"] = [one for one in enterprises if one is not None]
    return named


# ---- claims ------------------------------------------------------------------------------------------------------------
def check_record(anchor, bundle):
    header = bundle["block"][0]
    r = Reader(bundle["transaction"], "claim.transaction")
    body, signatures = r.blob(262144), r.list(4, lambda: (r.take(33), r.take(64)))
    r.end()
    b = Reader(body, "claim.transaction")
    if b.take(32) != anchor["chain"]:
        raise Refused("wrong_chain", "claim.transaction")
    identity = H("tx", anchor["chain"], body)
    if not signatures or H("key", signatures[0][0]) != b.take(32):
        raise Refused("missing_signature", "claim.transaction")
    for name, item, path, root in (("transaction", "transaction", "path", "batch_root"), ("receipt", "receipt", "receipt_path", "receipts_root")):
        if not merkle_holds(H("mleaf", bundle[item]), bundle["index"], header["count"], bundle[path], header[root]):
            raise Refused("bad_merkle_path", "claim." + name)
    for key, signature in signatures:
        if not signature_holds(key, identity, signature):
            raise Refused("bad_signature", "claim.transaction")
    r = Reader(bundle["receipt"], "claim.receipt")
    subject, code, detail = r.fields("hash u16 note")
    r.end()
    if subject != identity:
        raise Refused("wrong_subject", "claim.receipt")
    bundle["receipt_code"], bundle["receipt_detail"] = code, detail


def check_claim(anchor, bundle):
    kind, header = bundle["kind"], bundle["block"][0]
    if kind == 0:
        return check_record(anchor, bundle)
    state = bundle["state"]
    family, fields = key_of(state["key"])
    if kind in (1, 5) and family != 11:
        raise Refused("wrong_claim", "claim")
    check_path(state, header["state_root"], "claim.state")
    present = state["value"] is not None
    fits = {1: True, 2: present and family == 10, 3: not present and family in (0, 1, 2, 3, 4, 5, 7, 8, 9, 10),
            4: present and family in (2, 3), 5: True, 6: present and family == 5}
    if not fits[kind]:
        raise Refused("wrong_claim", "claim")
    if kind == 1:
        check_page(bundle, history_head(state))
    if kind == 5:
        check_history(bundle["entries"], history_head(state))
    value = value_of(family, state["value"], "claim.state") if kind in (2, 4, 6) else None
    nameless = kind == 2 and not bundle["context"]  # all that a title names is registered: the names may be left out
    bundle["value"], bundle["names"] = value, {} if nameless else check_context(bundle, family, fields, value)
    if kind == 6 and bundle["names"][4] is None:
        raise Refused("wrong_claim", "claim")
    return None


def verify(anchor, data):
    bundle = parse(data)
    if bundle["chain"] != anchor["chain"]:
        raise Refused("wrong_chain", "chain")
    sets = follow(anchor, bundle)
    trusted = bundle["later"]["header"] if bundle["later"] else bundle["block"][0]
    if bundle["later"]:
        check_later(anchor, sets, bundle)
    else:
        check_block(anchor, sets, bundle["block"], "claim.block")
    if bundle.get("followed") and trusted["height"] < sets[-1][0]:
        raise Refused("wrong_height", "changes")
    check_claim(anchor, bundle)
    if H("bundle", bundle["covered"]) != bundle["checksum"]:
        raise Refused("wrong_checksum", "checksum")
    return bundle


DAY_MS, CHINA_MS = 86_400_000, 8 * 3_600_000


def title_worth(value, day):
    begin, end, revoked, why, review, suspensions = value[2], value[3], value[4], value[6], value[11], value[12]
    if revoked is not None and revoked <= max(day, begin):
        return ("revoked", "revoked", "cascaded", "merged", "dissolved")[why]
    if day < begin:
        return "not_begun"
    if end is not None and day > (max(end, review) if review else end):
        return "ended"
    return "suspended" if any(a <= day and (b is None or day < b) for a, b in suspensions) else "valid"


def nobody_left(enterprises, day):
    """Who would be paid on the day is dissolved."""
    for one in enterprises:
        how, ends_on = one[11], one[12]
        if ends_on is None or day < ends_on:
            return False
        if how == 2:
            return True
    return False


def award_worth(value, batch, enterprises, day):
    amount, paid, demanded, recovered, closed = value[3], value[4], value[8], value[9], value[18]
    if closed and paid == 0:
        return "withdrawn"
    if batch[3] == 0:
        return "objected" if batch[16] else "in_notice"
    if demanded > recovered:
        return "in_recovery"
    if paid > 0 and recovered >= paid:
        return "recovered"
    return "dissolved" if not closed and paid != amount and nobody_left(enterprises, day) else "valid"


def worth(bundle, row):
    """The verdict on a verified bundle."""
    time_ms, now_ms = bundle["block"][0]["time_ms"], row["now_ms"]
    today = datetime.date(1970, 1, 1) + datetime.timedelta((now_ms + CHINA_MS) // DAY_MS)
    day = datetime.date.fromisoformat(row["date"]) if "date" in row else today
    if time_ms > now_ms + 5 * 60_000:
        return "from_future"
    if day > today:
        return "too_old"
    asked_ms = min(now_ms, ((day - datetime.date(1970, 1, 1)).days + 1) * DAY_MS - CHINA_MS)
    allowed_ms = row.get("max_age_ms", 30 * DAY_MS)
    if allowed_ms and asked_ms - time_ms > allowed_ms:
        return "too_old"
    if bundle["kind"] == 0:
        return "refused" if bundle["receipt_code"] else "pending" if bundle["receipt_detail"] == "pending" else "valid"
    if bundle["kind"] == 2:
        return title_worth(bundle["value"], day)
    if bundle["kind"] == 3:
        return "in_notice" if bundle["names"].get(32) else "valid"
    return award_worth(bundle["value"], bundle["names"][4], bundle["enterprises"], day) if bundle["kind"] == 6 else "valid"


# ---- the anchor ------------------------------------------------------------------------------------------------------
ROLES = ("admin", "registrar", "programme", "award", "pay", "qualify", "audit", "check", "govern", "enterprise", "credit", "measure")
KINDS = ("industry", "finance", "science", "tax", "regulator", "audit", "government", "party", "association", "other")


def anchor_of(path):
    """The chain id is the hash of the genesis in its canonical encoding."""
    g = json.loads(path.read_text())
    validators = [(bytes.fromhex(v["key"]), v["name_zh"], v["name_en"]) for v in g["validators"]]
    departments = b"".join(text(d["id"]) + text(d["name_zh"]) + text(d["name_en"]) + u(KINDS.index(d["kind"]), 1) for d in g["departments"])
    keys = b"".join(text(k["department"]) + bytes.fromhex(k["key"]) + u(len(k["roles"]), 4) + bytes(ROLES.index(r) for r in k["roles"]) +
                    text(k["holder"]) for k in g["keys"])
    types = b"".join(text(q["type"]) + text(q["name_zh"]) + text(q["name_en"]) + text(q["issuer"]) + u(q["years"], 1) +
                     (b"\1" + text(q["prerequisite"]) if q.get("prerequisite") else b"\0") for q in g["qualifications"])
    features, owners = g.get("features", []), [v["owner"] for v in g["validators"] if "owner" in v]
    encoded = (text(g["network"]) + u(int(g["time_ms"]), 8) + text(g["suite"]) + set_bytes(validators) + u(len(g["departments"]), 4) + departments +
               u(len(g["keys"]), 4) + keys + u(len(g["qualifications"]), 4) + types + u(len(features), 4) + b"".join(map(text, features)) +
               u(len(owners), 4) + b"".join(map(text, owners)))
    return {"chain": H("genesis", encoded), "validators": validators, "pinned": None}


def pinned_of(line):
    """The line of a pinned anchor."""
    parts = "".join(line.split()).lower().split(":")
    if len(parts) != 7 or parts[:2] != ["credence-anchor", "1"] or not re.fullmatch(r"[1-9][0-9]*", parts[3], re.ASCII):
        raise ValueError("not the line of an anchor")
    chain, header, validators = (bytes.fromhex(parts[i]) for i in (2, 4, 5))
    if H("anchor", chain, u(int(parts[3]), 8), header, validators).hex()[:8] != parts[6]:
        raise ValueError("the check digits of the anchor do not fit")
    return {"chain": chain, "pinned": {"height": int(parts[3]), "header": header, "set": validators}}


def main(folder):
    anchor = anchor_of(folder / "genesis.json")
    rows = json.loads((folder / "index.json").read_text())
    wrong = 0
    for row in rows:
        expected = (row["verdict"], row.get("code", ""), row.get("field", ""))
        try:
            held = pinned_of(row["anchor"]) if "anchor" in row else anchor
            found = (worth(verify(held, (folder / row["file"]).read_bytes()), row), "", "")
        except Refused as refused:
            verdict = {"not_a_bundle": "no_proof", "before_anchor": "not_anchored", "other_anchor": "not_anchored"}.get(refused.code, "forged")
            found = (verdict, refused.code, refused.field)
        if found != expected:
            wrong += 1
            print(f"{row['file']} ({row['why']}): expected {expected}, found {found}")
    print(f"{len(rows)} vectors, {wrong} differ")
    return 1 if wrong or not rows else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
