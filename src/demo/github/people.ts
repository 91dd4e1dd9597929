/**
 * People who act without HTTP: through the same routes with the same rights, but unseen by journal, rate limit
 * and faults, so that a test's own doings do not blur what it measures.
 */
import { PermanentError, UsageError } from '../../model/failures.ts';
import { openPull } from './create-pull.ts';
import { dispatch } from './dispatch.ts';
import { askBackend, backendPath, type Ground } from './ground.ts';
import { pullsOf } from './pull-rows.ts';
import { refreshIssue } from './refresh.ts';
import type { Reply } from './reply.ts';
import { onThread } from './review-routes.ts';
import type { Body } from './wire.ts';

export interface NewIssue {
  readonly title: string;
  readonly body?: string;
  readonly labels?: readonly string[];
}

export interface NewPersonalPull {
  readonly branch: string;
  readonly title: string;
  readonly body?: string;
  /** The default branch unless told. */
  readonly base?: string;
  readonly draft?: boolean;
}

/** What somebody may do. Every method rejects with PermanentError when GitHub refuses. */
export interface Actor {
  /** Resolves to the issue's number. */
  openIssue(issue: NewIssue): Promise<number>;
  /** The same through an issue form: its labels are put on in the author's name, whatever the author may. */
  openIssueByForm(issue: NewIssue): Promise<number>;
  label(issue: number, name: string): Promise<void>;
  unlabel(issue: number, name: string): Promise<void>;
  closeIssue(issue: number): Promise<void>;
  reopenIssue(issue: number): Promise<void>;
  editIssue(issue: number, edit: { readonly title?: string; readonly body?: string }): Promise<void>;
  /** Resolves to the comment's id. */
  comment(issue: number, body: string): Promise<number>;
  editComment(id: number, body: string): Promise<void>;
  deleteComment(id: number): Promise<void>;
  /** Resolves to the pull request's number. */
  openPull(pull: NewPersonalPull): Promise<number>;
  /** Resolves to the merge commit. */
  mergePull(number: number): Promise<string>;
  closePull(number: number): Promise<void>;
  reopenPull(number: number): Promise<void>;
  addBlockedBy(issue: number, blocker: number): Promise<void>;
  removeBlockedBy(issue: number, blocker: number): Promise<void>;
  addSubIssue(parent: number, child: number): Promise<void>;
  react(issue: number, content: string): Promise<void>;
  /** Resolves to the check run's id; one with a `log` is a job of GitHub Actions. Left out `conclusion`: under way. */
  check(ref: string, check: NewCheck): Promise<number>;
  status(ref: string, status: { readonly context: string; readonly state: string }): Promise<void>;
  review(pull: number, review: NewReview): Promise<void>;
  /** `index`: which of the pull request's conversations, from 0. */
  replyInThread(pull: number, index: number, text: string): void;
  resolveThread(pull: number, index: number): void;
}

/** `ref` names a commit or a branch. */
export interface NewCheck {
  readonly name: string;
  readonly conclusion?: string;
  readonly summary?: string;
  readonly log?: string;
}

export interface NewReview {
  readonly event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';
  readonly body?: string;
  readonly comments?: readonly { readonly path: string; readonly line: number; readonly body: string }[];
}

type Send = (method: string, rest: string, body?: unknown) => Promise<Body>;

const senderOf =
  (ground: Ground, login: string): Send =>
  async (method, rest, body) => {
    const path = `/repos/${ground.setup.fullName}${rest}`;
    const reply = await dispatch(ground, { method, path, query: new URLSearchParams(), login, body });
    if (reply.status < 400) return (reply.body ?? {}) as Body;
    throw refusal(`${login}: ${method} ${rest}`, reply);
  };

const refusal = (what: string, { status, body }: Reply): PermanentError =>
  new PermanentError(`${what} was answered ${status}: ${JSON.stringify(body)}`, {
    fix: 'Give the person the role it takes, or do what the answer says.',
  });

const issueIdOf = (ground: Ground, number: number): number | undefined =>
  ground.records.issues.get(number)?.issue.id;

/** The backend takes an unknown token for its first user, so nobody unknown may act. */
const checkKnown = (ground: Ground, login: string): void => {
  if (ground.roster.personOf(login) !== undefined) return;
  throw new UsageError(`The embedded GitHub knows no ${login}.`, {
    fix: 'List the login in `users` when it is opened.',
  });
};

const labelInNameOf = (
  ground: Ground,
  author: string,
  { number, labels }: { readonly number: number; readonly labels: readonly string[] },
): Promise<void> =>
  ground.serially(async () => {
    const path = backendPath(ground, `/issues/${number}/labels`);
    const login = ground.setup.users[0]?.login ?? author;
    const reply = await askBackend(ground, { method: 'POST', path, login, body: { labels } });
    if (reply.status >= 400) throw refusal(`${author}: labels of a form`, reply);
    await refreshIssue(ground, number, { login: author });
  });

