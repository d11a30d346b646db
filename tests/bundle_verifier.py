#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second verifier of proof bundles, written from docs/proofs.md and docs/encoding.md alone: the standard library, nothing of Credence.

    bundle_verifier.py DIR               checks every vector of DIR/index.json against DIR/genesis.json; exit code 1 if one differs
    bundle_verifier.py --formats DIR     reads every frozen vector of DIR (tests/data/formats/1.0), and writes it again to the same bytes

Slow and plain on purpose. The fields of keys, values, facts, actions and receipts are those of docs/schema-1.0.json."""
import datetime
import hashlib
import json
import pathlib
import re
import sys

# ---- curves: y^2 = x^3 + a x + b ------------------------------------------------------------------------------------
class Curve:
    def __init__(self, p, a, b, n, x, y):
        self.p, self.a, self.b, self.n, self.g = p, a, b, n, (x, y)

    def add(self, a, b):
        if a is None or b is None:
            return a or b
        if a[0] == b[0]:
            if (a[1] + b[1]) % self.p == 0:
                return None
            slope = (3 * a[0] * a[0] + self.a) * pow(2 * a[1], -1, self.p) % self.p
        else:
            slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, self.p) % self.p
        x = (slope * slope - a[0] - b[0]) % self.p
        return x, (slope * (a[0] - x) - a[1]) % self.p

    def multiply(self, k, point):
        out = None
        while k:
            if k & 1:
                out = self.add(out, point)
            point = self.add(point, point)
            k >>= 1
        return out

    def point(self, data):
        """The point of 33 compressed bytes, or None."""
        x = int.from_bytes(data[1:], "big")
        if data[0] not in (2, 3) or x >= self.p:
            return None
        square = (x**3 + self.a * x + self.b) % self.p
        y = pow(square, (self.p + 1) // 4, self.p)
        if y * y % self.p != square:
            return None
        return x, y if y % 2 == data[0] % 2 else self.p - y


SECP256K1 = Curve(2**256 - 2**32 - 977, 0, 7, 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141,
                  0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
                  0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8)
SM2_P = 2**256 - 2**224 - 2**96 + 2**64 - 1
SM2 = Curve(SM2_P, SM2_P - 3, 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93,
            0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123,
            0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
            0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0)


# ---- suites: a public key, a signature and a chain's id begin with the number of theirs ------------------------------
def rotate(x, n):
    n %= 32
    return (x << n | x >> 32 - n) & 0xFFFFFFFF


def sm3_block(state, block):
    """One compression of GB/T 32905."""
    w = [int.from_bytes(block[i:i + 4], "big") for i in range(0, 64, 4)]
    for i in range(16, 68):
        x = w[i - 16] ^ w[i - 9] ^ rotate(w[i - 3], 15)
        w.append(x ^ rotate(x, 15) ^ rotate(x, 23) ^ rotate(w[i - 13], 7) ^ w[i - 6])
    a, b, c, d, e, f, g, h = state
    for i in range(64):
        ss1 = rotate(rotate(a, 12) + e + rotate(0x79CC4519 if i < 16 else 0x7A879D8A, i) & 0xFFFFFFFF, 7)
        ff, gg = (a ^ b ^ c, e ^ f ^ g) if i < 16 else (a & b | a & c | b & c, e & f | ~e & g)
        tt1 = ff + d + (ss1 ^ rotate(a, 12)) + (w[i] ^ w[i + 4]) & 0xFFFFFFFF
        tt2 = gg + h + ss1 + w[i] & 0xFFFFFFFF
        a, b, c, d, e, f, g, h = tt1, a, rotate(b, 9), c, tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17), e, rotate(f, 19), g
    return [x ^ y for x, y in zip(state, (a, b, c, d, e, f, g, h))]


def sm3(data):
    state = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    padded = data + b"\x80" + bytes(-(len(data) + 9) % 64) + (8 * len(data)).to_bytes(8, "big")
    for i in range(0, len(padded), 64):
        state = sm3_block(state, padded[i:i + 64])
    return b"".join(x.to_bytes(4, "big") for x in state)


def sha256(data):
    return hashlib.sha256(data).digest()


def ecdsa_holds(point, digest, r, s):
    n = SECP256K1.n
    if not 0 < r < n or not 0 < s <= n // 2:  # the high s is refused
        return False
    z, w = int.from_bytes(digest, "big"), pow(s, -1, n)
    found = SECP256K1.add(SECP256K1.multiply(z * w % n, SECP256K1.g), SECP256K1.multiply(r * w % n, point))
    return found is not None and found[0] % n == r


def sm2_holds(point, digest, r, s):
    """GB/T 32918.2, 7.1: the message is the digest, the identity that of the norm."""
    n = SM2.n
    t = (r + s) % n
    if not 0 < r < n or not 0 < s < n or t == 0:
        return False
    identity = b"\x00\x80" + b"1234567812345678" + b"".join(x.to_bytes(32, "big") for x in (SM2.a, SM2.b, *SM2.g, *point))
    e = int.from_bytes(sm3(sm3(identity) + digest), "big")
    found = SM2.add(SM2.multiply(s, SM2.g), SM2.multiply(t, point))
    return found is not None and (e + found[0]) % n == r


SUITES = {"secp256k1-sha256": (SECP256K1, sha256, ecdsa_holds), "sm2-sm3": (SM2, sm3, sm2_holds)}
BY_NUMBER = list(SUITES.values())


def point_of(key):
    """The point of a public key, or None."""
    return BY_NUMBER[key[0]][0].point(key[1:])


def signature_holds(key, digest, signature):
    point = point_of(key)
    if point is None or key[0] != signature[0]:
        return False
    return BY_NUMBER[key[0]][2](point, digest, int.from_bytes(signature[1:33], "big"), int.from_bytes(signature[33:], "big"))


# ---- hashes and encoding ---------------------------------------------------------------------------------------------
def H(suite, tag, *parts):
    return BY_NUMBER[suite][1](("credence:" + tag).encode().ljust(16, b"\0") + b"".join(parts))


def HC(tag, chain, *parts):
    """Of a chain, under the suite that its id names."""
    return H(chain[0], tag, chain, *parts)


def u(n, size):
    return n.to_bytes(size, "little")


def text(value):
    return u(len(value.encode()), 4) + value.encode()


class Refused(Exception):
    """A check failed: its code, and the field it is about."""

    def __init__(self, code, field=""):
        super().__init__(code, field)
        self.code, self.field = code, field


class NotUnderstood(Exception):
    """Bytes of a later version: a field, an alternative or an enum's value that the schema does not have."""


