import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { knownSettingsText, readKnownSettings } from '../../src/config/known-settings.ts';
import { load } from './load.ts';

const rootPath = mkdtempSync(join(tmpdir(), 'known-settings-'));
afterAll(() => rmSync(rootPath, { recursive: true }));

const text =
  'workers: { max: 2, env: [CI=1], limits: { memory: 2GB } }\nagents: { mine: { command: [run] } }\n';
const keptPath = join(rootPath, 'settings.json');
const filePath = join(rootPath, 'coordinator.yml');
const source = { rootPath, env: { COORDINATOR_WORKERS_MAX: '4', HOME: '/' }, flags: {}, build: 'one' };

const { settings } = load({ text });

test('settings are known again as long as nothing has changed that they are made of', () => {
  writeFileSync(filePath, text);
  expect(readKnownSettings(keptPath, source)).toBeNull();
  writeFileSync(keptPath, knownSettingsText(source, () => settings) ?? '');
  expect(readKnownSettings(keptPath, source)).toEqual(settings);
  expect(readKnownSettings(keptPath, { ...source, env: { ...source.env, HOME: '/home' } })).toEqual(settings);

  expect(readKnownSettings(keptPath, { ...source, build: 'two' })).toBeNull();
  expect(readKnownSettings(keptPath, { ...source, env: {} })).toBeNull();
  expect(readKnownSettings(keptPath, { ...source, flags: { label: 'other' } })).toBeNull();
  expect(readKnownSettings(keptPath, { ...source, configPath: keptPath })).toBeNull();
  writeFileSync(filePath, `${text}# more\n`);
  expect(readKnownSettings(keptPath, source)).toBeNull();
  writeFileSync(filePath, text);
  writeFileSync(keptPath, '{');
  expect(readKnownSettings(keptPath, source)).toBeNull();
});

test('no secret of the environment is written down', () => {
  writeFileSync(filePath, text);
  const env = { ...source.env, COORDINATOR_WEBHOOK_SECRET: 'hunter2' };
  expect(knownSettingsText({ ...source, env }, () => settings)).not.toContain('hunter2');
});

test('nothing is kept of a file that changes while it is read, nor by a program that may change', () => {
  writeFileSync(filePath, text);
  const changing = () => {
    writeFileSync(filePath, 'workers: { max: 1 }\n');
    return settings;
  };
  expect(knownSettingsText(source, changing)).toBeNull();
  expect(knownSettingsText({ ...source, build: null }, () => settings)).toBeNull();
});
