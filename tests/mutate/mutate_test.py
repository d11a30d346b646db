# SPDX-License-Identifier: Apache-2.0
"""Tests of ./dev mutate: what it would change in a text, and a whole run over the small tree in sample/."""
import json
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from mutate import Listed
from operators import blanked, mutants_of
from trees import Commands

HERE = Path(__file__).resolve().parent


def changes(text):
    return {m.after for m in mutants_of('x.cc', text)}


class Operators(unittest.TestCase):
    def test_each_operator_is_changed_alone(self):
        self.assertEqual(changes('bool f() { return a < b && c == 2; }'), {
            'return a <= b && c == 2;', 'return a < b || c == 2;', 'return a < b && c != 2;', 'return a < b && c == 3;', 'return a < b && c == 1;'})

    def test_conditions_are_negated_and_statements_removed(self):
        self.assertEqual(changes('void f() { if (ready(a)) return; log(a); }'), {'if (!(ready(a))) return;', 'if (ready(a)) {}', '{}'})
        self.assertEqual(changes('void f() { if (!a) b = 0; }'), {'if (a) b = 0;', 'if (!a) b = 1;', 'if (!a) {}'})
        self.assertIn('if (auto a = f(); !(a > 1)) {}'.split(' {')[0], changes('void f() { if (auto a = f(); a > 1) { g(a); } }'))

    def test_a_declaration_in_a_condition_is_not_negated(self):
        self.assertEqual(changes('void f() { if (const auto a = f()) { } }'), set())

    def test_comments_literals_templates_and_the_preprocessor_stay(self):
        self.assertEqual(changes('#define A 1 < 2\n// a < b\nstd::array<int, 4> f(T&& a, int* b) { /* 1 + 1 */ const char* c = "a < 1 && \\" b"; }'), set())
        self.assertEqual(changes("char f() { return '1'; }"), set())
        text = "int n = 1'000; auto c = '\"'; auto r = R\"x(a < b \" )x\"; // d\n"
        self.assertEqual(len(blanked(text)), len(text))
        self.assertNotIn('<', blanked(text))
        self.assertEqual(changes("int f() { return 1'000; }"), {'return 1001;', 'return 999;'})

    def test_a_braced_value_is_part_of_its_statement(self):
        self.assertIn('{}', changes('void f() { out.push_back({a, b}); }'))
        self.assertIn('return x > y;'.replace('>', '>='), changes('void f() { sort(a, [](int x, int y) { return x > y; }); }'))

    def test_texts_are_joined_and_signs_are_signs(self):
        self.assertEqual(changes('auto f() { return "line " + name; }'), set())
        self.assertEqual(changes('auto f() { return -name; }'), set())

    def test_lines_and_layout_do_not_matter_to_what_is_listed(self):
        [one] = [m for m in mutants_of('x.cc', 'bool f() {\n  return a <\n         b;\n}\n')]
        self.assertEqual((one.line, one.before, one.after), (2, 'return a < b;', 'return a <= b;'))
        removed = [m for m in mutants_of('x.cc', 'void f() {\n  call(a,\n       b);\n}\n')][0]
        self.assertEqual(removed.put.count('\n'), 1)  # nothing below it moves


class Lists(unittest.TestCase):
    def test_an_entry_without_a_source_is_told(self):
        listed = Listed(HERE / 'sample/tests/mutants.txt')
        self.assertEqual([before for _, before, _ in listed.stale(HERE / 'sample')], ['if (no_longer < there) return;'])
        self.assertEqual(subprocess.run([sys.executable, HERE / 'mutate.py', '--root', HERE / 'sample', '--check'],
                                        capture_output=True).returncode, 1)


class Limits(unittest.TestCase):
    def test_what_runs_too_long_is_ended_with_all_that_it_started(self):
        self.assertEqual(Commands.run(['sh', '-c', 'sleep 600 & sleep 600'], 0.2, HERE), (None, ''))


    def test_an_interruption_ends_all_that_is_running(self):
        script = 'import trees, threading, time\n' \
                 'threading.Thread(target=trees.Commands.run, args=(["sh", "-c", "sleep 601 & sleep 601"], None, "."), daemon=True).start()\n' \
                 'time.sleep(0.5)\ntrees.die(130, "interrupted")'
        began = time.monotonic()
        self.assertEqual(subprocess.run([sys.executable, '-c', script], cwd=HERE, capture_output=True).returncode, 130)
        self.assertLess(time.monotonic() - began, 60)


class Sample(unittest.TestCase):
    def test_the_planted_survivor_is_found_and_the_others_are_noticed(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder).resolve() / 'sample'
            shutil.copytree(HERE / 'sample', root)
            source = (root / 'ledger/limits.cc').read_text()

            def run(*options):
                return subprocess.run([sys.executable, HERE / 'mutate.py', '--root', root, '--json', '--jobs', '1', '--count', '100', *options],
                                      cwd=root, capture_output=True, text=True)
            done = run('--seed', '7', '--at-least', '1')
            self.assertEqual(done.returncode, 1, done.stderr)
            found = json.loads(done.stdout)
            self.assertEqual([(s['file'], s['line'], s['before'], s['after']) for s in found['survivors']],
                             [('ledger/limits.cc', 8, 'return first < second;', 'return first <= second;')], done.stderr)
            self.assertEqual((found['noticed'], found['listed'], found['same'], found['unbuilt'], found['judged']), (11, 1, 1, 1, 13), done.stderr)
            self.assertEqual(found['rate'], round(12 / 13, 4))
            self.assertIn('no longer', done.stderr.replace('_', ' '))  # the stale entry
            self.assertEqual((root / 'ledger/limits.cc').read_text(), source)

            # The next run compiles what changed, and one line alone can be asked for.
            test = root / 'tests/sample_test.cc'
            test.write_text(test.read_text().replace('EXPECT_FALSE(rises(2, 1));', 'EXPECT_FALSE(rises(2, 1) || rises(1, 1));'))
            again = run('--at-least', '1', 'ledger/limits.cc:8')
            self.assertEqual(again.returncode, 0, again.stderr)
            self.assertEqual(json.loads(again.stdout)['noticed'], 1)

            header = run('--at-least', '1', 'ledger/limits.h')
            self.assertEqual(header.returncode, 0, header.stderr)
            self.assertGreater(json.loads(header.stdout)['noticed'], 3)

            # Tests that fail as they are notice nothing.
            test.write_text(test.read_text() + 'TEST(Limits, Fails) { FAIL(); }\n')
            self.assertEqual(run().returncode, 1)
            self.assertIn('fails without any change', run().stderr)


if __name__ == '__main__':
    unittest.main()
