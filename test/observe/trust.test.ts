import { expect, test } from 'vitest';
import type { Actor } from '../../src/model/github.ts';
import type { Role } from '../../src/model/settings.ts';
import { createTrust } from '../../src/observe/trust.ts';
import type { World } from '../../src/world/world.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { createHandClock } from './fakes.ts';

const roles: Readonly<Record<string, Role>> = { wren: 'write', theo: 'triage', 'ci-app': 'admin' };

const standingOf = (given: Partial<Actor> & Pick<Actor, 'login'>, bots: readonly string[]) => {
  const github = { fetchRole: async (login: string) => roles[login] ?? null };
  const trust = createTrust({ github, clock: createHandClock() } as unknown as World);
  return trust.fetchStanding({ isBot: false, viaApp: null, ...given }, settingsOf({ trust: { bots } }));
};

const wren = { login: 'wren', viaApp: 'ci-app' };
const theo = { login: 'theo', viaApp: 'ci-app' };
const bot = { login: 'ci-app[bot]', isBot: true, viaApp: 'ci-app' };

test.each([
  [
    'a person through an app that is not listed',
    wren,
    [],
    false,
    'through the app ci-app, not in trust.bots',
  ],
  ['a trusted person through a listed app', wren, ['ci-app'], true, 'permission: write'],
  ['a stranger through a listed app', theo, ['ci-app'], false, 'permission: triage'],
  ['a listed app by itself', bot, ['CI-app[bot]'], true, 'in trust.bots'],
  ['an app by itself', bot, ['other'], false, 'a bot, not in trust.bots'],
  [
    'a bot named without its brackets',
    { login: 'ci-app', isBot: true },
    ['ci-app[bot]'],
    true,
    'in trust.bots',
  ],
  ['a person named as a listed bot', { login: 'theo' }, ['theo'], false, 'permission: triage'],
] as const)('%s', async (_, actor, bots, trusted, ground) => {
  expect(await standingOf(actor, bots)).toEqual({ trusted, ground });
});
