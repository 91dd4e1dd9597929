import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openLogReading } from '../../src/agents/read-log.ts';
import type { AgentEvent, LineReader } from '../../src/model/agent-event.ts';
import { bytesOf, captures, eventsOf, summaryOf } from './captures.ts';

/** One of each format, with most kinds of events, and small enough to be read a thousand times. */
const samples = [
  'claude-tools-parallel-and-failed-command',
  'claude-bash-moved-to-background',
  'codex-success-code-mode',
  'gemini-tools-parallel-and-failed-command',
  'opencode-success',
  'copilot-error',
  'qwen-resume',
  'pi-error',
  'cline-success',
] as const;
const sample = fc.constantFrom(...samples);
const agentOf = (name: string): string => captures[name]?.agent ?? '';
const encoder = new TextEncoder();

const cutAt = (bytes: Uint8Array, cuts: readonly number[]): readonly Uint8Array[] => {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((one, two) => one - two);
  return [0, ...places].map((start, index) => bytes.subarray(start, places[index] ?? bytes.length));
};

const withoutNotices = (events: readonly AgentEvent[]): readonly AgentEvent[] =>
  events.filter(({ kind }) => kind !== 'notice');

const garbage = fc.oneof(
  fc.string().map((text) => text.replaceAll('\n', ' ')),
  fc.json(),
  fc.constantFrom(
    '',
    '{',
    '[1]',
    'null',
    '{"type":null}',
    '{"type":"of-the-future","a":[]}',
    '\u0000',
    '\uFEFF{}',
  ),
);

const readA: LineReader = (line) => [
  { kind: 'notice', level: 'info', message: `read ${line.a}`, atMs: null, parent: null },
];

