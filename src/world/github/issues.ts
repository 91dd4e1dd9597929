/**
 * Issues: the work list, and single ones where their absence has to be proven.
 */
import { PermanentError } from '../../model/failures.ts';
import type { RepositoryName } from '../../model/settings.ts';
import type { IssuePresence, IssueRow } from '../../model/snapshot.ts';
import type { Client } from './client.ts';
import { fetchRows } from './pages.ts';
import { parseObject, type Raw } from './raw.ts';
import { fetchRepository, proveReadable } from './repository.ts';
import { isPullRequest, parseIssue, parseRepositoryName } from './rows.ts';

/**
 * All open issues with the label, oldest first, pull requests left out. The query never changes and its order is that
 * of creation, so that an unchanged page stays "not modified".
 */
export const fetchIssues = async (client: Client, label: string): Promise<readonly IssueRow[]> => {
  const rows = await fetchRows(client, {
    what: `list the issues labelled ${label}`,
    route: 'GET /repos/{owner}/{repo}/issues',
    params: { labels: label, state: 'open', sort: 'created', direction: 'asc', per_page: 100 },
    scope: 'repository',
  });
  const issues = rows.map((row) => parseObject(row, 'issue')).filter((raw) => !isPullRequest(raw));
  // An issue that moved to the next page between two reads is listed twice.
  return [...new Map(issues.map(parseIssue).map((row) => [row.number, row])).values()];
};

const isNamed = (fullName: string, { owner, name }: RepositoryName): boolean =>
  fullName.toLowerCase() === `${owner}/${name}`.toLowerCase();

/** False when a redirect led to an issue of another repository; a renamed repository is still the same one. */
const isOurs = async (client: Client, raw: Raw): Promise<boolean> => {
  const fullName = parseRepositoryName(raw);
  if (fullName === null || isNamed(fullName, client.readName())) return true;
  await fetchRepository(client);
  return isNamed(fullName, client.readName());
};

/** One issue by number. `gone` is proven. @throws TransientError whether it is gone cannot be told. */
export const fetchIssue = async (client: Client, issue: number): Promise<IssuePresence> => {
  const call = {
    what: `show issue #${issue}`,
    route: 'GET /repos/{owner}/{repo}/issues/{issue_number}',
    params: { issue_number: issue },
  };
  const answer = await client.seek(call, [404, 410]);
  if (answer === null) {
    await proveReadable(client, `issue #${issue}`);
    return { kind: 'gone' };
  }
  const raw = parseObject(answer.data, 'issue');
  if (!(await isOurs(client, raw))) return { kind: 'gone' };
  if (!isPullRequest(raw)) return { kind: 'present', row: parseIssue(raw) };
  throw new PermanentError(`#${issue} is a pull request, not an issue`, { fix: 'name an issue' });
};
