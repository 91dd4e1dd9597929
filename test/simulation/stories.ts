/**
 * Histories worth telling again: each walks past one guard of the program, or has found a bug once.
 */
import { careStories } from './care-stories.ts';
import { followUpStories } from './follow-up-stories.ts';
import type { History } from './history.ts';
import { lostStories } from './lost-stories.ts';
import { moneyStories } from './money-stories.ts';
import { patientStories } from './patient-stories.ts';
import { spokenStories } from './spoken-stories.ts';
import { fromTheStart, on, one, pump, settle, story, wait } from './story.ts';

const told: Readonly<Record<string, History>> = {
  'the worker opens its pull request, ends, and GitHub was last asked before': story(
    one.work,
    one.pull,
    one.exit1,
    pump,
    settle,
  ),
  'a list comes back empty, and the issue itself cannot be asked for': story(
    { kind: 'fail', what: 'lists', count: 3 },
    { kind: 'fail', what: 'issueReads', count: 3 },
    wait(40),
    settle,
  ),
  'a stranger changes the text between the label and the first look': fromTheStart(
    { kind: 'kill-daemon' },
    on(2).label,
    { kind: 'meddle', issue: 2 },
    { kind: 'start' },
    settle,
    wait(40),
    settle,
  ),
  'a stranger changes the text before the next try': fromTheStart(
    on(2).label,
    settle,
    on(2).exit1,
    { kind: 'meddle', issue: 2 },
    settle,
    wait(100),
    settle,
  ),
  'a worker goes on using more memory than it may': story(
    one.dirty,
    { kind: 'swell', issue: 1 },
    wait(40),
    settle,
    wait(100),
    settle,
  ),
  'what a worker uses cannot be read': story({ kind: 'fail', what: 'trees', count: 4 }, wait(60), settle),
  'a list comes back empty': story({ kind: 'fail', what: 'lists', count: 2 }, wait(40), settle),
  'GitHub cannot be read': story({ kind: 'fail', what: 'githubReads', count: 6 }, wait(100), settle),
  'answers to greeting, label and comment are lost': fromTheStart(
    { kind: 'fail-write', mode: 'after', count: 6 },
    one.label,
    settle,
    wait(100),
    settle,
    wait(250),
    settle,
  ),
  'a STOP file is put there between two attempts': story(
    one.exit1,
    settle,
    { kind: 'stop-file', issue: 1 },
    settle,
    wait(100),
    settle,
  ),
  'a STOP file while it runs, then a retry': story(
    one.dirty,
    { kind: 'stop-file', issue: 1 },
    settle,
    one.retry,
    settle,
    wait(100),
    settle,
  ),
  'a worker with uncommitted work is stopped': story(one.dirty, one.stop, settle, wait(20), settle),
  'git does not say what is there when a worker is stopped': story(
    one.dirty,
    { kind: 'fail', what: 'gitReads', count: 3 },
    one.cancel,
    settle,
    settle,
  ),
  'most rows are gone at once': fromTheStart(
    one.label,
    on(2).label,
    on(3).label,
    settle,
    wait(20),
    settle,
    { kind: 'ledger', issue: 1, op: 'delete-rows' },
    settle,
  ),
  'a runner dies before it has claimed, and a person stops the task': story(
    one.exit1,
    settle,
    { kind: 'fail', what: 'runners', count: 1 },
    one.retry,
    wait(1),
    { kind: 'pump', count: 40 },
    { kind: 'pump', count: 40 },
    one.stop,
    pump,
    settle,
    settle,
  ),
  'a question is still there at the retry': story(
    one.ask,
    one.exit0,
    settle,
    settle,
    one.retry,
    settle,
    settle,
  ),
  'text around the block': story(
    { kind: 'ledger', issue: 1, op: 'outside' },
    settle,
    one.exit1,
    settle,
    wait(40),
    settle,
  ),
  'the answer to a label is lost, and the label before is wanted again': story(
    one.work,
    one.exit0,
    settle,
    settle,
    { kind: 'fail-write', mode: 'after', count: 1 },
    one.retry,
    { kind: 'pump', count: 40 },
    one.exit0,
    wait(20),
    settle,
  ),
  'the answer to a label is lost, and another is wanted': story(
    one.exit1,
    settle,
    wait(40),
    { kind: 'fail-write', mode: 'after', count: 1 },
    one.exit1,
    settle,
    settle,
  ),
  'three issues, two places': fromTheStart(one.label, on(2).label, on(3).label, settle, wait(40), settle),
  'a cancel in the ledger': story({ kind: 'ledger', issue: 1, op: 'mark' }, settle),
  'a damaged ledger': story({ kind: 'ledger', issue: 1, op: 'damage' }, settle),
  'labels of people who may not': fromTheStart(
    { kind: 'label', issue: 1, who: 'mallory' },
    { kind: 'label', issue: 2, who: 'robot' },
    settle,
    wait(100),
    settle,
  ),
  'the wall clock jumps while a worker lives': story({ kind: 'jump', days: 1 }, settle, wait(40), settle),
  'a question is answered': story(
    one.ask,
    one.exit0,
    settle,
    settle,
    { kind: 'answer', issue: 1 },
    settle,
    wait(40),
  ),
  'attempt after attempt fails': story(
    one.exit1,
    settle,
    wait(100),
    one.exit1,
    settle,
    wait(250),
    one.exit1,
    settle,
  ),
  'starting fails again and again': fromTheStart(
    { kind: 'fail', what: 'starts', count: 4 },
    one.label,
    settle,
    wait(250),
    settle,
    wait(700),
  ),
  'a second round adds nothing to the pull request of the first': story(
    one.work,
    one.exit0,
    settle,
    settle,
    wait(250),
    one.retry,
    settle,
    one.exit0,
    settle,
    settle,
  ),
  'the wall clock is set back after a preparation failed': fromTheStart(
    { kind: 'fail', what: 'gitWrites', count: 1 },
    one.label,
    settle,
    { kind: 'jump', days: -1 },
    settle,
  ),
  'the wall clock is set back, and the machine is restarted, during a backoff': story(
    one.exit1,
    settle,
    { kind: 'jump', days: -1 },
    { kind: 'reboot' },
    settle,
  ),
  'the runner is killed and its worker lives on': story(
    { kind: 'kill-runner', issue: 1, andWorker: false },
    settle,
    wait(40),
    settle,
  ),
  'the label goes and comes back': story(
    { kind: 'unlabel', issue: 1 },
    settle,
    settle,
    one.label,
    settle,
    one.exit1,
    settle,
    wait(100),
    settle,
  ),
};

/** The same history, with the daemon dying at its write number `writes`, from 0. */
export const withDeath = (
  history: History,
  { writes, when }: { readonly writes: number; readonly when: 'before' | 'after' },
): History => ({ ...history, commands: [{ kind: 'die', writes, when }, ...history.commands] });

/** A start takes about the twentieth write; where exactly may change. */
const deathsAtStart = [16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26].map(
  (writes) =>
    [
      `the daemon dies around the start of a worker, after write ${writes}`,
      withDeath(fromTheStart(one.label, settle), { writes, when: 'after' }),
    ] as const,
);

/** By name. */
export const stories: Readonly<Record<string, History>> = {
  ...told,
  ...lostStories,
  ...Object.fromEntries(deathsAtStart),
  ...spokenStories,
  ...patientStories,
  ...moneyStories,
  ...followUpStories,
  ...careStories,
};
