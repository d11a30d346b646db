// SPDX-License-Identifier: Apache-2.0
// A stream of events is heard however it is cut, goes on where it was, and ends where the node says so. The node is played here.
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { EventReader, Stream, type Told } from "../src/index.js";

const text = 'retry: 20\n\nevent: position\nid: 4:0\ndata: {"next":5}\n\n:\n\nevent: block\nid: 5:0\ndata: {"height":5,"name":"广州"}\n\nevent: lost\ndata: {"events":2}\n\n';
const told = [
  { name: "position", id: "4:0", data: { next: 5 } },
  { name: "block", id: "5:0", data: { height: 5, name: "广州" } },
  { name: "lost", id: "", data: { events: 2 } },
] as Told[];

test("the text of a stream means the same wherever it is cut, and with either end of line", () => {
  for (const whole of [text, text.replaceAll("\n", "\r\n")])
    for (let at = 0; at <= whole.length; ++at) {
      const reader = new EventReader();
      assert.deepEqual([...reader.add(whole.slice(0, at)), ...reader.add(whole.slice(at))], told, String(at));
      assert.equal(reader.retryMs, 20);
    }
  const reader = new EventReader();
  assert.deepEqual([...whole(text)].flatMap((one) => reader.add(one)), told);
});
function* whole(all: string): Generator<string> {
  yield* all;
}
test("an event without an end, and one that is no JSON, end the connection", () => {
  assert.throws(() => new EventReader().add(`data: ${"x".repeat(300_000)}`));
  const reader = new EventReader();
  assert.throws(() => {
    for (let i = 0; i < 20; ++i) reader.add(`data: ${"x".repeat(20_000)}\n`);
  });
  assert.throws(() => new EventReader().add("data: {\n\n"));
});

/** A node whose answers are these, one for each connection; the last one stays. Gives what it was asked. */
async function node(answers: ((request: IncomingMessage, response: ServerResponse) => void)[], run: (path: string, asked: IncomingMessage[]) => Promise<void>): Promise<void> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answers[Math.min(asked.length, answers.length) - 1]!(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/events`, asked);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
const block = (height: number): string => `event: block\nid: ${height}:0\ndata: {"height":${height}}\n\n`;
const stream = (body: string, end: boolean) => (_: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(`retry: 1\n\n${body}`);
  if (end) response.end();
};
function follow(path: string): { stream: Stream; told: Told[]; heard: boolean[]; end: Promise<string | null>; until(count: number): Promise<void> } {
  const all: Told[] = [];
  const heard: boolean[] = [];
  let wake = (): void => undefined;
  let over: (code: string | null) => void;
  const end = new Promise<string | null>((resolve) => (over = resolve));
  const out = new Stream(path, { told: (event) => (all.push(event), wake()), heard: (is) => heard.push(is), ended: (code) => over(code) });
  const until = async (count: number): Promise<void> => {
    while (all.length < count) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { stream: out, told: all, heard, end, until };
}

test("it comes again with the last position, also over a cut in the midst of an event, and loses and repeats nothing", async () => {
  const cut = (_: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`retry: 1\n\n${block(3)}event: block\nid: 4:0\nda`, () => response.destroy());
  };
  await node([stream(block(1) + block(2), true), cut, stream(block(4), false)], async (path, asked) => {
    const one = follow(path);
    one.stream.start();
    await one.until(4);
    one.stream.stop();
    assert.deepEqual(one.told.map((event) => event.id), ["1:0", "2:0", "3:0", "4:0"]);
    assert.deepEqual(asked.map((request) => request.headers["last-event-id"]), [undefined, "2:0", "3:0"]);
  });
});
test("a busy node is asked again when it said; it is not heard meanwhile", async () => {
  const busy = (_: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(503, { "content-type": "application/problem+json" }).end('{"code":"busy","retry_after_ms":1}');
  };
  await node([busy, busy, stream(block(1), false)], async (path) => {
    const one = follow(path);
    one.stream.start();
    const hurry = setInterval(() => one.stream.hurry(), 5);
    await one.until(1);
    clearInterval(hurry);
    one.stream.stop();
    assert.ok(one.heard.includes(false));
    assert.equal(one.heard.at(-1), true);
  });
});
test("what is said to the end, is refused, or was pruned is not asked again", async () => {
  const ends: [(request: IncomingMessage, response: ServerResponse) => void, string | null][] = [
    [(_, response) => response.writeHead(204).end(), null],
    [(_, response) => response.writeHead(400, { "content-type": "application/problem+json" }).end('{"code":"bad_request"}'), "bad_request"],
    [stream('event: problem\ndata: {"code":"pruned_below"}\n\n', false), "pruned_below"],
  ];
  for (const [answer, code] of ends)
    await node([answer], async (path, asked) => {
      const one = follow(path);
      one.stream.start();
      assert.equal(await one.end, code);
      assert.equal(one.stream.open, false);
      assert.equal(asked.length, 1);
    });
});
