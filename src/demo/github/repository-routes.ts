/**
 * Who am I, what may others do, and the repository itself.
 */
import { actorOf, bodyOf, type Call } from './call.ts';
import { askBackend, type Ground } from './ground.ts';
import type { Standing } from './options.ts';
import { paged } from './paging.ts';
import { noContent, notFound, ok, type Reply, refused } from './reply.ts';
import { flagsOf, permissionOf, reaches } from './roster.ts';
import type { Route } from './router.ts';
import { repositoryRow } from './rows.ts';
import type { Body } from './wire.ts';

const COLLABORATORS = '/repos/{owner}/{repo}/collaborators';
const SENT_ROLES: Readonly<Record<string, Standing>> = { pull: 'read', push: 'write' };

/** The backend gives people addresses that are none. */
const currentUser = async (ground: Ground, call: Call): Promise<Reply> => {
  if (call.login === null) return refused(401, 'Requires authentication');
  const isBot = ground.roster.personOf(call.login)?.type === 'Bot';
  if (isBot) return refused(403, 'Resource not accessible by integration');
  const reply = await askBackend(ground, { method: 'GET', path: '/user', login: call.login });
  return { ...reply, body: { ...(reply.body as Body), email: null } };
};

const oneUser = (ground: Ground, call: Call): Reply => {
  const login = call.params.login ?? '';
  const isOwner = login.toLowerCase() === ground.setup.owner.toLowerCase();
  if (ground.roster.personOf(login) === undefined && !isOwner) return notFound();
  return ok({ ...ground.roster.userBody(login), name: login });
};

const collaboratorBody = (ground: Ground, login: string): Body => {
  const role = ground.roster.roleOf(login);
  return { ...ground.roster.userBody(login), permissions: flagsOf(role), role_name: role };
};

const permission = (ground: Ground, call: Call): Reply => {
  const login = call.params.login ?? '';
  if (call.login === null) return refused(401, 'Requires authentication');
  if (ground.roster.personOf(login) === undefined) return notFound(`${login} is not a user`);
  const role = ground.roster.roleOf(login);
  return ok({ permission: permissionOf(role), user: collaboratorBody(ground, login), role_name: role });
};

const isCollaborator = (ground: Ground, login: string): boolean =>
  ground.roster.collaborators().includes(login.toLowerCase());

const changeCollaborator = (ground: Ground, call: Call): Reply => {
  const login = call.params.login ?? '';
  if (ground.roster.personOf(login) === undefined) return notFound();
  const sent = String(bodyOf(call).permission ?? 'push');
  ground.roster.changeRole(
    login,
    call.method === 'DELETE' ? 'none' : (SENT_ROLES[sent] ?? (sent as Standing)),
  );
  return noContent;
};

const listCollaborators = (ground: Ground, call: Call): Reply =>
  paged(call, ground.setup, {
    rows: ground.roster.collaborators(),
    render: (login) => collaboratorBody(ground, login),
  });

const repository = (ground: Ground, call: Call): Reply =>
  ok({
    ...repositoryRow(ground, ground.records.repository, call.login),
    network_count: 0,
    subscribers_count: 0,
  });

const oneBranch = async (ground: Ground, call: Call): Promise<Reply> => {
  const name = call.params.ref ?? '';
  const sha = (await ground.git.readHeads()).get(name);
  if (sha === undefined) return notFound('Branch not found');
  const url = `${ground.setup.repoUrl}/commits/${sha}`;
  return ok({ name, commit: { sha, url }, protected: false });
};

const oneRef = async (ground: Ground, call: Call): Promise<Reply> => {
  const name = call.params.ref ?? '';
  const sha = name.startsWith('heads/') ? (await ground.git.readHeads()).get(name.slice(6)) : undefined;
  if (sha === undefined) return notFound();
  const { repoUrl } = ground.setup;
  const object = { sha, type: 'commit', url: `${repoUrl}/git/commits/${sha}` };
  const ref = `refs/${name}`;
  return ok({ ref, node_id: Buffer.from(ref).toString('base64'), url: `${repoUrl}/git/${ref}`, object });
};

/** The person's own repositories are this one, when it may be seen. */
const ownRepositories = (ground: Ground, call: Call): Reply => {
  const isSeen = reaches(ground.roster.roleOf(actorOf(call)), 'read');
  return ok(isSeen ? [repositoryRow(ground, ground.records.repository, call.login)] : []);
};

/** Repository, people and refs. */
export const repositoryRoutes: readonly Route[] = [
  { method: 'GET', template: '/user', answer: currentUser },
  { method: 'GET', template: '/user/repos', answer: ownRepositories },
  { method: 'GET', template: '/users/{login}', answer: oneUser },
  { method: 'GET', template: '/repos/{owner}/{repo}', answer: repository },
  { method: 'GET', template: `${COLLABORATORS}/{login}/permission`, answer: permission },
  {
    method: 'GET',
    template: `${COLLABORATORS}/{login}`,
    needs: 'write',
    answer: (ground, call) => (isCollaborator(ground, call.params.login ?? '') ? noContent : notFound()),
  },
  { method: 'GET', template: COLLABORATORS, needs: 'write', answer: listCollaborators },
  { method: 'PUT', template: `${COLLABORATORS}/{login}`, needs: 'admin', answer: changeCollaborator },
  { method: 'DELETE', template: `${COLLABORATORS}/{login}`, needs: 'admin', answer: changeCollaborator },
  { method: 'GET', template: '/repos/{owner}/{repo}/branches/{ref}', answer: oneBranch },
  { method: 'GET', template: '/repos/{owner}/{repo}/git/ref/{ref}', answer: oneRef },
];
