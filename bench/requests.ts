/**
 * What a poll costs: `npm run bench:requests`. Counts the requests of one poll, and what they take of the rate limit, for
 * 1 to 1,000 active tasks, on the embedded GitHub and by its own meter: our poller, and next to it the way of asking for
 * one list and one pull request per task. Once with an unchanged repository, once after one comment.
 *
 * Then what following up open pull requests adds to it (follow-up-requests.ts).
 *
 * Counts, not times: the same every run. Exit 1 when ours grows with the tasks beyond GitHub's pages of 100 issues, or
 * takes anything of the limit while nothing changes.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedGitHub, openEmbeddedGitHub } from '../src/demo/github/embedded-github.ts';
import { emptyMemory } from '../src/model/snapshot.ts';
import { createRemoteReader } from '../src/observe/remote.ts';
import { openClock } from '../src/world/clock.ts';
import { openGitHub } from '../src/world/github/open-github.ts';
import type { GitHub, StoredResponse, World } from '../src/world/world.ts';
import { settingsOf } from '../test/support/plain-settings.ts';
import { aTask } from '../test/support/remembered.ts';
import { type FollowUpCost, measureFollowUps } from './follow-up-requests.ts';

const SIZES = [1, 10, 100, 1000] as const;
const PAGE_SIZE = 100;
const OURS = { login: 'ours', role: 'admin', token: 'token-of-ours' } as const;
const PER_TASK = { login: 'per-task', role: 'admin', token: 'token-of-per-task' } as const;
/** Far beyond what is counted here, so that nobody is held back. */
const RATE_LIMIT = 1_000_000;

/** One poll. `quota`: what it took of the rate limit. */
interface Cost {
  readonly requests: number;
  readonly unmodified: number;
  readonly quota: number;
}

/** A way of polling; `issues` are the numbers of the active tasks. */
type Poll = (issues: readonly number[]) => Promise<unknown>;

const openDoor = (github: EmbeddedGitHub): GitHub => {
  const kept = new Map<string, StoredResponse>();
  return openGitHub({
    apiUrl: github.url,
    token: OURS.token,
    repository: { owner: 'acme', name: 'api' },
    responses: {
      read: (key) => kept.get(key) ?? null,
      save: (key, response) => void kept.set(key, response),
    },
    paceMs: 0,
  });
};

const openOurs = (door: GitHub): Poll => {
  // A poll looks at GitHub and at the clock, at nothing else.
  const reader = createRemoteReader({ github: door, clock: openClock() } as World);
  return async (issues) => {
    const tasks = issues.map((issue) => aTask({ issue, state: 'running' }));
    const view = await reader.readRemote({ ...emptyMemory, tasks }, settingsOf());
    const isWhole = view.issues.kind === 'known' && view.issues.value.length === issues.length;
    if (!isWhole)
      throw new Error(`the poll did not see ${issues.length} issues: ${JSON.stringify(view.issues)}`);
  };
};

