// SPDX-License-Identifier: Apache-2.0
// node/api/openapi.yaml taken apart for the reference. It is read when the page is built; nothing of the API is said here a second time.
import whole from "virtual:api";

export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  oneOf?: Schema[];
  allOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  format?: string;
  pattern?: string;
  contentMediaType?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  additionalProperties?: boolean | Schema;
}
export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  description?: string;
  schema: Schema;
  examples?: Record<string, { value: string }>;
}
interface Media {
  schema: Schema;
  "x-events"?: Record<string, Schema>;
}
interface Response {
  description: string;
  headers?: Record<string, { $ref?: string; description?: string }>;
  content?: Record<string, Media>;
}
interface Told {
  tags: string[];
  summary: string;
  description?: string;
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: { required?: boolean; content: Record<string, Media> };
  responses: Record<string, Response | { $ref: string }>;
}
export interface Operation extends Omit<Told, "parameters" | "responses"> {
  method: "GET" | "POST";
  path: string;
  /** Its place in the address of the reference, and its id on the page. */
  slug: string;
  parameters: Parameter[];
  responses: [status: string, response: Response][];
}
interface Whole {
  info: { title: string; version: string; description: string };
  tags: { name: string; description?: string }[];
  paths: Record<string, { parameters?: Told["parameters"]; get?: Told; post?: Told }>;
  components: { schemas: Record<string, Schema> };
}
const api = whole as unknown as Whole;

/** What a reference leads to. */
function at<T extends object>(node: T | { $ref: string }): T {
  if (!("$ref" in node) || typeof node.$ref !== "string") return node as T;
  return at(node.$ref.slice(2).split("/").reduce<any>((in_, name) => in_[name], api) as T);
}
export const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf("/") + 1);

export const { info, tags } = api;
export const operations: Operation[] = Object.entries(api.paths).flatMap(([path, item]) =>
  (["get", "post"] as const).flatMap((method): Operation[] => {
    const told = item[method];
    if (!told) return [];
    return [{
      ...told, method: method.toUpperCase() as Operation["method"], path,
      slug: (method === "get" ? "" : "post/") + path.slice(1).replace(/[{}]/g, ""),
      parameters: [...(item.parameters ?? []), ...(told.parameters ?? [])].map((one) => at<Parameter>(one)),
      responses: Object.entries(told.responses).map(([status, one]) => [status, at<Response>(one)]),
    }];
  }),
);
/** Those that answers and parameters name; what events hold stands with the events. */
export const schemas: [name: string, schema: Schema][] = Object.entries(api.components.schemas).filter(([name]) => !name.startsWith("event_"));

export type Piece = { text: string } | { code: string } | { ref: string };
const bounds = ({ minimum, maximum, minLength, maxLength, maxItems }: Schema): string => {
  const range = (least: number | undefined, most: number | undefined): string => (least !== undefined && most !== undefined ? `${least}–${most}` : least !== undefined ? `≥ ${least}` : most !== undefined ? `≤ ${most}` : "");
  return [range(minimum, maximum), range(minLength, maxLength), range(undefined, maxItems)].filter(Boolean).join(" ");
};
/** What may stand in a place, in a line. */
export function kindOf(schema: Schema): Piece[] {
  const text = (value: string): Piece[] => [{ text: value }];
  if (schema.$ref) return [{ ref: nameOf(schema.$ref) }];
  if (schema.const !== undefined) return [{ code: JSON.stringify(schema.const) }];
  if (schema.enum) return schema.enum.flatMap((one, i): Piece[] => [...(i > 0 ? text(" ") : []), { code: String(one) }]);
  if (schema.oneOf) return schema.oneOf.flatMap((one, i): Piece[] => [...(i > 0 ? text(" | ") : []), ...kindOf(one)]);
  if (schema.allOf) return schema.allOf.flatMap((one, i): Piece[] => (one.$ref ? [...(i > 0 ? text(" + ") : []), ...kindOf(one)] : []));
  if (schema.type === "array") return [...text(["list", bounds(schema), "of "].filter(Boolean).join(" ")), ...(schema.items ? kindOf(schema.items) : text("anything"))];
  const words = [[schema.type ?? "anything"].flat().join(" | "), schema.format ?? schema.contentMediaType ?? "", bounds(schema)];
  return [...text(words.filter(Boolean).join(" ")), ...(schema.pattern ? [{ text: " " }, { code: schema.pattern }] : []), ...(schema.default !== undefined ? [{ text: " = " }, { code: JSON.stringify(schema.default) }] : [])];
}
export interface Member {
  name: string;
  schema: Schema;
  required: boolean;
}
/** The members of an object, or of the objects of a list; what a reference leads to stands with its own name. */
export function membersOf(schema: Schema): Member[] {
  if (schema.allOf) {
    const all = new Map<string, Member>();
    for (const one of schema.allOf.flatMap((part) => membersOf(at(part as Schema)))) all.set(one.name, { ...one, required: one.required || (all.get(one.name)?.required ?? false) });
    return [...all.values()];
  }
  if (schema.items) return schema.items.$ref ? [] : membersOf(schema.items);
  if (schema.oneOf) return schema.oneOf.filter((one) => !one.$ref).flatMap(membersOf);
  return Object.entries(schema.properties ?? {}).map(([name, one]) => ({ name, schema: one, required: schema.required?.includes(name) ?? false }));
}
export const isNumber = (schema: Schema): boolean => schema.type === "integer" || (schema.oneOf ?? []).some(isNumber);
/** The first example of a parameter; a path shows the parameter itself where there is none. */
export const exampleOf = (one: Parameter): string => Object.values(one.examples ?? {})[0]?.value ?? "";
