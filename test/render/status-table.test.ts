import fc from 'fast-check';
import stringWidth from 'fast-string-width';
import { describe, expect, it } from 'vitest';
import type { RunId } from '../../src/model/ids.ts';
import type { TaskMemory, TaskState } from '../../src/model/task.ts';
import type { CoordinatorFacts } from '../../src/render/status-json.ts';
import { renderStatusTable, type StatusRequest } from '../../src/render/status-table.ts';
import { hostileText } from './hostile-text.ts';
import { atMs, attemptOf, memoryOf, noMoney, taskOf } from './tasks.ts';

const facts: CoordinatorFacts = {
  running: true,
  pid: 8123,
  sinceMs: atMs - 11_520_000,
  repository: 'acme/api',
  attemptLimit: 3,
  maxWorkers: 3,
  nowMs: atMs,
  breakers: [],
  supervision: new Map(),
  money: noMoney,
};

const stateOf = (state: TaskState, reason: string, sinceMs = atMs) => ({
  recorded: { state, reason, sinceMs, evidence: [] },
});

const tasks: readonly TaskMemory[] = [
  taskOf(51, { title: 'Retry webhook deliveries', hold: 'waiting for a worker' }),
  taskOf(42, {
    title: 'Fix flaky login test',
    ...stateOf('running', 'attempt 1 of 3'),
    attempts: [attemptOf()],
  }),
  taskOf(40, {
    title: 'Cache org lookups',
    ...stateOf('completed', 'PR #57 is open', atMs - 60 * 60_000),
    attempts: [attemptOf({ phase: 'ended' })],
    pullRequest: { number: 57, url: 'https://github.com/acme/api/pull/57', state: 'open' },
  }),
  taskOf(38, {
    title: 'Migrate to pg 17',
    ...stateOf('failed', 'npm test exited 1 (attempt 3 of 3)', atMs - 30 * 3_600_000),
    attempts: [attemptOf({ phase: 'ended', agent: 'codex' })],
  }),
  taskOf(33, { title: 'Drop Node 18', ...stateOf('cancelled', 'in tasks.md') }),
];

const requestOf = (part: Partial<StatusRequest> = {}): StatusRequest => ({
  memory: memoryOf(tasks),
  coordinator: facts,
  nowMs: atMs + 8000,
  room: { width: null, widthOf: stringWidth },
  paint: (_, text) => text,
  ...part,
});

