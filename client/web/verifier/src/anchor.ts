// SPDX-License-Identifier: Apache-2.0
// What a reader trusts, as people hand it over: a genesis.json, the line of a pinned anchor, or its file (docs/proofs.md, "Pinned anchors").
import { type Anchor, anchorOf, type Genesis, headerHash, isAnchorLine, pinnedAnchor, readGenesis, readHeader, Trust, type Validator } from "./chain.js";
import { Fault, fromHex, Reader, toHex } from "./reader.js";

export interface Trusted {
  anchor: Anchor;
  /** As the text says; nothing rests on it. */
  network: string;
  /** Null of a pinned anchor. */
  genesis: Genesis | null;
  /** As it was handed over. */
  text: string;
}

const format = "credence-anchor-1";
const timestampsMax = 16;
const bad = (why: string): Fault => new Fault("bad_anchor", why);

/** `bad_anchor`, `bad_genesis`. */
export function readTrusted(text: string): Trusted {
  if (isAnchorLine(text)) return { anchor: pinnedAnchor(text), network: "", genesis: null, text };
  let object: unknown;
  try {
    object = JSON.parse(text);
  } catch {
    throw new Fault("bad_genesis", "not JSON");
  }
  if ((object as { format?: unknown } | null)?.format === format) return fromFile(object as Record<string, unknown>, text);
  const genesis = readGenesis(text);
  return { anchor: anchorOf(genesis), network: genesis.network, genesis, text };
}

/** Header and validators, where the file holds them, are those that its line names by their hashes. */
function fromFile(file: Record<string, unknown>, text: string): Trusted {
  const anchor = pinnedAnchor(String(file["anchor"] ?? ""));
  if (file["header"] !== undefined) checkHeader(anchor, file["header"]);
  const stamps = file["timestamps"] ?? [];
  if (!Array.isArray(stamps) || stamps.length > timestampsMax || !stamps.every(isBase64)) throw bad("timestamps: at most 16, in base64");
  const validators = file["validators"] === undefined ? [] : validatorsOf(anchor, file["validators"]);
  return { anchor: { ...anchor, validators }, network: typeof file["network"] === "string" ? file["network"] : "", genesis: null, text };
}
function isBase64(text: unknown): boolean {
  try {
    return typeof text === "string" && btoa(atob(text)) === text;
  } catch {
    return false;
  }
}
function checkHeader(anchor: Anchor, given: unknown): void {
  const { height, header: wanted, set } = anchor.pinned!;
  try {
    const from = new Reader(fromHex(String(given)));
    const { header, bytes } = readHeader(from);
    from.end();
    if (header.height === height && toHex(headerHash(anchor.chain, { bytes })) === wanted && header.validator_set === set) return;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
  }
  throw bad("header: not the one that the line names");
}
function validatorsOf(anchor: Anchor, given: unknown): Validator[] {
  const text = (one: unknown, name: string): string => {
    const value = (one as Record<string, unknown> | null)?.[name];
    if (typeof value !== "string") throw bad("validators: key, name_zh and name_en are expected");
    return value;
  };
  if (!Array.isArray(given)) throw bad("validators: a list is expected");
  const validators = given.map((one) => ({ key: text(one, "key"), name_zh: text(one, "name_zh"), name_en: text(one, "name_en") }));
  try {
    new Trust(anchor).tell(validators);
  } catch (error) {
    if (error instanceof Fault) throw bad("validators: not those that the line names");
    throw error;
  }
  return validators;
}
