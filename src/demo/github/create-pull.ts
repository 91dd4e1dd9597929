/**
 * Opening a pull request: the bare repository decides whether there is something to propose.
 */
import { actorOf, bodyOf, type Call } from './call.ts';
import { askBackend, backendPath, type Ground } from './ground.ts';
import { tooLong } from './issue-routes.ts';
import { type PullIssue, pullDetail, pullsOf } from './pull-rows.ts';
import type { PullEnds } from './records.ts';
import { refreshPull } from './refresh.ts';
import { type FieldError, forbidden, invalid, ok, type Reply } from './reply.ts';
import { reaches } from './roster.ts';
import type { PullBody } from './wire.ts';

const resource = 'PullRequest';

/** `owner:branch` or `branch`. */
const headOf = (ground: Ground, head: string): { owner: string; ref: string } => {
  const colon = head.indexOf(':');
  if (colon === -1) return { owner: ground.setup.owner, ref: head };
  return { owner: head.slice(0, colon), ref: head.slice(colon + 1) };
};

const openTwin = (ground: Ground, head: { owner: string; ref: string }, base: string): boolean =>
  pullsOf(ground).some(
    ({ pull }) =>
      pull.body.state === 'open' &&
      pull.ends.headOwner === head.owner &&
      pull.ends.headRef === head.ref &&
      pull.ends.baseRef === base,
  );

/** The ends of a new pull request, or what is wrong with them. */
const endsOf = async (ground: Ground, call: Call): Promise<PullEnds | FieldError> => {
  const { head: rawHead, base } = bodyOf(call);
  const heads = await ground.git.readHeads();
  const head = headOf(ground, String(rawHead ?? ''));
  const isOwn = head.owner.toLowerCase() === ground.setup.owner.toLowerCase();
  const headSha = isOwn ? heads.get(head.ref) : undefined;
  if (headSha === undefined) return { resource, field: 'head', code: 'invalid' };
  const baseSha = heads.get(String(base));
  if (baseSha === undefined) return { resource, field: 'base', code: 'invalid' };
  const baseRef = String(base);
  if (openTwin(ground, head, baseRef)) {
    const message = `A pull request already exists for ${head.owner}:${head.ref}.`;
    return { resource, code: 'custom', message };
  }
  if ((await ground.git.countCommits(baseSha, headSha)) === 0) {
    return { resource, code: 'custom', message: `No commits between ${baseRef} and ${head.ref}` };
  }
  const { owner: headOwner, fullName: headRepository } = ground.setup;
  return { headOwner, headRepository, headRef: head.ref, headSha, baseRef, baseSha };
};

/** Opens it at the backend, which numbers it, and remembers the ends. */
export const openPull = async (
  ground: Ground,
  login: string,
  pull: { readonly ends: PullEnds; readonly backendHead: string; readonly fields: Record<string, unknown> },
): Promise<PullIssue | Reply> => {
  const path = backendPath(ground, '/pulls');
  const body = { ...pull.fields, head: pull.backendHead, base: pull.ends.baseRef };
  const reply = await askBackend(ground, { method: 'POST', path, login, body });
  if (reply.status >= 400) return reply;
  const { number } = reply.body as PullBody;
  return (await refreshPull(ground, number, { login, ends: pull.ends })) as PullIssue;
};

/** `POST /pulls`. Pushing to the head is what entitles; here that is write. */
export const createPull = async (ground: Ground, call: Call): Promise<Reply> => {
  if (!reaches(call.role, 'write')) return forbidden();
  const { title, body, draft } = bodyOf(call);
  if (typeof title !== 'string' || title.trim() === '') {
    return invalid({ resource, code: 'missing_field', field: 'title' });
  }
  const long = tooLong(resource, body);
  if (long !== undefined) return long;
  const ends = await endsOf(ground, call);
  if ('code' in ends) return invalid(ends);
  const fields = { title, body: body ?? null, draft: draft === true };
  const opened = await openPull(ground, actorOf(call), { ends, backendHead: ends.headRef, fields });
  return 'status' in opened ? opened : ok(await pullDetail(ground, opened), 201);
};