describe('a log as it grows', () => {
  it('gives the same events in whatever pieces it arrives', () => {
    fc.assert(
      fc.property(sample, fc.array(fc.nat(), { maxLength: 40 }), (name, cuts) => {
        const bytes = bytesOf(name);
        expect(eventsOf(agentOf(name), cutAt(bytes, cuts))).toEqual(eventsOf(agentOf(name), [bytes]));
      }),
      { numRuns: 100 },
    );
  });

  it('gives the same events byte by byte, and without a last end of line', () => {
    for (const name of ['codex-error', 'gemini-success']) {
      const bytes = bytesOf(name);
      const single = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
      expect(eventsOf(agentOf(name), single)).toEqual(eventsOf(agentOf(name), [bytes]));
      expect(eventsOf(agentOf(name), [bytes.subarray(0, -1)])).toEqual(eventsOf(agentOf(name), [bytes]));
    }
  });

  it('is not changed by lines that mean nothing', () => {
    fc.assert(
      fc.property(sample, fc.array(fc.tuple(fc.nat(), garbage), { maxLength: 8 }), (name, extras) => {
        const lines = new TextDecoder().decode(bytesOf(name)).split('\n').slice(0, -1);
        const mixed = [...lines];
        for (const [place, text] of extras) mixed.splice(place % (mixed.length + 1), 0, text);
        const read = eventsOf(agentOf(name), [encoder.encode(`${mixed.join('\n')}\n`)]);
        expect(withoutNotices(read)).toEqual(withoutNotices(eventsOf(agentOf(name), [bytesOf(name)])));
      }),
      { numRuns: 100 },
    );
  });

  it('can be cut off anywhere, and what is whole before is read', () => {
    fc.assert(
      fc.property(sample, fc.nat(), (name, place) => {
        const bytes = bytesOf(name);
        const cut = bytes.subarray(0, place % bytes.length);
        const whole = cut.subarray(0, cut.lastIndexOf(10) + 1);
        const read = eventsOf(agentOf(name), [cut]);
        const before = eventsOf(agentOf(name), [whole]);
        expect(read.slice(0, before.length)).toEqual(before);
        expect(summaryOf(read, null).status).not.toBe('stopped');
      }),
      { numRuns: 100 },
    );
  });

  it('survives fields of any type in lines of every kind', () => {
    fc.assert(
      fc.property(sample, fc.nat(), fc.jsonValue({ maxDepth: 2 }), (name, place, value) => {
        const lines = new TextDecoder().decode(bytesOf(name)).split('\n').slice(0, -1);
        const line = lines[place % lines.length] ?? '';
        const keys = [...line.matchAll(/"(\w+)":/g)].map(([, key]) => key);
        const broken = JSON.parse(line, (key, kept) => (key === keys[place % keys.length] ? value : kept));
        eventsOf(agentOf(name), [
          encoder.encode(`${JSON.stringify({ ...broken, type: JSON.parse(line).type })}\n`),
        ]);
      }),
      { numRuns: 300 },
    );
  });

  it('reads every line of a long piece once, in its order, however long it is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(1, 900, 32_755, 40_000), fc.constantFrom('a', 'ä', '漢', '🙂')), {
          minLength: 1,
          maxLength: 40,
        }),
        (sizes) => {
          const texts = sizes.map(([size, letter], index) => `${index}${letter.repeat(size)}`);
          const told: string[] = [];
          const reading = openLogReading({
            format: { open: () => readA, tellsTimes: true, silentTypes: new Set() },
            onEvent: (event, line) => told.push(event.kind === 'notice' ? `${line} ${event.message}` : ''),
          });
          reading.feed(encoder.encode(texts.map((a) => `${JSON.stringify({ a })}\n`).join('')));
          expect(told).toEqual(texts.map((a, index) => `${index + 1} read ${a}`));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('leaves out a line that is too long, tells it, and reads on', () => {
    const events: AgentEvent[] = [];
    const lines: number[] = [];
    const reading = openLogReading({
      format: { open: () => readA, tellsTimes: true, silentTypes: new Set(['quiet']) },
      onEvent: (event, line) => {
        events.push(event);
        lines.push(line);
      },
      longestBytes: 50,
    });
    const text = `{"a":1}\n{"b":"${'x'.repeat(200)}"}\n{"a":2}\n`;
    for (const byte of encoder.encode(text)) reading.feed(Uint8Array.of(byte));
    reading.feed(encoder.encode(text));
    reading.end();
    const told = events.map((event) => (event.kind === 'notice' ? event.message : event.kind));
    const once = ['read 1', 'a line of more than 50 bytes was left out', 'read 2'];
    expect(told).toEqual([...once, ...once]);
    expect(lines).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('skips silent lines by their first key only', () => {
    const messages: string[] = [];
    const reading = openLogReading({
      format: { open: () => readA, tellsTimes: true, silentTypes: new Set(['quiet']) },
      onEvent: (event) => void messages.push(event.kind === 'notice' ? event.message : event.kind),
    });
    reading.feed(
      encoder.encode('{"type":"quiet","a":1}\n{"a":2,"type":"quiet"}\n{"type":"quieter","a":3}\n{"type":"qu'),
    );
    reading.end();
    expect(messages).toEqual(['read 2', 'read 3', '{"type":"qu']);
  });

  it('reads text beyond ASCII, also when it is cut in the middle of a character', () => {
    const bytes = encoder.encode('{"a":"plain"}\n{"a":"über 🙂"}\r\n{"a":"plain"}\n');
    const read = (pieces: readonly Uint8Array[]): readonly string[] => {
      const messages: string[] = [];
      const reading = openLogReading({
        format: { open: () => readA, tellsTimes: true, silentTypes: new Set() },
        onEvent: (event) => void messages.push(event.kind === 'notice' ? event.message : event.kind),
      });
      for (const piece of pieces) reading.feed(piece);
      reading.end();
      return messages;
    };
    const expected = ['read plain', 'read über 🙂', 'read plain'];
    expect(read([bytes])).toEqual(expected);
    for (let cut = 0; cut <= bytes.length; cut += 1)
      expect(read([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(expected);
  });

  it('makes a notice of each line of an unknown format', () => {
    expect(eventsOf('text', [encoder.encode('hello\n\n{"type":"result"}')])).toMatchObject([
      { kind: 'notice', message: 'hello' },
      { kind: 'notice', message: '{"type":"result"}' },
    ]);
  });
});
