import { expect, test } from 'vitest';
import { createAgentPauseTeller } from '../../src/daemon/agent-pause-teller.ts';
import { createBudgetTeller } from '../../src/daemon/budget-teller.ts';
import type { BudgetSettings } from '../../src/model/settings.ts';
import { noSpending, withAttempt } from '../../src/model/spending.ts';
import type { NarratorLine, World } from '../../src/world/world.ts';
import { noBudget } from '../support/no-budget.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { anAccount, anEndedAttempt, aTaskWith, at } from '../support/remembered.ts';
import { aSnapshot } from '../support/snapshots.ts';
import { createHandClock } from './hand-clock.ts';

const hearing = () => {
  const told: NarratorLine[] = [];
  const narrator = { tell: (line: NarratorLine) => void told.push(line) };
  const world = { clock: createHandClock(), narrator } as unknown as World;
  return {
    world,
    lines: () => told.splice(0).map(({ subject, word, text }) => `${subject} ${word} ${text}`),
  };
};

const spentUsd = (amountUsd: number, unknownBeforeMs: number | null = null) => {
  const account = anAccount({ cost: { amountUsd, source: 'agent' } });
  return { ...withAttempt(noSpending, null, anEndedAttempt({ account })), unknownBeforeMs };
};

test('80 % and 100 % of a budget are told once each, and again on another day', () => {
  const { world, lines } = hearing();
  const tell = createBudgetTeller(world);
  const see = (spending: ReturnType<typeof spentUsd>, mode: BudgetSettings['mode'] = 'warn', now = at(0)) =>
    tell(
      aSnapshot({ spending, now }),
      settingsOf({ budget: { ...noBudget, mode, perDay: { unit: 'usd', amount: 10 } } }),
    );
  see(spentUsd(7.99));
  expect(lines()).toEqual([]);
  see(spentUsd(8));
  see(spentUsd(9));
  expect(lines()).toEqual([
    'budget near 80 % of the $10.00 of the day are spent (budget.perDay) ($8.00 of $10.00 spent)',
  ]);
  see(spentUsd(12), 'block');
  see(spentUsd(13), 'block');
  expect(lines()).toEqual([
    'budget spent the $10.00 of the day are spent (budget.perDay): nothing new is started, workers are asked to end ($12.00 of $10.00 spent)',
  ]);
  see(spentUsd(13), 'block', at(86_400));
  expect(lines()).toEqual([]);
});

test('after a lost memory it is told once what a budget does not count', () => {
  const { world, lines } = hearing();
  const tell = createBudgetTeller(world);
  const settings = settingsOf({ budget: { ...noBudget, total: { unit: 'usd', amount: 10 } } });
  tell(aSnapshot({ spending: spentUsd(1, at(0).atMs) }), settings);
  tell(aSnapshot({ spending: spentUsd(2, at(0).atMs) }), settings);
  expect(lines()).toEqual([
    'budget unknown memory was lost: what was spent before 2026-11-20T14:00:00.000Z is not counted',
  ]);
});

test('a provider’s limit is told once, and once that it is over', () => {
  const { world, lines } = hearing();
  const tell = createAgentPauseTeller(world);
  const limit = { class: 'quota', untilMs: at(7200).atMs, message: '' } as const;
  const account = anAccount({ status: 'failed', reason: 'quota', limit });
  const tasks = [aTaskWith(anEndedAttempt({ failure: 'provider', account }), { state: 'queued' })];
  for (const seconds of [0, 60, 7300, 7400]) tell(aSnapshot({ tasks, now: at(seconds) }), settingsOf());
  expect(lines()).toEqual([
    'provider waits sample’s usage limit lasts until 16:00 UTC (gh-7): nothing new is started with it, workers go on',
    'provider free sample may start again',
  ]);
});
