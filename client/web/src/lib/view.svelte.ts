// SPDX-License-Identifier: Apache-2.0
// The address is the view: path, filters, language, unit and light all stand after the "#", so that the page needs no server to find its way.
import { checkDate } from "../../verifier/src/values.js";
import { dayInChina } from "../../verifier/src/judge.js";
export type Language = "zh" | "en";
export type Unit = "wan" | "yuan";
export type Theme = "light" | "dark";

interface Address {
  path: string[];
  query: Record<string, string>;
}
function parse(hash: string): Address {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  return {
    path: path.split("/").filter((part) => part !== "").map(decodeURIComponent),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

const settings = ["lang", "unit", "theme", "on"] as const;
/** Views that fold the past; others show what holds now, or what was recorded once and stays as it is. */
const folded = new Set(["overview", "enterprise", "programmes", "programme", "challenge", "titles", "title", "notices", "departments", "department", "audit"]);
const unchanging = new Set(["block", "tx", "verify"]);
function isDay(text: string): boolean {
  try {
    return checkDate(text) === text;
  } catch {
    return false;
  }
}
const dark = matchMedia("(prefers-color-scheme: dark)");

class View {
  address = $state<Address>(parse(location.hash));
  systemDark = $state(dark.matches);

  get path(): string[] {
    return this.address.path;
  }
  get lang(): Language {
    return this.address.query["lang"] === "en" || (this.address.query["lang"] !== "zh" && !/^zh/i.test(navigator.language)) ? "en" : "zh";
  }
  get unit(): Unit {
    return this.address.query["unit"] === "yuan" ? "yuan" : "wan";
  }
  get theme(): Theme {
    return (this.address.query["theme"] as Theme | undefined) ?? (this.systemDark ? "dark" : "light");
  }
  /** The past day as of which the view is shown; "": now. */
  get on(): string {
    return this.past === "folded" ? this.query("on") : "";
  }
  get folds(): boolean {
    return folded.has(this.path[0] ?? "overview");
  }
  /** What the day in the address means for the view: nothing, the past, a view that only tells of now, or no day that can be looked at. */
  get past(): "none" | "folded" | "now" | "bad" {
    const [day, first = "overview"] = [this.query("on"), this.path[0]];
    const today = dayInChina(Date.now());
    if (day === "" || day === today || unchanging.has(first)) return "none";
    if (!isDay(day) || day > today) return "bad";
    return this.folds ? "folded" : "now";
  }
  query(name: string): string {
    return this.address.query[name] ?? "";
  }
  /** The address of a view, with the reader's settings. Empty members are left out. */
  link(path: (string | number | bigint)[], query: Record<string, string> = {}): string {
    const kept = Object.fromEntries(settings.flatMap((name) => (this.address.query[name] ? [[name, this.address.query[name]]] : [])));
    const members = Object.entries({ ...query, ...kept }).filter(([, value]) => value !== "");
    const text = new URLSearchParams(members as [string, string][]).toString();
    return `#/${path.map((part) => encodeURIComponent(String(part))).join("/")}${text ? `?${text}` : ""}`;
  }
  go(path: (string | number | bigint)[], query: Record<string, string> = {}): void {
    location.hash = this.link(path, query);
  }
  /** Changes members of the query; the view stays. */
  set(members: Record<string, string>): void {
    const query = { ...this.address.query, ...members };
    for (const name of Object.keys(query)) if (query[name] === "") delete query[name];
    this.address = { path: this.path, query };
    history.replaceState(null, "", this.link(this.path, query));
  }
  /** The same view as of another day; "": now. */
  look(day: string): void {
    const query: Record<string, string> = { ...this.address.query, page: "" };
    delete query["on"];
    this.address = { path: this.path, query };
    location.hash = this.link(this.path, { ...query, on: day });
  }
  follow(): void {
    addEventListener("hashchange", () => {
      const before = this.path.join("/");
      this.address = parse(location.hash);
      if (this.path.join("/") !== before) scrollTo(0, 0);
    });
    dark.addEventListener("change", (event) => (this.systemDark = event.matches));
  }
}
export const view = new View();

/** The words in the reader's language. */
export const say = (zh: string, en: string): string => (view.lang === "zh" ? zh : en);
/** The name of what has one in both languages. */
export function named(value: { name_zh?: unknown; name_en?: unknown; name?: unknown }): string {
  const name = view.lang === "zh" ? value.name_zh : value.name_en;
  return String(name ?? value.name ?? "");
}
