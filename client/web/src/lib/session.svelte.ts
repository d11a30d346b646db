// SPDX-License-Identifier: Apache-2.0
// The one ledger of this page, what the present view rests on, and whether the node still answers.
import { view } from "./view.svelte.js";
import { Ledger, nodeStatus, Proofs, type Reading } from "./ledger.svelte.js";

const pollMs = 5_000;

class Session {
  proofs = $state<Proofs>(new Proofs());
  /** "checking" until the view's data was verified; then what came of it. */
  state = $state<"checking" | "proved" | "refused" | "none">("checking");
  ledger = $state.raw<Ledger | null>(null);
  network = $state("");
  /** The highest block that was verified, and when the node was last heard. */
  latest = $state(0n);
  reachable = $state(true);
  private opening: Promise<Ledger> | null = null;

  /** How many blocks came after those that values on the view rest on; what was recorded in one block does not grow old. */
  get behind(): number {
    const last = this.proofs.blocks.at(-1);
    return last ? Math.max(0, Number(this.latest - last.header.height)) : 0;
  }

  open(): Promise<Ledger> {
    this.opening ??= Ledger.open().then(
      (ledger) => {
        this.ledger = ledger;
        this.network = ledger.genesis.network;
        return ledger;
      },
      (error: unknown) => {
        this.opening = null; // the next try begins anew
        throw error;
      },
    );
    return this.opening;
  }
  /** A reader for a view that begins now. */
  async begin(): Promise<Reading> {
    this.proofs = new Proofs();
    this.state = "checking";
    return (await this.open()).view(this.proofs);
  }

  /** Asks again and again for the latest block, verified; nothing on the view moves by itself. */
  watch(): void {
    const ask = async (): Promise<void> => {
      if (!document.hidden && this.ledger && navigator.onLine !== false && view.path[0] !== "verify") {
        try {
          const status = await nodeStatus();
          if (BigInt(status.certified) > this.latest) {
            const block = await this.ledger.view().block("latest");
            if (block.header.height > this.latest) this.latest = block.header.height;
          }
          this.reachable = true;
        } catch {
          this.reachable = false;
        }
      } else if (navigator.onLine === false) {
        this.reachable = false;
      }
      setTimeout(() => void ask(), pollMs);
    };
    setTimeout(() => void ask(), 1_000);
  }
}
export const session = new Session();
