# SPDX-License-Identifier: Apache-2.0
"""Whether a command prints what a page shows, whatever differs from run to run.

VARIES is all that may differ. Blanks and folds do not count: where a line folds depends on what varies. "…" in a
line of its own, or behind a blank at a line's end, stands for any number of lines.
"""
import re

VALIDATORS = ["Guangdong Provincial Department of Industry and Information Technology", "广东省工业和信息化厅",
              "Guangdong Provincial Department of Science and Technology", "广东省科学技术厅",
              "Guangdong Provincial Department of Finance", "广东省财政厅",
              "Guangdong Provincial Audit Office", "广东省审计厅"]


def spread(text):
    """Matches the text with blanks and folds anywhere."""
    return r"\s*".join(re.escape(one) for one in text if not one.isspace())


NAME = "(?:" + "|".join(map(spread, VALIDATORS)) + ")"
HEX = r"(?:[0-9a-f]\s*)"
VARIES = [
    ("signers", rf"{NAME}(?:\s*[,、]\s*{NAME})+"),          # any quorum of them
    ("anchor", rf"credence-anchor:1:{HEX}+:(?:\d\s*)+:{HEX}+:{HEX}+:(?:[0-9a-f]\s*){{7}}[0-9a-f]"),
    ("groups", r"(?:[0-9a-f]{8}\s+){3,}[0-9a-f]{1,8}\b"),   # a hash as people read it aloud
    ("id", r"\b[0-9a-f]{8,}\b…?"),                          # hashes, keys, transactions, whole or cut
    ("entry", r"\b\d+/\d+(?=\s+[0-9a-f]{12})"),             # a block and a place in it, before the id
    ("moment", r"\(\d{4}-\d\d-\d\d\s+\d\d:\d\d:\d\d\)"),
    ("time", r"\d\d:\d\d:\d\d"),
    ("folder", r"/[\w./-]*credence-handbook-\w+"),
    ("port", r"127\.0\.0\.1:\d+"),
    ("block", r"(?:block|区块|高度|height)s?[\s:：]*\d[\d,]*(?:[-–]\d[\d,]*)?"),
    ("blocks", r"\d[\d,]*\s*(?:of\s+them\s+new|个为新增|signatures|个签名)"),
    ("bytes", r"bytes\s+\d+\s+to\s+\d+\s+of\s+[\d,]+|第\s*\d+\s*至\s*\d+\s*字节，共\s*[\d,]+\s*字节"),
    ("size", r"\d[\d,.]*\s*(?:s\b|bytes|字节|秒)"),
    ("disk", r"GiB\W*\d+"),
    ("age", r"\d+\s*(?:minutes?\b|分钟)"),
]
ANY = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in VARIES))
PATTERN = {name: re.sub(r"\\s[*+]?|\\b", "", pattern) for name, pattern in VARIES}


def squeezed(text):
    return re.sub(r"─+", "─", re.sub(r"\s+", "", text))


def compiled(shown):
    """An expression for what may be printed, with a group for each id, and the ids as the page shows them."""
    text, out, at, ids = "\n".join(shown), "", 0, []
    for found in ANY.finditer(text):
        out += re.escape(squeezed(text[at:found.start()]))
        if found.lastgroup == "id":
            ids.append(found.group())
            digits = len(found.group().rstrip("…"))
            out += f"([0-9a-f]{{{digits}}}…?)"
        else:
            out += f"(?:{PATTERN[found.lastgroup]})"
        at = found.end()
    out += re.escape(squeezed(text[at:]))
    return out, ids


def pieces_of(shown):
    """The lines between one "…" and the next."""
    pieces = [[]]
    for line in shown:
        if (text := line.removesuffix(" …")) != "…":
            pieces[-1].append(text)
        if line == "…" or text != line:
            pieces.append([])
    return pieces


def agree(shown, printed):
    """Which id of the page is which of this run; None where the two differ."""
    expressions, ids = [], []
    for piece in pieces_of(shown):
        expression, found = compiled(piece)
        expressions.append(expression)
        ids += found
    match = re.fullmatch(".*?".join(expressions), squeezed("\n".join(printed)), re.DOTALL)
    if match is None:
        return None
    return {page.rstrip("…"): real.rstrip("…") for page, real in zip(ids, match.groups())}


def with_ids(command, ids):
    """The command with this run's ids, which may be cut, in place of the page's."""
    def real(found):
        for page, own in ids.items():
            if page.startswith(found.group()):
                return own[:len(found.group())]
        return found.group()
    return re.sub(r"\b[0-9a-f]{8,}\b", real, command)
