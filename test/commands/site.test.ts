import { expect, test } from 'vitest';
import { fetchKnownFacts, requireWrite } from '../../src/commands/site.ts';
import type { DaemonMode } from '../../src/daemon/endings.ts';
import { TransientError } from '../../src/model/failures.ts';
import { noStanding, type RepositoryFacts } from '../../src/model/github.ts';
import type { NarratorLine, World } from '../../src/world/world.ts';
import { anAttempt, aTaskWith, at } from '../support/remembered.ts';

const facts: RepositoryFacts = {
  fullName: 'acme/api',
  defaultBranch: 'main',
  isPrivate: true,
  isArchived: false,
  role: 'write',
};

test.each([
  [{ isArchived: true }, 'archived'],
  [{ role: 'read' }, 'its role is read'],
  [{ role: 'triage' }, 'its role is triage'],
] as const)('no start where nothing can be written: %o', (changed, why) => {
  expect(() => requireWrite({ ...facts, ...changed })).toThrow(
    expect.objectContaining({ message: expect.stringContaining(why), exitCode: 4, fix: expect.any(String) }),
  );
});

test.each([{}, { role: null }, { role: 'admin' }] as const)('else it may begin: %o', (changed) => {
  expect(() => requireWrite({ ...facts, ...changed })).not.toThrow();
});

const limited = new TransientError('the limit is reached');

const starting = (given: {
  readonly isKnown?: boolean;
  readonly isHeld?: boolean;
  readonly works?: boolean;
  readonly mode?: DaemonMode;
}) => {
  const { isKnown = true, isHeld = false, works = false, mode = 'forever' } = given;
  const told: NarratorLine[] = [];
  const tasks = works ? [aTaskWith(anAttempt())] : [];
  const world = {
    github: {
      fetchRepository: () => Promise.reject(limited),
      readHold: () => (isHeld ? { kind: 'primary', untilMs: 1, strikes: 0 } : null),
    },
    store: { readMemory: () => ({ tasks, github: { ...noStanding, facts: isKnown ? facts : null } }) },
    narrator: { tell: (line: NarratorLine) => void told.push(line) },
    clock: { now: () => at(0) },
  } as unknown as World;
  const named = { repository: { owner: 'acme', name: 'api' }, apiUrl: 'https://api.github.com', mode };
  return { told, facts: fetchKnownFacts(world, named) };
};

test.each([
  ['workers run', { works: true }],
  ['a limit lasts, and nothing runs', { isHeld: true }],
  ['a limit lasts, until all is idle', { isHeld: true, mode: 'until-idle' }],
] as const)('GitHub cannot be read: it begins all the same where %s', async (_what, given) => {
  const { told, facts: found } = starting(given);
  expect(await found).toEqual(facts);
  expect(told).toMatchObject([{ text: expect.stringContaining('nothing new is started') }]);
});

test.each([
  ['nothing runs', {}],
  ['the repository was never seen', { isHeld: true, works: true, isKnown: false }],
  ['a limit lasts and only one look is wanted', { isHeld: true, mode: 'once' }],
] as const)('GitHub cannot be read: exit code 4 where %s', async (_what, given) => {
  await expect(starting(given).facts).rejects.toMatchObject({ exitCode: 4 });
});
