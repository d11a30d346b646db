# SPDX-License-Identifier: Apache-2.0
"""Merkle trees, the state tree and histories (docs/encoding.md): whether a path leads to a root."""
from .encoding import H, Refused, u
from .values import decode


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


def history_head(state, later):
    if state["value"] is None:
        return 0, []
    head = decode("HistoryValue", state["value"], "claim.state", later)
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
