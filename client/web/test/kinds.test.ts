// SPDX-License-Identifier: Apache-2.0
// What a history says of challenges, funds and catalogues: also of the parts of a life that no network can show within a day.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Entry, Struct } from "../client/src/index.js";
import { endWith, foldTitle } from "../client/src/folds/titles.js";
import { foldProgramme } from "../client/src/folds/programme.js";
import { closings, inForce, personsOf, standing, standingIn, titleState } from "../src/lib/folds.js";
import { byRound, foldCapital, foldChallenges, foldInvestors, foldListings, foldOwnBids, foldReturns, leverage, listingOn, listingState, ownBidState, sealState, stageOf } from "../src/lib/kinds.js";

let height = 0n;
const entry = (kind: string, body: Struct): Entry => ({ height: ++height, position: 0, time_ms: 1n, transaction: `t${height}`, signer: "s", checker: null, fact: { kind, body } });
const published = (challenge: string): Entry => entry("challenge_published", { programme: "p", challenge, title: `Title ${challenge}`, amount: 300n, bids_until: "2026-06-30", winners_max: 2, milestones: [] });
const bid = (challenge: string, line: number, amount: bigint): Entry => entry("bid_recorded", { programme: "p", challenge, line, code: `code${line}`, enterprise: `E${line}`, project: `P${line}`, amount });
const awarded = (batch: string, line: number, amount: bigint): Entry => entry("awarded", { programme: "p", batch, stage: "public_notice", line, beneficiary: `E${line}`, code: `code${line}`, project: `P${line}`, amount });

