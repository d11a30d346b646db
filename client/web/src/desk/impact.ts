// SPDX-License-Identifier: Apache-2.0
// What an action changes in the figures of its programme: as they stand, proved, and with its lines.
import type { Struct, Variant } from "../../verifier/src/index.js";
import type { Ledger } from "../../client/src/index.js";
import { amountOf } from "./plan.js";

export interface Change {
  what: readonly [zh: string, en: string];
  now: bigint;
  after: bigint;
}

export async function impactOf(ledger: Ledger, actions: Variant[]): Promise<Change[]> {
  const { kind = "", body } = actions[0] ?? {};
  if (!body || !["record_awards", "record_payments"].includes(kind)) return [];
  const sum = actions.flatMap((one) => (one.body["lines"] as Struct[] | undefined) ?? []).reduce((total, line) => total + amountOf(line), 0n);
  const value = (await ledger.view().value({ is: "programme", id: body["programme"] as string })) as Record<string, bigint> | null;
  if (!value) return [];
  const { budget, awarded, paid, released } = value as Record<"budget" | "awarded" | "paid" | "released", bigint>;
  if (kind === "record_payments") return [{ what: ["专项已拨付", "paid by the programme"], now: paid, after: paid + sum }];
  const free = budget - awarded + released;
  return [
    { what: ["专项已安排", "awarded by the programme"], now: awarded, after: awarded + sum },
    { what: ["尚可安排", "still free"], now: free, after: free - sum },
  ];
}
