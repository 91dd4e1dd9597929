/**
 * Lists over several pages, all or nothing: a page that fails fails the list, as a row not read is not a row absent.
 */
import type { Answer, Call, Client } from './client.ts';
import { nextOf } from './link.ts';
import { parseList, unexpectedAnswer } from './raw.ts';

/** No list of ours is longer; a server that always names one more page must not hold us for ever. */
const MOST_PAGES = 500;

/**
 * The call for the next page, as GitHub names it (`/repositories/ID/...`). The token goes along, so only to the origin
 * of the API. @throws TransientError it leads elsewhere.
 */
const nextCall = (client: Client, call: Call, link: string): Call => {
  const url = URL.canParse(link, client.origin) ? new URL(link, client.origin) : null;
  if (url === null || url.origin !== client.origin) {
    throw unexpectedAnswer(`the next page of a list on another host (${url?.host ?? 'no address'})`);
  }
  // Octokit reads routes as templates: what looks like one has to be escaped.
  const tail = `${url.pathname}${url.search}`
    .replaceAll(':', '%3A')
    .replaceAll('{', '%7B')
    .replaceAll('}', '%7D');
  return { what: call.what, scope: call.scope ?? 'one-thing', route: `GET ${url.origin}${tail}` };
};

/** All rows of a list, in GitHub's order. @throws TransientError a page failed, or what `ask` throws. */
export const fetchRows = async (client: Client, call: Call): Promise<readonly unknown[]> => {
  const rows: unknown[] = [];
  const seen = new Set<string>();
  for (let next: Call | null = call; next !== null; ) {
    if (seen.has(next.route) || seen.size >= MOST_PAGES) throw unexpectedAnswer('a list without an end');
    seen.add(next.route);
    const answer: Answer = await client.ask(next);
    rows.push(...parseList(answer.data, 'the answer'));
    const link = nextOf(answer.link);
    next = link === null ? null : nextCall(client, call, link);
  }
  return rows;
};
