# SPDX-License-Identifier: Apache-2.0
"""The claims (docs/proofs.md, "The order of checks", step 5)."""
from .encoding import H, HC, NotUnderstood, Reader, Refused
from .keys import VALUE_OF, check_context, key_of
from .suites import signature_fault
from .trees import check_history, check_path, check_range, history_head, merkle_holds
from .values import decode, read


def check_page(bundle, head):
    suite = bundle["block"][0]["suite"]
    leaves = [H(suite, "hentry", entry) for entry in bundle["entries"]]
    check_range(suite, head, bundle["from"], leaves, bundle["path"], "claim.entries")
    if not bundle["entries"]:
        raise Refused("wrong_claim", "claim.entries")


def check_record(anchor, bundle):
    header = bundle["block"][0]
    r = Reader(bundle["transaction"], "claim.transaction")
    body, signatures = r.blob(262144), r.list(4, lambda: (read(r, "key"), read(r, "signature")))
    r.end()
    b = Reader(body, "claim.transaction")
    if read(b, "chain") != anchor["chain"]:
        raise Refused("wrong_chain", "claim.transaction")
    identity = bundle["identity"] = HC("tx", anchor["chain"], body)
    signer, _, _, action = b.take(32), b.take(8), b.take(8), b.blob(261120)  # between them nonce and expiry height
    b.end()
    if not signatures or H(signatures[0][0][0], "key", signatures[0][0]) != signer:
        raise Refused("missing_signature", "claim.transaction")
    keys = set()
    for key, _ in signatures:
        if key[0] != header["suite"]:
            raise Refused("wrong_suite", "claim.transaction")
        if key in keys:
            raise Refused("signed_twice", "claim.transaction")
        keys.add(key)
    for name, item, path, root in (("transaction", "transaction", "path", "batch_root"), ("receipt", "receipt", "receipt_path", "receipts_root")):
        if not merkle_holds(header["suite"], H(header["suite"], "mleaf", bundle[item]), bundle["index"], header["count"], bundle[path], header[root]):
            raise Refused("bad_merkle_path", "claim." + name)
    for key, signature in signatures:
        if fault := signature_fault(key, identity, signature):
            raise Refused(fault, "claim.transaction")
    receipt = bundle["receipt_read"] = decode("Receipt", bundle["receipt"], "claim.receipt")
    if receipt["transaction"] != identity:
        raise Refused("wrong_subject", "claim.receipt")
    try:
        bundle["action"] = decode("Action", action, "claim.transaction")
    except Refused:
        if receipt["code"] == 0:
            raise


def check_claim(anchor, bundle):
    kind, header = bundle["kind"], bundle["block"][0]
    if kind > 6:  # of a later version: nothing of it but its block is checked
        raise NotUnderstood(f"kind {kind}")
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
    later = None  # an entry that is not understood; everything else of the claim is checked
    if kind in (1, 5):
        head = history_head(state)
        check_page(bundle, head) if kind == 1 else check_history(header["suite"], bundle["entries"], head)
        bundle["total"], bundle["read"] = head[0], []
        for entry in bundle["entries"]:
            try:
                bundle["read"].append(decode("HistoryEntry", entry, "claim.entries"))
            except NotUnderstood as fault:
                bundle["read"].append({"not_understood": entry})
                later = later or fault
    value = decode(VALUE_OF[family], state["value"], "claim.state") if kind in (2, 4, 6) else None
    nameless = kind == 2 and not bundle["context"]  # all that a title names is registered: the names may be left out
    bundle["value"], bundle["names"] = value, {} if nameless else check_context(bundle, key, value)
    if kind == 6 and bundle["names"]["award_batch"] is None:
        raise Refused("wrong_claim", "claim")
    if later:
        raise later
