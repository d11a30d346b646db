// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";

/** "virtual:errors": the rows of ledger/primitives/errors.def, errors_lists.def and errors_paper.def, the one table of codes. */
function errorCodes(): Plugin {
  const name = "virtual:errors";
  const files = ["errors.def", "errors_lists.def", "errors_paper.def"].map((file) => join(import.meta.dirname, "../../ledger/primitives", file));
  return {
    name: "error-codes",
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined;
      const text = String.raw`((?:"(?:[^"\\]|\\.)*"\s*)+)`;
      const row = new RegExp(String.raw`CREDENCE_ERROR\((\d+),\s*(\w+),\s*${[text, text, text, text].join(String.raw`,\s*`)}\)`, "g");
      const joined = (literals: string): string => [...literals.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((one) => JSON.parse(`"${one[1]}"`) as string).join("");
      const rows = [...files.map((file) => readFileSync(file, "utf8")).join("\n").matchAll(row)].map(([, code, word, ...words]) => [Number(code), word, ...words.map(joined)]);
      if (rows.length < 100) throw new Error(`${files[0]}: only ${rows.length} codes were understood`);
      return `export default ${JSON.stringify(rows)}`;
    },
  };
}

// CREDENCE_PAGE: where the built page goes; credenced looks for it in share/credence/page beside its bin.
export default defineConfig({
  base: "./",
  plugins: [svelte(), errorCodes()],
  build: {
    outDir: process.env["CREDENCE_PAGE"] ?? "dist",
    emptyOutDir: true,
    sourcemap: false,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: { proxy: { "/v1": process.env["CREDENCE_NODE"] ?? "http://127.0.0.1:7101" } },
});
