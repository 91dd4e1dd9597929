/**
 * Reads back what the coordinator itself wrote into the block: each row's line and its notes, in the words of
 * `ledger-row-text.ts` and `decide/ledger-view.ts`. Used only where memory was lost; what a person's edits mean is read
 * by `ledger-parse.ts`. Whatever does not match is left out: a record never says more than the file does.
 */
import type { ActiveState, LedgerRecord, LedgerSection } from '../model/ledger.ts';
import type { Priority } from '../model/task.ts';
import { placeBlock } from './ledger-block.ts';
import { unescapeInline } from './ledger-escape.ts';
import { headingOf, markOf, sectionsInOrder } from './ledger-format.ts';
import { hasBullet, looksLikeRow, withoutBullet } from './ledger-row.ts';
import { minuteMsOf } from './utc-time.ts';

/** One record per issue, the first row of each; none where the block is not sound. */
export const readLedgerRecords = (text: string | null): ReadonlyMap<number, LedgerRecord> => {
  const place = placeBlock(text ?? '');
  if (place.kind !== 'block' || text === null) return new Map();
  const rows = rowsOf(text.slice(place.innerStart, place.innerEnd).split(/\r\n|\n|\r/));
  const records = rows.map(recordOf).filter((record) => record !== null);
  return new Map(records.toReversed().map((record) => [record.issue, record]));
};

interface Row {
  readonly line: string;
  readonly section: LedgerSection | null;
  readonly notes: string[];
}

const rowsOf = (lines: readonly string[]): readonly Row[] => {
  const rows: Row[] = [];
  let section: LedgerSection | null = null;
  for (const line of lines.map((raw) => raw.trimEnd())) {
    const body = line.trim();
    const heading = /^#{1,6}\s+(\w+)/.exec(body)?.[1]?.toLowerCase();
    if (heading !== undefined)
      section = sectionsInOrder.find((one) => headingOf[one].toLowerCase() === heading) ?? null;
    else if (looksLikeRow(body)) rows.push({ line: withoutBullet(body), section, notes: [] });
    else if (hasBullet(body)) rows.at(-1)?.notes.push(withoutBullet(body));
  }
  return rows;
};

const rowLine = /^(?<lead>.*?)gh-(?<issue>[1-9]\d{0,9}):? ?(?<rest>.*)$/u;
const prioritySuffix = /(?:^| )\{p([0-3])\}$/;
const pullSuffix = /(?:^| )\(\[PR #(\d{1,10})\]\((https?:\/\/[^\s()]+)\)\)$/;

const recordOf = (row: Row): LedgerRecord | null => {
  const { lead = '', issue = '', rest = '' } = rowLine.exec(row.line.replaceAll('~~', ''))?.groups ?? {};
  if (issue === '') return null;
  const priority = prioritySuffix.exec(rest)?.[1];
  const pull = pullSuffix.exec(rest);
  const told = tellingOf(row.notes);
  const isLive = priority !== undefined;
  const wrote = wroteOf({ lead, section: row.section, isLive, told }) ?? row.section ?? 'pending';
  return {
    issue: Number(issue),
    wrote,
    title: unescapeInline(rest.replace(prioritySuffix, '').replace(pullSuffix, '')),
    priority: priority === undefined ? null : (Number(priority) as Priority),
    pullRequest: pull === null ? null : { number: Number(pull[1]), url: pull[2] ?? '' },
    ...told.said,
  };
};

type Said = Omit<LedgerRecord, 'issue' | 'wrote' | 'title' | 'priority' | 'pullRequest'>;

interface Telling {
  /** Which section's words these are; null = nothing that only one section says. */
  readonly like: LedgerSection | null;
  readonly said: Said;
}

const nothingSaid: Said = {
  worker: null,
  branch: null,
  attempt: null,
  state: null,
  reason: null,
  atMs: null,
  hasLog: false,
  commit: null,
};

const time = String.raw`(?<time>\d{4}-\d\d-\d\d \d\d:\d\d)`;
const worker = '(?:worker `(?<worker>w-[0-9a-z]+)` · )?';
const activeNote = new RegExp(
  `^(?:(?<state>preparing|stopping|timing_out|zombie):(?: (?<reason>.*?))? · )?${worker}\`[^\`]+\` · branch \`(?<branch>[^\`]+)\`(?: · pid \\d+)?(?: · attempt (?<count>\\d+)(?: of \\d+)?(?:, (?<all>\\d+) in all)? · since ${time})?$`,
);
const took = String.raw`(?:(?:\d+ h )?\d+ (?:min|s) · )?`;
const money = String.raw`(?:[≥≈]?(?:\$[\d.]+|[\d.]+ [kMG]?tok) · )?`;
const completedNote = new RegExp(
  `^(?:commit \`(?<commit>[0-9a-f]{7})\` · )?${worker}branch \`(?<branch>[^\`]+)\` · ${took}${money}${time}$`,
);
const endedNote = new RegExp(`^(?:(?<reason>.*?) · )??(?<log>log \`logs/gh-\\d+\\.jsonl\` · )?${time}$`);
const blockedHint = /^to go on, answer on the issue or remove `[^`]+`$/;

const tellingOf = ([first = '', second = '']: readonly string[]): Telling => {
  const active = activeNote.exec(first)?.groups;
  if (active !== undefined)
    return { like: 'active', said: { ...saidBy(active), state: stateOf(active.state) } };
  const completed = completedNote.exec(first)?.groups;
  if (completed !== undefined) return { like: 'completed', said: saidBy(completed) };
  const ended = endedNote.exec(first)?.groups;
  if (ended !== undefined) return { like: blockedHint.test(second) ? 'blocked' : null, said: saidBy(ended) };
  return { like: null, said: first === '' ? nothingSaid : { ...nothingSaid, reason: unescapeInline(first) } };
};

const stateOf = (word: string | undefined): ActiveState => (word as ActiveState | undefined) ?? 'running';

const saidBy = (groups: Readonly<Record<string, string | undefined>>): Said => ({
  worker: groups.worker ?? null,
  branch: groups.branch ?? null,
  attempt: groups.count === undefined ? null : Number(groups.all ?? groups.count),
  state: null,
  reason: groups.reason === undefined ? null : unescapeInline(groups.reason),
  atMs: groups.time === undefined ? null : minuteMsOf(groups.time),
  hasLog: groups.log !== undefined,
  commit: groups.commit ?? null,
});

/** By what only the coordinator writes: a live row has a priority, a finished one its sign. */
const wroteOf = ({
  lead,
  section,
  isLive,
  told,
}: {
  readonly lead: string;
  readonly section: LedgerSection | null;
  readonly isLive: boolean;
  readonly told: Telling;
}): LedgerSection | null => {
  if (told.like !== null) return told.like;
  if (isLive) return 'pending';
  if (legacyBox.test(lead)) return replacedIn(section);
  const signed = finishedSections.filter((section) => lead.includes(markOf[section].slice(4)));
  return signed.length === 1 ? (signed[0] ?? null) : null;
};

const legacyBox = /^\[\s*[❌🚫]\uFE0F?\s+w-/u;

const finishedSections: readonly LedgerSection[] = ['completed', 'failed', 'cancelled'];

/** A person's line in place of ours: only the section is left of that. What may still be live is taken for Pending. */
export const replacedIn = (section: LedgerSection | null): LedgerSection =>
  finishedSections.find((one) => one === section) ?? 'pending';
