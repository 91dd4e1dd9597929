/**
 * Workers that fail in every way that is told apart, all at once, each as itself: with its reason, its class and its count.
 * Elsewhere: limits, budget, session, shutdown (limits, budget, sessions and signals.test.ts).
 */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS, fixturePath, openE2eStage, WORK } from '../support/e2e-stage.ts';

const say = (line: unknown): string => `echo '${JSON.stringify(line)}'`;
const session = say({ type: 'system', subtype: 'init', session_id: 's-1', model: 'our-model' });
const tool = { type: 'tool_use', id: 't-1', name: 'Bash', input: { command: 'true' } };
const works = `${session}; ${say({ type: 'assistant', message: { id: 'm-1', role: 'assistant', content: [tool] } })}`;
const result = (given: Record<string, unknown>): string =>
  say({ type: 'result', subtype: 'success', is_error: false, result: 'Done.', num_turns: 1, ...given });
const done = result({});

/** What the worker does, and what is said of it. */
const failures = {
  instant: ['echo "no such flag" >&2; exit 3', /^exited 3, within seconds of its start \(instant failure\)/],
  error: [`${works}; exit 3`, /^exited 3/],
  agent: [
    `${works}; ${result({ subtype: 'error_max_turns', is_error: true })}; exit 1`,
    /^it used up its turns/,
  ],
  timeout: [`${session}; while :; do echo; sleep 0.1; done`, /^timeout: 3s used up/],
  stalled: [`${works}; exec sleep 600`, /^stalled: no progress for 6s/],
  killed: [`${works}; kill -9 $$`, /^killed \(signal 9\), not by the coordinator/],
  'no-changes': [`${works}; ${done}`, /^no-changes/],
  publish: [`${works}; ${WORK.commits}; ${done}`, /could not be published: .*hook declined/],
  preparation: ['exit 0', /^worktrees\.setup failed \(exit 127/],
} as const satisfies Readonly<Record<string, readonly [string, RegExp]>>;

const config = `  logged: { command: ["${fixturePath('follows-script')}"], log: claude }
  limited: { command: ["${fixturePath('follows-script')}"], log: claude }
  byLabel: { "short": { timeout: 3s }, "limited": { agent: limited } }
worktrees: { setup: '[ ! -e "$SCRIPTS/unready-$COORDINATOR_ISSUE" ] || exit 127' }
`;

const env = {
  COORDINATOR_WORKERS_AGENT: 'logged',
  COORDINATOR_WORKERS_ATTEMPTS: '1',
  COORDINATOR_WORKERS_MAXEXTENSIONS: '0',
  COORDINATOR_WORKERS_STALLTIMEOUT: '6s',
  COORDINATOR_BREAKER_FAILURES: '50',
};

test('each way to fail is told as itself, and stands in nobody else’s way', {
  timeout: E2E_TIMEOUT_MS,
}, async () => {
  await using stage = await openE2eStage({ config });
  const issues = new Map<string, number>();
  for (const [kind, [script]] of Object.entries(failures))
    issues.set(kind, await stage.hand(script, kind === 'timeout' ? { labels: ['short'] } : {}));
  const quota = { is_error: true, api_error_status: 429 };
  const inOneHour = Math.floor(Date.now() / 1000) + 3600;
  const limit = result({ ...quota, result: `Claude AI usage limit reached|${inOneHour}` });
  const limited = await stage.hand(`${session}; ${limit}; exit 1`, { labels: ['limited'] });
  const well = await stage.hand(`${works}; ${WORK.commits}; ${done}`);
  writeFileSync(stage.path('..', 'scripts', `unready-${issues.get('preparation')}`), '');
  const hookPath = join(stage.repository.originPath, 'hooks', 'update');
  writeFileSync(hookPath, `#!/bin/sh\n[ "$1" != refs/heads/rpi/gh-${issues.get('publish')} ] || exit 1\n`);
  chmodSync(hookPath, 0o755);

  const run = stage.start(['run', '--max-workers', '12'], env);
  for (const [kind, [, reason]] of Object.entries(failures)) {
    const task = await stage.reaches(issues.get(kind) ?? 0, 'failed');
    expect({ kind, reason: task.reason }).toEqual({ kind, reason: expect.stringMatching(reason) });
  }
  await stage.reaches(well, 'completed');
  await until('the pause of its agent', () =>
    /usage limit lasts until/.test(stage.task(limited)?.reason ?? ''),
  );
  run.signal('SIGINT');
  await run.ended;
  const { metrics } = JSON.parse(readFileSync(stage.path('.coordinator', 'metrics.json'), 'utf8'));
  const counts = Object.entries<number>(metrics.coordinator_attempts_total).filter(([, count]) => count > 0);
  const each = [...Object.keys(failures), 'provider', 'completed'].map((kind) => [kind, 1]);
  expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(each));
});
