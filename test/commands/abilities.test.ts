import { expect, test } from 'vitest';
import { hasColour, hasLinks } from '../../src/commands/abilities.ts';
import { hyperlink } from '../../src/render/hyperlink.ts';

type Env = Readonly<Record<string, string>>;

test.each<[Env, onTerminal: boolean, inPipe: boolean]>([
  [{}, true, false],
  [{ TERM: 'dumb' }, false, false],
  [{ NO_COLOR: '1' }, false, false],
  [{ NO_COLOR: '' }, true, false],
  [{ CLICOLOR: '0' }, false, false],
  [{ CLICOLOR: '1' }, true, false],
  [{ CLICOLOR_FORCE: '1' }, true, true],
  [{ CLICOLOR_FORCE: '0' }, true, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true, true],
  [{ FORCE_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '0', CLICOLOR_FORCE: '1' }, false, false],
])('colours with %j', (env, onTerminal, inPipe) => {
  expect(hasColour({ env, isTty: true })).toBe(onTerminal);
  expect(hasColour({ env, isTty: false })).toBe(inPipe);
});

test.each<[Env, boolean]>([
  [{ TERM: 'xterm-256color' }, false],
  [{ TERM: 'xterm-kitty' }, true],
  [{ TERM_PROGRAM: 'WezTerm' }, true],
  [{ TERM_PROGRAM: 'Apple_Terminal' }, false],
  [{ VTE_VERSION: '7203' }, true],
  [{ VTE_VERSION: '4600' }, false],
  [{ VTE_VERSION: '7203', TMUX: '/tmp/tmux,1,0' }, false],
  [{ WT_SESSION: 'x' }, true],
  [{ TERM: 'dumb', FORCE_HYPERLINK: '1' }, true],
  [{ TERM: 'xterm-kitty', FORCE_HYPERLINK: '0' }, false],
])('links with %j', (env, isShown) => {
  expect(hasLinks({ env, isTty: true })).toBe(isShown);
  expect(hasLinks({ env, isTty: false })).toBe(env.FORCE_HYPERLINK === '1');
});

test('an address that could say more to a terminal than where it leads is left out', () => {
  expect(hyperlink('gh-7', 'https://github.com/a/b/issues/7')).toBe(
    '\u001b]8;;https://github.com/a/b/issues/7\u001b\\gh-7\u001b]8;;\u001b\\',
  );
  for (const url of ['https://a\u001b\\b', 'javascript:x', 'https://a b', ''])
    expect(hyperlink('gh-7', url)).toBe('gh-7');
});
