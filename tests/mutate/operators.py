# SPDX-License-Identifier: Apache-2.0
"""What can be changed in a C++ source, one operator at a time.

The source is read as text. It must be laid out by clang-format: a binary operator has spaces around it, and the `<` of a template has none.
What does not compile in the end is no mutant, so a guess that is wrong now and then costs time and nothing else.
"""
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    file: str    # from the root of the tree
    line: int    # of the first changed character, from 1
    start: int   # offsets into the text of the file
    end: int
    put: str     # takes the place of what stands there
    kind: str
    before: str  # the statement around it, in single spaces: it stays the same when lines move or are wrapped otherwise
    after: str


def blanked(text):
    """The same text, as long, with comments, preprocessor lines and the inside of literals as spaces."""
    token = re.compile(
        r'//[^\n]*|/\*.*?\*/'                                # comments
        r'|(?:(?<=\n)|^)[ \t]*\#(?:[^\n]*\\\n)*[^\n]*'       # preprocessor, with continued lines
        r'|R"([^(\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"'        # texts
        r"|(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+'",            # characters, and not the ' in 1'000
        re.S)

    def blank(match):
        found = match.group()
        keep = found[0] if found[0] in '"\'' else ''
        return keep + re.sub(r'[^\n]', ' ', found[len(keep):len(found) - len(keep)]) + keep
    return token.sub(blank, text)


_BLOCK_BEFORE = re.compile(r'(?:[)\]:;{}]|\b(?:else|do|try|const|noexcept|override|mutable)|\b(?:namespace|class|struct|union|enum)\b[^;{}()]*'
                           r'|->\s*[\w:<>, ]+|^)\s*$')


def statements(code):
    """(start, end, head of the block around) of each statement and each head of a block in a blanked text.

    A brace that opens a value is part of its statement."""
    found, open_, heads = [], [], ['']
    start = 0

    def close(at):
        nonlocal start
        text = code[start:at]
        if text.strip():
            found.append((start + len(text) - len(text.lstrip()), at, heads[-1]))
        start = at

    for at, c in enumerate(code):
        if c in '([':
            open_.append(c)
        elif c in ')]':
            if open_ and open_[-1] in '([':
                open_.pop()
        elif c == '{':
            if _BLOCK_BEFORE.search(code[max(start, at - 200):at]):
                head = code[start:at].strip()
                close(at)
                open_.append('{')
                heads.append(head)
                start = at + 1
            else:
                open_.append('=')
        elif c == '}':
            if open_ and open_.pop() == '{':
                close(at)
                heads.pop()
                start = at + 1
        elif c == ';' and (not open_ or open_[-1] == '{'):
            close(at + 1)
    return found


def _closing(code, at):
    """Where the bracket that opens at `at` is closed."""
    depth = 0
    for i in range(at, len(code)):
        depth += {'(': 1, ')': -1}.get(code[i], 0)
        if depth == 0:
            return i
    return len(code)


_SPACED = {
    'comparison': {'<': '<=', '<=': '<', '>': '>=', '>=': '>', '==': '!=', '!=': '=='},
    'connective': {'&&': '||', '||': '&&'},
    'arithmetic': {'+': '-', '-': '+', '*': '/', '/': '*', '%': '/', '+=': '-=', '-=': '+=', '*=': '/=', '/=': '*='},
    'bits': {'&': '|', '|': '&', '^': '&', '<<': '>>', '>>': '<<', '&=': '|=', '|=': '&='},
}
_WORDS = {'true': 'false', 'false': 'true', 'std::min': 'std::max', 'std::max': 'std::min', 'any_of': 'all_of', 'all_of': 'any_of',
          'lower_bound': 'upper_bound', 'upper_bound': 'lower_bound'}
