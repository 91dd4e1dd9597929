/**
 * Labels on issues, in the repository, and who put them on.
 */
import type { LabelEvent } from '../../model/github.ts';
import type { Client } from './client.ts';
import { fetchIssue } from './issues.ts';
import { fetchRows } from './pages.ts';
import { parseList, unexpectedAnswer } from './raw.ts';
import { refusalBehind } from './refused.ts';
import { parseLabelEvent, parseLabelName } from './rows.ts';

/** The latest `labeled` event with this label, whatever its case; null when there is none. */
export const fetchLabelEvent = async (
  client: Client,
  { issue, label }: { readonly issue: number; readonly label: string },
): Promise<LabelEvent | null> => {
  const rows = await fetchRows(client, {
    what: `tell who labelled issue #${issue}`,
    route: 'GET /repos/{owner}/{repo}/issues/{issue_number}/events',
    params: { issue_number: issue, per_page: 100 },
  });
  return rows.map((row) => parseLabelEvent(row, label)).findLast((event) => event !== null) ?? null;
};

/** Puts a label on an issue; fine when it is there. */
export const addLabel = async (
  client: Client,
  { issue, label }: { readonly issue: number; readonly label: string },
): Promise<void> => {
  const { data } = await client.ask({
    what: `put the label ${label} on issue #${issue}`,
    route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels',
    params: { issue_number: issue, labels: [label] },
  });
  if (!isListed(data, label)) throw unexpectedAnswer(`issue #${issue} has not got the label ${label}`);
};

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const isListed = (data: unknown, label: string): boolean =>
  parseList(data, 'labels').some((one) => isSame(parseLabelName(one), label));

/** Takes a label off an issue; fine when it is not there. */
export const removeLabel = async (
  client: Client,
  { issue, label }: { readonly issue: number; readonly label: string },
): Promise<void> => {
  const call = {
    what: `take the label ${label} off issue #${issue}`,
    route: 'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}',
    params: { issue_number: issue, name: label },
  };
  const answer = await client.seek(call, [404, 410]);
  const stays = answer === null ? await isOnIssue(client, issue, label) : isListed(answer.data, label);
  if (stays) throw unexpectedAnswer(`issue #${issue} still has the label ${label}`);
};

/** "Not found" is GitHub's word for a label that is not there, and for much else. */
const isOnIssue = async (client: Client, issue: number, label: string): Promise<boolean> => {
  const presence = await fetchIssue(client, issue);
  return presence.kind === 'present' && presence.row.labels.some((one) => isSame(one, label));
};

/** A label of the repository. `color`: 6 hex digits. */
export interface NewLabel {
  readonly label: string;
  readonly color: string;
  readonly description: string;
}

const hasLabel = async (client: Client, label: string): Promise<boolean> => {
  const route = 'GET /repos/{owner}/{repo}/labels/{name}';
  return (
    (await client.seek({ what: `show the label ${label}`, route, params: { name: label } }, [404])) !== null
  );
};

/** Creates the label unless it exists. Looks first: a look is free where nothing changed, a write never is. */
export const ensureLabel = async (client: Client, { label, color, description }: NewLabel): Promise<void> => {
  if (await hasLabel(client, label)) return;
  const call = {
    what: `create the label ${label}`,
    route: 'POST /repos/{owner}/{repo}/labels',
    params: { name: label, color, description },
  };
  try {
    const { data } = await client.ask(call);
    if (!isSame(parseLabelName(data), label)) throw unexpectedAnswer(`the label ${label} was not created`);
  } catch (error) {
    // Somebody may have been faster; not every server names the code `already_exists`.
    const refused = refusalBehind(error);
    const exists = refused?.errors.some(({ code }) => code === 'already_exists');
    if (refused?.status !== 422 || !(exists || (await hasLabel(client, label)))) throw error;
  }
};
