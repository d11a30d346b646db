// SPDX-License-Identifier: Apache-2.0
// Builds the page into the folder CREDENCE_PAGE (else dist): the page itself, the reference of the API, the page Verify as one file, and each file compressed beside it.
import { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type InlineConfig, type Rollup } from "vite";
import { descriptionFile, writeTypes } from "./describe.js";

const root = join(import.meta.dirname, "..");
const out = process.env["CREDENCE_PAGE"] ?? join(root, "dist");
const quiet: InlineConfig = { root, logLevel: "error" };

await writeTypes();
await build({ ...quiet, build: { rollupOptions: { input: ["index.html", "api.html"].map((name) => join(root, name)) } } });

/** Script and style in one file; the genesis is put into it when a reader saves it. */
async function alone(): Promise<string> {
  const made = (await build({
    ...quiet,
    build: { write: false, cssCodeSplit: false, lib: { entry: join(root, "src/alone.ts"), formats: ["iife"], name: "verify" } },
  })) as Rollup.RollupOutput | Rollup.RollupOutput[];
  const output = (Array.isArray(made) ? made : [made]).flatMap((one) => one.output);
  const script = output.flatMap((one) => (one.type === "chunk" ? [one.code] : [])).join("\n").replaceAll("</script", "<\\/script");
  const style = output.flatMap((one) => (one.type === "asset" && one.fileName.endsWith(".css") ? [String(one.source)] : [])).join("");
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'none'">
<title>Credence</title><style>${style}</style></head>
<body><div id="page"></div><script type="application/json" id="genesis"></script><script>${script}</script></body></html>
`;
}
writeFileSync(join(out, "verify.html"), await alone());
copyFileSync(descriptionFile, join(out, "openapi.yaml"));

for (const name of readdirSync(out, { recursive: true }) as string[]) {
  const file = join(out, name);
  if (!statSync(file).isFile() || name.endsWith(".gz")) continue;
  const bytes = readFileSync(file);
  const packed = gzipSync(bytes, { level: 9 });
  if (packed.length < bytes.length) writeFileSync(`${file}.gz`, packed);
}