class Reader:
    def __init__(self, data, field=""):
        self.data, self.at, self.field = data, 0, field
        self.limit, self.missing = len(data), False  # the end of the struct that is read; a field that is not written is zero

    def left(self):
        return self.limit - self.at

    def take(self, n):
        if self.missing:
            return bytes(n)
        if n > self.left():
            raise Refused("malformed", self.field)
        self.at += n
        return self.data[self.at - n:self.at]

    def suite(self):
        suite = self.number(1)
        if suite >= len(BY_NUMBER):
            raise Refused("unknown_suite", self.field)
        return suite

    def of_suite(self, size):
        """The number of a suite, and so many bytes."""
        return u(self.suite(), 1) + self.take(size)

    def number(self, size):
        return int.from_bytes(self.take(size), "little")

    def count(self, most):
        n = self.number(4)
        if n > most:
            raise Refused("limit_exceeded", self.field)
        if n > self.left():
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

    def end(self):
        if self.left():
            raise Refused("trailing_bytes", self.field)


# ---- values by their schema ------------------------------------------------------------------------------------------
SCHEMA = json.loads((pathlib.Path(__file__).resolve().parent.parent / "docs/schema-1.0.json").read_text())
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
        raise NotUnderstood(f"a field of a later version at byte {r.at}")
    r.limit, r.missing = outer
    return out


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
            raise NotUnderstood(f"a value of a later version at byte {r.at}")
        return names[at]
    if kind in SCHEMA["structs"]:
        return read_struct(r, kind)
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