describe('renderStatusTable', () => {
  it('says how living workers are held, and what their limits are worth', () => {
    const attempt = attemptOf();
    const supervisionOf = (of: RunId) =>
      new Map([[of, { tier: 'T1', tree: 'proven', memory: 'sampled', processes: null } as const]]);
    const lines = (run: RunId): readonly string[] =>
      renderStatusTable(requestOf({ coordinator: { ...facts, supervision: supervisionOf(run) } })).split(
        '\n',
      );
    expect(lines(attempt.run)[1]).toBe(
      'workers held by T1, whole tree proven gone at the end; memory limit looked at every 2 s',
    );
    expect(lines('another')[1]).toContain('ISSUE');
  });

  it('leads to issues and pull requests where the terminal shows links, and its columns stay', () => {
    const link = (text: string, url: string): string => `<${url}|${text}>`;
    const bare = renderStatusTable(requestOf({}));
    const linked = renderStatusTable(requestOf({ link }));
    expect(linked).toContain('|gh-40>');
    expect(linked).toMatch(/<https:\/\/github\.com\/acme\/api\/pull\/57\|#57>$/m);
    expect(linked.replace(/<[^|<>]+\|([^<>]+)>/g, '$1')).toBe(bare);
  });

  it('shows who needs a person first, with evidence and age', () => {
    const text = renderStatusTable(requestOf({ lastOutputAtMs: new Map([[42, atMs]]) }));
    expect(text).toBe(
      [
        'acme/api · 1 of 3 workers · up 3h 12m (pid 8123)',
        '  ISSUE  TITLE                     STATE      AGENT   AGE    EVIDENCE                            PR',
        '✗ gh-38  Migrate to pg 17          failed     codex   1d 6h  npm test exited 1 (attempt 3 of 3)  -',
        '● gh-42  Fix flaky login test      running    claude  <1m    attempt 1 of 3, last output 8s ago  -',
        '✓ gh-40  Cache org lookups         completed  claude  1h     PR #57 is open                      #57',
        '○ gh-51  Retry webhook deliveries  queued     -       <1m    waiting for a worker                -',
        '■ gh-33  Drop Node 18              cancelled  -       <1m    in tasks.md                         -',
        '1 needs you: gh-38   coordinator retry 38',
      ].join('\n'),
    );
  });

  it('drops columns, then cuts titles, as the terminal gets narrower', () => {
    const headingsAt = (width: number) =>
      renderStatusTable(requestOf({ room: { width, widthOf: stringWidth } }))
        .split('\n')[1]
        ?.trim()
        .split(/\s+/);
    expect(headingsAt(100)).toEqual(['ISSUE', 'TITLE', 'STATE', 'AGENT', 'AGE', 'EVIDENCE', 'PR']);
    expect(headingsAt(88)).toEqual(['ISSUE', 'TITLE', 'STATE', 'AGE', 'EVIDENCE', 'PR']);
    expect(headingsAt(76)).toEqual(['ISSUE', 'TITLE', 'STATE', 'AGE', 'EVIDENCE']);
    expect(renderStatusTable(requestOf({ room: { width: 80, widthOf: stringWidth } }))).toContain(
      'Retry webhook d',
    );
    expect(renderStatusTable(requestOf({ room: { width: 64, widthOf: stringWidth } }))).toContain(
      'Retry webho…',
    );
  });

  const failedAt = (issue: number, minutes: number, part: Partial<TaskMemory> = {}) =>
    taskOf(issue, { ...stateOf('failed', 'x', atMs - minutes * 60_000), ...part });
  const blocked = (issue: number, minutes: number, question: string | null) =>
    taskOf(issue, { ...stateOf('blocked', 'x', atMs - minutes * 60_000), question });
  const lastLineOf = (of: readonly TaskMemory[], width: number | null = null) =>
    renderStatusTable(requestOf({ memory: memoryOf(of), room: { width, widthOf: stringWidth } }))
      .split('\n')
      .at(-1);

  it('lists what needs a person by when it came up, the latest first, whatever it is', () => {
    const needy = [
      failedAt(2, 3),
      blocked(3, 1, 'Which?'),
      failedAt(5, 9),
      blocked(6, 5, null),
      failedAt(19, 2),
    ];
    expect(lastLineOf(needy)).toMatch(/^5 need you: gh-3, gh-19, gh-2, gh-6, gh-5 /);
    expect(lastLineOf(needy.toReversed())).toBe(lastLineOf(needy));
  });

  it('advises by what the first of them needs', () => {
    expect(lastLineOf([blocked(3, 1, 'Which?')])).toContain(
      'answer on gh-3; what it asks: coordinator explain 3',
    );
    expect(lastLineOf([blocked(3, 1, null)])).toContain('read gh-3, then: coordinator retry 3');
    expect(lastLineOf([failedAt(3, 1)])).toContain('coordinator retry 3');
  });

  it('names a few, and none whose issue is closed', () => {
    const many = Array.from({ length: 28 }, (_, index) => failedAt(index + 1, index));
    expect(lastLineOf(many, 80)).toBe(
      '28 need you: gh-1, gh-2, gh-3, gh-4, gh-5 and 23 more   coordinator retry 1',
    );
    expect(lastLineOf([failedAt(3, 1, { labelGone: true })])).toMatch(/^✗ gh-3 /);
  });

  it('is stacked where columns have no room, each line within the width', () => {
    const lines = renderStatusTable(requestOf({ room: { width: 40, widthOf: stringWidth } })).split('\n');
    expect(lines.slice(2, 7)).toEqual([
      '✗ gh-38  failed  1d 6h  codex',
      '  Migrate to pg 17',
      '  npm test exited 1 (attempt 3 of 3)',
      '● gh-42  running  <1m  claude',
      '  Fix flaky login test',
    ]);
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(40);
  });

  it('says that it does not run, and that there is nothing', () => {
    const stopped = { ...facts, running: false, pid: null, sinceMs: null };
    expect(renderStatusTable(requestOf({ coordinator: stopped, memory: memoryOf([]) }))).toBe(
      'acme/api · not running. Start: coordinator run\nno tasks',
    );
  });

  it('paints the sign only, besides headings', () => {
    const text = renderStatusTable(requestOf({ paint: (style, words) => `<${style}>${words}</>` }));
    expect(text).toContain('<red>✗</> gh-38');
    expect(text).toContain('<cyan>●</> gh-42');
    expect(text).toContain('<green>✓</> gh-40');
  });

  it('counts finished tasks beyond ten', () => {
    const done = Array.from({ length: 13 }, (_, index) =>
      taskOf(index + 1, stateOf('cancelled', 'x', atMs + index)),
    );
    const text = renderStatusTable(requestOf({ memory: memoryOf(done) }));
    expect(text).toContain('and 3 more done');
    expect(text).toContain('gh-13');
    expect(text).not.toMatch(/gh-3\b/);
  });

  it('has one line per task and no control characters, at any width, whatever a title says', () => {
    fc.assert(
      fc.property(hostileText, hostileText, fc.integer({ min: 60, max: 160 }), (title, reason, width) => {
        const hostile = taskOf(9, { title, ...stateOf('running', reason), attempts: [attemptOf()] });
        const lines = renderStatusTable(
          requestOf({ memory: memoryOf([hostile]), room: { width, widthOf: stringWidth } }),
        ).split('\n');
        expect(lines).toHaveLength(3);
        for (const line of lines.slice(1)) {
          expect(line).not.toMatch(/\p{Cc}|\p{Bidi_Control}/u);
          expect(stringWidth(line)).toBeLessThanOrEqual(width);
        }
      }),
      { numRuns: 300 },
    );
  });
});
