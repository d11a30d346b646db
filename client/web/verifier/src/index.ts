// SPDX-License-Identifier: Apache-2.0
// The verifier of Credence: what a node or a file says is believed here, or nowhere. README.md shows its use.
export { Fault, fromBase64, fromHex, toHex } from "./reader.js";
export { decode, encode, enums, membersOf, type Struct, type Value, type Variant } from "./values.js";
export { decodeKey, encodeKey, type StateKey, valueType } from "./keys.js";
export { anchorOf, type Anchor, type Block, type Genesis, headerHash, type Header, isAnchorLine, type Later, type Pinned, pinnedAnchor, quorum, readGenesis, Trust, type Validator } from "./chain.js";
export { readTrusted, type Trusted } from "./anchor.js";
export { contextOf, type Named } from "./context.js";
export { decodeEntry, type Entry, type Receipt, type Transaction, transactionId, unreadable } from "./claims.js";
export { detailText } from "./details.js";
export { bundleBytesMax, type BundleFault, type Kind, kinds, type VerifiedBundle, verifyBundle } from "./bundle.js";
export { type Answer, awardVerdict, dayInChina, dayMs, exitCode, judge, judgeAge, type Judgement, type Mark, marksInForce, proofAgeMsMax, type Question, speaksOf, termOn, titleVerdict, type Verdict, verify } from "./judge.js";
export * from "./answers.js";
export { type BundleParts, writeBundle } from "./write.js";
