# SPDX-License-Identifier: Apache-2.0
"""Copies of the source tree, each with a build of its own, in which one mutant at a time is tried."""
import hashlib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

# Their files are compiled one by one, so that a mutant compiles one file, not eight.
APART = 'ledger_tree;ledger_views;ledger_store;ledger_proof;ledger_domain;ledger_execution;client_lists'
LEFT_OUT = ('canary.',)  # they test the simulator by planted bugs of their own
MEMORY_BYTES_MAX = 8 << 30
FILE_BYTES_MAX = 1 << 30


def say(text):
    print(text, file=sys.stderr, flush=True)


def die(code, text):
    say(f'mutate: {text}')
    Commands.end_all()
    os._exit(code)  # from any thread


class Commands:
    """Runs programs with a time limit, and ends all of them at once."""
    running = set()
    over = False
    lock = threading.RLock()

    @classmethod
    def run(cls, arguments, timeout, cwd, env=None, bounded=False, shown=False):
        """(exit code, output); the exit code is None after a time-out. What is shown is not in the output."""
        def bound():
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
            resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES_MAX, FILE_BYTES_MAX))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with cls.lock:
            if cls.over:
                return None, ''
            process = subprocess.Popen(arguments, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=sys.stderr if shown else subprocess.PIPE,
                                       stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=bound if bounded else None)
            cls.running.add(process)
        try:
            output = process.communicate(timeout=timeout)[0] or b''
            return process.returncode, output.decode(errors='replace')
        except subprocess.TimeoutExpired:
            return None, ''
        finally:
            cls.end(process)
            with cls.lock:
                cls.running.discard(process)

    @staticmethod
    def kill(process):
        """With all that it started. ninja ends its compilers when it is asked to, and leaves them when it is killed."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, number)
                process.wait(2)
            except ProcessLookupError:
                return
            except subprocess.TimeoutExpired:
                pass

    @classmethod
    def end(cls, process):
        cls.kill(process)
        process.wait()
        if process.stdout:
            process.stdout.close()

    @classmethod
    def end_all(cls):
        with cls.lock:
            cls.over = True
            for process in cls.running:
                cls.kill(process)


class Test:
    """One command: a whole GoogleTest program, or one test of ctest's."""

    def __init__(self, name, command, folder, environment, limit):
        self.name, self.command, self.folder, self.environment, self.limit = name, command, folder, environment, limit
        self.program = Path(command[0]).name


