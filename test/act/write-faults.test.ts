/**
 * Every write to GitHub meets every fault, before and after it takes effect: tried again, it is there once.
 */
import { expect, test } from 'vitest';
import type { Hands } from '../../src/act/hands.ts';
import { perform } from '../../src/act/perform.ts';
import { commentViewOf } from '../../src/decide/telling.ts';
import type { Action } from '../../src/model/action.ts';
import type { GitHub } from '../../src/world/world.ts';
import { at } from '../support/remembered.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { brokenAnswers, doorOf, peopleOf, refused, type Strike, strikesOf } from '../support/strikes.ts';

const strikes = strikesOf({ ...brokenAnswers, 'a secondary limit': refused(403, { 'retry-after': '0' }) }, [
  'before',
  'after',
]);

/** One of the door's writes: which request it is, what leads to it, and what must be true in the end. */
interface Written {
  readonly match: { readonly method: string; readonly path: RegExp };
  readonly arrange: (stage: Stage, issue: number) => Promise<Action> | Action;
  readonly check: (stage: Stage, issue: number) => Promise<void> | void;
  /** It is about one thing of the repository: one strike after another. */
  readonly isInTurn?: true;
}

type WriteCall = Exclude<keyof GitHub, `fetch${string}` | `read${string}`>;

const commentOn = ({ settings, task }: Stage, issue: number): Action => ({
  kind: 'write-comment',
  issue,
  view: commentViewOf(task(issue), settings),
});

/** A person's request in a comment, refused: 😕 and a reply are due. */
const askedOn = async (stage: Stage, issue: number): Promise<Action> => {
  const commentId = await stage.github.as('mona').comment(issue, '/rpi stop');
  const from = { commentId, login: 'mona', atMs: 1, textKey: null };
  const control = stage.world.store.addControl({ kind: 'stop', issue, reason: null, at: at(0), from });
  const answer = { accepted: false, answer: 'it is queued' };
  stage.world.store.answerControl(control, answer, at(0));
  return { kind: 'acknowledge-comment', control, issue, commentId, ...answer };
};

const label = (issue: number, name: string | null): Action => ({ kind: 'set-label', issue, label: name });

const labelsAre =
  (...names: readonly string[]): Written['check'] =>
  (stage, issue) =>
    expect(stage.github.read.labelsOf(issue).toSorted()).toEqual(['rpi-auto', ...names].toSorted());

/** By call: one that is new does not compile until it has a row. */
const writes: Readonly<Record<WriteCall, Written>> = {
  createComment: {
    match: { method: 'POST', path: /issues\/\d+\/comments/ },
    arrange: commentOn,
    check: (stage, issue) => expect(stage.github.read.comments(issue)).toHaveLength(1),
  },
  editComment: {
    match: { method: 'PATCH', path: /issues\/comments/ },
    arrange: async (stage, issue) => {
      await stage.act(commentOn(stage, issue));
      const change = {
        issue,
        from: 'queued',
        to: 'cancelled',
        reason: 'label removed',
        evidence: [],
      } as const;
      stage.world.store.recordChange(change, stage.world.clock.now());
      return commentOn(stage, issue);
    },
    check: (stage, issue) =>
      expect(stage.github.read.comments(issue)).toMatchObject([
        { body: expect.stringContaining('Cancelled') },
      ]),
  },
  addLabel: {
    match: { method: 'POST', path: /issues\/\d+\/labels/ },
    arrange: (_stage, issue) => label(issue, 'rpi-working'),
    check: labelsAre('rpi-working'),
  },
  removeLabel: {
    match: { method: 'DELETE', path: /issues\/\d+\/labels/ },
    arrange: async (stage, issue) => {
      await stage.act(label(issue, 'rpi-working'));
      return label(issue, null);
    },
    check: labelsAre(),
  },
  ensureLabel: {
    match: { method: 'POST', path: /^\/repos\/acme\/api\/labels/ },
    arrange: async (stage, issue) => {
      const url = `${stage.github.url}/repos/acme/api/labels/rpi-failed`;
      await fetch(url, { method: 'DELETE', headers: { authorization: 'Bearer token-of-mona' } });
      return label(issue, 'rpi-failed');
    },
    check: labelsAre('rpi-failed'),
    isInTurn: true,
  },
  addReaction: {
    match: { method: 'POST', path: /issues\/\d+\/reactions/ },
    arrange: (_stage, issue) => ({ kind: 'greet-issue', issue }),
    check: (stage, issue) => expect(stage.github.read.reactions(issue)).toHaveLength(1),
  },
  addCommentReaction: {
    match: { method: 'POST', path: /comments\/\d+\/reactions/ },
    arrange: askedOn,
    check: (stage, issue) => {
      const [command, reply, ...others] = stage.github.read.comments(issue);
      expect([reply?.body, ...others]).toEqual([expect.stringContaining('it is queued')]);
      expect(stage.github.read.commentReactions(command?.id ?? 0)).toMatchObject([{ content: 'confused' }]);
    },
  },
  createPull: {
    match: { method: 'POST', path: /pulls/ },
    arrange: async (stage, issue) => {
      const { originPath, gitIn } = stage.repository;
      const sha = gitIn(originPath, 'commit-tree', 'main^{tree}', '-p', 'main', '-m', 'Greet');
      gitIn(originPath, 'update-ref', `refs/heads/${stage.task(issue).branch}`, sha);
      stage.world.store.patchTask(issue, { worktreePath: stage.repository.rootPath });
      return { kind: 'open-pull-request', issue };
    },
    check: async (stage, issue) => {
      const pulls = await stage.github.read.pulls();
      const own = pulls.filter(({ head }) => head.ref === stage.task(issue).branch);
      expect(own.map(({ number }) => number)).toEqual([stage.task(issue).pullRequest?.number]);
    },
  },
};

/** The stage's hands, with the door of the one whom the strike meets. */
const handsOf = ({ hands, github: { url } }: Stage, strike: Strike): Hands => {
  const github = doorOf(url, strike, { hangMs: 600 });
  return { ...hands, world: { ...hands.world, github } };
};

/** Again and again, as the daemon does: a refusal too, once the task has changed or an hour is over. */
const actUntilDone = async (hands: Hands, action: Action): Promise<string> => {
  const said: string[] = [];
  for (let tries = 0; tries < 8; tries += 1) {
    const outcome = await perform(action, hands);
    if (outcome.kind !== 'failed') return 'done';
    said.push(outcome.error.message);
  }
  return said.join('\n');
};

test.each(Object.entries(writes))('%s is there once, whatever became of its answer', async (_call, row) => {
  const { match, arrange, check, isInTurn } = row;
  const stage = await openStage({ github: { users: peopleOf(strikes) } });
  const meet = async (strike: Strike): Promise<void> => {
    const { name, login, when, act } = strike;
    const issue = await stage.openIssue();
    stage.remember(issue);
    const action = await arrange(stage, issue);
    const fault = stage.github.faults.add({ match: { ...match, login }, when, act });
    expect(await actUntilDone(handsOf(stage, strike), action), name).toBe('done');
    expect(fault.hitCount(), name).toBe(1);
    await check(stage, issue);
  };
  if (isInTurn) for (const strike of strikes) await meet(strike);
  else await Promise.all(strikes.map(meet));
});
