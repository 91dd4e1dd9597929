/**
 * Commit statuses and check runs, kept per real commit.
 */
import { actorOf, bodyOf, type Call, numberOf } from './call.ts';
import type { Ground } from './ground.ts';
import { paged } from './paging.ts';
import type { CommitMark } from './records.ts';
import { invalid, notFound, ok, type Reply, refused } from './reply.ts';
import type { Route } from './router.ts';
import { type Body, isBody, isoOf } from './wire.ts';

const COMMIT = '/repos/{owner}/{repo}/commits/{ref}';

const nodeIdOf = ({ kind, id }: CommitMark): string => Buffer.from(`${kind}:${id}`).toString('base64');

const statusBody = (ground: Ground, mark: CommitMark): Body => ({
  id: mark.id,
  node_id: nodeIdOf(mark),
  avatar_url: ground.roster.userBody(mark.login).avatar_url,
  url: `${ground.setup.repoUrl}/statuses/${mark.sha}`,
  target_url: null,
  description: null,
  context: 'default',
  ...mark.fields,
  creator: ground.roster.userBody(mark.login),
  created_at: isoOf(mark.atMs),
  updated_at: isoOf(mark.atMs),
});

/** What a check says beside its conclusion; most of it only when it was sent. */
const outputOf = (ground: Ground, { id, fields }: CommitMark): Body => ({
  title: null,
  summary: null,
  text: null,
  ...(isBody(fields.output) ? fields.output : {}),
  annotations_count: 0,
  annotations_url: `${ground.setup.repoUrl}/check-runs/${id}/annotations`,
});

const checkBody = (ground: Ground, mark: CommitMark): Body => ({
  id: mark.id,
  node_id: nodeIdOf(mark),
  external_id: '',
  details_url: `${ground.setup.webUrl}/${ground.setup.fullName}/runs/${mark.id}`,
  check_suite: { id: mark.id },
  pull_requests: [],
  head_sha: mark.sha,
  url: `${ground.setup.repoUrl}/check-runs/${mark.id}`,
  html_url: `${ground.setup.webUrl}/${ground.setup.fullName}/runs/${mark.id}`,
  status: 'queued',
  conclusion: null,
  started_at: isoOf(mark.atMs),
  completed_at: mark.fields.status === 'completed' ? isoOf(mark.atMs) : null,
  app: ground.roster.appBody(mark.login),
  ...mark.fields,
  output: outputOf(ground, mark),
});

const addMark = (ground: Ground, mark: Omit<CommitMark, 'id' | 'atMs'>): CommitMark => {
  const { records } = ground;
  const added = { ...mark, id: records.nextId++, atMs: Date.now() };
  records.marks.push(added);
  return added;
};

const addStatus = async (ground: Ground, call: Call): Promise<Reply> => {
  const fields = bodyOf(call);
  const sha = await ground.git.readSha(call.params.ref ?? '');
  if (sha === null) return refused(422, `No commit found for SHA: ${call.params.ref}`);
  if (!['error', 'failure', 'pending', 'success'].includes(String(fields.state))) {
    return invalid({ resource: 'Status', code: 'custom', field: 'state' });
  }
  const mark = addMark(ground, { kind: 'status', sha, login: actorOf(call), fields });
  return ok(statusBody(ground, mark), 201);
};

const addCheck = async (ground: Ground, call: Call): Promise<Reply> => {
  const { head_sha: head, ...fields } = bodyOf(call);
  const sha = await ground.git.readSha(String(head));
  if (sha === null) return refused(422, `No commit found for SHA: ${head}`);
  if (typeof fields.conclusion === 'string') fields.status = 'completed';
  return ok(
    checkBody(ground, addMark(ground, { kind: 'check-run', sha, login: actorOf(call), fields })),
    201,
  );
};

const marksOf = async (
  ground: Ground,
  call: Call,
  kind: CommitMark['kind'],
): Promise<CommitMark[] | null> => {
  const ref = call.params.ref ?? '';
  const sha = await ground.git.readSha(ref);
  return sha === null ? null : ground.records.marks.filter((mark) => mark.sha === sha && mark.kind === kind);
};

/** The latest status of each context. */
const latestPerContext = (marks: readonly CommitMark[]): readonly CommitMark[] => [
  ...new Map(marks.map((mark) => [mark.fields.context ?? 'default', mark])).values(),
];

const combinedState = (marks: readonly CommitMark[]): string => {
  const states = marks.map((mark) => mark.fields.state);
  if (states.some((state) => state === 'failure' || state === 'error')) return 'failure';
  return states.length > 0 && states.every((state) => state === 'success') ? 'success' : 'pending';
};

const combined = async (ground: Ground, call: Call): Promise<Reply> => {
  const marks = await marksOf(ground, call, 'status');
  if (marks === null) return notFound('No commit found for the ref');
  const latest = latestPerContext(marks);
  return ok({
    state: combinedState(latest),
    statuses: latest.map((mark) => statusBody(ground, mark)),
    sha: await ground.git.readSha(call.params.ref ?? ''),
    total_count: latest.length,
    repository: ground.records.repository,
    commit_url: `${ground.setup.repoUrl}/commits/${call.params.ref}`,
    url: `${ground.setup.repoUrl}/commits/${call.params.ref}/status`,
  });
};

const statuses = async (ground: Ground, call: Call): Promise<Reply> => {
  const rows = (await marksOf(ground, call, 'status'))?.toReversed();
  if (rows === undefined) return notFound('No commit found for the ref');
  return paged(call, ground.setup, { rows, render: (mark) => statusBody(ground, mark) });
};

const checks = async (ground: Ground, call: Call): Promise<Reply> => {
  const rows = await marksOf(ground, call, 'check-run');
  if (rows === null) return refused(422, `No commit found for SHA: ${call.params.ref}`);
  const page = paged(call, ground.setup, { rows, render: (mark) => checkBody(ground, mark) });
  return { ...page, body: { total_count: rows.length, check_runs: page.body } };
};

/** The log is at another host, which wants no token: here the server itself, past any proxy in front of it. */
const jobLog = (ground: Ground, call: Call): Reply => {
  const id = numberOf(call, 'id');
  if (!ground.records.jobLogs.has(id)) return notFound();
  return { status: 302, headers: { location: `${ground.setup.storageUrl}${JOB_LOGS}${id}` } };
};

/** Where logs of jobs lie at the storage, before the number of the job. */
export const JOB_LOGS = '/_storage/logs/';

/** Status and check routes; a ref may be a sha, a branch or `heads/branch`. */
export const checkRoutes: readonly Route[] = [
  { method: 'POST', template: '/repos/{owner}/{repo}/statuses/{ref}', needs: 'write', answer: addStatus },
  { method: 'GET', template: `${COMMIT}/status`, answer: combined },
  { method: 'GET', template: `${COMMIT}/statuses`, answer: statuses },
  { method: 'POST', template: '/repos/{owner}/{repo}/check-runs', needs: 'write', answer: addCheck },
  { method: 'GET', template: `${COMMIT}/check-runs`, answer: checks },
  { method: 'GET', template: '/repos/{owner}/{repo}/actions/jobs/{id}/logs', answer: jobLog },
];
