import { expect, test } from 'vitest';
import { type EndingSource, isFinished } from '../../src/daemon/endings.ts';
import type { Action } from '../../src/model/action.ts';
import type { Attempt } from '../../src/model/attempt.ts';
import { known, unknown } from '../../src/model/seen.ts';
import type { RemoteView } from '../../src/model/snapshot.ts';
import type { TaskMemory, TaskState } from '../../src/model/task.ts';
import { noOptions } from '../support/no-options.ts';
import { settingsWith } from '../support/settings.ts';

const at = { atMs: 1, uptimeMs: 1, boot: 'b' };
const agent = { command: ['x'], prompt: 'stdin', log: 'text', env: {}, ...noOptions } as const;
const remote: RemoteView = {
  at,
  issues: known([], 1),
  pulls: known([], 1),
  labellings: new Map(),
  choosers: new Map(),
  links: new Map(),
  followUps: new Map(),
  edits: new Map(),
  aheadMs: 0,
  confirmed: new Map(),
  heard: known({ newestId: 0, comments: [] }, 1),
};
const greet: Action = { kind: 'greet-issue', issue: 1 };
const write: Action = {
  kind: 'write-ledger',
  view: { activeCount: 0, maxWorkers: 3, rows: [] },
  expectedText: null,
};

interface Given {
  readonly mode?: EndingSource['mode'];
  readonly states?: readonly TaskState[];
  readonly live?: boolean;
  readonly planned?: boolean;
  /** `tasks.md` is to be written, and could not be the last time. */
  readonly unwritable?: boolean;
  readonly troubled?: boolean;
  /** How often the status comment could not be written. */
  readonly untold?: number;
  readonly busy?: boolean;
  readonly remote?: keyof typeof remotes;
  /** A worker of a memory that was lost still runs. */
  readonly stray?: boolean;
  readonly down?: 'stop' | 'detach';
  /** Which of the tasks only a person can let go. */
  readonly held?: readonly number[];
  readonly early?: boolean;
}

const taskIn = (state: TaskState, issue: number, { live: isLive, troubled, untold }: Given): TaskMemory =>
  ({
    issue,
    recorded: { state },
    troubles: [
      ...(troubled ? [{}] : []),
      ...(untold ? [{ action: 'write-comment', class: 'transient', tries: untold }] : []),
    ],
    attempts: isLive ? [{ phase: 'running' } as Attempt] : [{ phase: 'ended' } as Attempt],
  }) as unknown as TaskMemory;

const remotes = {
  none: null,
  unknown: { ...remote, issues: unknown('502') },
  'pulls-unknown': { ...remote, pulls: unknown('502') },
  'labeller-unknown': { ...remote, labellings: new Map([[9, unknown('502')]]) },
  'issue-unknown': { ...remote, confirmed: new Map([[9, unknown('502')]]) },
};

const ends = (given: Given): boolean =>
  isFinished({
    mode: given.mode ?? 'forever',
    settings: settingsWith(given.down === undefined ? {} : { shutdown: given.down }, agent),
    tasks: (given.states ?? []).map((state, index) => taskIn(state, index, given)),
    plan: {
      actions: [...(given.planned ? [greet] : []), ...(given.unwritable === undefined ? [] : [write])],
      pollSoon: false,
      looks: [],
    },
    lanes: {
      isIdle: () => !given.busy,
      hasFailed: (lane) => lane === 'ledger' && given.unwritable === true,
      idle: async () => {},
      abandon: () => {},
      dispatch: () => {},
    },
    strays: new Map(given.stray ? [[9, 'a worker still runs']] : []),
    remote: given.remote === undefined ? remote : remotes[given.remote],
    isShuttingDown: given.down !== undefined,
    heldByPeople: new Set(given.held ?? []),
    isBeforeStart: given.early ?? false,
  });

const rows: readonly (readonly [Given, boolean])[] = [
  [{}, false],
  [{ mode: 'forever', states: ['completed'] }, false],
  [{ mode: 'until-idle' }, true],
  [{ mode: 'until-idle', states: ['completed', 'failed', 'stopped', 'cancelled', 'blocked'] }, true],
  [{ mode: 'until-idle', states: ['completed'], untold: 1 }, false],
  [{ mode: 'until-idle', states: ['completed'], untold: 4 }, true],
  [{ mode: 'until-idle', states: ['completed', 'queued'] }, false],
  [{ mode: 'until-idle', states: ['completed', 'queued'], held: [1] }, true],
  [{ mode: 'until-idle', states: ['queued', 'queued'], held: [1] }, false],
  [{ mode: 'until-idle', states: ['running', 'queued'], live: true, held: [1] }, false],
  [{ mode: 'until-idle', states: ['preparing'] }, false],
  [{ mode: 'until-idle', states: ['running'], live: true }, false],
  [{ mode: 'until-idle', states: ['stopping'] }, false],
  [{ mode: 'until-idle', states: ['zombie'] }, false],
  [{ mode: 'until-idle', states: ['timing_out'] }, false],
  [{ mode: 'until-idle', planned: true }, false],
  [{ mode: 'until-idle', busy: true }, false],
  [{ mode: 'until-idle', stray: true }, false],
  [{ mode: 'once', stray: true }, true],
  [{ down: 'stop', stray: true }, true],
  [{ mode: 'until-idle', remote: 'none' }, false],
  [{ mode: 'until-idle', remote: 'unknown' }, false],
  [{ mode: 'until-idle', remote: 'pulls-unknown' }, false],
  [{ mode: 'until-idle', remote: 'labeller-unknown' }, false],
  [{ mode: 'until-idle', remote: 'issue-unknown' }, false],
  [{ mode: 'once', remote: 'pulls-unknown' }, false],
  [{ mode: 'once', remote: 'labeller-unknown' }, false],
  [{ mode: 'once' }, true],
  [{ mode: 'once', early: true }, false],
  [{ mode: 'until-idle', early: true }, false],
  [{ down: 'stop', early: true }, true],
  [{ mode: 'once', states: ['running'], live: true }, true],
  [{ mode: 'once', states: ['running'] }, false],
  [{ mode: 'once', states: ['running'], troubled: true }, true],
  [{ mode: 'once', states: ['queued'] }, true],
  [{ mode: 'once', states: ['zombie'] }, false],
  [{ mode: 'once', unwritable: false }, false],
  [{ mode: 'once', unwritable: true }, true],
  [{ mode: 'until-idle', unwritable: true, planned: true }, false],
  [{ mode: 'once', states: ['preparing'] }, false],
  [{ mode: 'once', planned: true }, false],
  [{ mode: 'once', busy: true }, false],
  [{ mode: 'once', remote: 'none' }, false],
  [{ mode: 'once', remote: 'unknown' }, false],
  [{ down: 'stop' }, true],
  [{ down: 'stop', remote: 'none' }, true],
  [{ down: 'stop', states: ['queued'] }, true],
  [{ down: 'stop', states: ['running'], live: true }, false],
  [{ down: 'stop', states: ['stopping'] }, false],
  [{ down: 'stop', states: ['stopped'] }, true],
  [{ down: 'stop', states: ['stopped'], planned: true }, false],
  [{ down: 'stop', busy: true }, false],
  [{ down: 'detach', states: ['running'], live: true }, true],
  [{ down: 'detach', states: ['running'], live: true, planned: true }, true],
  [{ down: 'detach', busy: true }, false],
];

test.each(rows)('%j: %s', (given, expected) => {
  expect(ends(given)).toBe(expected);
});
