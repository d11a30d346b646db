// SPDX-License-Identifier: Apache-2.0
// What a credit entry says is shown by its enterprise's page alone, and while it is open: a repaired or withdrawn one is neither shown nor exported any more, on no
// day that is looked at. Everywhere else it is said that there is an entry.
import type { Struct, Value } from "../../verifier/src/index.js";

const said = ["credit", "class", "decided_on", "published_to", "commitment"];
const without = (body: Struct): Struct => Object.fromEntries(Object.entries(body).filter(([name]) => !said.includes(name))) as Struct;

/** The members of a fact that any page may show. */
export const factBody = (kind: string, body: Struct): Struct => (kind === "credit_recorded" ? without(body) : body);
/** Those of an action. */
export const actionBody = (kind: string, body: Struct): Struct => (kind === "record_credit" ? { ...body, lines: (body["lines"] as Struct[]).map(without) as Value } : body);
