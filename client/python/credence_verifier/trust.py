# SPDX-License-Identifier: Apache-2.0
"""Who may sign, over time (docs/proofs.md, "Who may sign"): blocks, changes of the validators, a block under a later header."""
from .bundle import set_hash
from .encoding import H, HC, Refused, u
from .suites import point_of, signature_fault
from .trees import check_range


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
        if signature_fault(validators[number][0], signed, signature):
            raise Refused("bad_signature", field)


def good_set(validators):
    keys = [key for key, _, _ in validators]
    return 1 <= len(keys) <= 100 and len(set(keys)) == len(keys) and all(point_of(key) and key[0] == keys[0][0] for key in keys)


def follow(anchor, bundle):
    """The sets by the first height that they sign, the latest last; none while nobody told those of a pinned anchor."""
    pinned = anchor["pinned"]
    first = pinned["height"] if pinned else 0
    sets = [(first, anchor["validators"])] if anchor["validators"] else []  # of a pinned anchor a file may tell them
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


def signers_of(anchor, bundle, height):
    """The names of those who signed the trusted header; none of the pinned one, which is believed by its hash."""
    if anchor["pinned"] and anchor["pinned"]["height"] == height:
        return None
    validators = set_at(follow(anchor, dict(bundle)), height)
    return [validators[number][2] for number, _ in bundle["block"][1]["signatures"]]
