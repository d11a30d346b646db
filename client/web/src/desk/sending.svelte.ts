// SPDX-License-Identifier: Apache-2.0
// What was signed on its way: kept, handed in, followed to the proved receipt, and, where a second person has to check it, to the decision.
// Identical bytes are executed once, so they are handed in again after anything that went wrong.
import { type Ledger, Problem } from "../../client/src/index.js";
import { type Bundle, dropBundle, heldBundles, keepBundle, type Sent } from "./tray.js";
import { decisionOf } from "./waiting.js";

const pauseMs = 1_500;
const holdMs = 10_000;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** Nothing more is to come. */
export const settled = (one: Sent): boolean => ["recorded", "rejected", "refused", "expired"].includes(one.state);

class Sending {
  bundles = $state<Bundle[]>([]);
  /** Why the last step did not succeed; it is tried again. */
  trouble = $state.raw<unknown>(null);
  private busy = new Set<string>();
  private ledger: Ledger | null = null;

  /** What was signed here before, on this chain. */
  async begin(ledger: Ledger): Promise<void> {
    if (this.ledger === ledger) return;
    this.ledger = ledger;
    this.bundles = await heldBundles(ledger.chain);
    for (const bundle of this.bundles) this.follow(bundle.id);
  }
  async add(bundle: Bundle): Promise<void> {
    await keepBundle(bundle);
    this.bundles = [bundle, ...this.bundles];
    this.follow(bundle.id);
  }
  async drop(id: string): Promise<void> {
    await dropBundle(id);
    this.bundles = this.bundles.filter((one) => one.id !== id);
  }

  private follow(id: string): void {
    const bundle = this.bundles.find((one) => one.id === id);
    for (const sent of bundle?.sent ?? []) void this.carry(bundle!, sent);
  }
  /** One transaction, until nothing more is to come. */
  private async carry(bundle: Bundle, sent: Sent): Promise<void> {
    if (this.busy.has(sent.id)) return;
    this.busy.add(sent.id);
    while (!settled(sent) && this.bundles.includes(bundle)) {
      const before = sent.state;
      try {
        await this.step(bundle, sent);
        this.trouble = null;
      } catch (error) {
        this.trouble = error;
      }
      if (sent.state !== before) await keepBundle($state.snapshot(bundle) as Bundle);
      else await sleep(sent.state === "waits" ? 4 * pauseMs : pauseMs);
    }
    this.busy.delete(sent.id);
  }
  private async step(bundle: Bundle, sent: Sent): Promise<void> {
    if (sent.state === "signed") return this.hand(sent);
    const at = this.ledger!.view();
    if (sent.state === "waits") {
      const decision = await decisionOf(at, bundle.department, sent.id);
      if (!decision) return;
      sent.decided = decision.transaction;
      sent.height = decision.height;
      sent.state = decision.approved ? "recorded" : "rejected";
      return;
    }
    try {
      const { receipt, block } = await at.transaction(sent.id, holdMs);
      sent.height = block.header.height;
      sent.code = receipt.code;
      sent.state = receipt.code !== 0 ? "refused" : receipt.pending ? "waits" : "recorded";
    } catch (error) {
      if (error instanceof Problem && error.code === "not_found") sent.state = "signed"; // it was lost: again
      else if (!(error instanceof Problem && error.code === "pending")) throw error;
    }
  }
  private async hand(sent: Sent): Promise<void> {
    try {
      await this.ledger!.node.submit(sent.bytes);
      sent.state = "sent";
    } catch (error) {
      if (!(error instanceof Problem) || error.status === 429 || error.status >= 500) throw error; // another time
      sent.code = error.code;
      sent.state = error.code === "expired" ? "expired" : "refused";
    }
  }
}
export const sending = new Sending();
