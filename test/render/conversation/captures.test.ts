import { describe, expect, it } from 'vitest';
import { captureFiles } from '../../agents/captures.ts';
import { captureLines } from './pages.ts';

describe('the conversation of a captured log', () => {
  it('of claude: words, edits, a command that failed', () => {
    expect(`\n${captureLines('claude-tools-parallel-and-failed-command').join('\n')}\n`).toBe(`
          session e7d71b80-e332-4787-96a7-c4cf6e591446 · model claude-opus-5-5 · version 2.1.329

01:18:10  The user wants a file. I will write it and then read it back.

01:18:10  Writing two files at once.

01:18:10  ✓ Write  a.txt  +1
              + a
01:18:10  ✓ Write  b.txt  +1
              + b

01:18:10  This command fails on purpose.

01:18:10  ✗ Bash  echo to-stdout; echo to-stderr >&2; exit 3  exit 3  0.1s
              to-stdout
              to-stderr

01:18:10  Finished with one failed command.
`);
  });

  it('of claude with a sub-agent, whose doings are set apart', () => {
    expect(captureLines('claude-subagent').slice(4, 11)).toEqual([
      '01:18:14  ▸ Task  write a file',
      '',
      '01:18:14  │ > SUBTASK: write sub.txt',
      '',
      '01:18:14  │ ✓ Write  sub.txt  +1',
      '          │     + sub',
      '01:18:14  ✓ Task  write a file  0.2s',
    ]);
  });

  it('of codex, which tells no times, on a narrow page', () => {
    expect(`\n${captureLines('codex-success', { width: 44 }).join('\n')}\n`).toBe(`
session 01a1fbb0-845d-7f31-bbbd-22fca6a68b78

I'll create the file first.

✓ file_change  hello.txt (add)

Now I'll commit it.

✓ command_execution  git add hello.…  exit 0
    4186b5a Add hello.txt

Done: hello.txt is created and committed.
`);
  });

  it('of gemini, whose words come in pieces', () => {
    const lines = captureLines('gemini-success', { hasTimes: false });
    expect(lines).toContain("I'll create the file first.");
    expect(lines).toContain('Done: hello.txt is created and committed.');
  });

  it('of copilot, which says everything twice: in pieces and whole', () => {
    const lines = captureLines('copilot-tools-parallel-and-failed-command', { hasTimes: false });
    expect(lines.filter((line) => line === 'Writing two files at once.')).toHaveLength(1);
    expect(lines).toContain('✗ bash  echo to-stdout; echo to-stderr >&2; exit 3  exit 3  0.1s');
  });

  it('of qwen: what it puts around the output of a command is left out', () => {
    const lines = captureLines('qwen-max-turns');
    expect(lines.filter((line) => /Directory|Output|Exit Code/.test(line))).toEqual([]);
  });

  it('says an error once, however often the log does', () => {
    expect(captureLines('claude-error', { hasTimes: false }).slice(2)).toEqual([
      '↻ retry 1 of 2 in 0.6s (500): server_error',
      '↻ retry 2 of 2 in 1s (500): server_error',
      '✗ error (overloaded, 500): API Error: 500 mock error 500. This is a server-side issue, usually',
      'temporary — try again in a moment. If it persists, check your inference gateway (127.0.0.1:8080).',
    ]);
    expect(captureLines('codex-error').at(-1)).toMatch(/^temporary errors|^✗ error \(overloaded\): We’re/);
  });

  it('as only what went wrong', () => {
    expect(captureLines('claude-tools-parallel-and-failed-command', { hasTimes: false }, 'errors')).toEqual([
      '✗ Bash  echo to-stdout; echo to-stderr >&2; exit 3  exit 3  0.1s',
      '    to-stdout',
      '    to-stderr',
    ]);
    expect(captureLines('claude-success', {}, 'errors')).toEqual([]);
  });

  it('of any of them fits the page', () => {
    for (const name of captureFiles) {
      const tooLong = captureLines(name, { width: 80 }).filter((line) => [...line].length > 80);
      expect({ name, tooLong }).toEqual({ name, tooLong: [] });
    }
  });
});
