/**
 * The port to the fake GitHub, as one daemon sees it. Every write is watched by the rules.
 */
import { PermanentError } from '../../src/model/failures.ts';
import type { GitHub } from '../../src/world/world.ts';
import { type FakeGitHub, type FakeIssue, label as ourLabel, roles, us } from './fake-github.ts';
import { standingRowOf } from './fake-standing.ts';
import { assertAlive, failIfDue, githubEffect, isDue, type Reach } from './faults.ts';
import {
  checkComment,
  checkEdit,
  checkLabelWrite,
  checkNewPull,
  checkReaction,
  checkTrusted,
} from './rules-github.ts';

export const createGitHubDoor = (github: FakeGitHub, reach: Reach): GitHub => {
  const { witness } = reach;
  const looks = new Map<string, number>();
  const read = async <T>(body: () => T): Promise<T> => {
    await reach.gate.pass();
    assertAlive(reach);
    failIfDue(reach, 'githubReads');
    return body();
  };
  const write = async <T>(name: string, body: () => T): Promise<T> => {
    await reach.gate.pass();
    return githubEffect(reach, `github: ${name}`, body);
  };
  const issueOf = (number: number): FakeIssue => {
    const issue = github.issues.get(number);
    if (issue === undefined) throw new PermanentError(`simulated: no issue ${number}`);
    checkTrusted(witness, issue);
    return issue;
  };
  return {
    fetchRepository: () =>
      read(() => ({
        fullName: 'acme/api',
        defaultBranch: 'main',
        isPrivate: true,
        isArchived: false,
        role: 'admin',
      })),
    fetchLogin: () => read(() => us),
    fetchToken: () => read(() => 'simulated'),
    fetchIssues: (label) =>
      read(() => {
        if (isDue(reach, 'lists')) return [];
        return [...github.issues.values()]
          .filter(({ state, labels }) => state === 'open' && labels.has(label))
          .map(github.rowOf);
      }),
    fetchPulls: () =>
      read(() => github.pulls.map((pull) => ({ ...pull })).sort((a, b) => b.updatedAtMs - a.updatedAtMs)),
    fetchPullOf: (branch) =>
      read(() => {
        looks.set(branch, witness.step());
        const newest = github.pullsOf(branch).at(-1);
        return newest === undefined ? null : { ...newest };
      }),
    fetchIssue: (number) =>
      read(() => {
        failIfDue(reach, 'issueReads');
        const issue = github.issues.get(number);
        return issue === undefined
          ? ({ kind: 'gone' } as const)
          : ({ kind: 'present', row: github.rowOf(issue) } as const);
      }),
    fetchLabelEvent: (number) => read(() => github.issues.get(number)?.events.at(-1) ?? null),
    fetchBlockers: () => read(() => []),
    fetchChildren: () => read(() => []),
    fetchEdits: (number) => read(() => (github.issues.get(number)?.edits ?? []).map((edit) => ({ ...edit }))),
    fetchRole: (login) => read(() => roles[login] ?? null),
    fetchComment: (id) =>
      read(
        () => [...github.issues.values()].flatMap((one) => one.comments).find((one) => one.id === id) ?? null,
      ),
    fetchComments: (number) =>
      read(() => (github.issues.get(number)?.comments ?? []).map((comment) => ({ ...comment }))),
    fetchNewComments: (afterId) =>
      read(() =>
        [...github.issues.values()]
          .flatMap(({ number, comments }) =>
            comments.map((comment) => ({
              ...comment,
              ...{ issue: number, isBot: comment.author === 'robot', viaApp: null },
            })),
          )
          .filter(({ id }) => id > (afterId ?? 0))
          .sort((a, b) => b.id - a.id),
      ),
    createComment: (number, body) =>
      write(`comment on #${number}`, () => {
        const issue = issueOf(number);
        const comment = github.addComment(issue, us, body);
        checkComment(witness, issue);
        return { ...comment };
      }),
    editComment: (id, body) =>
      write(`edit comment ${id}`, () => {
        const comment = [...github.issues.values()]
          .flatMap((one) => one.comments)
          .find((one) => one.id === id);
        if (comment === undefined) return false;
        checkEdit(witness, comment);
        comment.body = body;
        return true;
      }),
    addLabel: (number, name) =>
      write(`label #${number} ${name}`, () => {
        const issue = issueOf(number);
        checkLabelWrite(witness, name, ourLabel);
        if (!issue.labels.has(name)) github.touch(issue);
        issue.labels.add(name);
      }),
    removeLabel: (number, name) =>
      write(`unlabel #${number} ${name}`, () => {
        const issue = issueOf(number);
        checkLabelWrite(witness, name, ourLabel);
        if (issue.labels.delete(name)) github.touch(issue);
      }),
    ensureLabel: (name) => write(`ensure ${name}`, () => undefined),
    addReaction: (number, content) =>
      write(`react to #${number}`, () => {
        issueOf(number).reactions.add(content);
      }),
    addCommentReaction: (id, content) =>
      write(`react to comment ${id} with ${content}`, () => {
        const issue = [...github.issues.values()].find((one) => one.comments.some((it) => it.id === id));
        if (issue === undefined) return false;
        checkTrusted(witness, issue);
        checkReaction(witness, issue, id);
        return true;
      }),
    createPull: (pull) =>
      write(`open a pull request of ${pull.branch}`, () => {
        checkNewPull(witness, github.pullsOf(pull.branch), looks.get(pull.branch) ?? -1);
        looks.delete(pull.branch);
        return { ...github.addPull(pull, us) };
      }),
    fetchStandings: ({ pulls }) =>
      read(() => github.pulls.filter(({ number }) => pulls.includes(number)).map(standingRowOf)),
    fetchJobLog: (job) => read(() => `LOG of ${job}`),
    readRateLimit: () => null,
    readName: () => ({ owner: 'acme', name: 'api' }),
    readAheadMs: () => 0,
    readWriteRoom: () => ({ left: 1000, everydayLeft: 1000, moreAtMs: null }),
    readHold: () => null,
  };
};
