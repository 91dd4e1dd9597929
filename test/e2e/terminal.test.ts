/**
 * The terminal of the coordinator: one that takes nothing more holds nothing up, one that is closed ends it in order.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS, type E2eStage, openE2eStage, WORK } from '../support/e2e-stage.ts';
import { isAlive } from '../support/folder-processes.ts';
import { ROOT_PATH } from '../support/house-tree.ts';

const mainPath = join(ROOT_PATH, 'dist', 'main.js');

/** Keeps what the terminal showed. */
const shownPath = ({ repository }: E2eStage): string => join(repository.folderPath, 'shown');

/** `coordinator run` in a terminal of its own, with one worker that dawdles. `terminal` is the process that shows it. */
const dawdleInTerminal = async (stage: E2eStage) => {
  const issue = await stage.hand(WORK.dawdles);
  const terminal: ChildProcess = spawn(
    'script',
    ['-qfec', `exec ${process.execPath} ${mainPath} run --status-interval 0.2s`, shownPath(stage)],
    {
      cwd: stage.rootPath,
      env: { ...stage.env, TERM: 'xterm' },
      stdio: 'ignore',
    },
  );
  const worker = (await stage.executed(issue)).pid;
  await stage.reaches(issue, 'running');
  await until('something uncommitted', () => existsSync(stage.path('trees', `gh-${issue}`, 'half.txt')));
  const { pid } = JSON.parse(readFileSync(stage.path('.coordinator', 'daemon.json'), 'utf8'));
  return { issue, worker, terminal, coordinator: Number(pid) };
};

/** Writes until there is no room left. */
const fill = (path: string): number => {
  const file = openSync(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    for (;;) writeSync(file, '.'.repeat(512));
  } catch (error) {
    expect(error).toMatchObject({ code: 'EAGAIN' });
    return file;
  }
};

describe.concurrent('a terminal', { timeout: E2E_TIMEOUT_MS }, () => {
  test('that takes nothing more delays neither a STOP file nor the end', async () => {
    await using stage = await openE2eStage();
    const { issue, worker, terminal, coordinator } = await dawdleInTerminal(stage);
    terminal.kill('SIGSTOP');
    const tty = fill(`/proc/${coordinator}/fd/2`);
    writeFileSync(stage.path('trees', `gh-${issue}`, 'STOP'), 'enough\n');
    await stage.reaches(issue, 'stopped');
    expect(isAlive(worker)).toBe(false);
    process.kill(coordinator, 'SIGTERM');
    await until('the coordinator has ended', () => !isAlive(coordinator));
    closeSync(tty);
    terminal.kill('SIGKILL');
  });

  test('that is closed ends the coordinator in order: workers down, work saved', async () => {
    await using stage = await openE2eStage();
    const { issue, worker, terminal, coordinator } = await dawdleInTerminal(stage);
    await until('a summary', () =>
      readFileSync(shownPath(stage), 'utf8').includes(`\n  gh-${issue} running for`),
    );
    terminal.kill('SIGKILL');
    await until('the coordinator has ended', () => !isAlive(coordinator));
    expect(isAlive(worker)).toBe(false);
    expect(stage.task(issue)?.state).toBe('stopped');
    expect(stage.repository.git('log', '-1', '--format=%s', `rpi/gh-${issue}`)).toMatch(/^WIP:/);
  });
});

test('a pipe that nobody reads hangs no end', { timeout: E2E_TIMEOUT_MS }, async () => {
  await using stage = await openE2eStage();
  const issue = await stage.hand(WORK.commits);
  const path = join(stage.repository.folderPath, 'pipe');
  execFileSync('mkfifo', [path]);
  const pipe = fill(path);
  const run = spawn(process.execPath, [mainPath, 'run', '--until-idle'], {
    cwd: stage.rootPath,
    env: { ...stage.env },
    stdio: ['ignore', pipe, pipe],
  });
  const code = await new Promise((resolve) => run.once('exit', resolve));
  closeSync(pipe);
  expect(code).toBe(0);
  expect(stage.task(issue)?.state).toBe('completed');
});
