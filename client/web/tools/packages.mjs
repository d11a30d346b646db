// SPDX-License-Identifier: Apache-2.0
// packages.mjs FOLDER: npm ci, unless every package of package-lock.json is there already. Plain JavaScript: it runs before any package is there.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const packagesOf = (file) => JSON.parse(readFileSync(join(folder, file), "utf8")).packages;

function complete() {
  let held;
  try {
    held = packagesOf("node_modules/.package-lock.json");
  } catch {
    return false;
  }
  return Object.entries(packagesOf("package-lock.json")).every(([path, wanted]) => path === "" || (held[path] ? held[path].version === wanted.version : wanted.optional === true));
}

if (!complete()) {
  const { status } = spawnSync("npm", ["ci", "--ignore-scripts", "--no-progress"], { cwd: folder, stdio: ["ignore", 2, 2] });
  process.exit(status ?? 1);
}