class Tree:
    """A copy of the source tree with a build of its own."""

    def __init__(self, root, place, preset):
        self.root, self.tree, self.preset = root, place / 'tree', preset
        self.build, self.scratch = self.tree / 'build' / preset, place / 'tmp'
        self.tests = []
        self.inputs = {}     # of each program: all files that it is made from
        self.hashes = {}     # path of a program: when it was linked, and the hash of its code
        self.originals = {}  # the code of each test program before any change

    def copy(self):
        """Only what differs is written, so that only that is compiled again."""
        kept = set()
        for folder, folders, files in os.walk(self.root):
            at = Path(folder).relative_to(self.root)
            folders[:] = [f for f in folders if f != '.git' and not (at == Path('.') and f in ('build', 'run'))]
            for name in files:
                if name == '.git':  # of a worktree
                    continue
                source, target = self.root / at / name, self.tree / at / name
                kept.add(target)
                if source.is_symlink():
                    if not target.is_symlink():
                        target.unlink(missing_ok=True)
                        target.parent.mkdir(parents=True, exist_ok=True)
                        target.symlink_to(os.readlink(source))
                    continue
                if not source.is_file() or (target.is_file() and target.read_bytes() == source.read_bytes()):
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, target)  # with today's time: ninja must see it
        for folder, folders, files in os.walk(self.tree):
            folders[:] = [f for f in folders if Path(folder) / f != self.tree / 'build']
            for name in files:
                if Path(folder) / name not in kept:
                    (Path(folder) / name).unlink()

    def ninja(self, *targets):
        # What a mutant compiles to is of no use to anybody later.
        return Commands.run(['ninja', '-C', str(self.build), *targets], 3600, self.tree, os.environ | {'CCACHE_READONLY': '1'})[0] == 0

    def configure(self):
        self.build.mkdir(parents=True, exist_ok=True)
        code, output = Commands.run(['cmake', '--preset', self.preset, f'-DCREDENCE_APART={APART}'], 600, self.tree)
        if code != 0:
            die(1, f'the copy could not be configured\n{output}')

    def programs(self, slow):
        """The programs of the build that ctest runs, and what each is made from; those that it runs alone only if `slow`."""
        names = set()
        for file in self.build.rglob('CTestTestfile.cmake'):
            text = file.read_text()
            for name, path in re.findall(r'add_test\((?:\[=*\[)?([^\s\]]+)\S* "([^"]+)"', text):
                if (self.build / 'bin') in Path(path).parents and not name.startswith(LEFT_OUT):
                    names.add(Path(path).name)
            for path in re.findall(r'include\("([^"]+\[1\]_include\.cmake)"\)', text):  # of gtest_discover_tests
                if slow or 'RUN_SERIAL' not in Path(path).read_text():
                    names.add(Path(path).name.split('[')[0])
        for name in names:
            output = subprocess.run(['ninja', '-t', 'inputs', name], cwd=self.build, capture_output=True, text=True).stdout
            self.inputs[name] = set(output.splitlines())
            for path in list(self.inputs[name]):  # files that are compiled together
                if re.search(r'/unity_\d+_cxx\.cxx$', path):
                    self.inputs[name].update(re.findall(r'#include "(.*)"', (self.build / path).read_text()))
        return names

    def find_tests(self, programs):
        """The tests of these programs, all cases of a GoogleTest program as one."""
        listed = subprocess.run(['ctest', '--show-only=json-v1'], cwd=self.build, capture_output=True, check=True).stdout
        tests = {}
        for entry in json.loads(listed)['tests']:
            properties = {p['name']: p['value'] for p in entry.get('properties', [])}
            command = entry.get('command', [''])
            if Path(command[0]).name not in programs or entry['name'].startswith(LEFT_OUT):
                continue
            whole = any(a.startswith('--gtest_filter=') for a in command)
            name = Path(command[0]).name if whole else entry['name']
            arguments = command[:1] + ['--gtest_fail_fast', '--gtest_brief=1'] if whole else command
            environment = dict(pair.split('=', 1) for pair in properties.get('ENVIRONMENT', []))
            tests.setdefault(name, Test(name, arguments, properties.get('WORKING_DIRECTORY', str(self.build)), environment,
                                        properties.get('TIMEOUT', 1500)))
        whole = {t.program for t in tests.values() if '--gtest_fail_fast' in t.command}
        return [t for t in tests.values() if len(t.command) > 1 or t.program not in whole]  # none twice

    def prepare(self, files, slow, only):
        """Builds the programs that can see one of the files, and keeps in mind what the objects of each file look like."""
        self.copy()
        self.configure()
        names = [n for n in self.programs(slow) if not only or n in only]
        headers = any(not f.endswith('.cc') for f in files)  # which objects read a header is known once they are built
        wanted = [n for n in names if headers or any(self.sees(n, f) for f in files)] or die(1, 'no test program sees ' + ', '.join(files))
        if Commands.run(['ninja', '-C', str(self.build), *wanted], None, self.tree, shown=True)[0] != 0:
            die(1, 'the tree does not build without any change')
        self.tests = self.find_tests(wanted)
        if headers:
            self.find_readers({str(self.tree / f) for f in files})
        self.originals = {name: self.code_of(name) for name in wanted}

    def find_readers(self, files):
        """Programs are also made from the headers that their objects read."""
        deps = subprocess.run(['ninja', '-t', 'deps'], cwd=self.build, capture_output=True, text=True, check=True).stdout
        for block in deps.split('\n\n'):
            head, *lines = block.splitlines() or ['']
            read = files & {os.path.normpath(self.build / line.strip()) for line in lines}
            for inputs in self.inputs.values():
                if read and head.split(':')[0] in inputs:
                    inputs |= read

    def sees(self, program, file):
        return str(self.tree / file) in self.inputs[program]

    def code_of(self, program):
        """The hash of a test program and of those that it starts, without what is for debuggers."""
        [path] = {t.command[0] for t in self.tests if t.program == program}
        return [self.stripped(p) for p in [Path(path), *(self.build / i for i in sorted(self.inputs[program]) if i.startswith('bin/'))]]

    def stripped(self, path):
        linked = path.stat().st_mtime_ns
        if self.hashes.get(path, (0, ''))[0] != linked:
            bare = self.scratch.parent / 'stripped'
            subprocess.run(['objcopy', '--strip-debug', '-R', '.note.gnu.build-id', path, bare], check=True)
            with bare.open('rb') as file:
                self.hashes[path] = (linked, hashlib.file_digest(file, 'sha256').hexdigest())
        return self.hashes[path][1]

    def passes(self, test, limit):
        """(whether it does, the first that failed or "time-out")."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir(parents=True)
        code, output = Commands.run(test.command, limit, test.folder, os.environ | test.environment | {'TMPDIR': str(self.scratch)}, True)
        failed = re.search(r'\[  FAILED  \] (\S+?),? ', output)
        if code is None:
            return False, 'time-out'
        return code == 0, failed.group(1) if failed else signal.Signals(-code).name if code < 0 else f'exit code {code}'


class Memory:
    """What is known of the tests from earlier runs: how long each takes, and in which folder it noticed something."""

    def __init__(self, path):
        self.path, self.lock = path, threading.Lock()
        try:
            self.held = json.loads(path.read_text())
        except (OSError, ValueError):
            self.held = {'times': {}, 'noticed': {}}

    def save(self):
        self.path.write_text(json.dumps(self.held, indent=1, sort_keys=True))

    def measure(self, tree):
        """Runs what was not yet run as it is now. Whoever fails without any change can notice nothing."""
        for test in tree.tests:
            held = self.held['times'].get(test.name, {})
            if held.get('hash') != tree.originals[test.program]:
                began = time.monotonic()
                good, why = tree.passes(test, test.limit)
                if not good:
                    die(1, f'{test.name} fails without any change: {why}')
                self.held['times'][test.name] = {'hash': tree.originals[test.program], 'seconds': round(time.monotonic() - began, 2)}
                self.save()
                say(f'  {test.name}: {self.held["times"][test.name]["seconds"]} s')

    def order(self, tests, file):
        """Quick ones first, and before them those that often noticed something in this folder."""
        seen = self.held['noticed'].get(str(Path(file).parent), {})
        return sorted(tests, key=lambda t: (self.seconds(t) + 1) / (1 + seen.get(t.name, 0)))

    def seconds(self, test):
        return self.held['times'][test.name]['seconds']

    def noticed(self, file, test):
        with self.lock:
            seen = self.held['noticed'].setdefault(str(Path(file).parent), {})
            seen[test.name] = seen.get(test.name, 0) + 1


def judge(tree, memory, mutant):
    """(verdict, by whom): noticed, same (the code is the same), unbuilt, or survivor."""
    path = tree.tree / mutant.file
    text = path.read_text()
    # a && b || c is asked for its parentheses by the house's warnings; a mutant is not.
    head = '#pragma GCC diagnostic ignored "-Wparentheses"\n#line 1\n'
    ran = False
    try:
        path.write_text(head + text[:mutant.start] + mutant.put + text[mutant.end:])
        for test in memory.order([t for t in tree.tests if tree.sees(t.program, mutant.file)], mutant.file):
            if not tree.ninja(test.program):
                return 'unbuilt', ''
            if tree.code_of(test.program) == tree.originals[test.program]:
                continue  # it does not link what was changed
            ran = True
            good, why = tree.passes(test, 20 + 5 * memory.seconds(test))
            if not good:
                memory.noticed(mutant.file, test)
                return 'noticed', f'{test.name}: {why}'
        return 'survivor' if ran else 'same', ''
    finally:
        path.write_text(text)
