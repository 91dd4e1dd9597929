/**
 * What following up open pull requests adds to a poll: requests while nothing is due, and when a look is, for 1 to 40 open
 * pull requests of completed tasks.
 */
import { execFileSync } from 'node:child_process';
import type { EmbeddedGitHub } from '../src/demo/github/embedded-github.ts';
import { emptyMemory } from '../src/model/snapshot.ts';
import { createRemoteReader } from '../src/observe/remote.ts';
import { openClock } from '../src/world/clock.ts';
import type { GitHub, World } from '../src/world/world.ts';
import { settingsOf } from '../test/support/plain-settings.ts';
import { aTask } from '../test/support/remembered.ts';

const SIZES = [1, 20, 40] as const;
const SETTINGS = settingsOf({ followUp: { checks: true, reviews: true, maxRounds: 3 } });
/** Longer than any pause between two looks. */
const LONG_MS = 3_600_000;

/** Requests of one poll. */
export interface FollowUpCost {
  readonly size: number;
  readonly quiet: number;
  readonly due: number;
}

/** A commit more than the default branch on each of the branches; none of them needs a file. */
const makeBranches = (barePath: string, branches: readonly string[]): void => {
  const identity = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com'];
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', barePath, ...identity, ...args], { encoding: 'utf8' }).trim();
  const tree = execFileSync('git', ['-C', barePath, 'mktree'], { input: '', encoding: 'utf8' }).trim();
  const base = git('commit-tree', tree, '-m', 'base');
  git('update-ref', 'refs/heads/main', base);
  const head = git('commit-tree', tree, '-m', 'work', '-p', base);
  for (const branch of branches) git('update-ref', `refs/heads/${branch}`, head);
};

/** Opens the pull requests, and counts. */
export const measureFollowUps = async (
  server: EmbeddedGitHub,
  { door, login, barePath }: { readonly door: GitHub; readonly login: string; readonly barePath: string },
): Promise<readonly FollowUpCost[]> => {
  const issues = Array.from({ length: Math.max(...SIZES) }, (_, index) => index + 1);
  makeBranches(
    barePath,
    issues.map((issue) => `rpi/gh-${issue}`),
  );
  const pulls = new Map<number, number>();
  for (const issue of issues)
    pulls.set(issue, await server.as(login).openPull({ branch: `rpi/gh-${issue}`, title: `Pull ${issue}` }));
  const costs: FollowUpCost[] = [];
  for (const size of SIZES) {
    let aheadMs = 0;
    const clock = openClock();
    const now = () => ({ ...clock.now(), atMs: clock.now().atMs + aheadMs });
    const reader = createRemoteReader({ github: door, clock: { ...clock, now } } as World);
    const tasks = issues.slice(0, size).map((issue) => {
      const pull = { number: pulls.get(issue) ?? 0, url: 'https://github.com/x', state: 'open' as const };
      return aTask({ issue, state: 'completed', pullRequest: pull });
    });
    const count = async (): Promise<number> => {
      server.clearJournal();
      const view = await reader.readRemote({ ...emptyMemory, tasks, knownIssues: new Set(issues) }, SETTINGS);
      const known = [...view.followUps.values()].filter(({ kind }) => kind === 'known').length;
      if (known < Math.min(size, 20)) throw new Error(`${known} of ${size} pull requests were seen`);
      return server.journal().filter((entry) => entry.login === login).length;
    };
    await count();
    if (size > 20) await count();
    const quiet = await count();
    aheadMs += LONG_MS;
    costs.push({ size, quiet, due: await count() });
  }
  return costs;
};
