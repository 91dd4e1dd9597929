import { expect, onTestFinished, test } from 'vitest';
import { openNews } from '../../src/commands/webhook.ts';
import { UsageError } from '../../src/model/failures.ts';
import { openStage, type Stage } from '../support/stage.ts';

/** Any port: 0 is none that a file may name. */
const listening = async (stage: Stage, env: Readonly<Record<string, string>>, port: number | null = 0) => {
  const settings = { ...stage.settings, github: { ...stage.settings.github, webhook: { port } } };
  const close = await openNews({ env, settings, world: stage.world, onNews: () => {} });
  onTestFinished(close);
  return stage.world.store.readMemory().github.webhookUrl;
};

test('a port without a secret is an error; with one it listens and says so, and forgeries are told once', async () => {
  const stage = await openStage();
  await expect(listening(stage, { COORDINATOR_WEBHOOK_SECRET: ' ' })).rejects.toThrow(UsageError);
  const url = await listening(stage, { COORDINATOR_WEBHOOK_SECRET: 'hush-hush' });
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  for (let count = 0; count < 3; count += 1) await fetch(String(url), { method: 'POST', body: '{}' });
  expect(stage.told.map(({ word }) => word)).toEqual(['listening', 'refused']);
  expect(JSON.stringify(stage.told)).not.toContain('hush');
  expect(await listening(stage, {}, null)).toBe(null);
});
