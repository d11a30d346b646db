#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What PostgreSQL records in a second on this machine, and Credence beside it (./dev bench postgres --help)."""
import argparse
import json
import os
import platform
import pwd
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ABOUT = """\
Rows/s of an append-only PostgreSQL table: an index by enterprise, one hash chain over all rows (a trigger), every commit on the disk before
it is answered; 8 clients on a local socket, with one row at a time and with lists. With --beside, four validators of Credence on the same
machine, right after it: one-line transactions beside single rows, lines in lists of 500 beside rows in lists of 100."""
CLIENTS = 8
LISTS = (1, 100, 1_000)
ENTERPRISES = 20_000

SCHEMA = """
CREATE TABLE record (
  number bigint PRIMARY KEY, enterprise char(18) NOT NULL, programme text NOT NULL, batch text NOT NULL, line integer NOT NULL,
  project text NOT NULL, amount_fen bigint NOT NULL CHECK (amount_fen > 0), day date NOT NULL, hash bytea NOT NULL);
CREATE INDEX ON record (enterprise, number);
CREATE FUNCTION chained() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last_number bigint; last_hash bytea;
BEGIN
  PERFORM pg_advisory_xact_lock(1);  -- one writer of the chain at a time, until it commits
  SELECT number, hash INTO last_number, last_hash FROM record ORDER BY number DESC LIMIT 1;
  NEW.number := coalesce(last_number, 0) + 1;
  NEW.hash := sha256(coalesce(last_hash, '') || convert_to(concat_ws('|', NEW.number, NEW.enterprise, NEW.programme, NEW.batch, NEW.line, NEW.project,
                                                                     NEW.amount_fen, NEW.day), 'UTF8'));
  RETURN NEW;
END $$;
CREATE TRIGGER chained BEFORE INSERT ON record FOR EACH ROW EXECUTE FUNCTION chained();
CREATE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'append only'; END $$;
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON record FOR EACH ROW EXECUTE FUNCTION refused();
"""
ROW = """\\set e random(1, {enterprises})
INSERT INTO record (enterprise, programme, batch, line, project, amount_fen, day)
SELECT '91440000' || lpad((:e + n)::text, 10, '0'), 'puhui-2026', 'b' || :client_id, n, '产线改造', 100000 + n, '2026-11-24'
FROM generate_series(1, {rows}) AS n;
"""


def die(text):
    print(f'bench postgres: {text}', file=sys.stderr)
    sys.exit(1)


def programs():
    for folder in sorted(Path('/usr/lib/postgresql').glob('*/bin'), reverse=True):
        if (folder / 'pgbench').exists():
            return folder
    return die('there is no PostgreSQL: ./dev bench postgres installs it')


class Server:
    """A PostgreSQL of its own, in a folder of its own, as an ordinary user: it refuses to run as root."""

    def __init__(self, folder):
        self.bin, self.folder, self.data = programs(), folder, folder / 'data'
        self.as_user = []
        if os.geteuid() == 0:
            user = pwd.getpwnam('postgres')
            shutil.chown(folder, user.pw_uid, user.pw_gid)
            self.as_user = ['setpriv', f'--reuid={user.pw_uid}', f'--regid={user.pw_gid}', '--clear-groups']

    def run(self, program, *arguments, **more):
        done = subprocess.run([*self.as_user, self.bin / program, *arguments], cwd=self.folder, capture_output=True, text=True, **more)
        if done.returncode != 0:
            die(f'{program}: {done.stderr.strip()}')
        return done.stdout

    def __enter__(self):
        self.run('initdb', '-D', self.data, '-A', 'trust', '-U', 'bench', '-E', 'UTF8', '--locale=C')
        # Checkpoints of half a minute of writing would be those of a small installation, not of the method.
        settings = {'listen_addresses': '', 'unix_socket_directories': self.folder, 'shared_buffers': '512MB', 'max_wal_size': '4GB',
                    'fsync': 'on', 'synchronous_commit': 'on', 'full_page_writes': 'on'}
        with (self.data / 'postgresql.conf').open('a') as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        self.run('pg_ctl', '-D', self.data, '-l', self.folder / 'log', '-w', 'start')
        self.query(SCHEMA)
        return self

    def __exit__(self, *_):
        self.run('pg_ctl', '-D', self.data, '-m', 'fast', '-w', 'stop')

    def query(self, text):
        return self.run('psql', '-h', self.folder, '-U', 'bench', '-d', 'postgres', '-qtA', '-v', 'ON_ERROR_STOP=1', input=text).strip()

    def rate(self, rows, seconds):
        """Rows committed in a second by all clients."""
        script = self.folder / f'insert_{rows}.sql'
        script.write_text(ROW.format(enterprises=ENTERPRISES, rows=rows))
        printed = self.run('pgbench', '-h', self.folder, '-U', 'bench', '-n', '-M', 'prepared', '-c', str(CLIENTS), '-j', '2', '-T', str(seconds),
                           '-f', script, 'postgres')
        if 'number of failed transactions: 0 ' not in printed:
            die(f'transactions failed\n{printed}')
        return float(re.search(r'tps = ([0-9.]+)', printed).group(1)) * rows

    def check(self):
        """The chain is one: each row's hash is that of the row before and itself."""
        broken = self.query("SELECT count(*) FROM (SELECT hash <> sha256(lag(hash, 1, ''::bytea) OVER (ORDER BY number) || convert_to(concat_ws("
                            "'|', number, enterprise, programme, batch, line, project, amount_fen, day), 'UTF8')) AS b FROM record) AS r WHERE b;")
        if broken != '0':
            die(f'{broken} rows do not fit the chain')
        return int(self.query('SELECT count(*) FROM record;'))


