/**
 * From a request to an answer: the repository's name, who may see it, who may do this, and the route. What no route
 * here answers goes to the backend.
 */
import { type Asked, actorOf, type Call } from './call.ts';
import { checkRoutes } from './check-routes.ts';
import { commentRoutes } from './comment-routes.ts';
import { dependencyRoutes } from './dependency-routes.ts';
import { eventRoutes } from './event-routes.ts';
import { graphqlRoutes } from './graphql-routes.ts';
import { askBackend, backendPath, type Ground } from './ground.ts';
import { issueRoutes } from './issue-routes.ts';
import { labelRoutes } from './label-routes.ts';
import { elsewhere } from './moved.ts';
import type { Standing } from './options.ts';
import { pullRoutes } from './pull-routes.ts';
import { reactionRoutes } from './reaction-routes.ts';
import { refreshIssue, refreshLabels } from './refresh.ts';
import { forbidden, notFound, type Reply, refused } from './reply.ts';
import { repositoryRoutes } from './repository-routes.ts';
import { reviewRoutes } from './review-routes.ts';
import { reaches } from './roster.ts';
import { type Match, matcherOf } from './router.ts';

const findRoute = matcherOf([
  ...commentRoutes,
  ...graphqlRoutes,
  ...eventRoutes,
  ...issueRoutes,
  ...labelRoutes,
  ...reactionRoutes,
  ...dependencyRoutes,
  ...pullRoutes,
  ...checkRoutes,
  ...reviewRoutes,
  ...repositoryRoutes,
]);

/** The route of a request; undefined for what is left to the backend. */
export const routeOf = (ground: Ground, asked: Asked): Match | undefined =>
  findRoute(asked.method === 'HEAD' ? 'GET' : asked.method, canonicalPath(ground, asked.path));

/** `/repositories/ID/...` and other spellings of the name become `/repos/acme/api/...`. */
const canonicalPath = (ground: Ground, path: string): string => {
  const { fullName, repositoryId } = ground.setup;
  const byId = `/repositories/${repositoryId}`;
  if (path === byId || path.startsWith(`${byId}/`)) return `/repos/${fullName}${path.slice(byId.length)}`;
  const [, root, owner, name] = path.split('/');
  if (root !== 'repos' || `${owner}/${name}`.toLowerCase() !== fullName.toLowerCase()) return path;
  return `/repos/${fullName}${path.slice(`/repos/${fullName}`.length)}`;
};

const isRead = (method: string): boolean => method === 'GET' || method === 'HEAD';

/** Undefined when the person may: 404 to strangers, 401 to the anonymous, 403 to the weak. */
const objection = (ground: Ground, call: Call, needs: Standing): Reply | undefined => {
  const isOfRepository = call.path.startsWith('/repos/');
  const isOurs = call.path === backendPath(ground, '') || call.path.startsWith(backendPath(ground, '/'));
  if (isOfRepository && !isOurs) return notFound();
  if (isOfRepository && !reaches(call.role, 'read')) return notFound();
  if (!isRead(call.method) && call.login === null) return refused(401, 'Requires authentication');
  return reaches(call.role, isOfRepository ? needs : 'none') ? undefined : forbidden();
};

/** Takes in what a write that went past the routes may have changed. */
const takeIn = async (ground: Ground, call: Call): Promise<void> => {
  const login = actorOf(call);
  const number = /\/(?:issues|pulls)\/(\d+)(?:\/|$)/.exec(call.path)?.[1];
  if (number !== undefined && ground.records.issues.has(Number(number))) {
    await refreshIssue(ground, Number(number), { login });
  }
  if (call.path.includes('/labels')) await refreshLabels(ground, login);
};

/** The backend answers as the person asked, except that it never sees who is anonymous. */
const passOn = async (ground: Ground, call: Call): Promise<Reply> => {
  const login = call.login ?? ground.setup.users[0]?.login ?? '';
  const path = call.path + (call.query.size === 0 ? '' : `?${call.query}`);
  const body = isRead(call.method) ? undefined : call.body;
  const method = call.method === 'HEAD' ? 'GET' : call.method;
  const reply = await askBackend(ground, { method, path, login, body });
  if (!isRead(call.method) && reply.status < 400) await takeIn(ground, call);
  return reply;
};

const runRoute = (ground: Ground, call: Call, match: Match | undefined): Reply | Promise<Reply> => {
  if (match === undefined) return passOn(ground, call);
  const { feature } = match.route;
  return feature !== undefined && !ground.setup.features[feature]
    ? notFound()
    : match.route.answer(ground, call);
};

/** Answers one request, whoever brings it: the HTTP server, or a person in a test. */
export const dispatch = async (ground: Ground, asked: Asked): Promise<Reply> => {
  const gone = elsewhere(ground, asked);
  if (gone !== undefined) return gone;
  const match = routeOf(ground, asked);
  const role = ground.roster.roleOf(asked.login);
  const path = canonicalPath(ground, asked.path);
  const call: Call = { ...asked, path, role, params: match?.params ?? {} };
  const fallback = isRead(call.method) ? 'read' : 'write';
  const wrong = objection(ground, call, match === undefined ? fallback : (match.route.needs ?? 'read'));
  if (wrong !== undefined) return wrong;
  const answer = async (): Promise<Reply> => runRoute(ground, call, match);
  return isRead(call.method) ? answer() : ground.serially(answer);
};
