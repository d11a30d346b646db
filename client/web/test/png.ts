// SPDX-License-Identifier: Apache-2.0
// Makes a picture of a page small: at most 256 colours. A page has few, beside the edges of its letters.
import { deflateSync, inflateSync } from "node:zlib";

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; ++k) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  let crc = 0xffffffff;
  for (const byte of body) crc = crcTable[(crc ^ byte) & 255]! ^ (crc >>> 8);
  const head = Buffer.alloc(4);
  const tail = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  tail.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
  return Buffer.concat([head, body, tail]);
}

/** Rows of pixels without the filters of the format (8 bits a channel, not interlaced). */
function pixels(png: Buffer): { width: number; height: number; channels: number; rows: Buffer } {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const channels = png[25] === 6 ? 4 : 3;
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const raw = inflateSync(Buffer.concat(parts));
  const stride = width * channels;
  const rows = Buffer.alloc(stride * height);
  for (let y = 0; y < height; ++y) {
    const filter = raw[y * (stride + 1)]!;
    for (let x = 0; x < stride; ++x) {
      const left = x >= channels ? rows[y * stride + x - channels]! : 0;
      const up = y > 0 ? rows[(y - 1) * stride + x]! : 0;
      const corner = y > 0 && x >= channels ? rows[(y - 1) * stride + x - channels]! : 0;
      const guess = left + up - corner;
      const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
      const paeth = a <= b && a <= c ? left : b <= c ? up : corner;
      rows[y * stride + x] = raw[y * (stride + 1) + 1 + x]! + [0, left, up, (left + up) >> 1, paeth][filter]!;
    }
  }
  return { width, height, channels, rows };
}

export function small(png: Buffer): Buffer {
  const { width, height, channels, rows } = pixels(png);
  const counts = new Map<number, number>();
  const colour = (i: number): number => (rows[i]! << 16) | (rows[i + 1]! << 8) | rows[i + 2]!;
  for (let i = 0; i < rows.length; i += channels) counts.set(colour(i), (counts.get(colour(i)) ?? 0) + 1);
  // Of colours that look alike the most frequent one.
  const groups = new Map<number, [colour: number, count: number]>();
  for (const [one, count] of counts) {
    const group = one & 0xe0e0e0;
    const held = groups.get(group);
    if (!held || count > held[1]) groups.set(group, [one, count]);
  }
  const kept = new Set([...groups.values()].map(([one]) => one));
  for (const [one] of [...counts].sort((a, b) => b[1] - a[1])) if (kept.size < 256) kept.add(one);
  const palette = [...kept].slice(0, 256);
  const nearest = new Map<number, number>(palette.map((one, i) => [one, i]));
  const find = (one: number): number => {
    let best = nearest.get(one);
    if (best !== undefined) return best;
    let least = Infinity;
    best = 0;
    palette.forEach((other, i) => {
      const [r, g, b] = [16, 8, 0].map((shift) => ((one >> shift) & 255) - ((other >> shift) & 255)) as [number, number, number];
      const distance = r * r + g * g + b * b;
      if (distance < least) [least, best] = [distance, i];
    });
    nearest.set(one, best);
    return best;
  };
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; ++y) for (let x = 0; x < width; ++x) lines[y * (width + 1) + 1 + x] = find(colour((y * width + x) * channels));
  const head = Buffer.from(png.subarray(16, 29));
  head[9] = 3;
  const plte = Buffer.from(palette.flatMap((one) => [one >> 16, (one >> 8) & 255, one & 255]));
  return Buffer.concat([png.subarray(0, 8), chunk("IHDR", head), chunk("PLTE", plte), chunk("IDAT", deflateSync(lines, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}
