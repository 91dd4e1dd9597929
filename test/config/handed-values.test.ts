import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readHandedValues } from '../../src/config/handed-values.ts';
import { UsageError } from '../../src/model/failures.ts';
import { temporaryDirectory } from '../world/store/stage.ts';

const handedBy = (text: string, env: Readonly<Record<string, string>> = {}): readonly string[] | null => {
  const rootPath = temporaryDirectory();
  writeFileSync(join(rootPath, 'coordinator.yml'), text);
  return readHandedValues({ rootPath, env });
};

test.each([
  ['an unknown key beside it', 'workers:\n  env: [DB=hunter2-db]\n  maxx: 3\n'],
  ['variables of an agent', 'agents:\n  mine:\n    env: { DB: hunter2-db }\n'],
  ['a table instead of a list', 'workers:\n  env:\n    DB: hunter2-db\n'],
  ['a key that is spelled wrong', 'workers:\n  variables: [DB=hunter2-db]\n'],
  ['a variable that is let through', 'workers:\n  env: [DB]\n'],
])('what a wrong configuration hands to workers is found: %s', (_, text) => {
  expect(handedBy(text, { DB: 'hunter2-db' })).toContain('hunter2-db');
});

test('ordinary values are none, nor what every object has', () => {
  expect(handedBy('workers:\n  agent: claude\n  max: three\n')).toEqual([]);
  expect(handedBy('workers:\n  env: [constructor]\n')).toEqual(['constructor']);
});

test('nothing is concluded from a file that cannot be read', () => {
  expect(handedBy('workers:\n  env: [DB=hunter2-db\nmax: 3\n')).toBeNull();
  expect(() => readHandedValues({ rootPath: '/', configPath: '/none.yml', env: {} })).toThrow(UsageError);
});
