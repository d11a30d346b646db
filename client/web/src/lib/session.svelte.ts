// SPDX-License-Identifier: Apache-2.0
// The one ledger of this page, what the present view rests on, and whether the node is heard.
import { type Block, Fault, Ledger, Node, type Reading, type Told } from "../../client/src/index.js";
import { pinned, Proofs } from "./proofs.svelte.js";
import { view } from "./view.svelte.js";

const repaintMs = 500; // however many blocks come
const caughtUpMax = 500; // blocks that were missed, and are still told one by one

class Session {
  proofs = $state<Proofs>(new Proofs());
  /** "checking" until the view's data was verified; then what came of it. */
  state = $state<"checking" | "proved" | "refused" | "none">("checking");
  ledger = $state.raw<Ledger | null>(null);
  network = $state("");
  /** The highest block that was verified. */
  head = $state.raw<Block | null>(null);
  /** "connecting" until the node's events are heard; "unproved" if what they told did not hold; "ended" if it tells none. */
  hearing = $state<"connecting" | "heard" | "lost" | "unproved" | "ended">("connecting");
  private opening: Promise<Ledger> | null = null;
  private told = 0n;
  private proving = false;
  private readonly node = new Node();
  private readonly blocks = this.node.events({}, {
    told: (event) => this.hear(event),
    heard: (is) => {
      if (is && this.hearing !== "heard" && this.hearing !== "unproved") this.hearing = "heard";
      if (!is) this.hearing = "lost";
    },
    ended: (code) => this.missed(code),
  });

  /** How many blocks came after those that values on the view rest on; what was recorded in one block does not grow old. */
  get behind(): number {
    const last = this.proofs.blocks.at(-1);
    return last && this.head ? Math.max(0, Number(this.head.header.height - last.header.height)) : 0;
  }

  open(): Promise<Ledger> {
    this.opening ??= Ledger.open(this.node, pinned()).then(
      (ledger) => {
        this.ledger = ledger;
        this.network = ledger.genesis.network;
        this.listen();
        return ledger;
      },
      (error: unknown) => {
        this.opening = null; // the next try begins anew
        this.hearing = "lost";
        throw error;
      },
    );
    return this.opening;
  }
  /** A reader for a view that begins now. */
  async begin(): Promise<Reading> {
    this.proofs = new Proofs();
    this.state = "checking";
    const { on } = view;
    const ledger = await this.open();
    if (on === "") return ledger.view(this.proofs);
    const { Past } = await import("../../client/src/past.js");
    return Past.of(ledger, on, this.proofs);
  }

  /** A browser holds few connections to one node: a tab that nobody sees holds none, and catches up when it is seen. Verify asks no server. */
  private listen(): void {
    const look = (): void => (document.hidden || navigator.onLine === false || view.path[0] === "verify" ? this.blocks.stop() : this.blocks.start());
    document.addEventListener("visibilitychange", look);
    addEventListener("hashchange", look);
    addEventListener("online", () => (look(), this.blocks.hurry()));
    addEventListener("offline", () => ((this.hearing = "lost"), look()));
    look();
  }
  private hear({ name, data }: Told): void {
    if (name === "position" && data.certified - data.next > caughtUpMax) this.missed(null);
    const height = name === "position" ? data.certified : name === "block" ? data.height : undefined;
    if (typeof height !== "number" || BigInt(height) <= this.told) return;
    this.told = BigInt(height);
    void this.prove();
  }
  /** More came, or was pruned, than is worth telling one by one: on with what comes next. */
  private missed(code: string | null): void {
    if (code !== null && code !== "pruned_below") {
      this.hearing = "ended";
      return;
    }
    this.blocks.stop();
    this.blocks.forget();
    this.blocks.start();
  }
  /** What events tell counts when it is proved. */
  private async prove(): Promise<void> {
    if (this.proving) return;
    this.proving = true;
    while (this.told > (this.head?.header.height ?? -1n) && this.told > 0n) {
      const height = this.told;
      try {
        this.head = await this.ledger!.view().block(height);
        this.hearing = "heard";
      } catch (error) {
        if (error instanceof Fault) this.hearing = "unproved";
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, repaintMs));
    }
    this.proving = false;
  }
}
export const session = new Session();
