// SPDX-License-Identifier: Apache-2.0
// Streams of the node's events (docs/api.md, "Events"). Read with fetch and not with EventSource, which hides heartbeats, so that a dead
// connection would pass for a quiet one, and which gives up for good at the first "busy". An event is a hint: whoever hears it asks for the proof.
import type { Schemas } from "./node.js";

type EventName = { [K in keyof Schemas]: K extends `event_${infer N}` ? N : never }[keyof Schemas];
/** One event: `id` is the position after it, "height:index"; empty where it has none. */
export type Told = { [N in EventName]: { name: N; id: string; data: Schemas[`event_${N}`] } }[EventName];

const eventCharsMax = 262_144;

/** Takes the text of a stream apart, wherever it was cut. */
export class EventReader {
  private rest = "";
  private fields = { event: "", data: "", id: "" };
  /** What the stream asks for between two tries, in milliseconds. */
  retryMs = 2_000;

  /** The events that this piece ends. Throws if one has no end, or holds no object. */
  add(piece: string): Told[] {
    const out: Told[] = [];
    const lines = (this.rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop()!;
    for (const line of lines) {
      if (line === "") {
        const { event, data, id } = this.fields;
        if (data !== "") out.push({ name: event, id, data: JSON.parse(data) as unknown } as Told);
        this.fields = { event: "", data: "", id: "" };
      } else {
        this.line(line);
      }
    }
    if (this.rest.length + this.fields.data.length > eventCharsMax) throw new Error("an event without an end");
    return out;
  }
  private line(line: string): void {
    const [, name, value] = /^([^:]*):? ?(.*)$/.exec(line)!;
    if (name === "event" || name === "id") this.fields[name] = value!;
    else if (name === "data") this.fields.data += value!;
    else if (name === "retry" && /^\d{1,6}$/.test(value!)) this.retryMs = Number(value);
  }
}

export interface Hear {
  told(event: Told): void;
  /** Whether the node is heard; false: it is tried again and again. */
  heard(is: boolean): void;
  /** It ended, and is not tried again: with the node's code where it refused, without one where all is said. */
  ended(code: string | null): void;
}

const silenceMs = 40_000; // the node breaks silence every 15 seconds
const answerMs = 15_000;
const retryMsMax = 30_000;

/** One stream, followed until it ends or is stopped. It comes again at the position of the last event, and loses nothing. */
export class Stream {
  private last = "";
  private running: AbortController | null = null;
  constructor(
    readonly path: string,
    private readonly hear: Hear,
  ) {}

  get open(): boolean {
    return this.running !== null;
  }
  start(): void {
    if (this.running) return;
    this.running = new AbortController();
    void this.run(this.running.signal);
  }
  stop(): void {
    this.running?.abort();
    this.running = null;
  }
  /** Tries at once what waits; a connection that stands is left alone. */
  hurry = (): void => undefined;
  /** Goes on with what comes next, not with what was missed. */
  forget(): void {
    this.last = "";
  }

  private async run(stopped: AbortSignal): Promise<void> {
    for (let failed = 0; !stopped.aborted; ) {
      let waitMs: number;
      try {
        const out = await this.once(stopped, () => (failed = 0));
        if (out.ended !== undefined && !stopped.aborted) {
          this.stop();
          return this.hear.ended(out.ended);
        }
        waitMs = out.waitMs;
      } catch {
        waitMs = Math.min(1_000 * 2 ** failed, retryMsMax);
      }
      if (stopped.aborted) return;
      // one orderly end is no absence: the node cuts off, restarts, makes room
      if (++failed > 1 || navigatorOffline()) this.hear.heard(false);
      await this.pause(waitMs, stopped);
    }
  }
  /** One connection, until it ends. */
  private async once(stopped: AbortSignal, good: () => void): Promise<{ waitMs: number; ended?: string | null }> {
    const cut = new AbortController();
    const signal = AbortSignal.any([stopped, cut.signal]);
    let timer = setTimeout(() => cut.abort(), answerMs);
    try {
      const headers = { accept: "text/event-stream, application/problem+json", ...(this.last && { "last-event-id": this.last }) };
      const response = await fetch(this.path, { headers, signal, cache: "no-store" });
      if (response.status === 204) return { waitMs: 0, ended: null };
      if (!response.ok) return await refused(response);
      const reader = new EventReader();
      const text = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        clearTimeout(timer);
        timer = setTimeout(() => cut.abort(), silenceMs);
        const { done, value } = await text.read();
        if (done) return { waitMs: reader.retryMs };
        good();
        this.hear.heard(true);
        for (const event of reader.add(value)) {
          if (event.name === "problem") return { waitMs: 0, ended: String(event.data.code) };
          this.hear.told(event);
          if (event.id !== "") this.last = event.id;
        }
      }
    } finally {
      clearTimeout(timer);
      cut.abort();
    }
  }
  private pause(ms: number, stopped: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms * (0.8 + 0.4 * Math.random()));
      this.hurry = () => (clearTimeout(timer), resolve());
      stopped.addEventListener("abort", this.hurry, { once: true });
    });
  }
}

const navigatorOffline = (): boolean => typeof navigator !== "undefined" && navigator.onLine === false;

/** A node that is busy says when to come again; another refusal is final. */
async function refused(response: Response): Promise<{ waitMs: number; ended?: string }> {
  const body = (await response.json().catch(() => ({}))) as { code?: string; retry_after_ms?: number };
  if (response.status < 500) return { waitMs: 0, ended: body.code ?? String(response.status) };
  return { waitMs: Math.min(Math.max(body.retry_after_ms ?? 0, 2_000), retryMsMax) };
}