def decode(kind, data, field):
    r = Reader(data, field)
    value = read(r, kind)
    r.end()
    return value


def header_of(r):
    start = r.at
    out = {"suite": r.suite(), "height": r.number(8), "parent": r.take(32), "headers": r.take(32), "time_ms": r.number(8), "batch_root": r.take(32),
           "receipts_root": r.take(32), "state_root": r.take(32), "count": r.number(4), "set": r.take(32), "next_set": r.take(32)}
    out["bytes"] = r.data[start:r.at]
    return out


def certificate_of(r):
    return {"height": r.number(8), "hash": r.take(32), "signatures": r.list(100, lambda: (r.number(2), read(r, "signature")))}


def set_of(r):
    return r.list(100, lambda: (read(r, "key"), r.text(300), r.text(300)))


def set_hash(validators):
    """Of a set that is not empty, under the suite of its keys."""
    return H(validators[0][0][0], "vset", u(len(validators), 4), *(key + text(zh) + text(en) for key, zh, en in validators))


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
    out = {"chain": read(r, "chain"), "changes": []}
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
    height, digest, pinned = header["height"], HC("header", anchor["chain"], header["bytes"]), anchor["pinned"]
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
    if header["suite"] != anchor["chain"][0]:
        raise Refused("wrong_suite", name + ".header")
    validators = set_at(sets, height)
    if header["set"] != set_hash(validators):
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
    signed = HC("chkpt", chain, u(certificate["height"], 8), certificate["hash"])
    for number, signature in certificate["signatures"]:
        if not signature_holds(validators[number][0], signed, signature):
            raise Refused("bad_signature", field)


def good_set(validators):
    keys = [key for key, _, _ in validators]
    return 1 <= len(keys) <= 100 and len(set(keys)) == len(keys) and all(point_of(key) and key[0] == keys[0][0] for key in keys)


def follow(anchor, bundle):
    """The sets by the first height that they sign, the latest last; none while nobody told those of a pinned anchor."""
    pinned = anchor["pinned"]
    first = pinned["height"] if pinned else 0
    sets = [] if pinned else [(0, anchor["validators"])]
    named = pinned["set"] if pinned else set_hash(anchor["validators"])

    def tell(validators):
        told = good_set(validators) and set_hash(validators) == named
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
        if not good or set_hash(following) != block[0]["next_set"]:
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
    suite = later["header"]["suite"]
    if not formed or H(suite, "hroot", u(count, 8), *peaks) != later["header"]["headers"]:
        raise Refused("wrong_root", "later")
    leaf = HC("header", anchor["chain"], header["bytes"])
    check_range(suite, (count, peaks), header["height"], [leaf], later["path"], "later")
    pinned = anchor["pinned"]
    if not certificate["signatures"] and not (pinned and pinned["height"] == count):
        raise Refused("other_anchor", "later")
    try:
        check_block(anchor, sets, (later["header"], certificate), "later")
    except Refused as refused:
        signers = refused.field.endswith(".certificate")
        raise Refused(refused.code, "claim.block.certificate" if signers else "later") from None


