# SPDX-License-Identifier: Apache-2.0
"""Hashes and signatures: secp256k1 with SHA-256, SM2 with SM3. A public key, a signature and a chain's id begin with the number of theirs. Slow and plain on purpose."""
import hashlib


class Curve:
    def __init__(self, p, a, b, n, x, y):
        self.p, self.a, self.b, self.n, self.g = p, a, b, n, (x, y)

    def add(self, a, b):
        if a is None or b is None:
            return a or b
        if a[0] == b[0]:
            if (a[1] + b[1]) % self.p == 0:
                return None
            slope = (3 * a[0] * a[0] + self.a) * pow(2 * a[1], -1, self.p) % self.p
        else:
            slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, self.p) % self.p
        x = (slope * slope - a[0] - b[0]) % self.p
        return x, (slope * (a[0] - x) - a[1]) % self.p

    def multiply(self, k, point):
        out = None
        while k:
            if k & 1:
                out = self.add(out, point)
            point = self.add(point, point)
            k >>= 1
        return out

    def point(self, data):
        """The point of 33 compressed bytes, or None."""
        x = int.from_bytes(data[1:], "big")
        if data[0] not in (2, 3) or x >= self.p:
            return None
        square = (x**3 + self.a * x + self.b) % self.p
        y = pow(square, (self.p + 1) // 4, self.p)
        if y * y % self.p != square:
            return None
        return x, y if y % 2 == data[0] % 2 else self.p - y


SECP256K1 = Curve(2**256 - 2**32 - 977, 0, 7, 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141,
                  0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
                  0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8)
SM2_P = 2**256 - 2**224 - 2**96 + 2**64 - 1
SM2 = Curve(SM2_P, SM2_P - 3, 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93,
            0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123,
            0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
            0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0)


def rotate(x, n):
    n %= 32
    return (x << n | x >> 32 - n) & 0xFFFFFFFF


def sm3_block(state, block):
    """One compression of GB/T 32905."""
    w = [int.from_bytes(block[i:i + 4], "big") for i in range(0, 64, 4)]
    for i in range(16, 68):
        x = w[i - 16] ^ w[i - 9] ^ rotate(w[i - 3], 15)
        w.append(x ^ rotate(x, 15) ^ rotate(x, 23) ^ rotate(w[i - 13], 7) ^ w[i - 6])
    a, b, c, d, e, f, g, h = state
    for i in range(64):
        ss1 = rotate(rotate(a, 12) + e + rotate(0x79CC4519 if i < 16 else 0x7A879D8A, i) & 0xFFFFFFFF, 7)
        ff, gg = (a ^ b ^ c, e ^ f ^ g) if i < 16 else (a & b | a & c | b & c, e & f | ~e & g)
        tt1 = ff + d + (ss1 ^ rotate(a, 12)) + (w[i] ^ w[i + 4]) & 0xFFFFFFFF
        tt2 = gg + h + ss1 + w[i] & 0xFFFFFFFF
        a, b, c, d, e, f, g, h = tt1, a, rotate(b, 9), c, tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17), e, rotate(f, 19), g
    return [x ^ y for x, y in zip(state, (a, b, c, d, e, f, g, h))]


def sm3(data):
    state = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    padded = data + b"\x80" + bytes(-(len(data) + 9) % 64) + (8 * len(data)).to_bytes(8, "big")
    for i in range(0, len(padded), 64):
        state = sm3_block(state, padded[i:i + 64])
    return b"".join(x.to_bytes(4, "big") for x in state)


def sha256(data):
    return hashlib.sha256(data).digest()


def ecdsa_holds(point, digest, r, s):
    n = SECP256K1.n
    if not 0 < r < n or not 0 < s <= n // 2:  # the high s is refused
        return False
    z, w = int.from_bytes(digest, "big"), pow(s, -1, n)
    found = SECP256K1.add(SECP256K1.multiply(z * w % n, SECP256K1.g), SECP256K1.multiply(r * w % n, point))
    return found is not None and found[0] % n == r


def sm2_holds(point, digest, r, s):
    """GB/T 32918.2, 7.1: the message is the digest, the identity that of the norm."""
    n = SM2.n
    t = (r + s) % n
    if not 0 < r < n or not 0 < s < n or t == 0:
        return False
    identity = b"\x00\x80" + b"1234567812345678" + b"".join(x.to_bytes(32, "big") for x in (SM2.a, SM2.b, *SM2.g, *point))
    e = int.from_bytes(sm3(sm3(identity) + digest), "big")
    found = SM2.add(SM2.multiply(s, SM2.g), SM2.multiply(t, point))
    return found is not None and (e + found[0]) % n == r


SUITES = {"secp256k1-sha256": (SECP256K1, sha256, ecdsa_holds), "sm2-sm3": (SM2, sm3, sm2_holds)}
BY_NUMBER = list(SUITES.values())


def point_of(key):
    """The point of a public key, or None."""
    return BY_NUMBER[key[0]][0].point(key[1:])


def signature_fault(key, digest, signature):
    """None, or why a signature does not hold."""
    point = point_of(key)
    if point is None:
        return "bad_public_key"
    if key[0] != signature[0]:
        return "bad_signature"
    curve, _, holds = BY_NUMBER[key[0]]
    r, s = int.from_bytes(signature[1:33], "big"), int.from_bytes(signature[33:], "big")
    if holds(point, digest, r, s):
        return None
    return "high_s_signature" if curve is SECP256K1 and r < curve.n and curve.n // 2 < s < curve.n else "bad_signature"
