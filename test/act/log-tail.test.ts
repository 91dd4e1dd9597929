import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Hands } from '../../src/act/hands.ts';
import { readLogTail } from '../../src/act/log-tail.ts';
import { builtInAgents } from '../../src/agents/built-in.ts';
import type { Site } from '../../src/model/site.ts';
import { openFiles } from '../../src/world/files/open-files.ts';
import type { World } from '../../src/world/world.ts';
import { bytesOf } from '../agents/captures.ts';
import { noOptions } from '../support/no-options.ts';
import { settingsWith } from '../support/settings.ts';

const folderPath = mkdtempSync(join(tmpdir(), 'log-tail-'));
afterAll(() => rmSync(folderPath, { recursive: true }));

const hands = {
  world: { files: openFiles({ historyPath: '', isLook: true }) } as World,
  site: { token: 'token-of-mona', hostEnv: {}, builtInAgents } as unknown as Site,
  settings: settingsWith({}, { command: ['x'], prompt: 'stdin', log: 'text', env: {}, ...noOptions }),
} as unknown as Hands;

const logPath = join(folderPath, 'attempt-1.jsonl');
const tailOf = (agent: string | null, log: string | Uint8Array, complaints = ''): readonly string[] => {
  writeFileSync(logPath, log);
  writeFileSync(join(folderPath, 'attempt-1.stderr.log'), complaints);
  return readLogTail({ agent, logPath }, hands);
};

test('the end of a conversation is told in its words', () => {
  expect(tailOf('claude', bytesOf('claude-error'), 'npm warn old\n')).toEqual([
    expect.stringMatching(/^session .* · version 2\.1\.329$/),
    '↻ retry 1 of 2 in 0.6s (500): server_error',
    '↻ retry 2 of 2 in 1s (500): server_error',
    expect.stringMatching(/^✗ error \(overloaded, 500\): API Error: 500 mock error 500\./),
    'standard error:',
    'npm warn old',
  ]);
});

test('a long one only to its end, without its secrets', () => {
  const line = (text: string): string =>
    `${JSON.stringify({ type: 'assistant', message: { id: text, content: [{ type: 'text', text }] } })}\n`;
  const log = Array.from({ length: 3000 }, (_, index) => line(`step ${index + 1}`)).join('');
  const tail = tailOf('claude', `${log}${line('leaked token-of-mona')}`);
  expect(tail).toHaveLength(20);
  expect(tail.slice(-2)).toEqual(['step 3000', 'leaked ***']);
});

test('what is no conversation is shown as it is', () => {
  expect(tailOf('claude', 'Please log in.\n')).toEqual(['Please log in.']);
  expect(tailOf('claude', '{"speaks":"otherwise"}\n')).toEqual(['{"speaks":"otherwise"}']);
  expect(tailOf('of-somebody', bytesOf('codex-error-auth')).at(-1)).toContain('"turn.failed"');
  expect(tailOf(null, 'text\n')).toEqual(['text']);
});
