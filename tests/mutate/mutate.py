#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Changes one operator at a time in a copy of the tree, and says which changes no test notices (./dev mutate --help).

For each mutant the test programs that link it are built and run one by one, until one fails. A program whose code is the same as before is not
run. Each worker has a copy of the tree in build/mutate, which keeps what it compiled.
"""
import argparse
import fcntl
import json
import os
import random
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from operators import mutants_of
from trees import Memory, Tree, die, judge, say

FOLDERS = ['ledger', 'consensus', 'client/lists']


class Listed:
    """tests/mutants.txt: those that change nothing, each with its reason."""

    def __init__(self, path):
        self.entries = {}  # (file, before, after): the reason
        file, before, after, reason = '', '', '', []

        def close():
            if file:
                if not (before and after and reason):
                    die(2, f'{path}: an entry of {file} needs the lines "- before", "+ after", and a reason')
                self.entries[file, before, after] = ' '.join(reason)
        for line in (path.read_text().splitlines() if path.is_file() else []) + ['']:
            if line.startswith('#'):
                continue
            if not line.strip():
                close()
                file, before, after, reason = '', '', '', []
            elif not file:
                file = line.strip()
            elif line.startswith('- '):
                before = ' '.join(line[2:].split())
            elif line.startswith('+ '):
                after = ' '.join(line[2:].split())
            else:
                reason.append(line.strip())

    def reason(self, m):
        return self.entries.get((m.file, m.before, m.after))

    def stale(self, root, files=None):
        """Entries that are a mutant of nothing any more."""
        known = {}
        for file, before, after in self.entries:
            if files is None or file in files:
                if file not in known:
                    text = (root / file).read_text() if (root / file).is_file() else ''
                    known[file] = {(m.before, m.after) for m in mutants_of(file, text)}
                if (before, after) not in known[file]:
                    yield file, before, after


def sources(root, names):
    """(file, line or None) for each file, FILE:LINE or folder named; headers only if named themselves."""
    found = {}
    for given in names:
        name, _, line = given.partition(':')
        path = Path(name).resolve() if Path(name).exists() else root / name
        if not path.exists() or not path.is_relative_to(root) or not (line.isdecimal() or not line):
            die(2, f'there is no {given}')
        if path.is_dir():
            found.update({str(p.relative_to(root)): None for p in sorted(path.rglob('*.cc'))})
        else:
            found[str(path.relative_to(root))] = int(line) if line else None
    return found


def draw(root, seed, names):
    """All mutants of these files, in the order of the seed. Of those at one place it is chance which comes first."""
    mutants = []
    for file, line in sources(root, names).items():
        mutants += [m for m in mutants_of(file, (root / file).read_text()) if line in (None, m.line)]
    random.Random(seed).shuffle(mutants)
    return mutants


class Run:
    """Mutants go to the workers until enough are judged or the time is over."""

    def __init__(self, mutants, listed, count, minutes):
        self.mutants, self.listed, self.count = iter(mutants), listed, count
        self.lock, self.began = Lock(), time.monotonic()
        self.until = self.began + 60 * minutes if minutes else None
        self.results, self.under_way = [], 0

    def judged(self):
        return sum(v in ('noticed', 'listed', 'survivor') for _, v, _ in self.results)

    def rate(self):
        good = sum(v in ('noticed', 'listed') for _, v, _ in self.results)
        return good / self.judged() if self.judged() else 1.0

    def next(self):
        with self.lock:
            while self.judged() + self.under_way < self.count and (self.until is None or time.monotonic() < self.until):
                mutant = next(self.mutants, None)
                if mutant is None:
                    return None
                if (reason := self.listed.reason(mutant)) is not None:
                    self.record(mutant, 'listed', reason)
                    continue
                self.under_way += 1
                return mutant
            return None

    def record(self, mutant, verdict, why):
        self.results.append((mutant, verdict, why))
        say(f'[{self.judged():4}/{self.count}] {self.rate():.2f} {verdict:8} {mutant.file}:{mutant.line} {mutant.kind}' + (f' ({why})' if why else ''))
        if verdict == 'survivor':
            say(f'    - {mutant.before}\n    + {mutant.after}')

    def work(self, tree, memory):
        while (mutant := self.next()) is not None:
            verdict, why = judge(tree, memory, mutant)
            with self.lock:
                self.under_way -= 1
                self.record(mutant, verdict, why)


def arguments():
    parser = argparse.ArgumentParser(prog='./dev mutate', formatter_class=argparse.RawDescriptionHelpFormatter, description="""\
