// SPDX-License-Identifier: Apache-2.0
// What the node tells of consensus makes the picture of one block: repeats, late messages and nonsense change nothing, a later view begins it anew.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Told } from "../client/src/index.js";
import { noPicture, type Picture, seen } from "../src/lib/round.js";

type Event = [name: string, validator: number, view: number, height: number];
function after(events: Event[]): Picture {
  const picture = noPicture();
  for (const [name, validator, view, height] of events) seen(picture, { name, id: "", data: { validator, view, height, time_ms: 1 } } as Told);
  return picture;
}
const sets = ({ round }: Picture): number[][] => Object.values(round!.done).map((set) => [...set].sort());
const block: Event[] = [["proposed", 0, 0, 7], ["prepared", 1, 0, 7], ["prepared", 2, 0, 7], ["committed", 0, 0, 7], ["committed", 1, 0, 7], ["attested", 1, 0, 7]];

test("a block fills step by step, and its proposer has prepared it", () => {
  const picture = after(block);
  assert.equal(picture.round!.height, 7);
  assert.equal(picture.round!.proposer, 0);
  assert.deepEqual(sets(picture), [[0], [0, 1, 2], [0, 1], [1]]);
  assert.equal(picture.heights.get(1), 7);
});
test("repeats and what is late change nothing; the next block begins anew", () => {
  assert.deepEqual(after([...block, ...block]), after(block));
  const next: Event[] = [...block, ["proposed", 0, 0, 8]];
  const late = after([...next, ["prepared", 3, 0, 7], ["attested", 3, 0, 7]]);
  assert.deepEqual(sets(late), [[0], [0], [], []]);
  assert.equal(late.heights.get(3), 7);
  assert.equal(late.heights.get(1), 7);
});
test("a change of the view is asked for, then the block is proposed again by another", () => {
  const asked = after([...block, ["view_change", 1, 1, 0], ["view_change", 2, 1, 0]]);
  assert.deepEqual([...asked.changing], [[1, 1], [2, 1]]);
  assert.deepEqual(sets(asked), sets(after(block)));
  const begun = after([...block, ["view_change", 1, 1, 0], ["view_change", 3, 2, 0], ["new_view", 1, 1, 0], ["proposed", 1, 1, 7], ["committed", 2, 0, 7]]);
  assert.equal(begun.view, 1);
  assert.deepEqual([...begun.changing], [[3, 2]]);
  assert.equal(begun.round!.proposer, 1);
  assert.deepEqual(sets(begun), [[1], [1], [], []]);
});
test("nonsense is passed over", () => {
  const picture = after(block);
  for (const data of [{}, { validator: "1", view: 0, height: 9 }, { validator: 1, view: 0 }]) seen(picture, { name: "proposed", id: "", data } as unknown as Told);
  seen(picture, { name: "toString", id: "", data: { validator: 1, view: 9, height: 9 } } as unknown as Told);
  assert.deepEqual(picture, after(block));
});
