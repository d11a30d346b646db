// SPDX-License-Identifier: Apache-2.0
// What the desk remembers in this browser, so that a tab can be closed: the list that is being prepared, and what was signed until its
// certificate is there. Never a key or a passphrase.
import type { List, Options } from "./reading.js";

export interface Draft {
  list: List;
  options: Options;
  file: { name: string; bytes: Uint8Array } | null;
  answers: Record<string, string>;
}
export type SentState = "signed" | "sent" | "waits" | "recorded" | "rejected" | "refused" | "expired";
export interface Sent {
  id: string;
  bytes: Uint8Array;
  kind: string;
  lines: number;
  total: bigint;
  state: SentState;
  /** The block that it stands in. */
  height: bigint | null;
  /** The receipt's, or of what refused it before. */
  code: number | string;
  /** The transaction that decided it, where it waited. */
  decided: string | null;
}
/** What was signed at once: all of one file, or one decision. */
export interface Bundle {
  id: string;
  chain: string;
  name: string;
  madeMs: number;
  department: string;
  sent: Sent[];
}

const name = "credence-desk";
function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = (): void => {
      request.result.createObjectStore("draft");
      request.result.createObjectStore("bundles", { keyPath: "id" });
    };
    request.onsuccess = (): void => resolve(request.result);
    request.onerror = (): void => reject(request.error ?? new Error("indexedDB"));
  });
}
async function within<T>(store: "draft" | "bundles", mode: IDBTransactionMode, work: (at: IDBObjectStore) => IDBRequest): Promise<T> {
  const base = await opened();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = base.transaction(store, mode);
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = (): void => resolve(request.result as T);
      transaction.onabort = transaction.onerror = (): void => reject(transaction.error ?? new Error("indexedDB"));
    });
  } finally {
    base.close();
  }
}

/** Of the chain that the page is of: another network's list is another one's. */
export const keepDraft = (chain: string, draft: Draft | null): Promise<unknown> => within<unknown>("draft", "readwrite", (at) => (draft ? at.put(draft, chain) : at.delete(chain)));
export const heldDraft = (chain: string): Promise<Draft | undefined> => within<Draft | undefined>("draft", "readonly", (at) => at.get(chain));
/** What is signed is kept before it is sent. */
export const keepBundle = (bundle: Bundle): Promise<unknown> => within<unknown>("bundles", "readwrite", (at) => at.put(bundle));
export const dropBundle = (id: string): Promise<unknown> => within<unknown>("bundles", "readwrite", (at) => at.delete(id));
export async function heldBundles(chain: string): Promise<Bundle[]> {
  const all = await within<Bundle[]>("bundles", "readonly", (at) => at.getAll());
  return all.filter((one) => one.chain === chain).sort((a, b) => b.madeMs - a.madeMs);
}
