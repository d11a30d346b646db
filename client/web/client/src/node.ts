// SPDX-License-Identifier: Apache-2.0
// One node's API as its description says it (node/api/openapi.yaml; the types are made of it). What comes from here is the node's word: ledger.ts
// believes nothing of it that is not proved.
import type { components, paths } from "./description.js";
import { type Hear, Stream } from "./events.js";

export type Schemas = components["schemas"];
type Content<R> = R extends { content: { "application/json": infer C } } ? C : never;
type Json<O> = O extends { responses: infer R } ? { [S in keyof R]: S extends 200 | 202 ? Content<R[S]> : never }[keyof R] : never;
/** The paths that answer GET with JSON. */
export type GetPath = { [P in keyof paths]: [Json<paths[P]["get"]>] extends [never] ? never : P }[keyof paths];
export type Answer<P extends keyof paths> = Json<paths[P]["get"]>;
type Given<O, In extends string> = O extends { parameters: { [K in In]?: infer T } } ? ([NonNullable<T>] extends [never] ? unknown : NonNullable<T>) : unknown;
/** The parameters of a path, those of the path itself and those of its query. */
export type Ask<P extends keyof paths> = Given<paths[P]["get"], "path"> & Given<paths[P]["get"], "query">;
type NeedsNothing<P extends keyof paths> = {} extends Ask<P> ? [ask?: Ask<P>] : [ask: Ask<P>];

type Words = Schemas["BothLanguages"];
const noWords: Words = { en: "", zh: "" };
/** The node answered with an error of its own (RFC 9457); docs/errors.md lists the codes. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly detail: string,
    readonly cause_: Words,
    readonly remedy: Words,
    readonly status: number,
    /** With "busy" and its like: when to ask again. */
    readonly retryAfterMs = 0,
  ) {
    super(detail === "" ? code : `${code}: ${detail}`);
  }
}
/** No answer came, or none that the API knows. */
export class Unreachable extends Error {}

const waitMs = 45_000; // more than any answer takes: a list is read in at most 30 seconds
const tries = 4;
const pauseMsMax = 5_000;
const keptMax = 200;
const keptBytesMax = 16_000_000;

/** The target of a request: members that the path names stand in it, the others in the query. */
export function target(path: string, ask: object = {}): string {
  const rest = new Map(Object.entries(ask as Record<string, string | number | undefined>).filter(([, value]) => value !== undefined));
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    return encodeURIComponent(String(value));
  });
  const query = [...rest].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value)).replaceAll("%2C", ",")}`).join("&");
  return query === "" ? filled : `${filled}?${query}`;
}

export class Node {
  private readonly kept = new Map<string, { etag: string; text: string }>();
  private keptBytes = 0;
  /** `base`: "http://127.0.0.1:7180"; empty in a page that the node itself serves. */
  constructor(readonly base = "") {
    this.base = base.replace(/\/+$/, "");
  }

  /** Asks one path. A node that is busy is asked again when it said; an answer that still holds is not sent twice (ETag). `Problem`, `Unreachable`. */
  async get<P extends GetPath>(path: P, ...[ask]: NeedsNothing<P>): Promise<Answer<P>> {
    return JSON.parse(await this.text(target(path, ask as object))) as Answer<P>;
  }
  /** The genesis.json as it stands, byte for byte: the chain is named by it. */
  genesis(): Promise<string> {
    return this.text("/v1/genesis");
  }
  /** Hands in a signed transaction; the same bytes may be handed in again. */
  async submit(transaction: Uint8Array): Promise<Answer<"/v1/transactions/{id}">> {
    return JSON.parse(textOf(await this.post("/v1/transactions", "application/octet-stream", transaction as Uint8Array<ArrayBuffer>))) as Answer<"/v1/transactions/{id}">;
  }
  /** Has a list read at the work desk of a department's own node; what comes back is that node's word (docs/desk.md). */
  async readList(list: Schemas["ListToRead"]): Promise<object> {
    const account = JSON.parse(textOf(await this.post("/v1/desk/readings", "application/json", JSON.stringify(list)))) as unknown;
    if (typeof account !== "object" || account === null || Array.isArray(account)) throw new Unreachable("/v1/desk/readings: no object");
    return account;
  }
  /** Has a proof printed there: a PDF with the proof attached. Compare what is attached with what was handed in. */
  printProof(proof: Uint8Array, ask: Given<paths["/v1/desk/certificates"]["post"], "query">): Promise<Uint8Array<ArrayBuffer>> {
    return this.post(target("/v1/desk/certificates", ask as object), "application/vnd.credence.proof", proof as Uint8Array<ArrayBuffer>);
  }

  /** A stream of events; it begins with `start()`, resumes where it was, and ends with `stop()`. */
  events(ask: Ask<"/v1/events">, hear: Hear): Stream {
    return new Stream(this.base + target("/v1/events", ask), hear);
  }

  private async post(path: string, type: string, body: BodyInit): Promise<Uint8Array<ArrayBuffer>> {
    return bodyOf(await this.ask(path, { method: "POST", headers: { "content-type": type, accept: "*/*" }, body }));
  }
  private async text(path: string): Promise<string> {
    for (let turn = 1; ; ++turn) {
      try {
        return await this.once(path);
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 503 || error.retryAfterMs === 0 || error.retryAfterMs > pauseMsMax || turn === tries) throw error;
        await new Promise((resolve) => setTimeout(resolve, error.retryAfterMs));
      }
    }
  }
  private async once(path: string): Promise<string> {
    const held = this.kept.get(path);
    const response = await this.ask(path, { headers: held ? { "if-none-match": held.etag } : {} });
    if (response.status === 304 && held) return held.text;
    const text = textOf(await bodyOf(response));
    this.keep(path, response.headers.get("etag"), text);
    return text;
  }
  private async ask(path: string, init: RequestInit): Promise<Response> {
    try {
      const headers = { accept: "application/json, application/problem+json", ...init.headers };
      return await fetch(this.base + path, { ...init, headers, signal: AbortSignal.timeout(waitMs), cache: "no-store" });
    } catch (error) {
      throw new Unreachable(path, { cause: error });
    }
  }
  /** The latest so many answers, in bounded memory. */
  private keep(path: string, etag: string | null, text: string): void {
    const drop = (old: string): void => {
      this.keptBytes -= this.kept.get(old)?.text.length ?? 0;
      this.kept.delete(old);
    };
    drop(path);
    if (etag === null || text.length > keptBytesMax) return;
    this.kept.set(path, { etag, text });
    this.keptBytes += text.length;
    for (const old of this.kept.keys()) {
      if (this.kept.size <= keptMax && this.keptBytes <= keptBytesMax) break;
      drop(old);
    }
  }
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
async function bodyOf(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw new Unreachable(response.url, { cause: error });
  }
  if (response.ok) return bytes;
  let body: Partial<Schemas["Problem"]>;
  try {
    body = JSON.parse(textOf(bytes)) as Partial<Schemas["Problem"]>;
  } catch {
    throw new Unreachable(`${response.url}: status ${response.status}`);
  }
  throw new Problem(body.code ?? String(response.status), body.detail ?? "", body.cause ?? noWords, body.remedy ?? noWords, response.status, body.retry_after_ms);
}
