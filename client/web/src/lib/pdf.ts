// SPDX-License-Identifier: Apache-2.0
// The proof that is attached inside a PDF (docs/proofs.md, "On paper"). A PDF keeps every stream outside of its packed objects, with its
// dictionary in plain bytes; so the bytes are searched, and no object of the document is built. Nothing that is printed is read.
const magic = "credence:bundle\0";
const bytesMax = 64 << 20; // also of what it unfolds to
const attachmentsMax = 1000;
const dictionaryMax = 2048;

/** `code` is a row of the ledger's table of errors. */
export class NoAttachment extends Error {
  constructor(readonly code: "pdf_too_large" | "pdf_without_proof" | "pdf_encrypted" | "pdf_damaged" | "pdf_proofs_differ") {
    super(code);
  }
}

export const isPdf = (bytes: Uint8Array): boolean => latin(bytes.subarray(0, 5)) === "%PDF-";
const latin = (bytes: Uint8Array): string => new TextDecoder("latin1").decode(bytes); // a character a byte

/** The dictionary of the stream whose type ends at `at`, and where the stream begins. */
function streamAt(pdf: string, at: number): { dictionary: string; begin: number } | null {
  const open = pdf.slice(Math.max(0, at - dictionaryMax), at).lastIndexOf(" obj");
  const close = pdf.slice(at, at + dictionaryMax).indexOf("stream");
  if (open < 0 || close < 0) return null;
  const dictionary = pdf.slice(Math.max(0, at - dictionaryMax) + open, at + close);
  const line = /^\r?\n/.exec(pdf.slice(at + close + 6, at + close + 8));
  return line && !dictionary.includes("endobj") ? { dictionary, begin: at + close + 6 + line[0].length } : null;
}
/** Where the stream ends: as its length says, else at the first mark. */
function endOf(pdf: string, dictionary: string, begin: number): number {
  const length = /\/Length[\0\t\n\f\r ]*(\d{1,10})[\0\t\n\f\r ]*[/>]/.exec(dictionary);
  let end = length ? begin + Number(length[1]) : pdf.indexOf("endstream", begin);
  if (end < begin || end >= pdf.length) throw new NoAttachment("pdf_damaged");
  if (length) return end;
  if (end > begin && pdf[end - 1] === "\n") --end;
  if (end > begin && pdf[end - 1] === "\r") --end;
  return end;
}
/** Unfolds what begins as a bundle does, at most `room`; of anything else nothing. */
async function inflated(packed: Uint8Array<ArrayBuffer>, room: number): Promise<Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  let begins = false;
  // The end goes in by itself: where it is broken, what came before it has come out.
  const pieces = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(into) {
      for (const piece of [packed.subarray(0, -8), packed.subarray(-8)]) into.enqueue(piece);
      into.close();
    },
  });
  const reader = pieces.pipeThrough(new DecompressionStream("deflate")).getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      parts.push(next.value as Uint8Array<ArrayBuffer>);
      size += next.value.length;
      begins ||= latin(next.value.subarray(0, magic.length)) === magic;
      if (!begins) return new Uint8Array();
      if (size > room) throw new NoAttachment("pdf_too_large");
    }
  } catch (error) {
    if (begins && !(error instanceof NoAttachment)) throw new NoAttachment("pdf_damaged");
    if (begins) throw error;
    return new Uint8Array();
  } finally {
    void reader.cancel().catch(() => {});
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** The bundle that is attached; throws `NoAttachment`. */
export async function attachedProof(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (bytes.length > bytesMax) throw new NoAttachment("pdf_too_large");
  const pdf = latin(bytes);
  if (!pdf.slice(-1024).includes("%%EOF")) throw new NoAttachment("pdf_damaged");
  let found: Uint8Array | null = null;
  let room = bytesMax;
  const type = /\/EmbeddedFile(?=[\0\t\n\f\r /<>[\]()%])/g;
  for (let seen = 1; type.exec(pdf); ++seen) {
    if (seen > attachmentsMax) throw new NoAttachment("pdf_too_large");
    const stream = streamAt(pdf, type.lastIndex);
    if (!stream) continue;
    const end = endOf(pdf, stream.dictionary, stream.begin);
    type.lastIndex = end;
    const body = bytes.subarray(stream.begin, end);
    const filter = /\/Filter(?=[\0\t\n\f\r /[])[\0\t\n\f\r ]*\[?[\0\t\n\f\r ]*(\/\w+)/.exec(stream.dictionary);
    let proof: Uint8Array = latin(body.subarray(0, magic.length)) === magic ? body : new Uint8Array();
    if (filter) proof = filter[1] === "/FlateDecode" && !stream.dictionary.includes("/DecodeParms") ? await inflated(body, room) : new Uint8Array();
    if (proof.length === 0) continue;
    if (proof.length > room) throw new NoAttachment("pdf_too_large");
    room -= proof.length;
    if (found && !(found.length === proof.length && found.every((byte, i) => byte === proof[i]))) throw new NoAttachment("pdf_proofs_differ");
    found = proof;
  }
  if (found) return found;
  throw new NoAttachment(pdf.includes("/Encrypt") ? "pdf_encrypted" : "pdf_without_proof");
}
