// SPDX-License-Identifier: Apache-2.0
// Reads node/api/openapi.yaml, the one description of the API: as an object for the reference, as types for the client.
// Run as a program it writes the types.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript";
import { parse } from "yaml";

const root = join(import.meta.dirname, "..");
export const descriptionFile = join(root, "../../node/api/openapi.yaml");

/** As it stands; what an event of a stream holds is named among the schemas too: `event_block`. */
export function description(): OpenAPI3 {
  const out = parse(readFileSync(descriptionFile, "utf8"), { merge: true });
  for (const item of Object.values<any>(out.paths)) {
    const events = item.get?.responses["200"]?.content?.["text/event-stream"]?.["x-events"] ?? {};
    for (const [name, schema] of Object.entries(events)) out.components.schemas[`event_${name}`] = schema;
  }
  return out;
}

/** Written only where it changed, so that nobody who watches the file builds again for nothing. */
export async function writeTypes(file = join(root, "client/src/description.ts")): Promise<void> {
  const text = `// SPDX-License-Identifier: Apache-2.0\n// Made of node/api/openapi.yaml by tools/describe.ts.\n${astToString(await openapiTS(description()))}`;
  let held = "";
  try {
    held = readFileSync(file, "utf8");
  } catch {
    // not made yet
  }
  if (held !== text) writeFileSync(file, text);
}
if (process.argv[1] === import.meta.filename) await writeTypes();
