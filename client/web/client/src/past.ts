// SPDX-License-Identifier: Apache-2.0
// What the ledger said at the end of a past day. No node keeps the state of the past: each value is folded here from the complete history that tells of it, entry by
// entry up to that day, as ledger/domain/past.h does it in C++. The entries are proved under a block of today. This is a module of its own, so that a page which
// shows the present need not load it: `import { Past } from "credence-client/past.js"`.
import { type Block, dayInChina, type Entry, type StateKey, type Struct } from "../../verifier/src/index.js";
import { endOf } from "../../verifier/src/judge.js";
import { foldChain, foldTarget, foldType } from "./folds/chain.js";
import { foldEnterprise, type Put } from "./folds/enterprise.js";
import { type Batch, foldProgramme } from "./folds/programme.js";
import { type History, type Ledger, type Notes, Reading } from "./ledger.js";
import { Problem } from "./node.js";

const entriesMax = 500_000; // that one view reads
type Values = Map<string, Struct>;
interface Read {
  entries: Entry[];
  block: Block;
}

/** Members that never change after the first record of a thing. */
const fixed: Record<string, string[]> = {
  enterprise: ["name", "place", "registered_on", "kind", "belongs_to", "department"],
  programme: ["name", "lead_department", "finance_department", "fiscal_year", "document_no", "kind", "document_hash", "task"],
  qualification_type: ["name_zh", "name_en", "issuer", "years", "prerequisite", "held_by", "task"],
  department: ["name_zh", "name_en", "kind"],
  target: ["plan", "name_zh", "name_en", "department", "target_kind", "value", "unit_zh", "unit_en", "year", "document_no", "source", "task"],
};
/** Nothing is shown then, rather than something wrong. */
const notFolded = (what: string): Problem =>
  new Problem("not_folded", what, { zh: "这一项在那一天的值不能由记录重算", en: "what this was on that day does not follow from the records" }, { zh: "回到今天", en: "go back to today" }, 404);
/** The subject whose history tells of a value first of all. */
function homeOf(key: StateKey): StateKey {
  const { is, code, type, programme, id } = key;
  switch (is) {
    case "enterprise": case "code_exception": case "qualification": return { is: "enterprise", code: code! };
    case "programme": return { is: "programme", id: id! };
    case "award_batch": case "award": case "programme_rules": case "quota": case "challenge": return { is: "programme", id: programme! };
    case "qualification_type": case "qualification_rules": case "qualification_notice": return { is: "qualification_type", type: type! };
    case "department": case "signer": return { is: "chain", zero: 0 };
    case "target": return { is: "target", id: id! };
  }
  throw notFolded(is);
}
const nameOf = (key: StateKey): string => JSON.stringify(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1)));

export class Past extends Reading {
  private told = new Set<object>();
  private constructor(
    ledger: Ledger,
    override readonly day: string,
    notes: Notes | undefined,
    private readonly shared: { histories: Map<string, Promise<Read>>; folds: Map<string, Promise<Values>>; enterprises: Values[]; entries: number },
  ) {
    super(ledger, notes);
  }
  /** The ledger as it was at the end of `day` in China. */
  static of(ledger: Ledger, day: string, notes?: Notes): Past {
    return new Past(ledger, day, notes, { histories: new Map(), folds: new Map(), enterprises: [], entries: 0 });
  }
  override with(notes: Notes): Reading {
    return new Past(this.ledger, this.day, notes, this.shared);
  }

  override async history(subject: StateKey, seen?: (read: number, total: number) => void, most = Infinity): Promise<History> {
    const { entries } = await this.until(subject, seen, most);
    return { subject, entries, total: entries.length, all: entries.length <= most };
  }
  override histories(subjects: StateKey[], seen: (done: number, of: number) => void = () => undefined, most = Infinity): Promise<History[]> {
    let done = 0;
    const read = async (subject: StateKey): Promise<History> => {
      const history = await this.history(subject, undefined, most);
      seen(++done, subjects.length);
      return history;
    };
    return Promise.all(subjects.map(read));
  }
  override async newest(subject: StateKey, count: number): Promise<History> {
    const { entries } = await this.until(subject);
    return { subject, entries: entries.slice(-count), total: entries.length, all: entries.length <= count };
  }
  /** The entries of a subject up to the day, read once; more than `most` of them are read no further. */
  private async until(subject: StateKey, seen: (read: number, total: number) => void = () => undefined, most = Infinity): Promise<Read> {
    const name = nameOf(subject);
    const end = BigInt(endOf(this.day));
    let before = 0;
    const enough = (read: Entry[]): boolean => {
      this.shared.entries += read.length - before;
      before = read.length;
      if (this.shared.entries > entriesMax)
        throw new Problem("limit_exceeded", String(entriesMax), { zh: "这一页往日的内容要读太多记录", en: "this page of a past day asks for too many records" }, { zh: "用命令行：credence … --as-of 日期", en: "use the command line: credence … --as-of DAY" }, 404);
      return read.length > most || (read.at(-1)?.time_ms ?? 0n) >= end;
    };
    const found = this.shared.histories.get(name) ?? super.read(subject, seen, enough).then(({ entries, block }) => ({ entries: entries.filter((one) => one.time_ms < end), block }));
    if (most === Infinity) this.shared.histories.set(name, found);
    const out = await found;
    if (before === 0 && !this.told.has(out)) {
      this.notes?.rest(out.block);
      this.notes?.count({ entries: out.entries.length });
    }
    this.told.add(out);
    return out;
  }

