// SPDX-License-Identifier: Apache-2.0
// The key that is open, in its worker, and the post that the ledger knows it by. Locking it, or closing the tab, ends the worker.
import { Fault } from "../../verifier/src/index.js";
import { keyId } from "../../verifier/src/hash.js";
import type { Reading } from "../../client/src/index.js";
import type { Asked, Told } from "./key.worker.js";
import type { Body, Signed } from "./signing.js";

export interface Post {
  /** By which the ledger names the key. */
  id: string;
  department: string;
  holder: string;
  roles: string[];
  revoked: boolean;
  enterprise: string | null;
}

const expiryHeights = 2_000n; // as `credence` signs

class KeyHolder {
  state = $state<"none" | "opening" | "open">("none");
  /** Of opening, a share of one. */
  progress = $state(0);
  /** Nothing: the ledger does not know the key. */
  post = $state.raw<Post | null>(null);
  private worker: Worker | null = null;

  private ask<T>(asked: Asked, take: (told: Told) => T | undefined): Promise<T> {
    const { worker } = this;
    if (!worker) return Promise.reject(new Fault("missing_signature", "no key is open"));
    return new Promise((resolve, reject) => {
      worker.onerror = (event): void => reject(new Error(event.message || "the worker does not start"));
      worker.onmessage = ({ data }: MessageEvent<Told>): void => {
        if ("fault" in data) return reject(new Fault(data.fault.code, data.fault.detail));
        const out = take(data);
        if (out !== undefined) resolve(out);
      };
      worker.postMessage(asked);
    });
  }

  /** Opens a key file and asks the ledger whose key it is. */
  async open(text: string, passphrase: string, at: Reading): Promise<void> {
    this.lock();
    this.worker = new Worker(new URL("./key.worker.ts", import.meta.url), { type: "module" });
    this.state = "opening";
    try {
      const key = await this.ask({ open: { text, passphrase } }, (told) => {
        if ("progress" in told) this.progress = told.progress;
        return "opened" in told ? told.opened : undefined;
      });
      const id = keyId(key);
      const held = await at.value({ is: "signer", key: id });
      this.post = held && { id, department: String(held["department"]), holder: String(held["holder"]), roles: held["roles"] as string[], revoked: held["revoked"] === true, enterprise: (held["enterprise"] as string | null) ?? null };
      this.state = "open";
    } catch (error) {
      this.lock();
      throw error;
    }
  }
  lock(): void {
    this.worker?.terminate();
    this.worker = null;
    this.state = "none";
    this.post = null;
    this.progress = 0;
  }
  has(role: string): boolean {
    return this.post?.roles.includes(role) ?? false;
  }

  /** Signs actions, to be executed within some two thousand blocks after this one. */
  sign(actions: Uint8Array[], chain: Uint8Array, height: bigint): Promise<Signed[]> {
    const bodies = actions.map((action): Body => ({ chain, nonce: crypto.getRandomValues(new BigUint64Array(1))[0]!, expiry: height + expiryHeights, action }));
    return this.ask({ sign: bodies }, (told) => ("signed" in told ? told.signed : undefined));
  }
}
export const holder = new KeyHolder();
