// SPDX-License-Identifier: Apache-2.0
// A proof on paper. The rules of drawing stand once, in C++ (client/paper), so the desk of a department's own node prints; what comes from it is believed only
// where the proof that is attached is, byte for byte, the one that this page made and verified. What stands on the pages nobody checks but who reads them.
import { Fault, type Ledger, Problem } from "../../client/src/index.js";
import { equal } from "../../verifier/src/reader.js";
import { attachedProof, NoAttachment } from "./pdf.js";
import { view } from "./view.svelte.js";

/** Why there is none from this node: it has no desk, none for this address, or none for a file so long. */
export class NoDesk extends Error {}

/** The PDF of a proof. `Fault` if the desk attached anything else; `NoDesk`, `Problem`, `Unreachable`. */
export async function certificateOf({ node }: Ledger, proof: Uint8Array, name: string): Promise<Uint8Array<ArrayBuffer>> {
  if (proof.length > ((await node.get("/v1/limits")).desk_bytes_max ?? 0)) throw new NoDesk();
  const address = location.protocol === "https:" ? { address: location.origin } : {};
  const pdf = await node.printProof(proof, { lang: view.lang, name, ...address }).catch((error: unknown) => {
    throw error instanceof Problem && error.code === "no_route" ? new NoDesk() : error;
  });
  const attached = await attachedProof(pdf).catch((error: unknown) => {
    throw error instanceof NoAttachment ? new Fault(error.code, name) : error;
  });
  if (!equal(attached, proof)) throw new Fault("pdf_proofs_differ", name);
  return pdf;
}
