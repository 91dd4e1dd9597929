/** The script for bash: words go through untouched, and nothing that comes back is run. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { completionScriptOf } from '../../src/render/completion-scripts.ts';

test('bash runs neither what was typed nor what a title says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'completion-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const pwned = join(folder, 'pwned');
  const program = join(folder, 'coordinator');
  const lines = [`45\trunning: $(touch ${pwned})`, `450\t\`touch ${pwned}\` 'x' *`].join('\n');
  writeFileSync(join(folder, 'lines'), `${lines}\n`);
  writeFileSync(program, `#!/bin/sh\nprintf '[%s]' "$@" >'${folder}/words'\ncat '${folder}/lines'\n`);
  chmodSync(program, 0o755);
  writeFileSync(join(folder, 'script'), completionScriptOf('bash'));
  const typed = `a$(touch ${pwned}) b`;
  const drive = `source ./script; COMP_WORDS=(coordinator logs '${typed}'); COMP_CWORD=2; _coordinator ${program}
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const shown = execFileSync('bash', ['-euc', drive], { cwd: folder, encoding: 'utf8' });
  expect(shown).toBe(`45  (running: $(touch ${pwned}))\n450  (\`touch ${pwned}\` 'x' *)\n`);
  expect(readFileSync(join(folder, 'words'), 'utf8')).toBe(`[__complete][--][logs][${typed}]`);
  writeFileSync(join(folder, 'lines'), '450\tone alone goes without its title\n');
  expect(execFileSync('bash', ['-euc', drive], { cwd: folder, encoding: 'utf8' })).toBe('450\n');
  expect(existsSync(pwned)).toBe(false);
});
