// SPDX-License-Identifier: Apache-2.0
// The client of a Credence node: README.md shows its use.
export type { paths } from "./description.js";
export { EventReader, type Hear, Stream, type Told } from "./events.js";
export { type Found, type History, Ledger, type Notes, OtherNetwork, Reading, type Row } from "./ledger.js";
export { type Answer, type Ask, type GetPath, Node, Problem, type Schemas, Unreachable } from "./node.js";
export * from "../../verifier/src/index.js";
