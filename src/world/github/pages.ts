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

/** Rows on a full page, as all our lists ask for. */
const FULL_PAGE = 100;

/** The call for a page by its number, where no link names it. */
const pageCall = (call: Call, page: number): Call => ({ ...call, params: { ...call.params, page } });

/**
 * The call for what comes after a page; null after the last. Behind a full page that names no next one it asks all the
 * same: a page may come to be there while this one and its ETag stay as they are, and a 304 brings no Link. The answer,
 * an empty list, has an ETag of its own, so that a quiet list costs nothing at any length.
 */
const callAfter = (
  client: Client,
  call: Call,
  {
    link,
    rowCount,
    pageCount,
  }: { readonly link: string | null; readonly rowCount: number; readonly pageCount: number },
): Call | null => {
  const next = nextOf(link);
  if (next !== null) return nextCall(client, call, next);
  return rowCount === FULL_PAGE ? pageCall(call, pageCount + 1) : null;
};

/**
 * All rows of a list, in GitHub's order, or those up to a page of which `isLast` says that it is enough.
 * @throws TransientError a page failed, or what `ask` throws.
 */
export const fetchRows = async (
  client: Client,
  call: Call,
  isLast: (page: readonly unknown[]) => boolean = () => false,
): Promise<readonly unknown[]> => {
  const rows: unknown[] = [];
  const seen = new Set<string>();
  for (let next: Call | null = call; next !== null; ) {
    const place = `${next.route} ${next.params?.page}`;
    if (seen.has(place) || seen.size >= MOST_PAGES) throw unexpectedAnswer('a list without an end');
    seen.add(place);
    const { data, link }: Answer = await client.ask(next);
    const page = parseList(data, 'the answer');
    rows.push(...page);
    if (isLast(page)) break;
    next = callAfter(client, call, { link, rowCount: page.length, pageCount: seen.size });
  }
  return rows;
};
