/**
 * A later attempt goes on in its agent's own session where there is one, and begins anew where there is none.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { E2E_TIMEOUT_MS, type E2eStage, fixturePath, openE2eStage, WORK } from '../support/e2e-stage.ts';

const program = fixturePath('keeps-sessions');
const config = `  keeps: { command: ["${program}"], log: claude, resume: ["${program}", --resume, "{session}"] }\n`;
const env = { COORDINATOR_WORKERS_AGENT: 'keeps', COORDINATOR_WORKERS_ATTEMPTS: '2' };

const failsOnce = (otherwise: string): string =>
  `if [ "$COORDINATOR_ATTEMPT" = 1 ]; then echo half >half.txt; ${otherwise} exit 3; fi; ${WORK.commits}`;

const scriptsOf = (stage: E2eStage): string => join(stage.repository.folderPath, 'scripts');

/** What was said in each session of an issue, by attempt. */
const sessionsOf = (stage: E2eStage, issue: number): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    readdirSync(scriptsOf(stage))
      .filter((name) => name.startsWith(`session-${issue}-`))
      .map((name) => [
        name.slice('session-'.length),
        readFileSync(join(scriptsOf(stage), name), 'utf8')
          .split(/^=== attempt \d+\n/m)
          .slice(1),
      ]),
  );

const RULES = 'You work alone, in a git worktree';
const AGAIN = 'Attempt 1 ended like this';

test.concurrent('a retry and an answer go on in it, and are told only what is new', {
  timeout: E2E_TIMEOUT_MS,
}, async () => {
  await using stage = await openE2eStage({ config });
  const failed = await stage.hand(failsOnce(''));
  const gone = await stage.hand(failsOnce('rm "$SCRIPTS/session-$id";'));
  const asks = await stage.hand('echo "Which colour?" >BLOCKED.md');
  const run = stage.start(['run'], env);
  await stage.reaches(asks, 'blocked');
  stage.script(asks, WORK.commits);
  await stage.github.as('mona').comment(asks, 'Blue, please.');
  for (const issue of [failed, gone, asks]) await stage.reaches(issue, 'completed');
  run.signal('SIGINT');
  await run.ended;

  const [first = '', second = '', ...more] = sessionsOf(stage, failed)[`${failed}-of-1`] ?? [];
  expect(more).toEqual([]);
  expect(first).toContain(RULES);
  expect(second).toContain(AGAIN);
  expect(second).not.toContain(RULES);

  const answered = sessionsOf(stage, asks);
  expect(Object.keys(answered)).toEqual([`${asks}-of-1`]);
  expect(answered[`${asks}-of-1`]?.[1]).toContain('Blue, please.');
  expect(answered[`${asks}-of-1`]?.[1]).not.toContain(RULES);

  // The start that found no session is no attempt that failed: two are allowed, and the third number did the work.
  const anew = sessionsOf(stage, gone);
  expect(Object.keys(anew)).toEqual([`${gone}-of-3`]);
  expect(anew[`${gone}-of-3`]?.[0]).toContain(RULES);
  expect(anew[`${gone}-of-3`]?.[0]).toContain(AGAIN);
});

test.concurrent('switched off, each attempt begins anew and is told what was before', {
  timeout: E2E_TIMEOUT_MS,
}, async () => {
  await using stage = await openE2eStage({ config });
  const issue = await stage.hand(failsOnce(''));
  const run = await stage.run(['run', '--until-idle'], { ...env, COORDINATOR_WORKERS_RESUME: 'false' });
  expect(run.code, run.stderr).toBe(0);
  const sessions = sessionsOf(stage, issue);
  expect(Object.keys(sessions)).toEqual([`${issue}-of-1`, `${issue}-of-2`]);
  const [told = ''] = sessions[`${issue}-of-2`] ?? [];
  expect(told).toContain(RULES);
  expect(told).toContain(AGAIN);
});
