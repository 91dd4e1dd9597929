/**
 * Faults that GitHub's answers may have, each for a person of its own, so that a test can meet all of them at once.
 */
import type { Fault, FaultAct } from '../../src/demo/github/faults.ts';
import type { Person } from '../../src/demo/github/options.ts';
import { openGitHub } from '../../src/world/github/open-github.ts';
import type { GitHub } from '../../src/world/world.ts';

/** A refusal in GitHub's shape. */
export const refused = (status: number, headers: Readonly<Record<string, string>> = {}): FaultAct => ({
  status,
  headers,
  body: { message: 'no', status: String(status) },
});

/** What is no answer of GitHub's, or none that can be understood. */
export const brokenAnswers: Readonly<Record<string, FaultAct>> = {
  'an error': refused(500),
  'bad gateway': { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Unicorn</h1>' },
  unavailable: refused(503),
  hang: 'hang',
  reset: 'reset',
  'cut off': 'cut',
  'no JSON': 'garbage-json',
  'a page of another program': { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Hi</h1>' },
  'JSON of another kind': { status: 200, body: {} },
  moved: refused(301, { location: 'https://api.github.com/repositories/1' }),
  'not found': refused(404),
  gone: refused(410),
};

/** A fault and whom it meets. */
export interface Strike {
  readonly name: string;
  readonly login: string;
  readonly when: Fault['when'];
  readonly act: FaultAct;
}

/** A strike for each fault, each time that is given. */
export const strikesOf = (
  faults: Readonly<Record<string, FaultAct>>,
  whens: readonly Fault['when'][],
): readonly Strike[] =>
  Object.entries(faults)
    .flatMap(([name, act]) => whens.map((when) => ({ name: `${name}, ${when}`, when, act })))
    .map((strike, index) => ({ ...strike, login: `person-${index}` }));

const tokenOf = (login: string): string => `token-of-${login}`;

/** Those whom the strikes meet, and mona, who does the rest; all may do everything. */
export const peopleOf = (strikes: readonly Strike[]): readonly Person[] =>
  ['mona', ...strikes.map(({ login }) => login)].map((login) => ({
    login,
    role: 'admin',
    token: tokenOf(login),
  }));

/** The door of the one whom a strike meets, which has asked nothing yet. It gives up on what hangs after `hangMs`. */
export const doorOf = (
  apiUrl: string,
  { login, act }: Strike,
  { hangMs }: { readonly hangMs: number },
): GitHub =>
  openGitHub({
    apiUrl,
    token: tokenOf(login),
    repository: { owner: 'acme', name: 'api' },
    responses: { read: () => null, save: () => {} },
    paceMs: 0,
    ...(act === 'hang' ? { timeoutMs: hangMs } : {}),
  });
