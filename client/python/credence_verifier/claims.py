# SPDX-License-Identifier: Apache-2.0
"""The claims (docs/proofs.md, "The order of checks", step 5)."""
from .encoding import H, HC, NotUnderstood, Reader, Refused
from .keys import FAMILIES, VALUE_OF, check_context, check_unnamed, key_of
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
    chain, signer, _, _, action = read(b, "chain"), b.take(32), b.take(8), b.take(8), b.blob(261120)  # between them nonce and expiry height
    b.end()
    if chain != anchor["chain"]:
        raise Refused("wrong_chain", "claim.transaction")
    identity = bundle["identity"] = HC("tx", chain, body)
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
    later = []
    receipt = decode("Receipt", bundle["receipt"], "claim.receipt", later)
    if receipt["transaction"] != identity:
        raise Refused("wrong_subject", "claim.receipt")
    try:
        bundle["action"] = decode("Action", action, "claim.transaction")
    except NotUnderstood as fault:
        if receipt["code"] == 0:  # what was refused changed nothing, whatever it was
            later.append(fault)
    except Refused:
        if receipt["code"] == 0:
            raise
    if later:
        raise later[0]
    bundle["receipt_read"] = receipt


# of each kind of claim about the state: the families of its key, and whether there is a value (None: either)
CLAIMED = {1: (("history",), None), 2: (("qualification",), True), 4: (("enterprise", "programme"), True), 5: (("history",), None), 6: (("award",), True),
           7: (("credit_standing",), None),
           3: (("department", "signer", "enterprise", "programme", "award_batch", "award", "payment_list", "payment", "qualification_type",
                "qualification"), False)}


def check_claim(anchor, bundle):
    """Whatever can be checked without understanding all of it is checked before `NotUnderstood`."""
    kind, header = bundle["kind"], bundle["block"][0]
    if kind > 7:  # of a later version: nothing of it but its block is checked
        raise NotUnderstood(f"kind {kind}")
    if kind == 0:
        return check_record(anchor, bundle)
    state, later, key = bundle["state"], [], None
    try:
        key = key_of(state["key"])
    except NotUnderstood as fault:
        later.append(fault)
    check_path(state, header, "claim.state")
    families, valued = CLAIMED[kind]
    tag = state["key"][0]
    fits = FAMILIES[tag] in families if tag < len(FAMILIES) else kind == 3  # of a later family only that it is not there
    if not fits or valued not in (None, state["value"] is not None):
        raise Refused("wrong_claim", "claim")
    value = None
    if kind in (1, 5):
        head = history_head(state, later)
        check_page(bundle, head) if kind == 1 else check_history(header["suite"], bundle["entries"], head)
        bundle["total"], bundle["read"] = head[0], []
        for entry in bundle["entries"]:
            before = len(later)
            read_entry = decode("HistoryEntry", entry, "claim.entries", later)
            bundle["read"].append({"not_understood": entry} if len(later) > before else read_entry)
    elif valued or (kind == 7 and state["value"] is not None):
        value = decode(VALUE_OF[key[0]], state["value"], "claim.state", later)
    nameless = kind == 2 and not bundle["context"]  # all that a title names is registered: the names may be left out
    names, unread = {}, []
    if key is None:
        check_unnamed(bundle)
    elif not nameless:
        names = check_context(bundle, key, value, unread)
    if kind == 6 and names["award_batch"] is None:
        raise Refused("wrong_claim", "claim")
    if kind == 7 and any(one["enterprise"] is None for one in bundle["lineage"]):
        raise Refused("wrong_claim", "claim")
    bundle["names"] = {} if unread else names
    if later + unread:
        raise (later + unread)[0]
    bundle["value"] = value
