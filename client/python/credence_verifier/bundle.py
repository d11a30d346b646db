# SPDX-License-Identifier: Apache-2.0
"""What a proof file holds (docs/proofs.md, "The bundle"): read, and not believed."""
from .encoding import H, Reader, Refused, text, u
from .suites import BY_NUMBER
from .values import read

BYTES_MAX = 536_870_912

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
    return [key_proof_of(r, f"claim.context[{i}]") for i in range(r.count(32))]


def parse(data):
    r = Reader(data, "magic")
    if len(data) > BYTES_MAX or not data.startswith(b"credence:bundle\0"):
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
    if kind > 7:
        out["block"] = block_of(r, "claim.block")
        r.field = "claim.body"
        r.take(max(0, r.left() - 32))
    elif kind == 0:
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
