/**
 * What is not where it was: a renamed repository (301 for reads, 307 for writes) and an issue moved to another one.
 */
import type { Asked } from './call.ts';
import type { Ground } from './ground.ts';
import { ok, type Reply, refused } from './reply.ts';
import { issueRow } from './rows.ts';
import type { Body } from './wire.ts';

/** Repository that moved issues go to. */
const OTHER_REPOSITORY_ID = 700_200_300;

/** Records that an issue was transferred: its number answers 301, the target shows it as an issue of `to`. */
export const moveIssue = (ground: Ground, number: number, to: string): void => {
  const location = `${ground.setup.apiUrl}/repositories/${OTHER_REPOSITORY_ID}/issues/${number}`;
  const record = ground.records.issues.get(number);
  if (record === undefined) return;
  const shown = JSON.stringify(issueRow(ground, record)).replaceAll(`/${ground.setup.fullName}/`, `/${to}/`);
  const repository_url = `${ground.setup.apiUrl}/repos/${to}`;
  const row = { ...(JSON.parse(shown) as Body), repository_url };
  ground.records.departures.set(number, { kind: 'moved', to: location, row });
  ground.records.issues.delete(number);
};

/** Records that an issue was deleted: its number answers 410. */
export const deleteIssue = (ground: Ground, number: number): void => {
  ground.records.departures.set(number, { kind: 'deleted' });
  ground.records.issues.delete(number);
};

const renamedReply = (ground: Ground, asked: Asked, rest: string): Reply => {
  const query = asked.query.size === 0 ? '' : `?${asked.query}`;
  const location = `${ground.setup.apiUrl}/repositories/${ground.setup.repositoryId}${rest}${query}`;
  const { status, body } = refused(asked.method === 'GET' ? 301 : 307, 'Moved Permanently');
  return { status, body: { ...(body as Body), url: location }, headers: { location } };
};

/** The answer for a former name or a moved issue's new place; undefined for everything else. */
export const elsewhere = (ground: Ground, asked: Asked): Reply | undefined => {
  const [, root, owner = '', name = '', ...rest] = asked.path.split('/');
  if (root === 'repositories' && owner === String(OTHER_REPOSITORY_ID)) {
    const departure = ground.records.departures.get(Number(rest[0]));
    return departure?.kind === 'moved' ? ok(departure.row) : undefined;
  }
  const isFormer = root === 'repos' && ground.records.formerNames.has(`${owner}/${name}`.toLowerCase());
  return isFormer ? renamedReply(ground, asked, rest.map((part) => `/${part}`).join('')) : undefined;
};
