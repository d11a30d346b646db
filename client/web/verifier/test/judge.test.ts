// SPDX-License-Identifier: Apache-2.0
// The days on which verdicts change (docs/proofs.md, "What a proof is worth"): the day before, the day itself, the day after.
import assert from "node:assert/strict";
import { test } from "node:test";
import { awardVerdict, dayInChina, judgeAge, titleVerdict } from "../src/index.js";

const title = { valid_from: "2026-01-01", valid_to: "2026-12-31", revoked_from: null, review_until: null, end: "none", suspensions: [] };
const on = (days: Record<string, string>, term: object): void => {
  for (const [day, verdict] of Object.entries(days)) assert.equal(titleVerdict({ ...title, ...term } as never, day), verdict, day);
};
test("the days of a title", () => {
  on({ "2025-12-31": "not_begun", "2026-01-01": "valid", "2026-12-31": "valid", "2027-01-01": "ended" }, {});
  on({ "2099-01-01": "valid" }, { valid_to: null });
  on({ "2027-03-31": "valid", "2027-04-01": "ended" }, { review_until: "2027-03-31" });
  on({ "2026-12-31": "valid", "2027-01-01": "ended" }, { review_until: "2026-06-30" });
  on({ "2026-04-30": "valid", "2026-05-01": "revoked", "2027-01-01": "revoked" }, { revoked_from: "2026-05-01", end: "revoked" });
  on({ "2025-06-01": "dissolved", "2026-06-01": "dissolved" }, { revoked_from: "2025-12-31", end: "dissolved" }); // it never begins
  on({ "2026-05-01": "cascaded" }, { revoked_from: "2026-05-01", end: "cascaded" });
  on({ "2026-02-28": "valid", "2026-03-01": "suspended", "2026-03-31": "suspended", "2026-04-01": "valid" }, { suspensions: [{ from: "2026-03-01", to: "2026-04-01" }] });
  on({ "2026-03-01": "suspended", "2026-12-31": "suspended", "2027-01-01": "ended" }, { suspensions: [{ from: "2026-03-01", to: null }] });
});

test("how an award stands", () => {
  const award = (given: object): string => awardVerdict({ amount: 9n, paid: 0n, demanded: 0n, recovered: 0n, closed: false, ...given } as never, { stage: "confirmed", objected: false }, [], "2026-01-01");
  assert.equal(award({}), "valid");
  assert.equal(award({ closed: true }), "withdrawn");
  assert.equal(award({ closed: true, paid: 1n }), "valid");
  assert.equal(award({ paid: 5n, demanded: 2n, recovered: 1n }), "in_recovery");
  assert.equal(award({ paid: 5n, demanded: 2n, recovered: 2n }), "valid");
  assert.equal(award({ paid: 5n, demanded: 5n, recovered: 5n }), "recovered");
  const open = { amount: 9n, paid: 0n, demanded: 0n, recovered: 0n, closed: false };
  const notice = (objected: boolean): string => awardVerdict(open, { stage: "public_notice", objected }, [], "2026-01-01");
  assert.equal(notice(false), "in_notice");
  assert.equal(notice(true), "objected");
  const gone = (day: string, ...enterprises: { end: string; ends_on: string | null }[]): string => awardVerdict(open, { stage: "confirmed", objected: false }, enterprises, day);
  assert.equal(gone("2026-01-01", { end: "dissolved", ends_on: "2026-01-02" }), "valid");
  assert.equal(gone("2026-01-02", { end: "dissolved", ends_on: "2026-01-02" }), "dissolved");
  assert.equal(gone("2026-01-02", { end: "merged", ends_on: "2026-01-01" }, { end: "none", ends_on: null }), "valid");
  assert.equal(gone("2026-01-02", { end: "merged", ends_on: "2026-01-01" }, { end: "dissolved", ends_on: "2026-01-02" }), "dissolved");
  assert.equal(gone("2026-01-02", { end: "merged", ends_on: "2026-01-01" }), "valid");
});

test("age, days to come, and clocks", () => {
  const midnight = Date.parse("2026-11-28T16:00:00Z"); // of 2026-11-29 in China
  assert.equal(dayInChina(midnight - 1), "2026-11-28");
  assert.equal(dayInChina(midnight), "2026-11-29");
  const age = (time: number, question: object): string => judgeAge(BigInt(time), { nowMs: midnight, ...question }).verdict;
  const day = 86_400_000;
  assert.equal(age(midnight - 30 * day, {}), "valid");
  assert.equal(age(midnight - 30 * day - 1, {}), "too_old");
  assert.equal(age(midnight - 400 * day, { maxAgeMs: 0 }), "valid");
  assert.equal(age(midnight, { day: "2026-11-30" }), "too_old");
  assert.equal(age(midnight + 5 * 60_000, {}), "valid");
  assert.equal(age(midnight + 5 * 60_000 + 1, {}), "from_future");
  assert.equal(age(midnight - 40 * day, { day: dayInChina(midnight - 40 * day) }), "valid"); // a day that is over is known to a block of its end
});
