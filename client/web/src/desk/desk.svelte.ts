// SPDX-License-Identifier: Apache-2.0
// The list on the desk: from the file to the bytes that are to be signed. It is remembered in this browser until it is signed.
import { Fault, Problem } from "../../client/src/index.js";
import { nameAll } from "../lib/names.svelte.js";
import { session } from "../lib/session.svelte.js";
import { holder } from "./holder.svelte.js";
import { differences, type Difference, type Plan, planOf } from "./plan.js";
import { type Account, actionsOf, answersFile, keyOf, type List, type Options, readAtDesk } from "./reading.js";
import { sending } from "./sending.svelte.js";
import { type Draft, heldDraft, keepDraft } from "./tray.js";
import { rowsOf, type Witness, witness } from "./witness.js";

class Desk {
  /** How long a request may be; 0: this node reads no lists. */
  bytesMax = $state<number | null>(null);
  list = $state<List>("award");
  options = $state<Options>({});
  file = $state.raw<{ name: string; bytes: Uint8Array } | null>(null);
  answers = $state<Record<string, string>>({});
  account = $state.raw<Account | null>(null);
  plan = $state.raw<Plan | null>(null);
  told = $state.raw<Difference[]>([]);
  seen = $state.raw<Witness | null>(null);
  /** The bytes are no actions, or the file cannot be looked into. */
  fault = $state.raw<unknown>(null);
  reading = $state(false);
  signing = $state(false);
  /** What a person said after looking: duplicates are meant; lines that the browser did not find were compared. */
  knowsFunded = $state(false);
  knowsMissing = $state(false);
  /** Whether this browser has what is on the desk: a tab may be closed then. */
  kept = $state<"yes" | "not_yet" | "failed">("yes");
  private turn = 0;
  private keeping: Promise<void> = Promise.resolve();

  /** Once for each chain: what was on the desk when the tab was closed. */
  async begin(chain: string): Promise<void> {
    if (this.bytesMax !== null) return;
    this.bytesMax = (await (await session.open()).node.get("/v1/limits")).desk_bytes_max ?? 0;
    const held = await heldDraft(chain);
    if (!held) return;
    this.list = held.list;
    this.options = held.options;
    this.file = held.file;
    this.answers = held.answers;
    if (this.file) await this.read();
  }
  private keep(): void {
    const draft: Draft = { list: this.list, options: $state.snapshot(this.options) as Options, file: this.file, answers: $state.snapshot(this.answers) };
    this.store(draft);
  }
  /** One after the other: what was said last is what stays. */
  private store(draft: Draft | null): void {
    const chain = session.ledger?.chain;
    if (!chain) return;
    this.kept = "not_yet";
    const mine = (this.keeping = this.keeping.then(async () => {
      const done = await keepDraft(chain, draft).then(() => "yes" as const, () => "failed" as const);
      if (this.keeping === mine) this.kept = done;
    }));
  }
  private forgetReading(): void {
    ++this.turn;
    this.account = this.plan = this.seen = this.fault = null;
    this.told = [];
    this.reading = this.knowsFunded = this.knowsMissing = false;
  }

  set(name: string, value: string | boolean): void {
    if (value === "" || value === false) delete this.options[name];
    else this.options[name] = value;
    this.forgetReading();
    this.keep();
  }
  choose(list: List): void {
    this.list = list;
    this.options = {};
    this.answers = {};
    this.forgetReading();
    this.keep();
  }
  async take(file: File): Promise<void> {
    this.file = { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
    this.answers = {};
    this.forgetReading();
    this.keep();
  }
  answer(key: string, value: string): void {
    if (value === "") delete this.answers[key];
    else this.answers[key] = value;
    this.keep();
  }
  clear(): void {
    this.file = null;
    this.answers = {};
    this.forgetReading();
    this.store(null);
  }

  /** Has the list read, and looks at what the answer says. */
  async read(): Promise<void> {
    const { file } = this;
    if (!file) return;
    const questions = this.account?.questions ?? [];
    const answers = { ...$state.snapshot(this.answers) };
    const kept = JSON.stringify(answers);
    this.forgetReading();
    const mine = this.turn;
    this.reading = true;
    this.keep();
    try {
      if (file.bytes.length * 1.4 > (this.bytesMax ?? 0)) throw new Problem("body_too_long", `${file.bytes.length}`, { en: "the list is longer than this node’s desk takes", zh: "名单超过该节点工作台的上限" }, { en: "record it with credence award import", zh: "请用命令行 credence award import 记录" }, 413);
      // Answers to questions of an earlier reading are answers still.
      const known = [...questions, ...Object.keys(JSON.parse(kept) as Record<string, string>).map((key) => JSON.parse(key) as [string, string, string]).map(([kind, written, lines]) => ({ kind, written, lines, question: "", candidates: [] }))];
      const asked = [...new Map(known.map((one) => [keyOf(one), one])).values()];
      const account = await readAtDesk((await session.open()).node, this.list, $state.snapshot(this.options) as Options, file.bytes, answersFile(asked, answers));
      if (mine !== this.turn) return;
      this.account = account;
      await this.look(account, file.bytes, mine);
    } catch (error) {
      if (mine === this.turn) this.fault = error;
    } finally {
      if (mine === this.turn) this.reading = false;
    }
  }
  /** The bytes are decoded here, and compared with the form, with the account and with the file. */
  private async look(account: Account, file: Uint8Array, mine: number): Promise<void> {
    const bytes = actionsOf(account);
    if (bytes.length === 0) return;
    const plan = planOf(bytes);
    if (plan.lines.length === 0) throw new Fault("empty_list", "no lines");
    // Names for its words; without them it is shown with codes.
    if (session.ledger) await nameAll(session.ledger.view(), [plan.actions[0]!.body, ...plan.lines.slice(0, 40)]).catch(() => undefined);
    const told = differences(plan, this.list, $state.snapshot(this.options) as Options, account);
    const seen = witness(await rowsOf(file), plan.lines, new Set((account.problems ?? []).map((one) => one.line)));
    if (mine !== this.turn) return;
    this.plan = plan;
    this.told = told;
    this.seen = seen;
  }

  get open(): number {
    return (this.account?.questions ?? []).filter((one) => !this.answers[keyOf(one)]).length;
  }
  get same(): number {
    return (this.account?.funded_before ?? []).filter((one) => one.same).length;
  }

  /** Signs exactly these bytes, remembers them, and sends them on their way. */
  async sign(): Promise<void> {
    const { plan, file } = this;
    const ledger = session.ledger;
    if (!plan || !file || !ledger || this.told.length > 0 || !holder.post) return;
    this.signing = true;
    try {
      const head = await ledger.view().block("latest");
      const signed = await holder.sign(plan.bytes, ledger.anchor.chain, head.header.height);
      await sending.add({
        id: signed[0]!.id,
        chain: ledger.chain,
        name: file.name,
        madeMs: Date.now(),
        department: holder.post.department,
        sent: signed.map(({ id, bytes }, i) => {
          const lines = (plan.actions[i]!.body["lines"] as unknown[] | undefined)?.length ?? 0;
          const part = planOf([plan.bytes[i]!]);
          return { id, bytes, kind: plan.actions[i]!.kind, lines, total: part.total, state: "signed" as const, height: null, code: 0, decided: null };
        }),
      });
      this.clear();
    } catch (error) {
      this.fault = error;
    } finally {
      this.signing = false;
    }
  }
}
export const desk = new Desk();
