// SPDX-License-Identifier: Apache-2.0
// network.ts up|down: the network of the page's tests, with the sample and some synthetic enterprises, in CREDENCE_NETWORK, on the ports from
// CREDENCE_BASE_PORT on.
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";

const bin = process.env["CREDENCE_BIN"] ?? "";
const data = process.env["CREDENCE_NETWORK"] ?? "";
const configs = join(import.meta.dirname, "../../../configs");
const credence = (...args: string[]): number => spawnSync(join(bin, "credence"), ["--lang", "en", "--data", data, ...args], { stdio: ["ignore", 2, 2] }).status ?? 1;

const there = existsSync(join(data, "network.json"));
if (process.argv[2] === "up") {
  if (there) credence("network", "down");
  rmSync(data, { recursive: true, force: true });
  process.exit(credence("network", "demo", "--synthetic", "120", "--base-port", process.env["CREDENCE_BASE_PORT"] ?? "17900", "--sample", join(configs, "sample"), "--catalogue", join(configs, "guangdong-2021-2025")));
}
process.exit(there ? credence("network", "down") : 0);
