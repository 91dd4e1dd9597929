import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentEventBody } from '../../../src/model/agent-event.ts';
import { openConversation } from '../../../src/render/conversation/conversation.ts';
import { safeText } from '../../../src/render/conversation/page.ts';
import { widthOf } from '../../../src/render/text-width.ts';
import { hostileText } from '../hostile-text.ts';
import { callOf, eventsFrom, linesOf, messageOf, pageWith, resultOf, startMs } from './pages.ts';

const shown = (
  bodies: readonly AgentEventBody[],
  ...rest: Parameters<typeof linesOf> extends [unknown, ...infer R] ? R : never
) => linesOf(eventsFrom(bodies), ...rest);

const numbered = (count: number): string =>
  Array.from({ length: count }, (_, index) => `line ${index + 1}`).join('\n');

describe('tools', () => {
  it('show the beginning of what went well, and the end of what did not', () => {
    expect(shown([callOf(), resultOf({ output: numbered(30), exitCode: 0 })])).toEqual([
      '✓ Bash  npm test  exit 0',
      '    line 1',
      '    line 2',
      '    line 3',
      '    … 27 more lines (--detailed)',
    ]);
    const failed = shown([
      callOf(),
      resultOf({ ok: false, output: `Exit code 1\n${numbered(30)}`, exitCode: 1 }),
    ]);
    expect(failed.slice(0, 3)).toEqual([
      '✗ Bash  npm test  exit 1',
      '    … 20 earlier lines (--detailed)',
      '    line 21',
    ]);
    expect(failed.at(-1)).toBe('    line 30');
  });

  it('count lines of outputs that are too long to be looked through', () => {
    const output = `${'x'.repeat(50)}\n`.repeat(10_000);
    expect(shown([callOf(), resultOf({ output })]).at(-1)).toBe('    … 9997 more lines (--detailed)');
  });

  it.each([8192 - 20, 16_384 - 20])('show no part of a secret that is cut, %i characters away', (away) => {
    const token = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz';
    const [near, far] = ['n'.repeat(away), 'f'.repeat(30_000)];
    const failed = shown([callOf(), resultOf({ ok: false, output: `${far} ${token} ${near}`, exitCode: 1 })]);
    const start = safeText(`${near} ${token} ${far}`, pageWith());
    expect([failed.join('\n'), start]).toEqual([
      expect.stringContaining('nnn'),
      expect.stringContaining('nnn'),
    ]);
    for (const part of [token.slice(4, 10), token.slice(-10)])
      expect(`${failed.join('\n')} ${start}`).not.toContain(part);
  });

  it('show all of it on a detailed page', () => {
    const bodies = [callOf({ input: { command: 'cd x\nmake' } }), resultOf({ output: numbered(30) })];
    expect(shown(bodies)[0]).toBe('✓ Bash  cd x (+1 line)');
    const lines = shown(bodies, pageWith({ isDetailed: true }));
    expect(lines.slice(0, 2)).toEqual(['✓ Bash  cd x', '    make']);
    expect(lines).toHaveLength(32);
  });

  it('show an edit as a short diff, whatever its fields are called', () => {
    const diff = [
      '✓ Edit  login.ts  +1 -1',
      '      const a = 1;',
      '    - await sleep(50);',
      '    + await ready();',
    ];
    const before = 'const a = 1;\nawait sleep(50);\n';
    const after = 'const a = 1;\nawait ready();\n';
    for (const input of [
      { file_path: '/home/dev/repo/trees/gh-1/login.ts', old_string: before, new_string: after },
      { filePath: '/home/dev/repo/trees/gh-1/login.ts', oldString: before, newString: after },
      { path: 'login.ts', edits: [{ oldText: before, newText: after }] },
      { path: 'login.ts', command: 'str_replace', old_str: before, new_str: after },
    ])
      expect(shown([callOf({ name: 'Edit', tool: 'edit', input }), resultOf()])).toEqual(diff);
  });

  it('show a patch, a long one cut', () => {
    const patch =
      '*** Begin Patch\n*** Update File: a.ts\n@@\n-one\n+two\n*** Add File: b.ts\n+three\n*** End Patch';
    const edit = (input: unknown) =>
      shown([callOf({ name: 'apply_patch', tool: 'edit', input }), resultOf()]);
    expect(edit({ patch })).toEqual([
      '✓ apply_patch  a.ts (update), b.ts (add)  +2 -1',
      '    - one',
      '    + two',
      '    + three',
    ]);
    const content = numbered(20);
    expect(edit({ path: 'new.txt', content }).slice(-2)).toEqual([
      '    + line 8',
      '    … 12 more lines (--detailed)',
    ]);
  });

  it('show no change where the edit failed', () => {
    const input = { path: 'a.ts', old_string: 'x', new_string: 'y' };
    const failed = resultOf({ ok: false, output: 'no such text', denied: true });
    expect(shown([callOf({ name: 'Edit', tool: 'edit', input }), failed])).toEqual([
      '✗ Edit  a.ts  denied',
      '    no such text',
    ]);
  });

  it('stand in the order of their calls, one block each, whichever ends first', () => {
    const lines = shown([
      callOf({ callId: 'a', input: { command: 'slow' } }),
      callOf({ callId: 'b', input: { command: 'quick' } }),
      resultOf({ callId: 'b' }),
      resultOf({ callId: 'a', durationMs: 4200 }),
      resultOf({ callId: 'never seen', output: 'stray' }),
    ]);
    expect(lines).toEqual(['✓ Bash  slow  4.2s', '✓ Bash  quick', '✓ tool', '    stray']);
  });

  it('are shown as begun when nothing more comes, and as ended later', () => {
    const conversation = openConversation(pageWith({ hasTimes: true }));
    const [call, end] = eventsFrom([callOf(), resultOf({ exitCode: 0 })]);
    if (call === undefined || end === undefined) throw new Error('two events');
    expect(conversation.add({ ...call, atMs: startMs })).toEqual([]);
    expect(conversation.pause()).toEqual(['14:18:02  ▸ Bash  npm test']);
    expect(conversation.pause()).toEqual([]);
    expect(conversation.add({ ...end, atMs: startMs + 65_000 })).toEqual([
      '14:19:07  ✓ Bash  npm test  exit 0  1m 5s',
    ]);
  });

  it('whose end the log does not tell say so', () => {
    expect(shown([callOf()])).toEqual(['? Bash  npm test  no result']);
    expect(shown([callOf()], pageWith(), 'errors')).toEqual(['? Bash  npm test  no result']);
  });

  it('hold back nothing for ever: what waits is bounded', () => {
    const conversation = openConversation(pageWith());
    const calls = eventsFrom(Array.from({ length: 500 }, (_, index) => callOf({ callId: `c${index}` })));
    const lines = calls.flatMap(conversation.add);
    expect(calls.length - lines.length).toBeLessThan(100);
  });
});

