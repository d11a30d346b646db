#!/usr/bin/env python3
"""A second verifier of proof bundles, written from docs/proofs.md and docs/encoding.md alone: the standard library, nothing of Credence.

    bundle_verifier.py DIR     checks every vector of DIR/index.json against DIR/genesis.json; exit code 1 if one differs

Slow and plain on purpose. It reads what it must check: blocks, certificates, keys, paths, histories, and the fields of a title. It does not decode
actions and facts."""
import datetime
import hashlib
import json
import pathlib
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
        return datetime.date(self.number(2), self.number(1), self.number(1))

    def end(self):
        if self.at != len(self.data):
            raise Refused("trailing_bytes", self.field)


def header_of(r):
    start = r.at
    out = {"height": r.number(8), "parent": r.take(32), "time_ms": r.number(8), "batch_root": r.take(32), "receipts_root": r.take(32),
           "state_root": r.take(32), "count": r.number(4), "set": r.take(32), "next_set": r.take(32)}
    out["bytes"] = r.data[start:r.at]
    return out


def certificate_of(r):
    return {"height": r.number(8), "hash": r.take(32), "signatures": r.list(100, lambda: (r.number(2), r.take(64)))}


def set_of(r):
    return r.list(100, lambda: (r.take(33), r.text(300), r.text(300)))


def set_bytes(validators):
    return u(len(validators), 4) + b"".join(key + text(zh) + text(en) for key, zh, en in validators)


def block_of(r, name):
    r.field = name + ".header"
    header = header_of(r)
    r.field = name + ".certificate"
    return header, certificate_of(r)


def state_of(r):
    block = block_of(r, "claim.block")
    r.field = "claim.state"
    return {"block": block, "key": r.blob(1024), "value": r.optional(lambda: r.blob(262144)), "siblings": r.list(256, lambda: r.take(32)),
            "other": r.optional(lambda: (r.take(32), r.take(32)))}


def parse(data):
    r = Reader(data, "magic")
    if r.take(16) != b"credence:bundle\0":
        raise Refused("not_a_bundle", "magic")
    r.field = "version"
    if r.number(2) != 1:
        raise Refused("not_a_bundle", "version")
    r.field = "chain"
    out = {"chain": r.take(32), "changes": []}
    r.field = "changes"
    changes = r.number(4)
    if changes > 4096:
        raise Refused("limit_exceeded", "changes")
    for i in range(changes):
        block = block_of(r, f"changes[{i}]")
        r.field = f"changes[{i}].next"
        out["changes"].append((block, set_of(r)))
    r.field = "claim.kind"
    kind = out["kind"] = r.number(1)
    if kind > 5:
        raise Refused("wrong_claim", "claim.kind")
    if kind == 0:
        out["block"] = block_of(r, "claim.block")
        r.field = "claim.transaction"
        out["index"], out["transaction"], out["path"] = r.number(4), r.blob(262144), r.list(32, lambda: r.take(32))
        r.field = "claim.receipt"
        out["receipt"], out["receipt_path"] = r.blob(1024), r.list(32, lambda: r.take(32))
    else:
        out["state"] = state_of(r)
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
def check_block(chain, validators, block, name):
    header, certificate = block
    digest = H("header", chain, header["bytes"])
    if certificate["height"] != header["height"] or certificate["hash"] != digest:
        raise Refused("wrong_header", name)
    if header["set"] != H("vset", set_bytes(validators)):
        raise Refused("wrong_validator_set", name + ".header")
    field, last = name + ".certificate", -1
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


def follow(anchor, bundle):
    """The sets by the first height that they sign, the latest last."""
    sets = [(0, anchor["validators"])]
    for i, (block, following) in enumerate(bundle["changes"]):
        name = f"changes[{i}]"
        check_block(anchor["chain"], set_at(sets, block[0]["height"]), block, name)
        if block[0]["height"] < sets[-1][0]:
            raise Refused("wrong_height", name + ".header")
        keys = [key for key, _, _ in following]
        good = block[0]["next_set"] != block[0]["set"] and keys and len(set(keys)) == len(keys) and all(point_of(key) for key in keys)
        if not good or H("vset", set_bytes(following)) != block[0]["next_set"]:
            raise Refused("wrong_validator_set", name + ".next")
        sets.append((block[0]["height"] + 1, following))
    return sets


def set_at(sets, height):
    return [validators for first, validators in sets if first <= height][-1]


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


def check_state(state, root):
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
        raise Refused("wrong_root", "claim.state")


def history_head(state):
    if state["value"] is None:
        return 0, []
    r = Reader(state["value"], "claim.state")
    head = r.number(8), r.list(64, lambda: r.take(32))
    r.end()
    return head


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


