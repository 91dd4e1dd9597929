/**
 * What people see in real terminals: narrow, wide, with and without colours; and leaving one that shows a worker.
 */
import { expect, test } from 'vitest';
import { until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS, letGo, openE2eStage, WORK } from '../support/e2e-stage.ts';
import { isAlive } from '../support/folder-processes.ts';
import { hasTmux, openTmux, type Pane } from '../support/tmux.ts';

const ended = (pane: Pane): Promise<number> =>
  until(
    'it has ended',
    () => {
      const code = pane.code();
      return code === null ? null : { code };
    },
    pane.screen,
  ).then(({ code }) => code);

const longestOf = (text: string): number => Math.max(...text.split('\n').map((line) => [...line].length));

test('in a terminal: tables that fit, colours by the rules, a worker that is watched and left', {
  timeout: E2E_TIMEOUT_MS,
}, async ({ skip }) => {
  if (!hasTmux()) skip('there is no tmux here');
  await using stage = await openE2eStage();
  const issue = await stage.hand(WORK.waitsForGo, {
    title: 'Greet people of all countries in the language that their browser asks for, one day',
  });
  const run = stage.start(['run', '--until-idle']);
  const { pid } = await stage.executed(issue);
  await stage.reaches(issue, 'running');
  using tmux = openTmux({ folderPath: stage.repository.folderPath, cwd: stage.rootPath, env: stage.env });
  const colours = { NO_COLOR: null };
  const narrow = tmux.open(['status'], { columns: 40, env: colours });
  const wide = tmux.open(['status'], { columns: 200, env: colours });
  const plain = tmux.open(['status'], { columns: 200 });
  const forced = tmux.open(['status'], { columns: 200, env: { FORCE_COLOR: '1' } });
  const left = tmux.open(['attach', String(issue)], { columns: 80 });
  const interrupted = tmux.open(['attach', String(issue)], { columns: 40 });

  for (const pane of [narrow, wide, plain, forced]) expect(await ended(pane)).toBe(0);
  expect(wide.screen()).toContain('in the language that their browser asks for, one day');
  expect(narrow.screen()).toMatch(new RegExp(`gh-${issue} +running.*\n +Greet people of all`));
  expect(longestOf(narrow.screen())).toBeLessThanOrEqual(40);
  expect(wide.raw()).toContain('\u001b[');
  expect(plain.raw()).not.toContain('\u001b[');
  expect(forced.raw()).toContain('\u001b[');

  for (const pane of [left, interrupted])
    await until('it is watched', () => pane.screen().includes(`started gh-${issue}`), pane.screen);
  expect(left.screen()).toContain(
    '\nq or Ctrl-C leaves, the worker goes on; nothing typed here reaches it\n',
  );
  left.press('q');
  interrupted.press('C-c');
  for (const pane of [left, interrupted]) {
    expect(await ended(pane)).toBe(0);
    expect(pane.screen().replaceAll('\n', ' ')).toContain(`coordinator attach ${issue}`);
  }
  expect(isAlive(pid)).toBe(true);

  const stayed = stage.start(['attach', String(issue)]);
  await until('it is watched', () => stayed.stdout().includes('started'));
  letGo(stage, issue);
  expect(await stayed.ended).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('its worker has ended'),
  });
  expect((await run.ended).code).toBe(0);
  const late = await stage.run(['attach', String(issue)]);
  expect(late).toMatchObject({ code: 1, stderr: expect.stringContaining(`coordinator view ${issue}`) });
});
