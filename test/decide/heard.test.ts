import { describe, expect, it } from 'vitest';
import type { HeardComment, WeighedComment } from '../../src/model/conversation.ts';
import { known, unknown } from '../../src/model/seen.ts';
import { aTask, at } from '../support/remembered.ts';
import { type GivenWorld, stepsOf } from '../support/snapshots.ts';

const mona = { trusted: true, ground: 'permission: write' };
const theo = { trusted: false, ground: 'permission: triage' };
const heard = { newestId: 10, waiting: [] };

const aComment = (given: Partial<HeardComment> = {}): HeardComment => ({
  id: 11,
  issue: 7,
  login: 'mona',
  isBot: false,
  viaApp: null,
  atMs: at(-1).atMs,
  text: '/rpi stop',
  ...given,
});

const weighed = (given: Partial<HeardComment> = {}, more: Partial<WeighedComment> = {}): WeighedComment => ({
  comment: aComment(given),
  standing: known(mona, 0),
  textKey: known(null, 0),
  ...more,
});

const hear = (comments: readonly WeighedComment[], world: GivenWorld = {}) =>
  stepsOf({
    tasks: [aTask({ state: 'running' })],
    heard,
    comments: { newestId: Math.max(10, ...comments.map(({ comment }) => comment.id)), comments },
    ...world,
  }).filter(({ kind }) => kind === 'hear-comments');

const source = { commentId: 11, login: 'mona', atMs: at(-1).atMs, textKey: null };

describe('new comments', () => {
  it.each(['stop', 'cancel', 'retry', 'status', 'approve', 'pause', 'resume'] as const)(
    '/rpi %s of a trusted author is a request',
    (kind) => {
      expect(hear([weighed({ text: `/rpi ${kind} why not\nmore` })])).toEqual([
        {
          kind: 'hear-comments',
          heard: { newestId: 11, waiting: [] },
          controls: [{ kind, issue: 7, reason: 'why not', at: at(0), from: source }],
          ignored: [],
        },
      ]);
    },
  );

  it('a word that is none is a request, too: it is refused', () => {
    expect(hear([weighed({ text: '/rpi dance now' })])).toMatchObject([
      { controls: [{ kind: 'unknown', reason: 'dance' }] },
    ]);
  });

  it('what is no command is an answer, and is passed on cut', () => {
    const [action] = hear([weighed({ text: 'x'.repeat(9000) })]);
    expect(action).toMatchObject({ controls: [{ kind: 'answer', reason: 'x'.repeat(4000) }] });
  });

  it('of strangers ask for nothing; the console is told once of each', () => {
    const standing = known(theo, 0);
    const stranger = (id: number, text: string) => weighed({ id, login: 'theo', text }, { standing });
    const comments = [stranger(11, '/rpi cancel'), stranger(12, '/rpi stop'), stranger(13, 'Green')];
    const who = 'by theo, who is not trusted (permission: triage)';
    expect(hear(comments)).toEqual([
      {
        kind: 'hear-comments',
        heard: { newestId: 13, waiting: [] },
        controls: [],
        ignored: [
          { issue: 7, text: `a command ${who}` },
          { issue: 7, text: `an answer ${who}` },
        ],
      },
    ]);
  });

  it.each([
    ['its author', { standing: unknown('502') }],
    ['the text it approves', { textKey: unknown('502') }],
  ])('one of which %s is not known waits; others do not wait for it', (_, more) => {
    const comments = [weighed({ id: 11 }, more), weighed({ id: 12, text: '/rpi status' })];
    expect(hear(comments)).toMatchObject([
      { heard: { newestId: 12, waiting: [aComment()] }, controls: [{ kind: 'status' }] },
    ]);
  });

  it('one that waited acts when its author is known, once', () => {
    const waiting = { heard: { newestId: 12, waiting: [aComment()] } };
    const comments = { newestId: 12, comments: [weighed()] };
    expect(hear([], { ...waiting, comments })).toMatchObject([
      { heard: { newestId: 12, waiting: [] }, controls: [{ kind: 'stop' }] },
    ]);
    expect(hear([], { heard: { newestId: 12, waiting: [] }, comments })).toEqual([]);
  });

  it('that still wait, or were heard before, plan nothing', () => {
    const waits = weighed({}, { standing: unknown('502') });
    const comments = { newestId: 12, comments: [waits] };
    expect(hear([], { heard: { newestId: 12, waiting: [aComment()] }, comments })).toEqual([]);
    expect(hear([weighed({ id: 9 })])).toEqual([]);
    expect(hear([], { comments: 'no network' })).toEqual([]);
  });

  it('at the first look only say where to begin', () => {
    expect(hear([weighed()], { heard: null })).toEqual([
      { kind: 'hear-comments', heard: { newestId: 11, waiting: [] }, controls: [], ignored: [] },
    ]);
  });
});