  override values(keys: StateKey[]): Promise<(Struct | null)[]> {
    return Promise.all(keys.map((key) => this.at(key)));
  }
  private async at(key: StateKey): Promise<Struct | null> {
    const name = nameOf(key);
    if (key.is === "calendar") return (await this.calendars()).findLast((one) => one.fact.body["year"] === key["year"])?.fact.body ?? null;
    if (key.is === "credit" || ((key.is === "award" || key.is === "award_batch") && !this.shared.folds.has(nameOf(homeOf(key)))))
      // An enterprise's own history tells of its awards and credit entries: no other one need be read where it was.
      for (const values of this.shared.enterprises) if (values.has(name)) return values.get(name)!;
    const value = (await this.folded(homeOf(key))).get(name) ?? null;
    if (key.is !== "department" || value === null) return value;
    const { entries } = await this.until(key);
    const count = (kind: string): number => entries.filter(({ fact }) => fact.kind === kind).length;
    return { ...value, pending: count("action_parked") - count("pending_decided") };
  }
  /** Of an enterprise with a former name the name of that day; all else is what it is today. */
  override async origins(keys: StateKey[]): Promise<(Struct | null)[]> {
    const now = await super.values(keys);
    return Promise.all(
      keys.map(async (key, i) => {
        const value = now[i]!;
        if (value === null || ((value["former_names"] ?? []) as unknown[]).length > 0) return value && this.at(key);
        return Object.fromEntries((fixed[key.is] ?? []).map((member) => [member, value[member]!]));
      }),
    );
  }

  private folded(subject: StateKey): Promise<Values> {
    const name = nameOf(subject);
    const found = this.shared.folds.get(name) ?? this.fold(subject);
    this.shared.folds.set(name, found);
    return found;
  }
  private async fold(subject: StateKey): Promise<Values> {
    const { entries } = await this.until(subject);
    const out: Values = new Map();
    const put: Put = (key, value) => void out.set(nameOf(key), value);
    switch (subject.is) {
      case "enterprise":
        foldEnterprise(String(subject["code"]), entries, put);
        this.shared.enterprises.push(out);
        break;
      case "programme": await this.foldProgramme(String(subject["id"]), entries, put); break;
      case "qualification_type": foldType(String(subject["type"]), entries, put); break;
      case "chain": foldChain(entries, this.ledger.genesis.owners.length > 0, put); break;
      case "target": {
        const value = foldTarget(entries);
        if (value) put(subject, value);
        break;
      }
    }
    return out;
  }
  private async foldProgramme(programme: string, entries: Entry[], put: Put): Promise<void> {
    const { value, rules, batches, awards, quotas, challenges } = foldProgramme(entries);
    if (value) put({ is: "programme", id: programme }, value);
    if (rules) put({ is: "programme_rules", programme }, rules);
    for (const [quota, of] of quotas) put({ is: "quota", programme, quota }, { ...of });
    for (const [challenge, of] of challenges) put({ is: "challenge", programme, challenge }, of);
    for (const { batch, line, height, transaction, correction, by_closing, ...of } of awards) put({ is: "award", programme, batch, line }, { ...of, correction: correction && { ...correction } });
    for (const batch of batches) {
      const { id, height, notice, correction, ...of } = batch;
      put({ is: "award_batch", programme, batch: id }, { ...of, correction: correction && { ...correction }, ...(of.stage === "public_notice" && { notice_ends: await this.noticeEnd(batch) }) });
    }
  }
  /** The last day of a public notice, by the rules and calendars that held when it began. */
  private async noticeEnd({ id, notice }: Batch): Promise<string | null> {
    if (notice === undefined) return null;
    if (notice === null) throw notFolded(`notice_ends ${id}`);
    const { notice_days, working_days, first_day_counts } = notice.rules as { notice_days: number; working_days: boolean; first_day_counts: boolean };
    const next = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
    let day = dayInChina(Number(notice.at.time_ms));
    if (!first_day_counts) day = next(day);
    const before = ({ height, position }: Entry): boolean => height < notice.at.height || (height === notice.at.height && position < notice.at.position);
    const calendars = working_days ? (await this.calendars()).filter(before) : [];
    for (let left = notice_days; ; day = next(day)) {
      if (working(day, calendars.findLast(({ fact }) => String(fact.body["year"]) === day.slice(0, 4))?.fact.body) && --left === 0) return day;
    }
    function working(day: string, calendar: Struct | undefined): boolean {
      if (!working_days) return true;
      const named = (list: string): boolean => ((calendar?.[list] ?? []) as string[]).includes(day);
      const week = new Date(day).getUTCDay();
      return named("workdays") || (week !== 0 && week !== 6 && !named("holidays"));
    }
  }
  /** Every `calendar_set`, in the order of the chain. */
  private async calendars(): Promise<Entry[]> {
    const { entries } = await this.until({ is: "chain", zero: 0 });
    const departments = entries.filter(({ fact }) => fact.kind === "department_registered").map(({ fact }) => String(fact.body["id"]));
    const histories = await Promise.all(departments.map((id) => this.until({ is: "department", id })));
    const set = histories.flatMap((one) => one.entries.filter(({ fact }) => fact.kind === "calendar_set"));
    return set.sort((a, b) => (a.height === b.height ? a.position - b.position : a.height < b.height ? -1 : 1));
  }

  /** The last block of the day. */
  override async latest(): Promise<Block | null> {
    const end = BigInt(endOf(this.day));
    let [low, high] = [0n, (await this.block("latest")).header.height + 1n];
    let found: Block | null = null;
    while (high - low > 1n) {
      const block = await this.block((low + high) / 2n);
      if (block.header.time_ms < end) [low, found] = [block.header.height, block];
      else high = block.header.height;
    }
    return found;
  }
}