_SPACED_AT = re.compile(r'(?<=\s)(?:<=|>=|==|!=|&&|\|\||[-+*/&|]=|<<|>>|[-<>+*/%&|^])(?=\s)')
_WORD_AT = re.compile(r'\b(?:std::min|std::max|true|false|any_of|all_of|lower_bound|upper_bound)\b')
_NUMBER_AT = re.compile(r"(?<![\w.'])(\d[\d']*)([uUlL]*)(?![\w.'>])")
_HEAD = re.compile(r'(?:else\s+)?(?:if|while)\s*\(|else\b')
_REMOVABLE = re.compile(r'(?:return\b.*|break|continue|(?:\+\+|--)?[*(]*[a-z_]\w*(?:(?:::|\.|->)\w+|\[[^\]]*\]|\([^()]*\))*'
                        r'(?:\(.*\)|\s*[-+*/|&^]?=\s.*|\+\+|--)?);$', re.S)
_NO_STATEMENT = re.compile(r'(?:static_assert|using|template|friend|namespace|typedef|case|default|public|private|throw|delete|goto)\b')


def _replacements(code, start, end, head):
    """(start, end, put, kind) for what can be changed in one statement."""
    part = code[start:end]
    # An assertion that always holds cannot be missed; what stands behind `planted` is a bug on purpose (consensus/canary.h).
    if re.match(r'static_assert|template|CREDENCE_ASSERT|if \(planted\(', part):
        return
    for match in _SPACED_AT.finditer(code, start, end):
        left, right = code[:match.start()].rstrip()[-1:], code[match.end():].lstrip()[:1]
        operator = match.group()
        # Texts are joined by + and written by <<, which have no other way. A sign is not between two values.
        if '"' in (left, right) and operator in ('+', '<<', '+='):
            continue
        if operator in '-+*&' and not re.match(r'[\w)\]"\'}]', left):
            continue
        kind = next(kind for kind, table in _SPACED.items() if operator in table)
        yield match.start(), match.end(), _SPACED[kind][operator], kind
    for match in _WORD_AT.finditer(code, start, end):
        yield match.start(), match.end(), _WORDS[match.group()], 'constant' if match.group() in ('true', 'false') else 'word'
    for match in _NUMBER_AT.finditer(code, start, end):
        number, suffix = int(match.group(1).replace("'", '')), match.group(2)
        yield match.start(), match.end(), f'{number + 1}{suffix}', 'off by one'
        if number > 0:
            yield match.start(), match.end(), f'{number - 1}{suffix}', 'off by one'
    for match in re.finditer(r'!(?=[\w(:*])', part):
        yield start + match.start(), start + match.end(), '', 'negation'
    at = start
    while (match := _HEAD.match(code, at, end)):
        at = match.end()
        if match.group().endswith('('):
            last = _closing(code, match.end() - 1)
            first = match.end() + code[match.end():last].rfind(';') + 1 if ';' in code[match.end():last] else match.end()
            condition = code[first:last]
            if not re.search(r'(?<![=!<>])=(?!=)', re.sub(r'\([^()]*\)|\{[^{}]*\}', '', condition)):  # no declaration
                first += len(condition) - len(condition.lstrip())
                if not re.fullmatch(r'!(?:[\w.:\[\]]|->|\([^()]*\))*', code[first:last].strip()):  # without its ! it is there already
                    yield first, last, None, 'negation'
            at = last + 1
        at += len(code[at:end]) - len(code[at:end].lstrip())
    rest = code[at:end].strip()
    # Room asked for in advance changes nothing but time.
    if _REMOVABLE.match(rest) and not _NO_STATEMENT.match(rest) and '.reserve(' not in rest and rest.count('(') == rest.count(')'):
        if not rest.startswith('return') or at > start or re.match(r'(?:\}?\s*else\s+)?(?:if|else|for|while|case)\b', head):
            yield at, end, '{}', 'removed'


def _plain(text):
    return ' '.join(text.split())


def mutants_of(file, text):
    """All mutants of one file."""
    code = blanked(text)
    out = []
    for start, end, head in statements(code):
        for first, last, put, kind in _replacements(code, start, end, head):
            old = text[first:last]
            put = f'!({old})' if put is None else put
            # A removed statement keeps its lines, so that nothing below it moves.
            filled = put + '\n' * (old.count('\n') - put.count('\n'))
            out.append(Mutant(file, text.count('\n', 0, first) + 1, first, last, filled, kind,
                              _plain(text[start:end]), _plain(text[start:first] + put + text[last:end])))
    return out