def check_page(bundle, head):
    count, peaks = head
    begin, entries, path = bundle["from"], bundle["entries"], list(bundle["path"])
    end = begin + len(entries)

    def rebuild(level, index):
        """The hash of a subtree that holds some of the entries."""
        low, high = index << level, (index + 1) << level
        if high <= begin or low >= end:
            if not path:
                raise Refused("wrong_root", "claim.entries")
            return path.pop(0)
        if level == 0:
            return H("hentry", entries[low - begin])
        left = rebuild(level - 1, 2 * index)
        return H("hnode", left, rebuild(level - 1, 2 * index + 1))

    if end > count:
        raise Refused("wrong_root", "claim.entries")
    low = 0
    for peak, level in zip(peaks, [k for k in range(63, -1, -1) if count >> k & 1]):
        high = low + (1 << level)
        if entries and low < end and high > begin and rebuild(level, low >> level) != peak:
            raise Refused("wrong_root", "claim.entries")
        low = high
    if path:
        raise Refused("wrong_root", "claim.entries")
    if not entries:
        raise Refused("wrong_claim", "claim.entries")


def check_record(anchor, bundle):
    header = bundle["block"][0]
    for name, item, path, root in (("transaction", "transaction", "path", "batch_root"), ("receipt", "receipt", "receipt_path", "receipts_root")):
        if not merkle_holds(H("mleaf", bundle[item]), bundle["index"], header["count"], bundle[path], header[root]):
            raise Refused("bad_merkle_path", "claim." + name)
    r = Reader(bundle["transaction"], "claim.transaction")
    body, signatures = r.blob(262144), r.list(4, lambda: (r.take(33), r.take(64)))
    r.end()
    b = Reader(body, "claim.transaction")
    if b.take(32) != anchor["chain"]:
        raise Refused("wrong_chain", "claim.transaction")
    identity = H("tx", anchor["chain"], body)
    if not signatures or H("key", signatures[0][0]) != b.take(32):
        raise Refused("missing_signature", "claim.transaction")
    for key, signature in signatures:
        if not signature_holds(key, identity, signature):
            raise Refused("bad_signature", "claim.transaction")
    if bundle["receipt"][:32] != identity:
        raise Refused("wrong_subject", "claim.receipt")


def check_claim(anchor, bundle):
    kind, header = bundle["kind"], bundle["block"][0]
    if kind == 0:
        return check_record(anchor, bundle)
    state = bundle["state"]
    family = state["key"][0] if state["key"] else 255
    if kind in (1, 5) and family != 11:
        raise Refused("wrong_claim", "claim")
    check_state(state, header["state_root"])
    present = state["value"] is not None
    fits = {1: True, 2: present and family == 10, 3: not present and family in (0, 1, 2, 3, 4, 5, 7, 8, 9, 10),
            4: present and family in (2, 3), 5: True}
    if not fits[kind]:
        raise Refused("wrong_claim", "claim")
    if kind == 1:
        check_page(bundle, history_head(state))
    if kind == 5:
        check_history(bundle["entries"], history_head(state))
    return None


def verify(anchor, data):
    bundle = parse(data)
    if bundle["chain"] != anchor["chain"]:
        raise Refused("wrong_chain", "chain")
    sets, height = follow(anchor, bundle), bundle["block"][0]["height"]
    check_block(anchor["chain"], set_at(sets, height), bundle["block"], "claim.block")
    if height < sets[-1][0]:
        raise Refused("wrong_height", "changes")
    check_claim(anchor, bundle)
    if H("bundle", bundle["covered"]) != bundle["checksum"]:
        raise Refused("wrong_checksum", "checksum")
    return bundle


def worth(bundle, row):
    """The verdict on a verified bundle."""
    time_ms = bundle["block"][0]["time_ms"]
    of_block = datetime.datetime.fromtimestamp(time_ms // 1000 + 8 * 3600, datetime.timezone.utc).date()
    day = datetime.date.fromisoformat(row["date"]) if "date" in row else of_block
    if day > of_block or ("max_age_ms" in row and row["now_ms"] - time_ms > row["max_age_ms"]):
        return "too_old"
    if bundle["kind"] != 2:
        return "valid"
    r = Reader(bundle["state"]["value"])
    r.text(120), r.text(120)
    begin, end, revoked = r.date(), r.optional(r.date), r.optional(r.date)
    r.text(600), r.number(1), r.optional(r.date), r.text(48), r.list(8, lambda: r.text(48)), r.number(2)
    review = r.optional(r.date)
    suspensions = r.list(16, lambda: (r.date(), r.optional(r.date)))
    if day < begin:
        return "not_begun"
    if revoked is not None and revoked <= day:
        return "revoked"
    if end is not None and day > (max(end, review) if review else end):
        return "ended"
    return "suspended" if any(a <= day and (b is None or day < b) for a, b in suspensions) else "valid"


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
    return {"chain": H("genesis", encoded), "validators": validators}


def main(folder):
    anchor = anchor_of(folder / "genesis.json")
    rows = json.loads((folder / "index.json").read_text())
    wrong = 0
    for row in rows:
        expected = (row["verdict"], row.get("code", ""), row.get("field", ""))
        try:
            found = (worth(verify(anchor, (folder / row["file"]).read_bytes()), row), "", "")
        except Refused as refused:
            found = ("forged", refused.code, refused.field)
        if found != expected:
            wrong += 1
            print(f"{row['file']} ({row['why']}): expected {expected}, found {found}")
    print(f"{len(rows)} vectors, {wrong} differ")
    return 1 if wrong or not rows else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
