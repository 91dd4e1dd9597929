import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { agentDefinitions, builtInAgents, logFormats } from '../../src/agents/built-in.ts';
import { commandOf, resumeCommandOf } from '../../src/agents/command.ts';
import { callEventsOf } from '../../src/agents/tools.ts';

describe('built-in agents', () => {
  it.each(Object.entries(agentDefinitions))(
    '%s starts, resumes and is checked by the same program',
    (name, agent) => {
      const { settings, versionCommand, permissions, install } = agent;
      expect(builtInAgents[name]).toBe(settings);
      expect(settings.command[0]).toBe(name);
      expect(versionCommand).toEqual([name, '--version']);
      expect(logFormats[settings.log]).toBeDefined();
      for (const argument of permissions.arguments) expect(settings.command).toContain(argument);
      expect(install).toMatch(/^npm install --global \S+$/);
      const resumed = resumeCommandOf(settings, '01a1fbb0-845d');
      expect(resumed === null).toBe(name === 'cline');
      if (resumed === null) return;
      expect(resumed.join(' ')).toContain('01a1fbb0-845d');
      expect(resumed.join(' ')).not.toContain('{session}');
      expect(resumed.filter((part) => !part.includes('01a1fbb0'))).toEqual(
        expect.arrayContaining([...settings.command]),
      );
      const closing = settings.command.at(-1) ?? '';
      if (/^--?$/.test(closing)) expect(resumed.at(-1)).toBe(closing);
    },
  );

  it.each(Object.entries(agentDefinitions))(
    '%s is told of in docs/workers.md as it is started',
    (name, agent) => {
      const row = readFileSync('docs/workers.md', 'utf8')
        .split('\n')
        .find((line) => line.startsWith(`| \`${name}\` |`));
      for (const argument of agent.permissions.arguments) expect(row).toContain(argument);
      expect(row).toContain(`| ${agent.settings.prompt}`);
      expect(row).toContain(`| ${agent.testedVersion} |`);
    },
  );

  it.each([
    ['claude', { model: 'opus', effort: 'high' }, ['--model', 'opus', '--effort', 'high']],
    [
      'codex',
      { model: 'gpt-5.5', effort: 'low' },
      ['-m', 'gpt-5.5', '-c', 'model_reasoning_effort=low', '-'],
    ],
    ['opencode', { model: 'a/b', effort: 'max' }, ['-m', 'a/b', '--variant', 'max']],
    ['pi', { model: 'sonnet', effort: 'off' }, ['--model', 'sonnet', '--thinking', 'off']],
    ['cline', { model: '$&', effort: null }, ['-m', '$&', '--']],
    ['gemini', { model: null, effort: null }, []],
  ] as const)('%s is told %j before what closes its options', (name, wish, end) => {
    const settings = builtInAgents[name];
    if (settings === undefined) throw new Error(name);
    for (const session of [null, 'abc', '--evil']) {
      const command = commandOf(settings, { ...wish, session, further: [] });
      const whole = [...settings.command, ...end];
      expect(command.slice(command.length - end.length)).toEqual(end);
      expect(new Set(command)).toEqual(
        new Set(session === 'abc' && name !== 'cline' ? [...whole, ...command] : whole),
      );
      expect(command.some((part) => part.includes('abc'))).toBe(session === 'abc' && name !== 'cline');
    }
  });

  it.each(['--dangerous', '', 'a b', '../up', '-x', 'x'.repeat(200)])('never resumes "%s"', (session) => {
    for (const { settings } of Object.values(agentDefinitions))
      expect(resumeCommandOf(settings, session)).toBeNull();
  });
});

describe('a tool call', () => {
  it.each([
    ['Bash', 'shell'],
    ['run_shell_command', 'shell'],
    ['command_execution', 'shell'],
    ['Write', 'write'],
    ['create', 'write'],
    ['file_change', 'edit'],
    ['str_replace_editor', 'edit'],
    ['Read', 'read'],
    ['Grep', 'search'],
    ['web_search', 'web'],
    ['Task', 'task'],
    ['TodoWrite', 'plan'],
    ['mcp__files__read', 'mcp'],
    ['strange', 'other'],
  ])('%s is %s', (name, tool) => {
    expect(callEventsOf({ callId: 'a', name, input: { command: 'ls\nmore' } })[0]).toMatchObject({
      kind: 'tool-call',
      tool,
      summary: 'ls',
    });
  });

  it('that sets a plan tells it', () => {
    const todos = [
      { content: 'read', status: 'completed' },
      { content: 'write', status: 'in_progress' },
      { content: 'test', status: 'pending' },
    ];
    expect(callEventsOf({ callId: 'a', name: 'TodoWrite', input: { todos } })[1]).toEqual({
      kind: 'plan',
      items: [
        { text: 'read', status: 'done' },
        { text: 'write', status: 'active' },
        { text: 'test', status: 'pending' },
      ],
    });
  });
});
