// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";
import { description } from "./tools/describe.js";

/** The rows of errors.def, errors_lists.def, errors_paper.def and errors_places.def, the one table of codes: number, name, cause and remedy. */
function errorCodes(chinese: boolean): object {
  const files = ["errors.def", "errors_lists.def", "errors_paper.def", "errors_places.def"].map((file) => join(import.meta.dirname, "../../ledger/primitives", file));
  const text = String.raw`((?:"(?:[^"\\]|\\.)*"\s*)+)`;
  const row = new RegExp(String.raw`CREDENCE_ERROR\((\d+),\s*(\w+),\s*${[text, text, text, text].join(String.raw`,\s*`)}\)`, "g");
  const joined = (literals: string): string => [...literals.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((one) => JSON.parse(`"${one[1]}"`) as string).join("");
  const rows = [...files.map((file) => readFileSync(file, "utf8")).join("\n").matchAll(row)].map(([, code, word, ...words]) => [Number(code), word, ...words.filter((_, i) => (i % 2 === 1) === chinese).map(joined)]);
  if (rows.length < 100) throw new Error(`${files[0]}: only ${rows.length} codes were understood`);
  return rows;
}
/** What is read from the tree when the page is built. */
const made: Record<string, () => object> = {
  "virtual:errors-zh": () => errorCodes(true),
  "virtual:errors-en": () => errorCodes(false),
  /** node/api/openapi.yaml. */
  "virtual:api": description,
};
function fromTheTree(): Plugin {
  return {
    name: "from-the-tree",
    resolveId: (id) => (Object.hasOwn(made, id) ? `\0${id}` : undefined),
    load: (id) => (id.startsWith("\0virtual:") ? `export default ${JSON.stringify(made[id.slice(1)]!())}` : undefined),
  };
}

// CREDENCE_PAGE: where the built page goes; credenced looks for it in share/credence/page beside its bin.
export default defineConfig({
  base: "./",
  plugins: [svelte(), fromTheTree()],
  build: {
    outDir: process.env["CREDENCE_PAGE"] ?? "dist",
    emptyOutDir: true,
    sourcemap: false,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: { proxy: { "/v1": process.env["CREDENCE_NODE"] ?? "http://127.0.0.1:7101" } },
});
