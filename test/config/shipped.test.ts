import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../src/config/read-config.ts';
import { settingsSchema } from '../../src/config/schema.ts';
import { noOptions } from '../support/no-options.ts';
import { load } from './load.ts';

const readProjectFile = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('what is shipped', () => {
  it('schemas/config.schema.json is the schema in force', () => {
    expect(JSON.parse(readProjectFile('schemas/config.schema.json'))).toEqual(settingsSchema());
  });

  it('templates/coordinator.yml changes nothing, with and without its comment signs', () => {
    const sample = readProjectFile('templates/coordinator.yml');
    expect(load({ text: sample }).settings).toEqual(defaultSettings);
    const bare = sample.replace(/^## .*$/gm, '').replace(/^# /gm, '');
    const { settings, notices } = load({ text: bare });
    expect(notices).toEqual([]);
    expect(settings).toEqual({
      ...defaultSettings,
      agents: { mine: { command: ['./agent.sh'], prompt: 'stdin', log: 'text', env: {}, ...noOptions } },
    });
  });
});
