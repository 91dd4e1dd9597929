/**
 * Turns and waits that several tests of the real agents share.
 */
import { expect } from 'vitest';
import { until } from '../command-line.ts';
import type { Turn } from '../model-server/script.ts';
import type { AgentStage, Process } from './agent-stage.ts';
import type { Drive } from './drives.ts';

/** A shell command that commits a file; it takes place in the worktree, so it serves every issue. */
export const COMMITS = 'echo "Good day." >greeting.txt; git add greeting.txt; git commit -q -m "feat: greet"';

/** Said by the templates to an attempt that follows another one, in its session or in a new one. */
export const AGAIN = 'Look first at what is there';

/** The model runs one command and is done. */
export const runsAndIsDone = (drive: Drive, command: string): readonly Turn[] => [
  { tools: [drive.run(command)] },
  { text: 'The greeting is committed.' },
];

/** Waits until a process has exactly this command line; resolves with all that work then, the agent among them. */
export const untilRuns = async (
  on: AgentStage,
  { issue, command }: { readonly issue: number; readonly command: string },
): Promise<readonly Process[]> => {
  let seen: readonly Process[] = [];
  await until(
    `the agent runs ${command}`,
    () => {
      seen = on.processes();
      return seen.some((one) => one.command === command);
    },
    () => on.said(issue),
  );
  return seen;
};

/** The issue is completed, its pull request has the greeting, and nothing works any more. */
export const expectGreeted = async (on: AgentStage, issue: number): Promise<void> => {
  const { stage } = on;
  expect(stage.task(issue)?.state, on.said(issue)).toBe('completed');
  const branch = `rpi/gh-${issue}`;
  const pulls = await stage.github.read.pulls();
  expect(pulls.filter(({ head }) => head.ref === branch)).toHaveLength(1);
  const { originPath } = stage.repository;
  expect(stage.repository.gitIn(originPath, 'show', `${branch}:greeting.txt`)).toBe('Good day.');
  await on.nothingIsLeft();
};
