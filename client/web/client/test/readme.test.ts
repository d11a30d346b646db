// SPDX-License-Identifier: Apache-2.0
// The package as a bank's developer gets it: built, installed in an empty project, its README's example run as it stands on a running network; and beside a node
// that lies, and one of another chain.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { after, before, test } from "node:test";
import { Fault, Ledger, Node, OtherNetwork, Problem } from "../src/index.js";
import { target } from "../src/node.js";

const web = join(import.meta.dirname, "../..");
const network = JSON.parse(readFileSync(join(process.env["CREDENCE_NETWORK"]!, "network.json"), "utf8")) as { nodes: { api: string }[] };
const origin = `http://${network.nodes[0]!.api.replace(/^https?:\/\//, "")}`;
const type = "sample-innovative-sme";
let project = "";
before(() => {
  project = mkdtempSync(join(tmpdir(), "credence-client-"));
  const installed = join(project, "node_modules/credence-client");
  mkdirSync(installed, { recursive: true });
  execFileSync(process.execPath, [join(web, "node_modules/typescript/bin/tsc"), "-p", join(web, "client/tsconfig.json"), "--outDir", join(installed, "dist")], { stdio: ["ignore", 2, 2] });
  cpSync(join(web, "client/package.json"), join(installed, "package.json"));
  symlinkSync(join(web, "node_modules/@noble"), join(project, "node_modules/@noble"));
  const [, example] = /```js\n([\s\S]*?)```/.exec(readFileSync(join(web, "client/README.md"), "utf8"))!;
  writeFileSync(join(project, "example.mjs"), example!);
});
after(() => rmSync(project, { recursive: true, force: true }));

