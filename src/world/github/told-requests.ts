/**
 * What is told of each request, in words of which there are few, whatever GitHub, a repository or a label is called.
 */

/** One HTTP exchange. */
export interface RequestTold {
  /** `GET /repos/{}/issues/{}`: all that is no word of GitHub's is `{}`. */
  readonly route: string;
  /** HTTP status; `none`: there was no answer. */
  readonly code: string;
}

const words: ReadonlySet<string> = new Set(
  (
    'repos issues comments reactions events timeline labels pulls reviews collaborators permission user users app ' +
    'installations access_tokens graphql dependencies blocked_by sub_issues actions jobs logs commits check-runs ' +
    'status compare branches rate_limit'
  ).split(' '),
);

/** The route of a request to GitHub, or to an Enterprise server below `/api/v3`. */
export const routeOf = (method: string, url: string): string => {
  const path = new URL(url).pathname.replace(/^\/api(?:\/v3)?(?=\/)/, '');
  // By number is how GitHub itself leads to the next page.
  const named = path.replace(/^\/(?:repos\/[^/]+\/[^/]+|repositories\/\d+)/, '/repos/{}');
  const parts = named.split('/').filter((part) => part !== '');
  return `${method} /${parts.map((part) => (words.has(part) ? part : '{}')).join('/')}`;
};