test("bids stand with their challenge, and those that were selected with what they got", () => {
  const [first, second] = foldChallenges([published("c1"), published("c2"), bid("c1", 1, 200n), bid("c2", 1, 50n), bid("c1", 2, 120n), bid("c9", 1, 1n), awarded("c1", 2, 100n), awarded("b1", 1, 7n)]);
  assert.deepEqual([first!.id, first!.title, second!.id], ["c1", "Title c1", "c2"]);
  assert.deepEqual(first!.bids.map((one) => [one.line, one.code, one.amount, one.selected]), [[1, "code1", 200n, null], [2, "code2", 120n, 100n]]);
  assert.deepEqual(second!.bids.map((one) => one.selected), [null]);
});
test("what enterprises sealed stands with its challenge until it is opened, and a consortium's with each member", () => {
  const seal = (code: string, commitment: string | null): Entry => entry("bid_sealed", { programme: "p", challenge: "c1", code, enterprise: `E ${code}`, commitment });
  const opened = bid("c1", 3, 70n);
  opened.fact.body["members"] = [{ code: "a", share: 7000 }, { code: "b", share: 3000 }];
  const [first] = foldChallenges([published("c1"), seal("a", "01"), seal("a", "02"), seal("b", "02"), seal("c", "03"), seal("d", "04"), seal("d", null), opened]);
  assert.deepEqual(first!.seals.map((one) => [one.code, one.commitment, one.line]), [["a", "02", 3], ["b", "02", 3], ["c", "03", null], ["d", null, null]]);
  assert.deepEqual(first!.bids.map((one) => one.members.map(({ share }) => share)), [[7000, 3000]]);
  const state = (place: number, selected: boolean, day: string): string => sealState(first!.seals[place]!, { bids_until: "2026-06-30", selected }, day);
  assert.deepEqual([state(0, false, "2026-07-01"), state(3, false, "2026-06-01"), state(2, false, "2026-06-30"), state(2, false, "2026-07-07"), state(2, false, "2026-07-08"), state(2, true, "2026-07-02")], ["opened", "withdrawn", "sealed", "to_open", "to_open", "never_opened"]);
});
test("an enterprise's bids and seals stand by its own history, an opened one once", () => {
  const seal = (challenge: string, code: string, commitment: string | null): Entry => entry("bid_sealed", { programme: "p", challenge, code, enterprise: `E ${code}`, commitment });
  const opened = bid("c1", 3, 70n);
  opened.fact.body["members"] = [{ code: "a", share: 7000 }, { code: "b", share: 3000 }];
  const list = foldOwnBids("b", [seal("c1", "b", "02"), opened, seal("c2", "b", "03"), seal("c3", "b", "04"), seal("c3", "b", null), bid("c4", 1, 9n)]);
  assert.deepEqual(list.map((one) => [one.challenge, one.line, one.members, one.commitment]), [["c1", 3, 2, "02"], ["c4", 1, 1, null], ["c2", 0, 1, "03"], ["c3", 0, 1, null]]);
  const challenge = { bids_until: "2026-06-30", selected: false };
  assert.deepEqual(list.map((one, i) => ownBidState(one, challenge, i === 1, "2026-06-30")), ["opened", "selected", "sealed", "withdrawn"]);
});
test("an award stands in the words of its programme's kind", () => {
  assert.deepEqual(["grant", "tax_relief", "fund_investment"].map((kind) => [standingIn(kind, "paid"), standingIn(kind, "part_paid"), standingIn(kind, "confirmed")]), [["paid", "part_paid", "confirmed"], ["used", "part_used", "confirmed"], ["invested", "part_invested", "confirmed"]]);
});
test("an award that was closed before anything was paid is closed, not withdrawn, and persons are those of awards that stand", () => {
  const award = (line: number, count: number): Entry => entry("awarded", { programme: "p", batch: "b1", line, beneficiary: "E", code: "c", project: "", amount: 100n, persons: { count, person_class: "A", years: 0, conditions: "" } });
  const released = (line: number): Entry => entry("award_released", { programme: "p", batch: "b1", line, amount: 100n });
  const closed = entry("result_recorded", { programme: "p", award_batch: "b1", award_line: 1, step: "closing", passed: true, on: "2026-05-01" });
  const amended = entry("award_amended", { programme: "p", batch: "b1", line: 3, beneficiary: "E", code: "c", project: "", amount: 100n, amount_before: 100n, beneficiary_before: "E", project_before: "", persons: { count: 9, person_class: "A", years: 0, conditions: "" }, document_no: "", reason: "r" });
  const created = entry("programme_created", { programme: "p", name: "P", kind: "talent_subsidy", budget: 1000n });
  const entries = [created, award(1, 3), award(2, 4), award(3, 5), award(4, 6), released(1), closed, released(2), amended];
  const { awards } = foldProgramme(entries);
  assert.deepEqual(awards.map((one) => standing(one, "confirmed", false)), ["closed", "withdrawn", "confirmed", "confirmed"]);
  assert.equal(personsOf(awards), 15);
  assert.deepEqual([...closings(entries)], ["p/b1#1"], "of values that do not say it");
});
test("a challenge is where its days, its list and its awards say", () => {
  const challenge = (selected: boolean): Struct => ({ bids_until: "2026-06-30", selected });
  const batch = (stage: string): Struct => ({ stage });
  const award = (acceptance: string, closed = false): Struct => ({ acceptance, closed });
  assert.equal(stageOf(challenge(false), null, [], "2026-06-30"), "bidding");
  assert.equal(stageOf(challenge(false), null, [], "2026-07-01"), "selecting");
  assert.equal(stageOf(challenge(true), batch("public_notice"), [award("none")], "2026-07-02"), "notice");
  assert.equal(stageOf(challenge(true), batch("confirmed"), [award("none"), award("passed")], "2026-07-20"), "carried_out");
  assert.equal(stageOf(challenge(true), batch("confirmed"), [award("passed"), award("failed", true)], "2027-07-20"), "done");
});
test("social capital is told entry by entry, and for each yuan of the fund without a float", () => {
  const list = foldCapital([entry("social_capital_recorded", { programme: "p", entry: "s1", award_batch: "b1", award_line: 1, investor: "I", amount: 250n, invested_on: "2026-01-02", document_no: "" }), entry("paid", { programme: "p" })]);
  assert.deepEqual(list.map(({ entry: id, batch, line, investor, amount }) => [id, batch, line, investor, amount]), [["s1", "b1", 1, "I", 250n]]);
  assert.equal(leverage(250n, 100n), "2.50");
  assert.equal(leverage(1n, 3n), "0.33");
  assert.equal(leverage(9_007_199_254_740_993_00n, 100n), "9007199254740993.00");
  assert.equal(leverage(5n, 0n), null);
});
test("co-investors are known by their codes, and rounds have what was invested and came in beside it", () => {
  const put = (id: string, investor: string, code: string | null, amount: bigint, more: Struct = {}): Entry => entry("social_capital_recorded", { programme: "p", entry: id, award_batch: "b1", award_line: 1, investor, investor_code: code, amount, invested_on: "2026-01-02", document_no: "", promised: false, of: null, ...more });
  const list = foldCapital([put("s1", "Old name", "c1", 100n, { promised: true }), put("s2", "New name", "c1", 60n, { of: "s1" }), put("s3", "Old name", null, 5n), put("s4", "X", "c2", 9n), entry("entry_withdrawn", { programme: "p", kind: "social_capital", entry: "s4" })]);
  assert.deepEqual(foldInvestors(list).map((one) => [one.investor, one.investor_code, one.entries, one.promised, one.paid_in]), [["New name", "c1", 2, 100n, 60n], ["Old name", null, 1, 5n, 5n]]);
  const award = (line: number, investment: { round: string; stake: number } | null, paid: bigint) => ({ batch: "b1", line, amount: 200n, released: 0n, paid, recovered: 0n, closed: false, investment });
  const sums = byRound([award(2, null, 3n), award(3, { round: "seed", stake: 0 }, 7n), award(1, { round: "a", stake: 1250 }, 90n)] as never, list);
  assert.deepEqual(sums.map((one) => [one.round, one.investments, one.decided, one.invested, one.capital]), [["seed", 1, 200n, 7n, 0n], ["a", 1, 200n, 90n, 65n], [null, 1, 200n, 3n, 0n]]);
  assert.deepEqual(byRound([award(2, null, 3n)] as never, list), []);
});
test("exits, incomes and losses are told entry by entry, without those that were withdrawn", () => {
  const returned = (id: string, kind: string, cost: bigint, proceeds: bigint): Entry => entry("fund_return_recorded", { programme: "p", entry: id, award_batch: "b1", award_line: 1, kind, way: kind === "exit" ? "ipo" : "none", cost, proceeds, on: "2026-03-04", document_no: "", document_hash: null, code: "c" });
  const list = foldReturns([returned("x1", "exit", 30n, 45n), returned("x2", "loss", 20n, 2n), entry("entry_withdrawn", { programme: "p", kind: "fund_return", entry: "x2" }), entry("entry_withdrawn", { programme: "p", kind: "social_capital", entry: "x1" })]);
  assert.deepEqual(list.map(({ entry: id, kind, way, cost, proceeds }) => [id, kind, way, cost, proceeds]), [["x1", "exit", "ipo", 30n, 45n]]);
});
test("of a product the latest listing counts, judged for a day", () => {
  const listed = (product: string, valid_from: string, valid_to: string | null): Entry => entry("product_listed", { programme: "p", batch: "b1", document_no: "", line: 1, code: "c", enterprise: "E", product, valid_from, valid_to });
  const list = foldListings([listed("A", "2026-01-01", null), listed("B", "2026-01-01", "2026-12-31"), listed("A", "2026-01-01", "2026-03-31")]);
  assert.deepEqual(list.map((one) => [one.product, listingOn(one, "2026-06-01").valid_to]), [["A", "2026-03-31"], ["B", "2026-12-31"]]);
  assert.deepEqual(["2025-12-31", "2026-03-31", "2026-04-01"].map((day) => listingState(list[0]!, day)), ["not_begun", "valid", "ended"]);
  assert.equal(listingState(list[1]!, "2026-06-01", { end: "dissolved", ends_on: "2026-06-01" }), "dissolved", "with its enterprise");
});
test("what was listed in a former term is told of its days, also after a renewal or after it was listed again", () => {
  const listed = (batch: string, valid_from: string, valid_to: string | null): Entry => entry("product_listed", { programme: "p", batch, document_no: "", line: 1, code: "c", enterprise: "E", product: "A", valid_from, valid_to });
  const [one] = foldListings([listed("b1", "2026-01-01", null), listed("b2", "2026-07-01", "2026-09-30"), listed("b3", "2026-12-01", null)]);
  assert.deepEqual(["2025-12-31", "2026-06-30", "2026-07-01", "2026-10-01", "2026-12-01"].map((day) => [listingState(one!, day), listingOn(one!, day).batch]),
    [["not_begun", "b1"], ["valid", "b1"], ["valid", "b2"], ["ended", "b2"], ["valid", "b3"]]);
});
test("a title that was issued anew keeps its former terms, also where the state holds the latest alone", () => {
  const issued = (valid_from: string, valid_to: string): Entry => entry("qualification_issued", { type: "t", code: "a", enterprise: "E", certificate_no: "", document_no: "", valid_from, valid_to, rule: 1, built_on: null });
  const terms = [issued("2020-01-01", "2022-12-31"), issued("2024-01-01", "2026-12-31")];
  const on = (entries: Entry[]) => ["2019-12-31", "2021-06-01", "2023-06-01", "2024-06-01", "2027-01-01"].map((day) => titleState(foldTitle(entries)[0]!.term, day));
  assert.deepEqual(on(terms), ["not_begun", "valid", "ended", "valid", "ended"]);
  const revoked = entry("qualification_revoked", { type: "t", code: "a", effective: "2021-01-01", document_no: "", reason: "虚假", fraud: true, banned_to: "2023-12-31" });
  assert.deepEqual(on([...terms, revoked]), ["not_begun", "revoked", "revoked", "valid", "ended"], "fraud of the former term");
});
test("a title that was issued after its enterprise's end was recorded ends with it, on that day", () => {
  const issued = (code: string, valid_from: string, valid_to: string): Entry => entry("qualification_issued", { type: "t", code, enterprise: `E${code}`, certificate_no: "", document_no: "", valid_from, valid_to, rule: 1, built_on: null });
  const [one] = foldTitle([issued("a", "2026-03-01", "2029-02-28")]);
  const ended = endWith(one!.term, "dissolved", "2026-09-01");
  assert.deepEqual(["2026-08-31", "2026-09-01"].map((day) => titleState(ended, day)), ["valid", "dissolved"]);
  assert.ok(inForce(endWith(one!.term, "none", null), "2026-09-01"));
  assert.equal(endWith(one!.term, "merged", "2029-03-01"), one!.term, "it was over before");
  assert.equal(endWith(ended, "merged", "2026-05-01"), ended, "it has its end");
});
