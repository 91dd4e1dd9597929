/** The file that `init` writes says what was chosen, and nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { renderSampleConfig } from '../../src/render/sample-config.ts';
import { ROOT_PATH } from '../support/house-tree.ts';

const sample = readFileSync(join(ROOT_PATH, 'templates', 'coordinator.yml'), 'utf8');
const nothing = { repository: null, label: null, agent: 'claude', command: null, max: null, env: [] };

test('defaults stay comments, choices come into force', () => {
  expect(parse(renderSampleConfig(sample, nothing))).toEqual({ workers: { agent: 'claude' } });
  const choices = {
    repository: 'acme/api',
    label: 'for agents: yes',
    agent: 'codex',
    command: null,
    max: 5,
    env: ['OPENAI_API_KEY', 'A=b, c'],
  };
  expect(parse(renderSampleConfig(sample, choices))).toEqual({
    repository: 'acme/api',
    github: { label: 'for agents: yes' },
    workers: { agent: 'codex', max: 5, env: ['OPENAI_API_KEY', 'A=b, c'] },
  });
});

test("an agent of one's own is written as such", () => {
  const own = { ...nothing, agent: 'mine', command: ['sh', '-c', 'a "b" | c'] };
  expect(parse(renderSampleConfig(sample, own))).toEqual({
    workers: { agent: 'mine' },
    agents: { mine: { command: ['sh', '-c', 'a "b" | c'] } },
  });
});

test.each(['null', 'yes', '42', 'a: b', '#x', '"', "it's", 'Ümläut'])(
  'a label %s stays this text',
  (label) => {
    expect(String(parse(renderSampleConfig(sample, { ...nothing, label })).github.label)).toBe(label);
  },
);

test('editors find the schema, and every line of the sample is still there', () => {
  const text = renderSampleConfig(sample, nothing);
  expect(text.split('\n')[0]).toMatch(/^# yaml-language-server: \$schema=https:\/\/\S+\.json$/);
  expect(text.split('\n')).toHaveLength(sample.split('\n').length + 1);
});