/** One list, then one question per task: plain requests, as a shell script or a simple client sends them. */
const openPerTask = (github: EmbeddedGitHub): Poll => {
  const read = async (path: string): Promise<readonly unknown[]> => {
    const response = await fetch(github.url + path, {
      headers: { authorization: `token ${PER_TASK.token}` },
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return (await response.json()) as readonly unknown[];
  };
  return async (issues) => {
    let rowCount = 0;
    for (let page = 1; rowCount < issues.length; page += 1) {
      const rows = await read(
        `/repos/acme/api/issues?labels=rpi-auto&state=open&per_page=${PAGE_SIZE}&page=${page}`,
      );
      rowCount += rows.length;
    }
    for (const issue of issues) await read(`/repos/acme/api/pulls?state=all&head=acme:rpi/gh-${issue}`);
  };
};

const measure = async (
  github: EmbeddedGitHub,
  { login, poll }: { readonly login: string; readonly poll: () => Promise<unknown> },
): Promise<Cost> => {
  const before = github.readRate(login).used;
  github.clearJournal();
  await poll();
  const entries = github.journal().filter((entry) => entry.login === login);
  return {
    requests: entries.length,
    unmodified: entries.filter(({ status }) => status === 304).length,
    quota: github.readRate(login).used - before,
  };
};

interface Line {
  readonly size: number;
  readonly quiet: Cost;
  readonly changed: Cost;
  readonly quietPerTask: Cost;
  readonly changedPerTask: Cost;
}

const measureAll = async (github: EmbeddedGitHub, door: GitHub): Promise<readonly Line[]> => {
  const ours = openOurs(door);
  const perTask = openPerTask(github);
  const person = github.as(OURS.login);
  const issues: number[] = [];
  const lines: Line[] = [];
  for (const size of SIZES) {
    while (issues.length < size) {
      issues.push(await person.openIssue({ title: `Task ${issues.length + 1}`, labels: ['rpi-auto'] }));
    }
    await ours(issues);
    const costOfOurs = () => measure(github, { login: OURS.login, poll: () => ours(issues) });
    const costPerTask = () => measure(github, { login: PER_TASK.login, poll: () => perTask(issues) });
    const [quiet, quietPerTask] = [await costOfOurs(), await costPerTask()];
    await person.comment(1, `News for ${size}`);
    const [changed, changedPerTask] = [await costOfOurs(), await costPerTask()];
    lines.push({ size, quiet, changed, quietPerTask, changedPerTask });
  }
  return lines;
};

/** Requests of our poll: the issue list, whose full last page has an empty one behind it, pull requests, comments. */
const expectedRequests = (size: number): number => Math.floor(size / PAGE_SIZE) + 1 + 2;

/** A comment changes the list of comments, and the page of its issue. */
const expectedQuota = 2;

const faultsOf = ({ size, quiet, changed }: Line): readonly string[] => [
  ...(quiet.quota === 0 ? [] : [`${size} tasks: an unchanged repository took ${quiet.quota} of the limit`]),
  ...(quiet.unmodified === quiet.requests ? [] : [`${size} tasks: not every answer was 304`]),
  ...[quiet, changed]
    .filter(({ requests }) => requests !== expectedRequests(size))
    .map(({ requests }) => `${size} tasks: ${requests} requests instead of ${expectedRequests(size)}`),
  ...(changed.quota === expectedQuota
    ? []
    : [`${size} tasks: one comment took ${changed.quota} of the limit instead of ${expectedQuota}`]),
];

const costText = ({ requests, quota }: Cost): string => `${requests} / ${quota}`;

const show = (lines: readonly Line[]): void => {
  const rows = [
    ['', 'unchanged', '', 'one comment', ''],
    ['tasks', 'ours', 'per task', 'ours', 'per task'],
    ...lines.map((line) => [
      String(line.size),
      ...[line.quiet, line.quietPerTask, line.changed, line.changedPerTask].map(costText),
    ]),
  ];
  console.log('One poll: requests / taken of the rate limit\n');
  for (const cells of rows) console.log(cells.map((cell) => cell.padStart(13)).join(''));
};

/** All issues are listed on eleven pages by then; a look is one question more. */
const faultsOfFollowUp = ({ size, quiet, due }: FollowUpCost): readonly string[] => {
  const plain = expectedRequests(Math.max(...SIZES));
  return quiet === plain && due === plain + 1
    ? []
    : [`${size} pull requests followed up: ${quiet} and ${due} requests, not ${plain} and ${plain + 1}`];
};

const showFollowUps = (costs: readonly FollowUpCost[]): void => {
  console.log('\nOne poll with followUp on: requests\n');
  const rows = [
    ['pull requests', 'quiet', 'a look is due'],
    ...costs.map((one) => Object.values(one).map(String)),
  ];
  for (const cells of rows) console.log(cells.map((cell) => cell.padStart(15)).join(''));
};

const run = async (folderPath: string): Promise<number> => {
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', folderPath]);
  const place = { barePath: folderPath, owner: 'acme', name: 'api' };
  const github = await openEmbeddedGitHub({ ...place, users: [OURS, PER_TASK], rateLimit: RATE_LIMIT });
  try {
    const door = openDoor(github);
    const lines = await measureAll(github, door);
    show(lines);
    const followUps = await measureFollowUps(github, { door, login: OURS.login, barePath: folderPath });
    showFollowUps(followUps);
    const faults = [...lines.flatMap(faultsOf), ...followUps.flatMap(faultsOfFollowUp)];
    for (const fault of faults) console.error(fault);
    return faults.length === 0 ? 0 : 1;
  } finally {
    await github.close();
  }
};

const folderPath = mkdtempSync(join(tmpdir(), 'bench-requests-'));
try {
  process.exitCode = await run(folderPath);
} finally {
  rmSync(folderPath, { recursive: true, force: true });
}
