// SPDX-License-Identifier: Apache-2.0
// Reads the canonical encoding (docs/encoding.md, "Values") under its bounds. Safe on hostile bytes: nothing is allocated before its
// count was compared with the bytes that are left.

/** A check failed. `code` is a name of docs/errors.md. */
export class Fault extends Error {
  constructor(
    readonly code: string,
    readonly detail = "",
  ) {
    super(detail === "" ? code : `${code}: ${detail}`);
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export class Reader {
  at = 0;
  private limit: number; // the end of the struct that is read
  private missing = false; // the field that is read is not written: it is zero
  /** `later` hears what a later version added, and it is passed over where its length is known; else that is a fault. */
  constructor(
    readonly data: Uint8Array,
    private readonly later?: (detail: string) => void,
  ) {
    this.limit = data.length;
  }

  get left(): number {
    return this.limit - this.at;
  }
  /** A part of a later version, which can be passed over. */
  unknown(what: string): void {
    const detail = `${what} at byte ${this.at}`;
    if (!this.later) throw new Fault("not_understood", detail);
    this.later(detail);
  }
  /** A struct: its length, then its fields; what is missing at the end is zero, and what is left over is of a later version. */
  struct(fields: number, read: (i: number) => void): void {
    const length = this.count(0xffffffff);
    const { limit, missing } = this;
    let last = this.at;
    this.limit = this.at + length;
    for (let i = 0; i < fields; ++i) {
      this.missing = this.at === this.limit;
      if (!this.missing) last = this.at;
      read(i);
    }
    const rest = this.data.subarray(this.at < this.limit ? this.at : last, this.limit);
    if (length > 0 && rest.every((byte) => byte === 0)) throw new Fault("malformed", `zeros end a struct at byte ${this.at}`);
    if (this.at < this.limit) this.unknown("a field of a later version");
    this.at = this.limit;
    this.limit = limit;
    this.missing = missing;
  }
  take(n: number): Uint8Array {
    if (this.missing) return new Uint8Array(n);
    if (n > this.left) throw new Fault("malformed", `ends early at byte ${this.at}`);
    this.at += n;
    return this.data.subarray(this.at - n, this.at);
  }
  /** The number of a suite, and its bytes: so many in both (docs/encoding.md). */
  ofSuite(size: number): Uint8Array {
    const suite = this.u8();
    if (suite > 1) throw new Fault("unknown_suite", `${suite} at byte ${this.at}`);
    return join(Uint8Array.of(suite), this.take(size));
  }
  private integer(bytes: number): number {
    const raw = this.take(bytes);
    let out = 0;
    for (let i = bytes - 1; i >= 0; --i) out = out * 256 + raw[i]!;
    return out;
  }
  u8 = (): number => this.integer(1);
  u16 = (): number => this.integer(2);
  u32 = (): number => this.integer(4);
  u64 = (): bigint => {
    const low = this.take(8);
    let out = 0n;
    for (let i = 7; i >= 0; --i) out = (out << 8n) | BigInt(low[i]!);
    return out;
  };
  i64 = (): bigint => BigInt.asIntN(64, this.u64());
  flag = (): boolean => {
    const value = this.u8();
    if (value > 1) throw new Fault("malformed", `a bool that is neither 0 nor 1 at byte ${this.at}`);
    return value === 1;
  };
  /** An item takes at least one byte. */
  count(most: number): number {
    const n = this.u32();
    if (n > most) throw new Fault("limit_exceeded", `${countOf(n, "item", "items")}, at most ${most}`);
    if (n > this.left) throw new Fault("malformed", `count ${n} exceeds the bytes left`);
    return n;
  }
  blob(most: number): Uint8Array {
    return this.take(this.count(most));
  }
  text(most: number): string {
    const raw = this.blob(most);
    try {
      return utf8.decode(raw);
    } catch {
      throw new Fault("bad_utf8", `before byte ${this.at}`);
    }
  }
  list<T>(most: number, read: () => T): T[] {
    const n = this.count(most);
    const out: T[] = [];
    for (let i = 0; i < n; ++i) out.push(read());
    return out;
  }
  optional<T>(read: () => T): T | null {
    return this.flag() ? read() : null;
  }
  end(): void {
    if (this.left !== 0) throw new Fault("trailing_bytes", countOf(this.left, "byte", "bytes"));
  }
}

/** "1 byte", "2 bytes". */
export function countOf(n: number | bigint, one: string, many: string): string {
  return `${n} ${BigInt(n) === 1n ? one : many}`;
}

const digits = "0123456789abcdef";
const pairs = Array.from({ length: 256 }, (_, byte) => digits[byte >> 4]! + digits[byte & 15]!);
const nibbles = Uint8Array.from({ length: 128 }, (_, code) => Math.max(0, digits.indexOf(String.fromCharCode(code).toLowerCase())));
export function toHex(bytes: Uint8Array): string {
  let out = "";
  for (let i = 0; i < bytes.length; ++i) out += pairs[bytes[i]!]!;
  return out;
}
export function fromHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) throw new Fault("bad_hex", text.slice(0, 80));
  const out = new Uint8Array(text.length / 2);
  for (let i = 0; i < out.length; ++i) out[i] = (nibbles[text.charCodeAt(2 * i)]! << 4) | nibbles[text.charCodeAt(2 * i + 1)]!;
  return out;
}
// Written out: with a function for each byte they took longer than the hashes of the bytes.
export function fromBase64(text: string): Uint8Array {
  let raw: string;
  try {
    raw = atob(text);
  } catch {
    throw new Fault("bad_base64");
  }
  const out = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; ++i) out[i] = raw.charCodeAt(i);
  return out;
}
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; ++i) if (a[i] !== b[i]) return false;
  return true;
}
export function join(...parts: Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
