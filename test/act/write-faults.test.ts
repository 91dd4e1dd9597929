/**
 * Every write to GitHub meets every fault, before and after it takes effect: tried again, it is there once.
 */
import { describe, expect, test } from 'vitest';
import type { Hands } from '../../src/act/hands.ts';
import { perform } from '../../src/act/perform.ts';
import { commentViewOf } from '../../src/decide/telling.ts';
import type { FaultAct } from '../../src/demo/github/faults.ts';
import type { Action } from '../../src/model/action.ts';
import { openGitHub } from '../../src/world/github/open-github.ts';
import type { GitHub } from '../../src/world/world.ts';
import { at } from '../support/remembered.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { createResponses } from '../world/github/door.ts';

const refused = (status: number, headers: Readonly<Record<string, string>> = {}): FaultAct => ({
  status,
  headers,
  body: { message: 'no', status: String(status) },
});

const faults: Readonly<Record<string, FaultAct>> = {
  'bad gateway': { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Unicorn</h1>' },
  hang: 'hang',
  reset: 'reset',
  'no JSON': 'garbage-json',
  'an empty answer': { status: 200, body: {} },
  moved: refused(301, { location: 'https://api.github.com/repositories/1' }),
  'not found': refused(404),
  gone: refused(410),
  'a secondary limit': refused(403, { 'retry-after': '0' }),
};

/** One of the door's writes: which request it is, what leads to it, and what must be true in the end. */
interface Written {
  readonly match: { readonly method: string; readonly path: RegExp };
  readonly arrange: (stage: Stage, issue: number) => Promise<Action> | Action;
  readonly check: (stage: Stage, issue: number) => Promise<void> | void;
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
      const { branch } = stage.task(issue);
      const path = await stage.makeWorktree(issue);
      const sha = stage.repository.commit(path, { 'hello.txt': 'hello\n' }, 'Greet');
      await stage.world.git.pushBranch(path, branch, sha);
      return { kind: 'open-pull-request', issue };
    },
    check: async (stage, issue) => {
      const pulls = await stage.github.read.pulls();
      const own = pulls.filter(({ head }) => head.ref === stage.task(issue).branch);
      expect(own.map(({ number }) => number)).toEqual([stage.task(issue).pullRequest?.number]);
    },
  },
};

/** The stage's hands, with a door that gives up soon on requests that hang. */
const hastyHands = ({ hands }: Stage): Hands => {
  const { apiUrl, token, repository } = hands.site;
  const options = { apiUrl, token, repository, responses: createResponses(), paceMs: 0, timeoutMs: 300 };
  return { ...hands, world: { ...hands.world, github: openGitHub(options) } };
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

describe.each(Object.entries(writes))('%s', { timeout: 120_000 }, (_call, { match, arrange, check }) => {
  test('is there once, whatever became of its answer', async () => {
    const stage = await openStage();
    const hands = hastyHands(stage);
    for (const [name, act] of Object.entries(faults)) {
      for (const when of ['before', 'after'] as const) {
        const issue = await stage.openIssue();
        stage.remember(issue);
        const action = await arrange(stage, issue);
        const fault = stage.github.faults.add({ match, when, act });
        expect(await actUntilDone(hands, action), `${name}, ${when}`).toBe('done');
        expect(fault.hitCount(), `${name}, ${when}`).toBe(1);
        await check(stage, issue);
      }
    }
  });
});
