import { expect, test } from 'vitest';
import { withFixedKept } from '../../src/config/fixed.ts';
import { defaultSettings } from '../../src/config/read-config.ts';

const { worktrees, workers } = defaultSettings;

test('a change of anything else is in force at once', () => {
  const next = {
    ...defaultSettings,
    workers: { ...workers, max: 9 },
    worktrees: { ...worktrees, saveOnStop: !worktrees.saveOnStop },
  };
  expect(withFixedKept(defaultSettings, next)).toEqual({ settings: next, waitingKeys: [] });
});

test('where the work lies stays as it was, and is named', () => {
  const next = {
    ...defaultSettings,
    repository: { owner: 'acme', name: 'other' },
    worktrees: { ...worktrees, dir: 'elsewhere', branch: 'x-{{ issue.number }}', base: 'next' },
  };
  expect(withFixedKept(defaultSettings, next)).toEqual({
    settings: defaultSettings,
    waitingKeys: ['repository', 'worktrees.dir', 'worktrees.branch', 'worktrees.base'],
  });
});

test('webhooks are listened for where they were at the start, and the App stays the same', () => {
  const app = { id: 1, installationId: 2, privateKey: 'app.pem' };
  const github = { ...defaultSettings.github, webhook: { port: 8787 }, app };
  expect(withFixedKept(defaultSettings, { ...defaultSettings, github })).toEqual({
    settings: defaultSettings,
    waitingKeys: ['github.webhook.port', 'github.app'],
  });
});

test('the same repository written anew is no change', () => {
  const start = { ...defaultSettings, repository: { owner: 'acme', name: 'api' } };
  const next = { ...defaultSettings, repository: { owner: 'acme', name: 'api' } };
  expect(withFixedKept(start, next).waitingKeys).toEqual([]);
});

test('ports stay as workers that run were told, and no more workers than they suffice for', () => {
  const start = { ...defaultSettings, workers: { ...workers, ports: { base: 65_000, perWorker: 100 } } };
  const next = {
    ...defaultSettings,
    workers: { ...workers, max: 9, ports: { base: 20_000, perWorker: 100 } },
  };
  const { settings, waitingKeys } = withFixedKept(start, next);
  expect(settings.workers).toMatchObject({ max: 5, ports: { base: 65_000, perWorker: 100 } });
  expect(waitingKeys).toEqual(['workers.ports.base']);
});
