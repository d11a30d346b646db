# SPDX-License-Identifier: Apache-2.0
"""A network in a folder of its own, with a clock of its own, and commands in a terminal.

Whatever is started there is ended with this process, however that ends: a keeper waits for the end of a pipe.
"""
import datetime
import fcntl
import os
import pathlib
import pty
import select
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import termios
import time

COLUMNS = 80
CHINA = datetime.timezone(datetime.timedelta(hours=8))
# Below those that the system hands out. Of ten the first is our sign that the others are taken.
PORTS = range(24000, 25000, 10)


def take_ports():
    """The sign, to be kept open, and the first of nine ports that nobody listens on."""
    for first in PORTS:
        sign = socket.socket()
        try:
            sign.bind(("127.0.0.1", first))
            sign.listen()
            for port in range(first + 1, first + 10):
                with socket.socket() as probe:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    probe.bind(("127.0.0.1", port))
            return sign, first + 1
        except OSError:
            sign.close()
    raise SystemExit(f"no ten free ports between {PORTS.start} and {PORTS.stop}")


def started_at(pid):
    """When the process began, as /proc says it; None if there is none."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return None


def end_nodes(folder):
    """By the ids that `network up` left, which say when each process began: an id that another has now is not meant."""
    running = []
    for file in folder.glob("*/nodes/*/node.pid"):
        pid, _, began = file.read_text().strip().partition(" ")
        if began and started_at(pid) == began:
            handle = os.pidfd_open(int(pid))
            signal.pidfd_send_signal(handle, signal.SIGKILL)
            running.append(handle)
    for handle in running:
        select.select([handle], [], [], 10)
    shutil.rmtree(folder, ignore_errors=True)


def keep(folder):
    """A process apart, which cleans the folder up when this one is gone. The pipe's other end is ours."""
    reader, writer = os.pipe()
    if os.fork() > 0:
        os.wait()
        os.close(reader)
        return writer
    os.setsid()
    if os.fork() > 0:
        os._exit(0)
    os.close(writer)
    with open(os.devnull, "r+b") as nothing:  # else whoever reads our output waits for the keeper
        for stream in (0, 1, 2):
            os.dup2(nothing.fileno(), stream)
    os.read(reader, 1)
    end_nodes(folder)
    os._exit(0)


class Network:
    def __init__(self, source, binaries, language):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="credence-handbook-"))
        self.keeper = keep(self.folder)
        self.sign, self.port = take_ports()
        self.clock = self.folder / "clock"
        self.clock.write_bytes(struct.pack("<q", 0))
        self.environment = {
            "PATH": f"{binaries}:/usr/bin:/bin", "HOME": str(self.folder), "TERM": "xterm", "LC_ALL": "C.UTF-8",
            "CREDENCE_LANG": language, "CREDENCE_DATA": "run", "CREDENCE_CONFIGS": str(source / "configs"),
            "CREDENCE_CLOCK_SKEW": str(self.clock), "LD_PRELOAD": str(binaries / "libskewed_clock.so")}

    def close(self):
        end_nodes(self.folder)
        os.close(self.keeper)
        self.sign.close()

    def why_not_well(self):
        """Empty if the network works; else what it says of itself, and the ends of the nodes' logs."""
        said, code = self.run("credence network status")
        logs = [f"{log.parent.name}: {line}" for log in self.folder.glob("*/nodes/*/node.log")
                for line in log.read_text(errors="replace").splitlines()[-5:]]
        return "\n".join(said + logs) if code != 0 else ""

    def set_day(self, day):
        """Nine in the morning of that day, in China, for all programs at once: they hold the file mapped."""
        wanted = datetime.datetime.fromisoformat(day + " 09:00:00").replace(tzinfo=CHINA).timestamp()
        with open(self.clock, "r+b") as file:
            file.write(struct.pack("<q", int(wanted - time.time())))
        if any(self.folder.glob("*/nodes/*/node.pid")):
            self.await_block_of(day)

    def await_block_of(self, day, seconds=60):
        """An idle chain makes a block when an hour is over: what is asked next rests on one of that day."""
        deadline = time.monotonic() + seconds
        while not any(day in line for line in self.run("credence --json block latest | cat")[0]):
            if time.monotonic() > deadline:
                raise SystemExit(f"no block of {day} in {seconds} s\n{self.why_not_well()}")

    def run(self, command, columns=COLUMNS, seconds=120):
        """The lines that it prints in a terminal of so many columns, and its exit code."""
        command = command.replace("network init", f"network init --base-port {self.port}", 1)
        main, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        child = subprocess.Popen(["/bin/bash", "-c", command], cwd=self.folder, env=self.environment, stdout=terminal,
                                 stdin=subprocess.DEVNULL, stderr=terminal, start_new_session=True)
        os.close(terminal)
        out, late = read_all(main, time.monotonic() + seconds)
        if late:
            os.killpg(child.pid, signal.SIGKILL)
            out += f"\n(not done after {seconds} s)".encode()
        os.close(main)
        return lines_of(out), child.wait()


def read_all(terminal, deadline):
    """All that comes until the other end is closed, and whether that came too late."""
    out = b""
    while (left := deadline - time.monotonic()) > 0:
        if not select.select([terminal], [], [], left)[0]:
            break
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # so a terminal ends
            return out, False
        if not piece:
            return out, False
        out += piece
    return out, True


def lines_of(out):
    """What stands on the screen at last, without bars of progress, which are drawn over from the line's beginning."""
    text = out.decode("utf-8", "replace").replace("\r\n", "\n")
    lines = [line.rpartition("\r\x1b[K")[2].rstrip() for line in text.split("\n")]
    return [line for line in lines if line and "█" not in line]
