// SPDX-License-Identifier: Apache-2.0
// The live picture of consensus: what the node says that it sent and received. No record, and not proved; certificates are.
import type { Told } from "../../client/src/index.js";

export const steps = ["proposed", "prepared", "committed", "attested"] as const;
export type Step = (typeof steps)[number];
/** One block on its way: who did what, by the numbers of the validators. */
export interface Round {
  height: number;
  view: number;
  proposer: number | null;
  done: Record<Step, Set<number>>;
}
export interface Picture {
  /** The latest block of which anything was heard; none before that. */
  round: Round | null;
  view: number;
  /** Who asks for which later view. */
  changing: Map<number, number>;
  /** The highest block that each validator attested. */
  heights: Map<number, number>;
}
export const noPicture = (): Picture => ({ round: null, view: 0, changing: new Map(), heights: new Map() });

/** The picture with one event more. Repeats change nothing; what is late of an earlier block is passed over. */
export function seen(picture: Picture, { name, data }: Told): void {
  const { validator, view, height } = data as unknown as Record<string, number>;
  if (![validator, view, height].every(Number.isSafeInteger)) return;
  if (name === "view_change") {
    if (view! > picture.view) picture.changing.set(validator!, view!);
  } else if (name === "new_view") {
    begin(picture, view!);
  } else if ((steps as readonly string[]).includes(name)) {
    vote(picture, name as Step, validator!, view!, height!);
  }
}
function begin(picture: Picture, view: number): void {
  if (view <= picture.view) return;
  picture.view = view;
  for (const [who, to] of picture.changing) if (to <= view) picture.changing.delete(who);
}
function vote(picture: Picture, step: Step, validator: number, view: number, height: number): void {
  const attested = step === "attested"; // its view is not told
  if (!attested) begin(picture, view);
  if (!attested && view < picture.view) return;
  const { round } = picture;
  if (attested && height > (picture.heights.get(validator) ?? 0)) picture.heights.set(validator, height);
  if (round && height < round.height) return;
  const again = round !== null && height === round.height && !attested && view > round.view; // the next view proposes it again
  if (!round || height > round.height || again) picture.round = { height, view: picture.view, proposer: null, done: { proposed: new Set(), prepared: new Set(), committed: new Set(), attested: new Set() } };
  const now = picture.round!;
  now.done[step].add(validator);
  if (step !== "proposed") return;
  now.proposer = validator;
  now.done.prepared.add(validator); // who proposes a block has prepared it by that
}