const run = async (node: string, chain: string, code: string): Promise<{ code: number; out: string; err: string }> => {
  const { code: exit, stdout: out, stderr: err } = await promisify(execFile)(process.execPath, ["example.mjs", node, chain, code, type], { cwd: project, timeout: 60_000 }).then((ran) => ({ ...ran, code: 0 }), (failed: { code: number; stdout: string; stderr: string }) => failed);
  return { code: exit, out, err };
};
async function holder(ledger: Ledger): Promise<string> {
  const { entries } = await ledger.view().history({ is: "qualification_type", type });
  return entries.find((entry) => entry.fact.kind === "qualification_issued")!.fact.body["code"] as string;
}
/** A node that answers as the real one, but for what `bend` makes of a body. */
async function lying(bend: (path: string, body: string) => string, use: (at: string) => Promise<void>): Promise<void> {
  const server = createServer((from, to) => {
    void fetch(origin + from.url!).then(async (answer) => {
      const body = Buffer.from(await answer.arrayBuffer());
      const text = answer.headers.get("content-type")!.includes("json") ? bend(from.url!, body.toString()) : body;
      to.writeHead(answer.status, { "content-type": answer.headers.get("content-type")! }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`).finally(() => server.close());
}

test("the example of the README runs as it stands, and its file is a proof", async () => {
  const ledger = await Ledger.open(origin, null);
  const { code, out, err } = await run(origin, ledger.chain, await holder(ledger));
  assert.equal(code, 0, err);
  assert.match(out, /^样例企业\S+: \d+ fen paid\nsample-innovative-sme: (valid|ended|revoked|suspended)\n\d+ records, the last one \w+\n/);
  assert.match(out, /programme sample-life: 样例专项资金/);
  assert.match(out, /block 1: \d+ transactions\n$/);
  assert.ok(existsSync(join(project, "history.credence-proof")));
  const file = join(project, "history.credence-proof");
  writeFileSync(join(project, "genesis.json"), ledger.genesisText);
  execFileSync(join(process.env["CREDENCE_BIN"]!, "credence"), ["verify", file, "--anchor", join(project, "genesis.json")]);
});

test("a node that lies, or that serves another chain, is not believed", async () => {
  const ledger = await Ledger.open(origin, null);
  const of = await holder(ledger);
  const turned = (body: string): string => body.replace(/"proof":\s*"([^"]{600})(.)/, (_, begin: string, one: string) => `"proof":"${begin}${one === "A" ? "B" : "A"}`);
  await lying((path, body) => (path.startsWith("/v1/state/") ? turned(body) : body), async (at) => {
    const { code, err } = await run(at, ledger.chain, of);
    assert.equal(code, 1);
    assert.match(err, /NOT PROVED/);
    // The JSON beside the proof is no evidence, and neither is another key's proof.
    const other = await (await Ledger.open(origin, ledger.chain)).node.get("/v1/enterprises/{code}", { code: of });
    await lying((path, body) => (path.startsWith("/v1/state/") ? JSON.stringify(other) : body), async (there) => {
      await assert.rejects((await Ledger.open(there, ledger.chain)).view().value({ is: "programme", id: "sample-life" }), (error) => error instanceof Fault && error.code === "wrong_subject");
    });
  });
  const wrong = ledger.chain.replace(/.$/, (digit) => (digit === "0" ? "1" : "0"));
  await assert.rejects(Ledger.open(origin, wrong), (error) => error instanceof OtherNetwork && error.served === ledger.chain);
  await assert.rejects(Ledger.open(origin, ledger.genesisText.replace(/("time_ms":\s*)\d+/, "$11")), OtherNetwork);
});

test("cursors go through a whole list; errors have their codes; what still holds is not sent again", async () => {
  const ledger = await Ledger.open(origin, null);
  const seen = new Map<string, unknown>();
  for await (const { row, value } of ledger.view().all("/v1/enterprises", { limit: 7 })) seen.set(row.id, value?.["name"]);
  assert.ok(seen.size > 100 && [...seen.values()].every((name) => typeof name === "string"), String(seen.size));
  const found = await ledger.view().rows("/v1/search", { q: "sample-life" });
  assert.ok(found.found.some((one) => one.key?.["id"] === "sample-life" && one.value !== null));
  await assert.rejects(ledger.node.get("/v1/blocks/{height}", { height: 9_999_999 }), (error) => error instanceof Problem && error.status === 404 && error.cause_.zh !== "" && error.remedy.en !== "");
  const statuses: number[] = [];
  const { fetch: real } = globalThis;
  globalThis.fetch = async (...ask) => {
    const answer = await real(...ask);
    statuses.push(answer.status);
    return answer;
  };
  const node = new Node(origin);
  const [first, second] = [await node.get("/v1/chain"), await node.get("/v1/chain")];
  globalThis.fetch = real;
  assert.deepEqual(first, second);
  assert.deepEqual(statuses, first.height === second.height ? [200, 304] : [200, 200]);
});

test("a node that is busy is asked again when it said, and not for ever", async () => {
  let asked = 0;
  let busy = 2;
  const server = createServer((_, to) => {
    if (asked++ < busy) to.writeHead(503, { "content-type": "application/problem+json" }).end(JSON.stringify({ code: "busy", status: 503, detail: "", retry_after_ms: 10 }));
    else to.writeHead(200, { "content-type": "application/json" }).end('{"status":"ok"}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const node = new Node(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  assert.deepEqual(await node.get("/v1/health"), { status: "ok" });
  assert.equal(asked, 3);
  [asked, busy] = [0, 99];
  await assert.rejects(node.get("/v1/health"), (error) => error instanceof Problem && error.code === "busy");
  assert.equal(asked, 4);
  server.close();
});

test("parameters stand where the description has them", () => {
  assert.equal(target("/v1/programmes/{id}/batches/{batch}", { id: "a-1", batch: "b/2", with: "00,01" }), "/v1/programmes/a-1/batches/b%2F2?with=00,01");
  assert.equal(target("/v1/search", { q: "广 州&+", limit: 5, cursor: undefined }), "/v1/search?q=%E5%B9%BF%20%E5%B7%9E%26%2B&limit=5");
});
