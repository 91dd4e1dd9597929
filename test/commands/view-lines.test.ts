import { describe, expect, it } from 'vitest';
import { logFormats } from '../../src/agents/built-in.ts';
import { openShowing, type ShowingRequest } from '../../src/commands/view-lines.ts';
import { bytesOf } from '../agents/captures.ts';
import { pageWith } from '../render/conversation/pages.ts';

const open = (part: Partial<ShowingRequest> = {}) =>
  openShowing({
    agent: 'claude',
    format: logFormats.claude ?? null,
    earlier: null,
    page: pageWith(),
    choice: 'all',
    isJson: false,
    tellRaw: () => ['(as it is)'],
    ...part,
  });

const encoder = new TextEncoder();
const bytes = (text: string): Uint8Array => encoder.encode(text);

const all = (text: string | Uint8Array, part: Partial<ShowingRequest> = {}): readonly string[] => {
  const showing = open(part);
  return [...showing.feed(typeof text === 'string' ? bytes(text) : text), ...showing.end(true)];
};

describe('a log that is shown', () => {
  it('byte by byte gives the same lines', () => {
    const log = bytesOf('claude-success');
    const showing = open();
    const lines: string[] = [];
    for (const byte of log) lines.push(...showing.feed(Uint8Array.of(byte)));
    lines.push(...showing.end(true));
    expect(lines).toEqual(all(log));
    expect(lines).toContain('Done: hello.txt is created and committed.');
    expect(showing.isText()).toBe(false);
  });

  it('of an unknown form is shown as it is, and that is said', () => {
    const text = '{"speaks":"otherwise"}\n\n\u001b[31mred\u001b[0m\n{"n":1}';
    expect(all(text)).toEqual(['(as it is)', '{"speaks":"otherwise"}', '', 'red', '{"n":1}']);
    expect(all('Please log in.\n')).toEqual(['(as it is)', 'Please log in.']);
    const showing = open();
    const long = showing.feed(bytes('{"speaks":"otherwise"}\n'.repeat(4000)));
    expect(long).toHaveLength(4001);
    expect(showing.isText()).toBe(true);
  });

  it('with text before its first event is a conversation all the same', () => {
    const log = Buffer.concat([Buffer.from('npm warn old\n'), bytesOf('claude-success')]);
    const lines = all(log);
    expect(lines[0]).toBe('npm warn old');
    expect(lines).toContain('Done: hello.txt is created and committed.');
  });

  it('that begins with text is not held back while it is followed', () => {
    const showing = open();
    expect(showing.feed(bytes('Opening browser\n'))).toEqual([]);
    expect(showing.pause()).toEqual(['Opening browser']);
    const more = showing.feed(bytesOf('claude-success'));
    expect(more).toContain("I'll create the file first.");
  });

  it('may be empty', () => {
    expect(all('')).toEqual([]);
    expect(all('', { choice: 'tools' })).toEqual(['No tool was used.']);
  });

  it('of plain text is masked and made harmless line by line', () => {
    const page = pageWith({ secrets: ['hunter2-given'], width: 40 });
    const text = `a hunter2-given\n\n\u202eb\u009b2J\n${'word '.repeat(12)}\n`;
    expect(all(text, { format: null, page })).toEqual([
      'a ***',
      '',
      'b2J',
      'word word word word word word word word',
      'word word word word',
    ]);
  });

  it('of plain text is a row of notices for programs', () => {
    const lines = all('one\n', { format: null, isJson: true });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { kind: 'notice', line: 1, message: 'one' },
    ]);
  });
});
