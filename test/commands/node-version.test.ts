import { expect, test } from 'vitest';
import { requireNode } from '../../src/commands/node-version.ts';

test('a Node that is too old is named, with what to do', () => {
  expect(() => requireNode('20.20.2', '>=24')).toThrow(
    'this is Node 20.20.2, and coordinator needs Node 24 or newer',
  );
  expect(() => requireNode('24.0.0', '>=24')).not.toThrow();
  expect(() => requireNode('26.1.0', '>=24')).not.toThrow();
});
