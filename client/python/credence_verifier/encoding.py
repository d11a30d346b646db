# SPDX-License-Identifier: Apache-2.0
"""Tagged hashes, and the reading of bytes under the bounds of their types (docs/encoding.md)."""
from .suites import BY_NUMBER


def H(suite, tag, *parts):
    return BY_NUMBER[suite][1](("credence:" + tag).encode().ljust(16, b"\0") + b"".join(parts))


def HC(tag, chain, *parts):
    """Of a chain, under the suite that its id names."""
    return H(chain[0], tag, chain, *parts)


def u(n, size):
    return n.to_bytes(size, "little")


def text(value):
    return u(len(value.encode()), 4) + value.encode()


class Refused(Exception):
    """A check failed: its code, and the field it is about."""

    def __init__(self, code, field=""):
        super().__init__(code, field)
        self.code, self.field = code, field


class NotUnderstood(Exception):
    """Bytes of a later version: a field, an alternative or an enum's value that the schema does not have."""


class Reader:
    def __init__(self, data, field=""):
        self.data, self.at, self.field = data, 0, field
        self.limit, self.missing = len(data), False  # the end of the struct that is read; a field that is not written is zero
        self.later = None  # a list: what is not known is passed over where its length is known, and said here

    def unknown(self, what):
        """A part of a later version, which can be passed over."""
        fault = NotUnderstood(f"{what} at byte {self.at}")
        if self.later is None:
            raise fault
        self.later.append(fault)

    def left(self):
        return self.limit - self.at

    def take(self, n):
        if self.missing:
            return bytes(n)
        if n > self.left():
            raise Refused("malformed", self.field)
        self.at += n
        return self.data[self.at - n:self.at]

    def suite(self):
        suite = self.number(1)
        if suite >= len(BY_NUMBER):
            raise Refused("unknown_suite", self.field)
        return suite

    def of_suite(self, size):
        """The number of a suite, and so many bytes."""
        return u(self.suite(), 1) + self.take(size)

    def number(self, size):
        return int.from_bytes(self.take(size), "little")

    def count(self, most):
        n = self.number(4)
        if n > most:
            raise Refused("limit_exceeded", self.field)
        if n > self.left():
            raise Refused("malformed", self.field)
        return n

    def blob(self, most):
        return self.take(self.count(most))

    def text(self, most):
        try:
            return self.blob(most).decode()
        except UnicodeDecodeError:
            raise Refused("bad_utf8", self.field) from None

    def flag(self):
        value = self.number(1)
        if value > 1:
            raise Refused("malformed", self.field)
        return value == 1

    def optional(self, read):
        return read() if self.flag() else None

    def list(self, most, read):
        return [read() for _ in range(self.count(most))]

    def end(self):
        if self.left():
            raise Refused("trailing_bytes", self.field)