def merkle_holds(suite, leaf, index, count, path, root):
    if index >= count:
        return False
    at, last, top = index, count - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            top = H(suite, "mnode", sibling, top)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            top = H(suite, "mnode", top, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and H(suite, "mroot", u(count, 8), top) == root


def bit(key_hash, depth):
    return key_hash[depth // 8] >> (7 - depth % 8) & 1


def check_path(state, header, field):
    suite, root = header["suite"], header["state_root"]
    key_hash, siblings, other = H(suite, "skey", state["key"]), state["siblings"], state["other"]
    if state["value"] is not None:
        top = H(suite, "sleaf", key_hash, H(suite, "sval", state["value"]))
        good = other is None
    elif other is None:
        top, good = bytes(32), True
    else:
        top = H(suite, "sleaf", *other)
        good = other[0] != key_hash and all(bit(other[0], d) == bit(key_hash, d) for d in range(len(siblings)))
    for i, sibling in enumerate(siblings):
        depth = len(siblings) - 1 - i
        top = H(suite, "snode", sibling, top) if bit(key_hash, depth) else H(suite, "snode", top, sibling)
    if not good or top != root:
        raise Refused("wrong_root", field)


def history_head(state):
    if state["value"] is None:
        return 0, []
    head = decode("HistoryValue", state["value"], "claim.state")
    count, peaks = head["count"], head["peaks"]
    if count >= 2**62 or count.bit_count() != len(peaks):
        raise Refused("malformed", "claim.state")
    return count, peaks


def check_history(suite, entries, head):
    if len(entries) != head[0]:
        raise Refused("incomplete_history", "claim.entries")
    peaks, count = [], 0
    for entry in entries:
        top, n = H(suite, "hentry", entry), count
        while n & 1:
            top, n = H(suite, "hnode", peaks.pop(), top), n >> 1
        peaks.append(top)
        count += 1
    if peaks != head[1]:
        raise Refused("wrong_root", "claim.entries")


def check_range(suite, head, begin, leaves, path, field):
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
        return H(suite, "hnode", left, rebuild(level - 1, 2 * index + 1))

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
    suite = bundle["block"][0]["suite"]
    leaves = [H(suite, "hentry", entry) for entry in bundle["entries"]]
    check_range(suite, head, bundle["from"], leaves, bundle["path"], "claim.entries")
    if not bundle["entries"]:
        raise Refused("wrong_claim", "claim.entries")


# ---- keys and what they name -------------------------------------------------------------------------------------------
FAMILIES = [name for name, _, _ in SCHEMA["keys"]]
SUBJECTS = [next(name for name, key, _ in SCHEMA["keys"] if key == subject) for subject in SCHEMA["subjects"]]
KEY_OF = {name: key for name, key, _ in SCHEMA["keys"]}
VALUE_OF = {name: value for name, _, value in SCHEMA["keys"]}


def check_key_field(value, kind, field):
    """What writing a key demands, so that nothing is proved about a key that looks like another."""
    if kind == "id" and not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,47}", value, re.ASCII):
        raise Refused("bad_id", field)
    if (kind == "u8" and value != 0) or (kind == "u32" and value == 0):
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


def key_of(data):
    r = Reader(data, "claim.state")
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
    return []


def check_context(bundle, key, value):
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
        found = None if proof["value"] is None else decode(VALUE_OF[of], proof["value"], name)
        taken[0] += 1
        named.setdefault(of, found)
        return found

    for of, key_fields in named_keys(family, fields, inner, value is not None):
        take(of, key_fields)
    answering = [department_of(of, values) for of, values in [(family, value)] + list(named.items()) if values is not None]
    for department in [d for d in answering if d is not None][:1]:
        take("department", {"id": department})
    enterprises = []
    code = value["code"] if family == "award" and value is not None else None
    while code is not None and len(enterprises) < 5:  # its own, and at most four successors
        enterprises.append(take("enterprise", {"code": code}))
        code = enterprises[-1]["successor"] if enterprises[-1] is not None else None
    if taken[0] < len(held):
        raise Refused("wrong_claim", f"claim.context[{taken[0]}]")
    bundle["enterprises"] = [one for one in enterprises if one is not None]
    return named


# ---- claims ------------------------------------------------------------------------------------------------------------
def check_record(anchor, bundle):
    header = bundle["block"][0]
    r = Reader(bundle["transaction"], "claim.transaction")
    body, signatures = r.blob(262144), r.list(4, lambda: (read(r, "key"), read(r, "signature")))
    r.end()
    b = Reader(body, "claim.transaction")
    if read(b, "chain") != anchor["chain"]:
        raise Refused("wrong_chain", "claim.transaction")
    identity = HC("tx", anchor["chain"], body)
    if not signatures or H(signatures[0][0][0], "key", signatures[0][0]) != b.take(32):
        raise Refused("missing_signature", "claim.transaction")
    if any(key[0] != header["suite"] for key, _ in signatures):
        raise Refused("wrong_suite", "claim.transaction")
    for name, item, path, root in (("transaction", "transaction", "path", "batch_root"), ("receipt", "receipt", "receipt_path", "receipts_root")):
        if not merkle_holds(header["suite"], H(header["suite"], "mleaf", bundle[item]), bundle["index"], header["count"], bundle[path], header[root]):
            raise Refused("bad_merkle_path", "claim." + name)
    for key, signature in signatures:
        if not signature_holds(key, identity, signature):
            raise Refused("bad_signature", "claim.transaction")
    receipt = bundle["receipt_read"] = decode("Receipt", bundle["receipt"], "claim.receipt")
    if receipt["transaction"] != identity:
        raise Refused("wrong_subject", "claim.receipt")
    b.take(16)  # nonce, expiry height
    try:
        decode("Action", b.blob(261120), "claim.transaction")
    except Refused:
        if receipt["code"] == 0:
            raise


def check_claim(anchor, bundle):
    kind, header = bundle["kind"], bundle["block"][0]
    if kind == 0:
        return check_record(anchor, bundle)
    state = bundle["state"]
    try:
        key = key_of(state["key"])
    except NotUnderstood:
        check_path(state, header, "claim.state")
        raise
    family = key[0]
    if kind in (1, 5) and family != "history":
        raise Refused("wrong_claim", "claim")
    check_path(state, header, "claim.state")
    present = state["value"] is not None
    of_absence = ("department", "signer", "enterprise", "programme", "award_batch", "award", "payment_list", "payment",
                  "qualification_type", "qualification")
    fits = {1: True, 2: present and family == "qualification", 3: not present and family in of_absence,
            4: present and family in ("enterprise", "programme"), 5: True, 6: present and family == "award"}
    if not fits[kind]:
        raise Refused("wrong_claim", "claim")
    if kind == 1:
        check_page(bundle, history_head(state))
    if kind == 5:
        check_history(header["suite"], bundle["entries"], history_head(state))
    later = None  # an entry that is not understood; everything else of the claim is checked
    for entry in bundle["entries"] if kind in (1, 5) else []:
        try:
            decode("HistoryEntry", entry, "claim.entries")
        except NotUnderstood as fault:
            later = later or fault
    value = decode(VALUE_OF[family], state["value"], "claim.state") if kind in (2, 4, 6) else None
    nameless = kind == 2 and not bundle["context"]  # all that a title names is registered: the names may be left out
    bundle["value"], bundle["names"] = value, {} if nameless else check_context(bundle, key, value)
    if kind == 6 and bundle["names"]["award_batch"] is None:
        raise Refused("wrong_claim", "claim")
    if later:
        raise later


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
    try:
        check_claim(anchor, bundle)
    except NotUnderstood as fault:
        bundle["not_understood"] = fault
    if H(bundle["chain"][0], "bundle", bundle["covered"]) != bundle["checksum"]:
        raise Refused("wrong_checksum", "checksum")
    return bundle


DAY_MS, CHINA_MS = 86_400_000, 8 * 3_600_000


def title_worth(value, day):
    begin, end, revoked, review = value["valid_from"], value["valid_to"], value["revoked_from"], value["review_until"]
    if revoked is not None and revoked <= max(day, begin):
        return "revoked" if value["end"] == "none" else value["end"]
    if day < begin:
        return "not_begun"
    if end is not None and day > (max(end, review) if review else end):
        return "ended"
    suspended = any(one["from"] <= day and (one["to"] is None or day < one["to"]) for one in value["suspensions"])
    return "suspended" if suspended else "valid"


def nobody_left(enterprises, day):
    """Who would be paid on the day is dissolved."""
    for one in enterprises:
        if one["ends_on"] is None or day < one["ends_on"]:
            return False
        if one["end"] == "dissolved":
            return True
    return False


def award_worth(value, batch, enterprises, day):
    if value["closed"] and value["paid"] == 0:
        return "withdrawn"
    if batch["stage"] == "public_notice":
        return "objected" if batch["objected"] else "in_notice"
    if value["demanded"] > value["recovered"]:
        return "in_recovery"
    if value["paid"] > 0 and value["recovered"] >= value["paid"]:
        return "recovered"
    return "dissolved" if not value["closed"] and value["paid"] != value["amount"] and nobody_left(enterprises, day) else "valid"


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
    if "not_understood" in bundle:
        return "not_understood"
    if bundle["kind"] == 0:
        receipt = bundle["receipt_read"]
        return "refused" if receipt["code"] else "pending" if receipt["pending"] else "valid"
    if bundle["kind"] == 2:
        return title_worth(bundle["value"], day)
    if bundle["kind"] == 3:
        return "in_notice" if bundle["names"].get("qualification_notice") else "valid"
    return award_worth(bundle["value"], bundle["names"]["award_batch"], bundle["enterprises"], day) if bundle["kind"] == 6 else "valid"


# ---- the anchor ------------------------------------------------------------------------------------------------------
def anchor_of(path):
    """The chain id is the hash of the genesis in its canonical encoding."""
    g = json.loads(path.read_text())
    value = dict(g, time_ms=int(g["time_ms"]), features=g.get("features", []), owners=[v["owner"] for v in g["validators"] if "owner" in v],
                 validators=[dict(v, key=bytes.fromhex(v["key"])) for v in g["validators"]],
                 keys=[dict(k, key=bytes.fromhex(k["key"])) for k in g["keys"]],
                 qualifications=[dict(q, prerequisite=q.get("prerequisite")) for q in g["qualifications"]])
    suite = list(SUITES).index(g["suite"])
    return {"chain": u(suite, 1) + H(suite, "genesis", write(value, "Genesis")), "validators": [(v["key"], v["name_zh"], v["name_en"]) for v in value["validators"]], "pinned": None}


def readable(value):
    """As the frozen vectors write what is read."""
    if isinstance(value, dict):
        return {name: readable(member) for name, member in value.items()}
    if isinstance(value, list):
        return [readable(item) for item in value]
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def agrees(found, frozen):
    """Everything that was frozen reads as it did; fields that came later are zero."""
    if isinstance(found, dict) and isinstance(frozen, dict):
        later = [found[name] for name in found if name not in frozen]
        return not any(value not in (False, "0", "", None, []) for value in later) and all(
            name in found and agrees(found[name], frozen[name]) for name in frozen)
    if isinstance(found, list) and isinstance(frozen, list):
        return len(found) == len(frozen) and all(map(agrees, found, frozen))
    return found == frozen


def read_frozen(folder):
    rows, wrong = [row for suite in SUITES for row in json.loads((folder / f"{suite}.json").read_text())], 0
    for row in rows:
        data = bytes.fromhex(row["bytes"])
        if row["type"] == "StateKey":
            family, fields, inner = key_of(data)
            found, again = fields, bytes([FAMILIES.index(family)]) + (
                bytes([SUBJECTS.index(inner)]) if family == "history" else b"") + write(fields, KEY_OF[inner])
        else:
            found = decode(row["type"], data, row["type"])
            again = write(found, row["type"])
        if not agrees(readable(found), row["reads"]) or again != data:
            wrong += 1
            print(f"{row['type']} {row['bytes'][:40]}…: read as {readable(found)}, expected {row['reads']}")
    print(f"{len(rows)} frozen vectors, {wrong} differ")
    return 1 if wrong or not rows else 0


def pinned_of(line):
    """The line of a pinned anchor."""
    parts = "".join(line.split()).lower().split(":")
    if len(parts) != 7 or parts[:2] != ["credence-anchor", "1"] or not re.fullmatch(r"[1-9][0-9]*", parts[3], re.ASCII):
        raise ValueError("not the line of an anchor")
    chain = decode("chain", bytes.fromhex(parts[2]), "anchor")
    header, validators = (bytes.fromhex(parts[i]) for i in (4, 5))
    if HC("anchor", chain, u(int(parts[3]), 8), header, validators).hex()[:8] != parts[6]:
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
    if sys.argv[1] == "--formats":
        sys.exit(read_frozen(pathlib.Path(sys.argv[2])))
    sys.exit(main(pathlib.Path(sys.argv[1])))
