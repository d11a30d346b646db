// SPDX-License-Identifier: Apache-2.0
// The one place of the page where a secret key is: it comes in as an encrypted file, signs, and goes when the worker is ended. Nothing but
// public keys, signed transactions and faults leaves.
import { Fault } from "../../verifier/src/reader.js";
import { type OpenKey, openKeyFile } from "./keyfile.js";
import { type Body, type Signed, signTransaction } from "./signing.js";

export type Asked = { open: { text: string; passphrase: string } } | { sign: Body[] };
export type Told = { progress: number } | { opened: string } | { signed: Signed[] } | { fault: { code: string; detail: string } };

let key: OpenKey | null = null;
const tell = (told: Told): void => postMessage(told);
async function answer(asked: Asked): Promise<Told> {
  if ("open" in asked) {
    key = await openKeyFile(asked.open.text, asked.open.passphrase, (progress) => tell({ progress }));
    return { opened: key.publicKey };
  }
  if (!key) throw new Fault("missing_signature", "no key is open");
  const held = key;
  return { signed: asked.sign.map((body) => signTransaction(held, body)) };
}
onmessage = ({ data }: MessageEvent<Asked>): void => {
  answer(data).then(tell, (error: unknown) => tell({ fault: error instanceof Fault ? { code: error.code, detail: error.detail } : { code: "internal", detail: String(error) } }));
};
