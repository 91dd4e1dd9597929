/**
 * Blocked-by and sub-issues. GitHub allows at most 50 blockers and 100 sub-issues, so one page holds them all.
 */
import type { LinkedRow } from '../../model/links.ts';
import type { Client } from './client.ts';
import { parseList, parseObject } from './raw.ts';
import { proveReadable } from './repository.ts';
import { parseLinkedRow } from './rows.ts';

interface Asked {
  readonly issue: number;
  readonly what: string;
  readonly path: string;
}

/** Null where the server has no such list. @throws TransientError that cannot be told from a lost access. */
const fetchLinked = async (
  client: Client,
  { issue, what, path }: Asked,
): Promise<readonly LinkedRow[] | null> => {
  const route = `GET /repos/{owner}/{repo}/issues/{issue_number}/${path}`;
  const call = { what: `${what} #${issue}`, route, params: { issue_number: issue, per_page: 100 } };
  const answer = await client.seek(call, [404, 410]);
  if (answer !== null) {
    const { owner, name } = client.readName();
    const rows = parseList(answer.data, 'the answer').map((row) => parseObject(row, 'issue'));
    return rows.map((row) => parseLinkedRow(row, `${owner}/${name}`));
  }
  await proveReadable(client, `issue #${issue}`);
  return null;
};

/** Issues that block this one, closed ones too; null where the server does not know of such. */
export const fetchBlockers = (client: Client, issue: number): Promise<readonly LinkedRow[] | null> =>
  fetchLinked(client, { issue, what: 'list what blocks issue', path: 'dependencies/blocked_by' });

/** Its sub-issues, closed ones too; null where the server does not know of such. */
export const fetchChildren = (client: Client, issue: number): Promise<readonly LinkedRow[] | null> =>
  fetchLinked(client, { issue, what: 'list the sub-issues of issue', path: 'sub_issues' });
