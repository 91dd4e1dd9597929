/**
 * Every verb has an answer for programs, whose schema is shipped, or is on the short list of those that have another.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answerSchemas } from '../../src/answers/answers.ts';
import { ROOT_PATH } from '../support/house-tree.ts';
import { schemaNameOf, verbs } from '../support/verbs.ts';

const schemaPath = (name: string): string => join(ROOT_PATH, 'schemas', `${name}.schema.json`);

/** Verbs without `--json`, and why. */
const others: Readonly<Record<string, string>> = {
  attach: 'it is for a person at a terminal: view --follow --json tells the same',
  completion: 'its answer is a script for a shell',
  'config schema': 'its answer is JSON',
  demo: 'it is for people',
  diff: "its answer is git's diff, which programs read",
  help: 'its answer is for people',
  logs: 'its answer is the log byte for byte; view --json tells what is in it',
};

test('schemas/ holds the schemas in force', () => {
  for (const [name, schema] of Object.entries(answerSchemas()))
    expect(JSON.parse(readFileSync(schemaPath(name), 'utf8')), `npm run schemas (${name})`).toEqual(
      JSON.parse(JSON.stringify(schema)),
    );
});

test.each(verbs)('%s answers programs, too', (name, verb) => {
  const json = verb.options.find(({ long }) => long === '--json');
  expect(json === undefined, 'it is on the list of those without --json').toBe(name in others);
  if (json === undefined) return;
  const schema = schemaNameOf(verb);
  expect(schema, json.description).toBeDefined();
  expect(existsSync(schemaPath(schema ?? ''))).toBe(true);
});

test('the lists name nothing that is not there', () => {
  const names = verbs.map(([name]) => name);
  expect(Object.keys(others).filter((name) => !names.includes(name))).toEqual([]);
});
