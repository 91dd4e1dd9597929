/** What may stand where the cursor is. */
import { expect, test } from 'vitest';
import { type CommandShape, completionsOf, renderCandidates } from '../../src/render/completion.ts';

const bare = { about: '', commands: [], options: [], arguments: [] };
const option = (flags: readonly string[], valueName = '') => ({
  flags,
  takesValue: valueName !== '',
  about: '',
  valueName,
  choices: [],
});
const root: CommandShape = {
  ...bare,
  name: 'coordinator',
  options: [option(['--config'], 'file'), option(['--debug'])],
  commands: [
    {
      ...bare,
      name: 'logs',
      options: [option(['-f', '--follow']), option(['--attempt'], 'k')],
      arguments: [{ name: 'issue', isVariadic: false, choices: [] }],
    },
    { ...bare, name: 'clean', arguments: [{ name: 'issues', isVariadic: true, choices: [] }] },
    {
      ...bare,
      name: 'config',
      commands: [
        { ...bare, name: 'show' },
        { ...bare, name: 'schema' },
      ],
    },
    { ...bare, name: 'run', options: [option(['--agent'], 'agent')] },
    {
      ...bare,
      name: 'completion',
      arguments: [{ name: 'shell', isVariadic: false, choices: ['bash', 'zsh', 'fish'] }],
    },
  ],
};
const live = (name: string) => {
  if (name === 'agent') return [{ value: 'codex', about: '' }];
  return name.startsWith('issue')
    ? [
        { value: '45', about: 'running: x' },
        { value: '450', about: '' },
      ]
    : [];
};
const at = (...words: readonly string[]) => completionsOf(root, words, live).map(({ value }) => value);

test.each([
  [['l'], ['logs']],
  [['co'], ['config', 'completion']],
  [
    ['config', 's'],
    ['show', 'schema'],
  ],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [
    ['logs', ''],
    ['45', '450'],
  ],
  [['logs', '450'], ['450']],
  [
    ['logs', 'gh-4'],
    ['gh-45', 'gh-450'],
  ],
  [
    ['logs', '#'],
    ['#45', '#450'],
  ],
  [
    ['logs', '-f', '4'],
    ['45', '450'],
  ],
  [
    ['--config', 'x.yml', 'logs', '4'],
    ['45', '450'],
  ],
  [['logs', '45', ''], []],
  [
    ['clean', '45', ''],
    ['45', '450'],
  ],
  [
    ['logs', '--'],
    ['--follow', '--attempt', '--config', '--debug'],
  ],
  [['logs', '--attempt', ''], []],
  [['run', '--agent', 'c'], ['codex']],
  [['run', '--agent', '=', 'c'], ['codex']],
  [['run', '--agent', '='], ['codex']],
  [['--config', ''], []],
  [['nonsense', ''], []],
])('%j', (words, expected) => {
  expect(at(...words)).toEqual(expected);
});

test('titles of strangers cannot leave their line, nor move the cursor', () => {
  const text = renderCandidates([{ value: '7', about: 'queued: a\tb\n8\tfake \u001b[31mred\u001b[0m' }]);
  expect(text).toBe('7\tqueued: a b 8 fake red');
});