/** Somebody, by login. @throws UsageError when there is no such person. */
export const actorFor = (ground: Ground, login: string): Actor => {
  checkKnown(ground, login);
  const send = senderOf(ground, login);
  const act = async (method: string, rest: string, body?: unknown): Promise<void> => {
    await send(method, rest, body);
  };
  const numberOf = async (sent: Promise<Body>): Promise<number> => Number((await sent).number);
  const patchIssue = (issue: number, body: Body): Promise<void> => act('PATCH', `/issues/${issue}`, body);
  const patchPull = (pull: number, state: string): Promise<void> => act('PATCH', `/pulls/${pull}`, { state });
  return {
    openIssue: (issue) => numberOf(send('POST', '/issues', issue)),
    openIssueByForm: async ({ labels = [], ...issue }) => {
      const number = await numberOf(send('POST', '/issues', issue));
      await labelInNameOf(ground, login, { number, labels });
      return number;
    },
    label: (issue, name) => act('POST', `/issues/${issue}/labels`, { labels: [name] }),
    unlabel: (issue, name) => act('DELETE', `/issues/${issue}/labels/${encodeURIComponent(name)}`),
    closeIssue: (issue) => patchIssue(issue, { state: 'closed' }),
    reopenIssue: (issue) => patchIssue(issue, { state: 'open' }),
    editIssue: (issue, edit) => patchIssue(issue, { ...edit }),
    comment: async (issue, body) => Number((await send('POST', `/issues/${issue}/comments`, { body })).id),
    editComment: (id, body) => act('PATCH', `/issues/comments/${id}`, { body }),
    deleteComment: (id) => act('DELETE', `/issues/comments/${id}`),
    openPull: ({ branch, base = ground.setup.defaultBranch, ...rest }) =>
      numberOf(send('POST', '/pulls', { ...rest, head: branch, base })),
    mergePull: async (number) => String((await send('PUT', `/pulls/${number}/merge`, {})).sha),
    closePull: (number) => patchPull(number, 'closed'),
    reopenPull: (number) => patchPull(number, 'open'),
    addBlockedBy: (issue, blocker) =>
      act('POST', `/issues/${issue}/dependencies/blocked_by`, { issue_id: issueIdOf(ground, blocker) }),
    removeBlockedBy: (issue, blocker) =>
      act('DELETE', `/issues/${issue}/dependencies/blocked_by/${issueIdOf(ground, blocker)}`),
    addSubIssue: (parent, child) =>
      act('POST', `/issues/${parent}/sub_issues`, { sub_issue_id: issueIdOf(ground, child) }),
    react: (issue, content) => act('POST', `/issues/${issue}/reactions`, { content }),
    check: async (ref, { name, conclusion, summary, log }) => {
      const output = summary === undefined ? {} : { output: { title: name, summary } };
      const state = conclusion === undefined ? { status: 'in_progress' } : { conclusion };
      const { id } = await send('POST', '/check-runs', { name, head_sha: ref, ...state, ...output });
      if (log !== undefined) ground.records.jobLogs.set(Number(id), log);
      return Number(id);
    },
    status: (ref, status) => act('POST', `/statuses/${ref}`, status),
    review: (pull, review) => act('POST', `/pulls/${pull}/reviews`, review),
    replyInThread: (pull, index, text) => onThread(ground, { pull, index }, { login, reply: text }),
    resolveThread: (pull, index) => onThread(ground, { pull, index }, { login, isResolved: true }),
  };
};

/** A pull request from a fork: `isForkDeleted` leaves `head.repo` null. */
export interface NewForkPull {
  readonly login: string;
  /** The fork's branch; it may be named like one of ours. */
  readonly branch: string;
  readonly title: string;
  readonly body?: string;
  readonly isForkDeleted?: boolean;
}

/** Opens it, at the default branch's tip, whatever the bare repository holds; resolves to its number. */
export const openForkPull = (ground: Ground, pull: NewForkPull): Promise<number> =>
  ground.serially(async () => {
    checkKnown(ground, pull.login);
    const { defaultBranch, name } = ground.setup;
    const tip = (await ground.git.readHeads()).get(defaultBranch) ?? '0'.repeat(40);
    const ends = {
      headOwner: pull.login,
      headRepository: pull.isForkDeleted === true ? null : `${pull.login}/${name}`,
      headRef: pull.branch,
      headSha: tip,
      baseRef: defaultBranch,
      baseSha: tip,
    };
    const backendHead = `fork-${pullsOf(ground).length + 1}`;
    const fields = { title: pull.title, body: pull.body ?? null };
    const opened = await openPull(ground, pull.login, { ends, backendHead, fields });
    if ('status' in opened) throw refusal(`${pull.login}: fork pull request`, opened);
    return opened.number;
  });
