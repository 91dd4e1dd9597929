import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/model/failures.ts';
import { load, refusal } from './load.ts';

const messageFor = (text: string): string => refusal({ text }).message;

describe('a refusal', () => {
  it('names place, line and suggestion', () => {
    const error = refusal({ text: 'workers:\n  max: 2\nbudget:\n  perTsk: 5usd\n' });
    expect(error.message).toBe(
      [
        'coordinator.yml:4:3: unknown key "perTsk" (did you mean "perTask"?)',
        '  4 |   perTsk: 5usd',
        '    |   ^^^^^^',
      ].join('\n'),
    );
    expect(error.fix).toBe('All keys and what they take: coordinator config schema');
    expect(error.exitCode).toBe(2);
  });

  it('tells all problems at once, in the order of the file, then of variables and flags', () => {
    const error = refusal({
      text: 'shutdown: now\nworkers: { max: zero, bakoff: {} }\ntimeout: 3\n',
      env: { COORDINATOR_GITHUB_POLLINTERVAL: 'x', COORDINATOR_WORKERS_ATTEMPTS: '0' },
      flags: { timeout: '1x' },
    });
    const heads = error.message.split('\n').filter((line) => !/^\s/.test(line));
    expect(heads).toEqual([
      '7 problems in the configuration',
      'coordinator.yml:1:11: shutdown: expected one of stop, detach, found "now"',
      'coordinator.yml:2:17: workers.max: expected a whole number from 1 to 100, such as 3, found "zero"',
      'coordinator.yml:2:23: unknown key "bakoff" (did you mean "backoff"?)',
      'coordinator.yml:3:1: unknown key "timeout" (did you mean "workers.timeout"?)',
      'COORDINATOR_GITHUB_POLLINTERVAL: github.pollInterval: expected a duration such as 90s, 15m, 2h or plain seconds, found "x"',
      'COORDINATOR_WORKERS_ATTEMPTS: workers.attempts: expected a whole number from 1 to 100, such as 3, found 0',
      '--timeout: workers.timeout: expected a duration such as 90s, 15m, 2h or plain seconds, found "1x"',
    ]);
  });

  it('shows a long line around the place', () => {
    const message = messageFor(`github: { label: ${'x'.repeat(300)}, pollIntervall: 1 }`);
    expect(message).toContain('unknown key "pollIntervall" (did you mean "pollInterval"?)');
    for (const line of message.split('\n')) expect(line.length).toBeLessThan(180);
  });

  it.each([
    ['unknown: 1', 'coordinator.yml:1:1: unknown key "unknown"'],
    ['__proto__: { x: 1 }', 'unknown key "__proto__"'],
    ['workers: { label: x }', 'coordinator.yml:1:12: unknown key "label" (did you mean "github.label"?)'],
    ['worker: { max: 1 }', 'unknown key "worker" (did you mean "workers"?)'],
    ['agents: { mine: { comand: [x] } }', 'unknown key "comand" (did you mean "command"?)'],
    [
      'agents: { mine: { prompt: stdin } }',
      'coordinator.yml:1:17: agents.mine.command is missing: expected a list',
    ],
    [
      'agents: { mine: { command: ./agent.sh } }',
      'such as command: ["./agent.sh", "--quiet"], found "./agent.sh"',
    ],
    ['agents: { mine: { command: [] } }', 'found an empty list'],
    ['agents: { mine: { command: [""] } }', 'agents.mine.command.0: expected text, neither empty'],
    ['agents: { mine: { command: [x], resume: [y] } }', 'with {session} in it'],
    ['agents: { bylabel: { x: { agent: claude } } }', 'unknown key "x"'],
    ['agents: { bylabel: {} }', 'unknown key "bylabel" (did you mean "byLabel"?)'],
    ['agents: { byLabel: { fast: { agnet: claude } } }', 'unknown key "agnet" (did you mean "agent"?)'],
    [
      'agents: { byLabel: { fast: { agent: claud } } }',
      'coordinator.yml:1:37: agents.byLabel.fast.agent: there is no agent "claud" (did you mean "claude"?)',
    ],
    ['agents: { byLabel: { fast: {} } }', 'expected at least one of agent, model'],
    ['agents: { byLabel: { fast: { model: --evil } } }', 'expected the name of a model'],
    ['agents: { byLabel: { fast: { timeout: soon } } }', 'expected a duration'],
    ['agents: { byLabel: { "a,b": { agent: claude } } }', 'expected a label without commas'],
    [
      'agents: { byLabel: { fast: { effort: high } } }',
      'agents.byLabel.fast.effort: the agent claude cannot be told one (agents.claude.effort could say how)',
    ],
    [
      'agents: { mine: { command: [x] }, byLabel: { fast: { agent: mine, model: x } } }',
      'coordinator.yml:1:74: agents.byLabel.fast.model: the agent mine cannot be told one',
    ],
    [
      'agents: { byLabel: { fast: { agent: claude }, FAST: { agent: claude } } }',
      'to GitHub it is the same label as "fast"',
    ],
    ['agents: { "a b": { command: [x] } }', 'expected a short name of letters'],
    [
      'agents: { mine: { command: [x], log: klaude } }',
      'coordinator.yml:1:38: agents.mine.log: there is no log format "klaude"',
    ],
    ['agents: { mine: { command: [x], env: { "A B": 1 } } }', 'expected a variable name'],
    ['agents: { mine: { command: [x], env: { COORDINATOR_RUN: 1 } } }', 'set by the coordinator'],
    ['github: 5', 'coordinator.yml:1:9: github: expected keys with values below it, found 5'],
    ['github: { label: }', 'github.label: expected a label without commas, such as rpi-auto, found nothing'],
    ['github: { label: "a,b" }', 'expected a label without commas'],
    ['github: { webhook: { port: 0 } }', 'expected a whole number from 1 to 65535'],
    ['github: { webhook: { secret: x } }', 'unknown key "secret"'],
    [
      'github: { app: { id: 5 } }',
      'github.app: not complete without github.app.installationId and github.app.privateKey',
    ],
    ['intake: { subIssues: no }', 'intake.subIssues: expected one of wait, ignore'],
    ['github: { pollInterval: 0s }', 'expected more than zero'],
    ['github: { pollInterval: 40h 3m }', 'expected a duration'],
    ['workers: { timeout: 999h }', 'expected at most 24 days'],
    ['workers: { timeout: -5 }', 'expected a duration'],
    ['workers: { max: 1.5 }', 'expected a whole number'],
    ['workers: { max: 0 }', 'expected a whole number from 1'],
    ['workers: { githubToken: yes }', 'expected true or false, found "yes"'],
    ['workers: { env: ["A B"] }', 'coordinator.yml:1:18: workers.env.0: expected NAME or NAME=value'],
    ['workers: { env: [COORDINATOR_RUN=x] }', 'coordinator.yml:1:18: workers.env: COORDINATOR_RUN'],
    [
      'workers: { agent: claud }',
      'coordinator.yml:1:19: workers.agent: there is no agent "claud" (did you mean "claude"?)',
    ],
    ['workers: { agent: toString }', 'there is no agent "toString" (known: claude)'],
    ['workers: { limits: { memory: lots } }', 'expected a size such as 2GiB'],
    ['workers: { limits: { fileSize: 0 } }', 'expected more than zero, such as 2GiB'],
    [
      'workers: { max: 5, ports: { base: 65487 } }',
      '5 workers need ports up to 65536, the last one is 65535',
    ],
    ['workers: { ports: { base: 65000, perWorker: 1000 } }', 'need ports up to 67999'],
    ['workers: { backoff: { max: 1s } }', 'expected at least as long as workers.backoff.initial'],
    ['budget: { perTask: 5 }', 'expected an amount of dollars or tokens, such as 5usd or 2Mtok, found 5'],
    ['trust: { users: ["@ann"] }', 'expected a login without @'],
    ['trust: { users: ann }', 'expected a list of logins'],
    ['repository: https://github.com/acme/api', 'expected owner/name, such as acme/api'],
    ['repository: acme/..', 'expected owner/name'],
    ['worktrees: { dir: ../trees }', 'expected a directory of its own'],
    ['worktrees: { dir: /trees }', 'expected a directory of its own'],
    ['worktrees: { dir: .git/x }', 'expected a directory of its own'],
    ['worktrees: { base: "a b" }', 'expected the name of a branch'],
    ['worktrees: { base: "-x" }', 'expected the name of a branch'],
    ['worktrees: { branch: fixed }', 'worktrees.branch: the issue number must be part of it'],
    ['worktrees: { branch: "x/4501" }', 'the issue number must be part of it'],
    ['worktrees: { branch: "a b/{{ issue.number }}" }', 'is not a branch name that git takes'],
    ['worktrees: { branch: "-{{ issue.number }}" }', 'is not a branch name that git takes'],
    ['worktrees: { branch: "x/{{ issue.number }}.lock" }', 'is not a branch name that git takes'],
    ['worktrees: { branch: "x/{{ issue.title }}" }', 'undefined variable: issue.title'],
    ['- a', 'coordinator.yml:1:1: expected keys with values below it, found a list'],
    ['workers: { max: 1, max: 2 }', 'coordinator.yml:1:20: the key "max" is there twice'],
    ['a: [1\nb: 2', 'coordinator.yml:2:1: not valid YAML'],
    ['workers:\n\tmax: 1', 'not valid YAML: Tabs are not allowed'],
    ['a: *b', 'an alias (*name) has no anchor'],
    ['workers: !!js/function x', 'not valid YAML: Unresolved tag'],
    ['a: 1\n---\nb: 2', 'not valid YAML'],
  ])('%j', (text, words) => {
    expect(messageFor(text)).toContain(words);
  });

  it('is given for aliases that multiply without end', () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg'])
      lines.push(`${to}: &${to} [${Array.from({ length: 9 }, () => `*${from}`).join(', ')}]`);
    expect(messageFor(lines.join('\n'))).toContain('aliases are used too often');
  });

  it('is given for a file that was named and is not there', () => {
    const error = refusal({ configPath: 'missing.yml' });
    expect(error.message).toMatch(/there is no configuration file .*missing\.yml$/);
    expect(error.fix).toContain('--config');
  });

  it('is given for a directory in place of the file', () => {
    expect(refusal({ files: { 'coordinator.yml/x': '' } }).message).toBe(
      'cannot read coordinator.yml: EISDIR',
    );
  });

  it('is the only way to fail, whatever the file says', () => {
    const word = fc.constantFrom(
      'workers',
      'max',
      'github',
      'agents',
      'a',
      ':',
      ': ',
      '\n',
      '\n  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '&a ',
      '*a',
      '!!x ',
      '"',
      "'",
      '#',
      '|',
      '>',
      '? ',
      '3',
      'null',
      '\t',
      '---',
      '<<',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        try {
          load({ text: words.join('') });
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