describe('words', () => {
  it('in pieces become one message, before what comes next', () => {
    const part = (text: string, id = 'm1') => messageOf(text, { id, partial: true });
    expect(shown([part('Hel'), part('lo.'), callOf(), resultOf(), part('Bye.', 'm2')])).toEqual([
      'Hello.',
      '',
      '✓ Bash  npm test',
      '',
      'Bye.',
    ]);
    expect(
      shown([part('Hel'), messageOf('Hello.', { id: 'm1' }), part('x', 'm2'), messageOf('y', { id: 'm3' })]),
    ).toEqual(['Hello.', '', 'x', '', 'y']);
  });

  it('are wrapped between words, with the time beside them', () => {
    const text = '- a list item that is longer than the page is wide, so it goes on\n    code stays indented';
    const [event] = eventsFrom([messageOf(text)]);
    const at = event === undefined ? [] : [{ ...event, atMs: startMs }];
    expect(linesOf(at, pageWith({ width: 70, hasTimes: true }))).toEqual([
      '14:18:02  - a list item that is longer than the page is wide, so it',
      '          goes on',
      '              code stays indented',
    ]);
  });

  it('of the next day stand below its date', () => {
    const [one, two] = eventsFrom([messageOf('late'), messageOf('early')]);
    if (one === undefined || two === undefined) throw new Error('two events');
    const events = [
      { ...one, atMs: startMs },
      { ...two, atMs: startMs + 86_400_000 },
    ];
    expect(linesOf(events, pageWith({ hasTimes: true }))).toEqual([
      '14:18:02  late',
      '',
      '2026-11-21:',
      '',
      '14:18:02  early',
    ]);
  });

  it('of a turn that was not the last are told apart from the next', () => {
    const over: AgentEventBody = {
      kind: 'result',
      ok: true,
      reason: 'completed',
      text: null,
      turns: 2,
      durationMs: 3000,
      denials: 0,
    };
    expect(shown([messageOf('one'), over, messageOf('two'), over])).toEqual([
      'one',
      '',
      'turn over: completed · 2 turns · 3s',
      '',
      'two',
    ]);
  });

  it('that are a plan replace the call that set it, and later say only how far it is', () => {
    const plan = (done: number): AgentEventBody[] => [
      callOf({ callId: `p${done}`, name: 'TodoWrite', tool: 'plan' }),
      {
        kind: 'plan',
        items: ['read', 'write', 'test'].map((text, index) => ({
          text,
          status:
            index < done ? ('done' as const) : index === done ? ('active' as const) : ('pending' as const),
        })),
      },
      resultOf({ callId: `p${done}`, output: 'Todos have been modified' }),
    ];
    expect(shown([...plan(0), ...plan(0), ...plan(1)])).toEqual([
      'Plan  0 of 3 done',
      '  ● read',
      '  ○ write',
      '  ○ test',
      '',
      'Plan  1 of 3 done · ● write',
    ]);
  });
});

describe('text of others', () => {
  const everywhere = (text: string): readonly AgentEventBody[] => [
    { kind: 'session', sessionId: text, model: text, cwd: text, version: text },
    messageOf(text),
    messageOf(text, { role: 'user' }),
    callOf({ name: text, input: { command: text } }),
    resultOf({ output: text }),
    callOf({ tool: 'edit', input: { file_path: text, old_string: `${text}a`, new_string: `${text}b` } }),
    resultOf({ ok: false, output: text, exitCode: 1 }),
    { kind: 'plan', items: [{ text, status: 'active' }] },
    { kind: 'error', fatal: true, class: 'unknown', status: null, message: text },
    { kind: 'notice', level: 'info', message: text },
  ];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what it looks for
  const acting = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/u;

  it('does nothing to a terminal and stays within the page', () => {
    fc.assert(
      fc.property(hostileText, fc.boolean(), (text, isDetailed) => {
        const lines = shown(everywhere(text), pageWith({ width: 72, isDetailed }));
        for (const line of lines) {
          expect(line).not.toMatch(acting);
          if (!isDetailed) expect(widthOf(line)).toBeLessThanOrEqual(72);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is shown without secrets', () => {
    const token = `ghp_${'a1B2'.repeat(9)}`;
    for (const isDetailed of [false, true]) {
      const lines = shown(
        everywhere(`before hunter2-given ${token} after`),
        pageWith({ isDetailed, secrets: ['hunter2-given'] }),
      );
      expect(lines.join('\n')).not.toMatch(/hunter2|ghp_/);
      expect(lines).toContain('before *** *** after');
    }
  });
});
