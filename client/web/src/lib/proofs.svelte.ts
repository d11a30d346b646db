// SPDX-License-Identifier: Apache-2.0
// What one view rests on, for the line of proof; and the chain that a reader pinned in this browser.
import type { Block, Notes } from "../../client/src/index.js";

export class Proofs implements Notes {
  /** Blocks that values and histories rest on, the lowest first. */
  blocks = $state<Block[]>([]);
  /** The highest block of which only the content is shown. */
  shown = $state.raw<Block | null>(null);
  values = $state(0);
  entries = $state(0);
  records = $state(0);
  ms = $state(0);
  bytes = $state(0);

  /** Everything on the view holds as of this block. */
  get block(): Block | null {
    return this.blocks[0] ?? this.shown;
  }
  get last(): Block | null {
    return this.blocks.at(-1) ?? this.shown;
  }
  see(block: Block): void {
    if (!this.shown || this.shown.header.height < block.header.height) this.shown = block;
  }
  rest(block: Block): void {
    if (this.blocks.some((one) => one.header.height === block.header.height)) return;
    this.blocks = [...this.blocks, block].sort((a, b) => (a.header.height < b.header.height ? -1 : 1));
  }
  count({ values = 0, entries = 0, records = 0, ms = 0, bytes = 0 }: Parameters<Notes["count"]>[0]): void {
    this.values += values;
    this.entries += entries;
    this.records += records;
    this.ms += ms;
    this.bytes += bytes;
  }
}

const pinName = "credence-chain";
export function pinned(): string | null {
  try {
    return localStorage.getItem(pinName);
  } catch {
    return null;
  }
}
export function pin(chain: string | null): void {
  if (chain === null) localStorage.removeItem(pinName);
  else localStorage.setItem(pinName, chain);
}