Changes one operator at a time in ledger/, consensus/ and client/lists, in a copy of the tree (build/mutate), builds and runs the tests that
can see it, and prints the changes that no test noticed: the survivors. A change that does not compile is not counted, nor one that compiles
to the same code; a test that runs out of time has noticed it. tests/mutants.txt lists those that change nothing, each with its reason.""",
                                     epilog='Exit codes: 0 done, 1 fewer than --at-least were noticed or listed, or the tests fail as they are, 2 wrong usage.')
    parser.add_argument('files', nargs='*', metavar='FILE', help='files, FILE:LINE or folders; a header only if it is named (it compiles much)')
    parser.add_argument('--seed', type=int, help='what is changed (drawn and printed if none is given)')
    parser.add_argument('--count', type=int, default=50, help='so many changes (50)')
    parser.add_argument('--minutes', type=float, help='no new change begins later; the build of the copy is not counted')
    parser.add_argument('--jobs', type=int, default=2, help='workers, each with a copy of the tree (2)')
    parser.add_argument('--at-least', type=float, default=0.9, metavar='R', help='the rate that is asked for (0.9)')
    parser.add_argument('--slow', action='store_true', help='also the tests that ctest runs alone: clusters, faults on processes')
    parser.add_argument('--tests', default='', metavar='NAME,...', help='only these test programs: quick, while one is being written')
    parser.add_argument('--list', action='store_true', help='only prints what would be changed')
    parser.add_argument('--check', action='store_true', help='only checks that each entry of tests/mutants.txt still meets its source')
    parser.add_argument('--json', action='store_true', help='one JSON object')
    parser.add_argument('--root', type=Path, default=Path(__file__).resolve().parents[2], help=argparse.SUPPRESS)
    parser.add_argument('--preset', default='release', help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.count < 1 or given.jobs < 1 or not 0 <= given.at_least <= 1 or (given.minutes is not None and given.minutes <= 0):
        parser.error('--count, --jobs and --minutes are above zero, --at-least is between 0 and 1')
    return given


def report(run, given, seed, total):
    def count(verdict):
        return sum(v == verdict for _, v, _ in run.results)
    seconds = round(time.monotonic() - run.began)
    survivors = [(m, v) for m, v, _ in run.results if v == 'survivor']
    if given.json:
        print(json.dumps({
            'seed': seed, 'mutants': total, 'judged': run.judged(), 'rate': round(run.rate(), 4), 'noticed': count('noticed'),
            'timed_out': sum(v == 'noticed' and why.endswith('time-out') for _, v, why in run.results), 'listed': count('listed'),
            'unbuilt': count('unbuilt'), 'same': count('same'), 'seconds': seconds,
            'survivors': [{'file': m.file, 'line': m.line, 'kind': m.kind, 'before': m.before, 'after': m.after} for m, _ in survivors]},
            ensure_ascii=False, indent=1))
    else:
        for m, _ in sorted(survivors, key=lambda s: (s[0].file, s[0].line)):
            print(f'{m.file}:{m.line} {m.kind}\n  - {m.before}\n  + {m.after}')
        print(f'{run.judged()} of {total} mutants (seed {seed}), {seconds} s: {count("noticed")} noticed, {count("listed")} listed, '
              f'{len(survivors)} survivors; rate {run.rate():.2f}. Not counted: {count("unbuilt")} that do not compile, '
              f'{count("same")} that compile to the same code.')


def main():
    given = arguments()
    root = given.root.resolve()
    listed = Listed(root / 'tests/mutants.txt')
    if given.check:
        stale = list(listed.stale(root))
        for file, before, after in stale:
            print(f'tests/mutants.txt: this is no mutant of {file} any more:\n- {before}\n+ {after}')
        return 1 if stale else 0
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(1, 1_000_000)
    mutants = draw(root, seed, given.files or [f for f in FOLDERS if (root / f).is_dir()])
    if given.list:
        for m in mutants[:given.count]:
            print(f'{m.file}:{m.line} {m.kind}\n  - {m.before}\n  + {m.after}')
        return 0
    if not mutants:
        die(2, 'there is nothing to change')
    files = sorted({m.file for m in mutants[:4 * given.count]})  # some are not counted, so more than --count may be needed
    mutants = [m for m in mutants if m.file in files]
    place = root / 'build/mutate'
    place.mkdir(parents=True, exist_ok=True)
    lock = (place / 'lock').open('w')
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        die(1, f'another run is at work in {place}')
    memory = Memory(place / 'memory.json')
    trees = [Tree(root, place / str(i + 1), given.preset) for i in range(min(given.jobs, given.count))]
    for i, tree in enumerate(trees):
        say(f'copy {i + 1} of {len(trees)}: building the tests that see {len(files)} files')
        tree.scratch.mkdir(parents=True, exist_ok=True)
        tree.prepare(files, given.slow, set(filter(None, given.tests.split(','))))
    memory.measure(trees[0])
    run = Run(mutants, listed, given.count, given.minutes)
    say(f'seed {seed}: {len(mutants)} mutants in {len(files)} files')
    with ThreadPoolExecutor(len(trees)) as workers:
        for done in [workers.submit(run.work, tree, memory) for tree in trees]:
            done.result()
    memory.save()
    for file, before, after in listed.stale(root, set(files)):
        say(f'tests/mutants.txt: this is no mutant of {file} any more:\n- {before}\n+ {after}')
    report(run, given, seed, len(mutants))
    return 0 if run.rate() >= given.at_least else 1


if __name__ == '__main__':
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: die(128 + number, 'interrupted'))
    sys.exit(main())
