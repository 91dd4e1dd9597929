import { expect, test } from 'vitest';
import { maskedGitHub } from '../../src/act/masked-github.ts';
import type { GitHub } from '../../src/world/world.ts';

const secret = 'of-the-agent/42';
const shaped = `ghp_${'aB3dE5gH1j'.repeat(4).slice(0, 36)}`;
const spoken = `plain ${secret}, ${encodeURIComponent(secret)}, ${Buffer.from(secret).toString('base64')}, ${shaped}`;

/** A door that keeps what is posted through it. */
const openPosting = () => {
  const posted: unknown[] = [];
  const keep = async (...args: unknown[]) => void posted.push(args);
  const door = new Proxy({} as GitHub, { get: () => keep, ownKeys: () => writes, getOwnPropertyDescriptor });
  return { door, posted };
};
const getOwnPropertyDescriptor = () => ({ enumerable: true, configurable: true });
const writes = [
  'createComment',
  'editComment',
  'addLabel',
  'removeLabel',
  'ensureLabel',
  'addReaction',
  'createPull',
];

test.each<readonly [string, (github: GitHub) => Promise<unknown>]>([
  ['a new comment', (github) => github.createComment(1, spoken)],
  ['an edited comment', (github) => github.editComment(1, spoken)],
  ['the description of a label', (github) => github.ensureLabel('rpi-working', 'ededed', spoken)],
  [
    'a pull request',
    (github) =>
      github.createPull({ branch: 'rpi/gh-1', base: 'main', title: spoken, body: spoken, draft: false }),
  ],
])('%s is masked', async (_, post) => {
  const { door, posted } = openPosting();
  await post(maskedGitHub(door, [secret]));
  const sent = JSON.stringify(posted);
  expect(sent).toContain('plain ***, ***, ***');
  for (const form of [secret, encodeURIComponent(secret), shaped]) expect(sent).not.toContain(form);
});
