/**
 * A server that answers what GitHub answered: the recordings of `test/fixtures/github-recorded/`, at an address of this
 * machine. A request is found by method, path and page; the rest of its query is ours.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT_PATH } from './house-tree.ts';
import { type HttpGitHub, openHttpGitHub } from './http-github.ts';

/** One exchange as it was recorded. `path` with its query. */
interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const GITHUB = 'https://api.github.com';

const readRecorded = (name: string): readonly Recorded[] =>
  JSON.parse(readFileSync(join(ROOT_PATH, 'test', 'fixtures', 'github-recorded', `${name}.json`), 'utf8'));

/** Replays a recording; its addresses are those of this server, or GitHub's own with `asRecorded`. */
export const openRecordedGitHub = async (name: string, { asRecorded = false } = {}): Promise<HttpGitHub> => {
  const server = await openHttpGitHub();
  const moved = <T>(value: T): T =>
    asRecorded ? value : JSON.parse(JSON.stringify(value).replaceAll(GITHUB, server.url));
  const routeOf = ({ method, path }: Recorded) => `${method} ${new URL(path, GITHUB).pathname}`;
  for (const [route, exchanges] of Map.groupBy(readRecorded(name), routeOf)) {
    server.on(route, ({ query }) => {
      const pageOf = (path: string) => new URL(path, GITHUB).searchParams.get('page');
      const found = exchanges.find(({ path }) => pageOf(path) === query.get('page'));
      return found === undefined ? { status: 404, body: { message: 'Not Found' } } : moved(found);
    });
  }
  return server;
};
