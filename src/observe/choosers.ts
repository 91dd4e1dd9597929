/**
 * Who put the labels on that choose an agent (`agents.byLabel`): asked where an issue has one and a worker may be started
 * for it, and asked anew when the issue has changed.
 */
import { type Chooser, isSameLabel } from '../model/choice.ts';
import type { Seen } from '../model/seen.ts';
import { known, unknown } from '../model/seen.ts';
import type { Settings } from '../model/settings.ts';
import type { IssueRow, Memory } from '../model/snapshot.ts';
import { isTerminal } from '../model/task.ts';
import type { World } from '../world/world.ts';
import type { Trust } from './trust.ts';

/** What a poll has listed. */
interface Listed {
  readonly rows: readonly IssueRow[];
  readonly memory: Memory;
  readonly settings: Settings;
}

/** Looks; remembers what it saw between polls. */
export interface ChooserReader {
  /** Never throws for a failed read: what could not be read is `unknown`. */
  readChoosers(listed: Listed): Promise<ReadonlyMap<number, Seen<readonly Chooser[]>>>;
}

/** How long what does not count is left at that: the permission may have been given meanwhile. */
const holdsMs = 10 * 60_000;

interface Looked {
  readonly key: string;
  readonly atMs: number;
  readonly choosers: readonly Chooser[];
}

/** A reader with nothing remembered yet. */
export const createChooserReader = (world: World, trust: Trust): ChooserReader => {
  const looked = new Map<number, Looked>();
  const look = async (row: IssueRow, labels: readonly string[], settings: Settings): Promise<Looked> => {
    const key = JSON.stringify([row.updatedAtMs, labels]);
    const { atMs } = world.clock.now();
    const before = looked.get(row.number);
    if (before?.key === key && holds(before, atMs)) return before;
    const choosers = await Promise.all(
      labels.map((label) => fetchChooser({ row, label, settings }, { world, trust })),
    );
    const found = { key, atMs, choosers };
    looked.set(row.number, found);
    return found;
  };
  return {
    readChoosers: async ({ rows, memory, settings }) => {
      const tasks = new Map(memory.tasks.map((task) => [task.issue, task]));
      const found = rows.map(async (row) => {
        const task = tasks.get(row.number);
        const labels = labelsOf(row, settings);
        if (labels.length === 0 || (task !== undefined && isTerminal(task.recorded.state))) return [];
        return [[row.number, await seen(world, () => look(row, labels, settings))] as const];
      });
      return new Map((await Promise.all(found)).flat());
    },
  };
};

const holds = ({ choosers, atMs }: Looked, nowMs: number): boolean =>
  choosers.every(({ trusted }) => trusted) || Math.abs(nowMs - atMs) < holdsMs;

/** As they are written in the configuration. */
const labelsOf = (row: IssueRow, { byLabel }: Settings): readonly string[] =>
  byLabel.map(({ label }) => label).filter((label) => row.labels.some((one) => isSameLabel(one, label)));

const seen = async (world: World, look: () => Promise<Looked>): Promise<Seen<readonly Chooser[]>> => {
  try {
    return known((await look()).choosers, world.clock.now().atMs);
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error));
  }
};

const fetchChooser = async (
  { row, label, settings }: { readonly row: IssueRow; readonly label: string; readonly settings: Settings },
  { world, trust }: { readonly world: World; readonly trust: Trust },
): Promise<Chooser> => {
  const event = await world.github.fetchLabelEvent(row.number, label);
  if (event === null)
    return {
      label,
      login: 'somebody',
      // Later than any approval: what nobody is known to have put on was never approved with the issue.
      atMs: Number.MAX_SAFE_INTEGER,
      trusted: false,
      ground: 'no event says who put it on',
    };
  const { login, atMs } = event;
  return { label, login, atMs, ...(await trust.fetchStanding(event, settings)) };
};
