import { expect, it } from 'vitest';
import { explain } from '../../src/decide/explain.ts';
import type { LogSeen } from '../../src/model/agent-account.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { anAccount, anAttempt, aTaskWith, at } from '../support/remembered.ts';
import { aSnapshot, placing } from '../support/snapshots.ts';

it.each<[string, { readonly log?: Partial<LogSeen>; readonly from?: number | null }, string]>([
  ['progress that the log tells', { log: { progressAtMs: at(-50).atMs } }, 'last progress 50s ago, 9m left'],
  ['a log without times', { log: {} }, 'last progress 2s ago, 10m left'],
  [
    'retries, which are none',
    { log: { complaint: 'retry 4 of 10' } },
    'no progress since it said: retry 4 of 10, 9m left',
  ],
  [
    'a coordinator that has just begun',
    { log: { progressAtMs: at(-50).atMs }, from: -20 },
    'last progress 50s ago, watched since the coordinator started, 10m left',
  ],
  ['no coordinator', { from: null }, 'last output 2s ago; nobody watches'],
])('counts silence as the coordinator does: %s', (_, { log, from = -500 }, text) => {
  const { run } = anAttempt();
  const startedAt = at(-60);
  const value: LogSeen = {
    account: anAccount(),
    isWhole: true,
    isFinal: false,
    idleForMs: 0,
    complaint: null,
    complaintClass: null,
    resultForMs: null,
    ...log,
  };
  const snapshot = aSnapshot({
    tasks: [aTaskWith(anAttempt({ startedAt }))],
    runs: { [run]: { kind: 'live', workerPid: 4242, lastOutputAtMs: at(-2).atMs } },
    logs: log === undefined ? {} : { [run]: { kind: 'known', value, atMs: 0 } },
  });
  const holder = from === null ? null : { pid: 42, startedAtMs: at(from).atMs };
  const told = explain(7, { snapshot, settings: settingsOf(), placing, coordinator: holder });
  const stall = told.conditions.find(({ name }) => name === 'workers.stallTimeout');
  expect(stall?.seen).toContain(text);
});
