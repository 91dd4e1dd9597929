/**
 * The watched wire itself: it finds what breaks GitHub's description, and carries what is broken on purpose unharmed.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openEmbeddedGitHub } from '../../../src/demo/github/embedded-github.ts';
import type { Fault } from '../../../src/demo/github/faults.ts';
import { type Answer, openHttpGitHub } from '../../support/http-github.ts';
import { openWire, type Wire } from '../../support/wire/wire.ts';
import { makeBare, PEOPLE } from './setting.ts';

const REPO = '/repos/acme/api';
const LABELS = `GET ${REPO}/labels`;

/** The embedded GitHub behind a wire of the test's own. */
const openProof = async () => {
  const wire = await openWire();
  onTestFinished(() => wire.close().catch(() => {}));
  const bare = makeBare();
  const users = PEOPLE;
  const github = await openEmbeddedGitHub({
    barePath: bare.path,
    owner: 'acme',
    name: 'api',
    users,
    publicUrl: wire.url,
  });
  wire.leadTo(github.port);
  onTestFinished(() => github.close());
  return { wire, github };
};

/** A server that says what it is told, behind a wire. */
const openScripted = async (answer: Answer) => {
  const server = await openHttpGitHub();
  onTestFinished(() => server.close());
  const wire = await openWire();
  onTestFinished(() => wire.close().catch(() => {}));
  wire.leadTo(Number(new URL(server.url).port));
  server.on(LABELS, answer);
  return wire;
};

const send = (wire: Wire, method: string, path: string, body?: unknown) =>
  fetch(wire.url + path, {
    method,
    headers: { authorization: 'token token-dev', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

describe('what breaks the description', () => {
  test('fails whoever opened the wire, whichever program sent it', async () => {
    const { wire } = await openProof();
    await promisify(execFile)('curl', [
      '-s',
      '-H',
      'Authorization: token token-dev',
      `${wire.url}${REPO}/isues`,
    ]);
    await send(wire, 'POST', `${REPO}/issues/1/labels`, { label: 'bug' });
    await expect(wire.close()).rejects.toThrow(
      /no such call.*\(GET \/repos\/acme\/api\/isues\)\nissues\/add-labels: body/s,
    );
  });

  test('is found in answers too', async () => {
    const wire = await openScripted({ body: [{ name: 'bug' }] });
    expect(await (await send(wire, 'GET', `${REPO}/labels`)).json()).toEqual([{ name: 'bug' }]);
    await expect(wire.close()).rejects.toThrow(
      /issues\/list-labels-for-repo: 200 \/0 must have required property 'id'/,
    );
  });

  test('is nowhere when all is well: below a base path, conditional, gone', async () => {
    const { wire, github } = await openProof();
    await github.as('dev').openIssue({ title: 'One' });
    const first = await send(wire, 'GET', `${REPO}/issues`);
    const etag = first.headers.get('etag') ?? '';
    const row = (await first.json()) as { url: string }[];
    expect(row[0]?.url).toBe(`${wire.url}${REPO}/issues/1`);
    const again = await fetch(`${wire.url}${REPO}/issues`, {
      headers: { authorization: 'token token-dev', 'if-none-match': etag },
    });
    expect(again.status).toBe(304);
    github.deleteIssue(1);
    expect((await send(wire, 'GET', `${REPO}/issues/1`)).status).toBe(410);
    await wire.close();
  });
});

describe('what is broken on purpose', () => {
  const strike = (act: Fault['act']): Fault => ({ match: { path: /labels/ }, when: 'before', act });

  test('comes through as it is, and is no breach', async () => {
    const { wire, github } = await openProof();
    const ask = () => send(wire, 'GET', `${REPO}/labels`);
    github.faults.add(strike({ status: 502, headers: { 'x-from': 'proxy' }, body: { half: 1 } }));
    const bad = await ask();
    expect([bad.status, bad.headers.get('x-from'), await bad.json()]).toEqual([502, 'proxy', { half: 1 }]);
    expect(bad.headers.get('x-embedded-fault')).toBeNull();
    github.faults.add(strike('garbage-json'));
    await expect((await ask()).json()).rejects.toThrow(SyntaxError);
    github.faults.add(strike('reset'));
    await expect(ask()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    github.faults.add(strike({ delayMs: 20 }));
    expect((await ask()).status).toBe(200);
    await wire.close();
  });

  test('hangs until the client leaves, and the server sees that it left', async () => {
    const { wire, github } = await openProof();
    github.faults.add(strike('hang'));
    const impatience = new AbortController();
    const given = fetch(`${wire.url}${REPO}/labels`, { signal: impatience.signal });
    await expect.poll(() => github.journal().length, { interval: 5, timeout: 15_000 }).toBe(1);
    impatience.abort();
    await expect(given).rejects.toThrow();
    expect(github.journal()[0]?.status).toBeNull();
    await wire.close();
  });

  test('breaks off where it broke off', async () => {
    const wire = await openScripted({ body: [{ name: 'bug' }], cutAfter: 5 });
    const answer = await send(wire, 'GET', `${REPO}/labels`);
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    await wire.close();
  });

  test('falls silent where it fell silent', async () => {
    const wire = await openScripted({ body: [{ name: 'bug' }], stallAfter: 5 });
    const answer = await send(wire, 'GET', `${REPO}/labels`);
    const chunk = await answer.body?.getReader().read();
    expect(Buffer.from(chunk?.value ?? []).toString()).toBe('[{"na');
    await wire.close();
  });
});