def syncs_per_second(folder, seconds=2):
    """How often this disk takes 8 KiB and says that it has them."""
    block, count = os.urandom(8192), 0
    with tempfile.TemporaryFile(dir=folder) as file:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            os.pwrite(file.fileno(), block, 8192 * (count % 1024))
            os.fdatasync(file.fileno())
            count += 1
    return count / seconds


def machine():
    cpu = next((line.split(':', 1)[1].strip() for line in open('/proc/cpuinfo') if line.startswith('model name')), platform.machine())
    return {'cpu': cpu, 'threads': os.cpu_count(), 'kernel': platform.release()}


def summary(values, unit):
    return {'median': statistics.median(values), 'min': min(values), 'max': max(values), 'runs': len(values), 'unit': unit}


def beside(root, runs):
    """The same machine's four validators (bench_cluster)."""
    done = subprocess.run([root / 'build/release/bin/bench_cluster', '--json', '--workloads', 'single,lists', '--runs', str(runs)], capture_output=True, text=True)
    if done.returncode != 0:
        die(f'bench_cluster: {done.stderr.strip()}')
    return json.loads(done.stdout.strip().splitlines()[-1])


def measure(given):
    root = Path(__file__).resolve().parents[2]
    place = root / 'build' if not given.folder else given.folder
    with tempfile.TemporaryDirectory(prefix='bench-postgres-', dir=place) as name:
        folder = Path(name)
        os.chmod(folder, 0o755)
        out = {'benchmark': 'postgres', 'machine': machine(), 'clients': CLIENTS, 'seconds_a_run': given.seconds, 'bound': {'sync_per_s': syncs_per_second(folder)}}
        with Server(folder) as server:
            out['version'] = server.query('SHOW server_version;')
            for rows in LISTS:
                server.rate(rows, 1)
                out['single_rows' if rows == 1 else f'lists_of_{rows}'] = summary([server.rate(rows, given.seconds) for _ in range(given.runs)], 'rows/s')
            out['rows'] = server.check()
    if given.beside:
        other = beside(root, given.runs)
        lists = other['lists_of_500']['median']
        out['credence'] = {'single_line': other['single_line'], 'lists_of_500': other['lists_of_500'], 'bound': other['bound']}
        out['ratio'] = {'single_line_to_single_rows': other['single_line']['median'] / out['single_rows']['median'],
                        'lists_of_500_to_lists_of_100': lists / out['lists_of_100']['median']}
    return out


def report(out):
    print(f'PostgreSQL {out["version"]}: append-only, an index, one hash chain, sync on; {CLIENTS} clients, runs of {out["seconds_a_run"]} s')
    print(f'{out["machine"]["cpu"]}, {out["machine"]["threads"]} threads, Linux {out["machine"]["kernel"]}; {out["bound"]["sync_per_s"]:,.0f} syncs/s of 8 KiB')

    def row(name, figures):
        print(f'  {name:34}{figures["median"]:12,.0f} {figures["unit"]:16} {figures["min"]:,.0f} to {figures["max"]:,.0f}, {figures["runs"]} runs')
    for rows in LISTS:
        row('PostgreSQL, a row at a time' if rows == 1 else f'PostgreSQL, lists of {rows:,}', out['single_rows' if rows == 1 else f'lists_of_{rows}'])
    if 'credence' in out:
        row('Credence, a line a transaction', out['credence']['single_line'])
        row('Credence, lists of 500', out['credence']['lists_of_500'])
        print(f'  ratios: {out["ratio"]["single_line_to_single_rows"]:.2f} singly; {out["ratio"]["lists_of_500_to_lists_of_100"]:.2f} of lists of 500 to lists of 100')


def main():
    parser = argparse.ArgumentParser(prog='./dev bench postgres', description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--seconds', type=int, default=20, help='of one run (20)')
    parser.add_argument('--runs', type=int, default=3, help='of each size (3)')
    parser.add_argument('--beside', action='store_true', help='Credence too, in the same run, and the ratios')
    parser.add_argument('--folder', type=Path, help='where the tables lie (build/)')
    parser.add_argument('--json', action='store_true', help='one JSON object')
    given = parser.parse_args()
    if given.seconds < 1 or given.runs < 1:
        parser.error('--seconds and --runs are above zero')
    out = measure(given)
    print(json.dumps(out)) if given.json else report(out)


if __name__ == '__main__':
    main()
