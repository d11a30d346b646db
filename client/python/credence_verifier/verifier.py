# SPDX-License-Identifier: Apache-2.0
"""The whole question: is this file a proof, of what, and what is it worth?"""
import dataclasses
import time

from .bundle import parse
from .claims import check_claim
from .encoding import H, NotUnderstood, Refused
from .keys import key_of
from .trust import check_block, check_later, follow
from .worth import DAY_MS, day_of, worth

KINDS = ("record", "entries", "title", "absence", "total", "history", "award", "standing")
# how the program ends, as credence verify does
EXITS = {"valid": 0, "refused": 2, "forged": 3, "from_future": 3, "too_old": 8, "no_proof": 9, "not_understood": 14, "not_anchored": 15}
UNPROVED = {"not_a_bundle": "no_proof", "before_anchor": "not_anchored", "other_anchor": "not_anchored"}


def verified(anchor, data):
    """What the file holds, after all checks in the order of docs/proofs.md; `Refused` with code and field."""
    bundle = parse(data)
    if bundle["chain"] != anchor["chain"]:
        raise Refused("other_anchor", "chain")
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


@dataclasses.dataclass
class Answer:
    """`verdict` and `exit_code` are those of `credence verify`. What was refused has `code` and `field`; what was not has the rest."""
    verdict: str
    code: str = ""
    field: str = ""
    kind: str = ""
    subject: dict = None
    bundle: dict = None
    date: str = ""

    @property
    def exit_code(self):
        return EXITS.get(self.verdict, 7)


def subject_of(bundle):
    """What the claim is about: the family of its key and the key's fields; of a record the transaction's id."""
    if bundle["kind"] == 0:
        return {"family": "transaction", "id": bundle["identity"].hex()}
    try:
        family, fields, inner = key_of(bundle["state"]["key"])
    except (KeyError, NotUnderstood):
        return None
    out = {"family": family, **readable(fields)}
    return {**out, "of": inner} if family == "history" else out


def readable(value):
    """Bytes as hexadecimal, days as text."""
    if isinstance(value, dict):
        return {name: readable(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [readable(item) for item in value]
    if isinstance(value, bytes):
        return value.hex()
    return value if value is None or isinstance(value, (str, bool, int)) else value.isoformat()


def verify(anchor, data, expected, now_ms=None, date=None, max_age_ms=30 * DAY_MS):
    """`expected`: the kind and the subject that were asked for, {"kind": "title", "type": "little-giant", "code": "91…"}; each member must be
    that of the file, or its verdict is "other_subject" (exit code 7). None: the caller compares. `date`: ISO; else today in China. `max_age_ms` 0: any age."""
    now_ms = int(time.time() * 1000) if now_ms is None else now_ms
    try:
        bundle = verified(anchor, data)
    except Refused as refused:
        return Answer(UNPROVED.get(refused.code, "forged"), refused.code, refused.field)
    day = day_of(now_ms, date)
    kind = KINDS[bundle["kind"]] if bundle["kind"] < len(KINDS) else "unknown"
    out = Answer(worth(bundle, now_ms, day, max_age_ms), kind=kind, subject=subject_of(bundle), bundle=bundle, date=day.isoformat())
    held = {"kind": kind, **(out.subject or {})}
    if any(held.get(name) != value for name, value in (expected or {}).items()):
        out.verdict = "other_subject"
    return out
