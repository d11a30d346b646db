// SPDX-License-Identifier: Apache-2.0
// Departments, their keys, targets, titles and calendars as histories make them.
import type { Entry } from "../../../verifier/src/claims.js";
import { keyId } from "../../../verifier/src/hash.js";
import { enums, type Struct } from "../../../verifier/src/values.js";
import type { Put } from "./enterprise.js";
import type { Body } from "./titles.js";

/** Roles that the genesis gives with a key, or a vote (ledger/domain/party.h, is_granted). */
const granted = (role: string): boolean => !["admin", "audit", "check", "govern", "enterprise"].includes(role);

/** From the chain's own history: the departments, without what waits in each for a check, and all keys. `governed`: the genesis names owners of validators. */
export function foldChain(entries: Entry[], governed: boolean, put: Put): void {
  const departments = new Map<string, Body>();
  const keys = new Map<string, Body>();
  const changes = new Map<string, Body>();
  let proposed: Body | null = null;
  const grant = (id: string, role: string, held: boolean): void => {
    const department = departments.get(id);
    const others = ((department?.["authority"] ?? []) as string[]).filter((one) => one !== role);
    if (department) department["authority"] = enums["Role"]!.filter((one) => others.includes(one) || (held && one === role));
  };
  const admit = (body: Body, roles: string[], enterprise: string | null): void => {
    const id = keyId(body["key"]);
    keys.set(id, { key: body["key"], department: body["department"], roles, holder: body["holder"], revoked: false, enterprise, first: id, present: id });
  };
  for (const { fact, height } of entries) {
    const body = fact.body as Body;
    switch (fact.kind) {
      case "department_registered": departments.set(body["id"], { name_zh: body["name_zh"], name_en: body["name_en"], kind: body["kind"], suspended: false, authority: [] }); break;
      case "key_registered":
        admit(body, body["roles"], null);
        if (governed && height === 0n) for (const role of (body["roles"] as string[]).filter(granted)) grant(body["department"], role, true);
        break;
      case "enterprise_key_bound": admit(body, ["enterprise"], body["code"]); break;
      case "key_revoked": { const key = keys.get(body["key"]); if (key) key["revoked"] = true; break; }
      case "key_rotated": {
        const [old, id] = [keys.get(body["old_key"]), keyId(body["key"])];
        if (!old) break;
        keys.set(id, { ...old, key: body["key"], present: id });
        old["revoked"] = true;
        keys.get(old["first"])!["present"] = id;
        break;
      }
      // A proposal is called by the transaction that made it, which the proposer's own vote names.
      case "change_proposed": proposed = body["change"]; break;
      case "change_voted":
        if (proposed && !changes.has(body["proposal"])) changes.set(body["proposal"], proposed);
        proposed = null;
        break;
      case "change_decided": {
        const change = body["passed"] ? changes.get(body["proposal"]) : undefined;
        if (change?.["kind"] === "admit_department") departments.get(change["body"]["id"])!["authority"] = change["body"]["authority"];
        if (change?.["kind"] === "suspend_department") departments.get(change["body"]["department"])!["suspended"] = change["body"]["suspended"];
        if (change?.["kind"] === "change_authority") grant(change["body"]["department"], change["body"]["role"], change["body"]["granted"]);
        break;
      }
    }
  }
  for (const [id, value] of departments) put({ is: "department", id }, value);
  for (const [key, value] of keys) put({ is: "signer", key }, value);
}

export function foldTarget(entries: Entry[]): Struct | null {
  let value = null as Body | null;
  const days = new Map<string, number>();
  for (const { fact } of entries) {
    const body = fact.body as Body;
    if (fact.kind === "target_defined") {
      const { plan, name_zh, name_en, department, target_kind, value: wanted, unit_zh, unit_en, year, document_no, source, task } = body;
      value = { plan, name_zh, name_en, department, target_kind, value: wanted, unit_zh, unit_en, year, document_no, source, days: 0, latest: null, task };
    } else if (fact.kind === "measure_recorded" && value) {
      const corrections = days.has(body["on"]) ? days.get(body["on"])! + 1 : 0;
      days.set(body["on"], corrections);
      value["days"] = days.size;
      if (!value["latest"] || value["latest"]["on"] <= body["on"]) value["latest"] = { on: body["on"], value: body["value"], whole: body["whole"], evidence: body["evidence"], note: body["note"], corrections };
    }
  }
  return value;
}

/** What a title is, its rules, and the applications that are in public notice. */
export function foldType(type: string, entries: Entry[], put: Put): void {
  const versions: Body[] = [];
  const notices = new Map<string, Body>();
  for (const { fact } of entries) {
    const { type: _, ...body } = fact.body as Body;
    const notice = notices.get(body["code"]);
    switch (fact.kind) {
      case "qualification_defined": put({ is: "qualification_type", type }, body); break;
      case "qualification_rule_set": versions.push(body); break;
      case "qualification_noticed": notices.set(body["code"], body); break;
      case "qualification_objected": if (notice) ++notice["objections"]; break;
      case "qualification_refused": notices.delete(body["code"]); break;
      // What a list says of a renewal is its id.
      case "qualification_issued": if (notice?.["batch"] === body["batch"]) notices.delete(body["code"]); break;
      case "qualification_changed": if (body["change"] === "renewed" && notice?.["batch"] === body["reason"]) notices.delete(body["code"]); break;
    }
  }
  if (versions.length > 0) put({ is: "qualification_rules", type }, { versions });
  for (const [code, notice] of notices) put({ is: "qualification_notice", type, code }, notice);
}
