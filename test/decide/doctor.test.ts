/** What doctor makes of facts: never well where something could not be found out. */
import { describe, expect, test } from 'vitest';
import { agentDefinitions } from '../../src/agents/built-in.ts';
import { defaultSettings } from '../../src/config/read-config.ts';
import { agentFindings, type JudgedAgent } from '../../src/decide/doctor-agents.ts';
import {
  actorFindings,
  clockFindings,
  labelFindings,
  missingLabelsOf,
  rateFindings,
  tokenFindings,
} from '../../src/decide/doctor-github.ts';
import { inotifyFindings } from '../../src/decide/doctor-machine.ts';
import { placeFindings, processFindings, prunableIssuesOf } from '../../src/decide/doctor-remains.ts';
import {
  gitFindings,
  nodeFindings,
  originFindings,
  remoteFindings,
  templateFindings,
} from '../../src/decide/doctor-tools.ts';
import type { AgentSeen, PlaceSeen, ProgramSeen, TokenSeen } from '../../src/model/examined.ts';
import { worstOf } from '../../src/model/finding.ts';
import { emptyMemory } from '../../src/model/snapshot.ts';

const ended = (stdout: string, code = 0): ProgramSeen => ({ kind: 'ended', code, stdout, stderr: '' });
const silent: ProgramSeen = { kind: 'silent', afterMs: 5000 };
const missing: ProgramSeen = { kind: 'missing', why: 'ENOENT' };

test('node and git', () => {
  expect(worstOf(nodeFindings('24.0.0'))).toBe('pass');
  expect(worstOf(nodeFindings('22.9.0'))).toBe('fail');
  const git = (version: ProgramSeen, worktrees = ended('')) => worstOf(gitFindings({ version, worktrees }));
  expect(git(ended('git version 2.39.5 (Apple Git-154)\n'))).toBe('pass');
  expect(git(ended('git version 2.29.2\n'))).toBe('fail');
  expect(git(ended('git version 3.0.0\n'))).toBe('pass');
  expect(git(ended('nonsense'))).toBe('warn');
  expect(git(silent)).toBe('warn');
  expect(git(missing)).toBe('fail');
  expect(git(ended('git version 2.47.1'), ended('', 128))).toBe('fail');
});

test('the remote', () => {
  const ids = (seen: Parameters<typeof remoteFindings>[0]) =>
    remoteFindings(seen).map(({ id, status }) => `${id} ${status}`);
  expect(ids({ kind: 'writable' })).toEqual(['remote pass', 'push pass']);
  expect(ids({ kind: 'read-only', why: '403', fix: null })).toEqual(['remote pass', 'push fail']);
  expect(ids({ kind: 'unreachable', why: 'no route', fix: null })).toEqual(['remote fail', 'push warn']);
  expect(ids({ kind: 'unknown', why: 'no commit' })).toEqual(['remote pass', 'push warn']);
});

test('origin and the watched repository', () => {
  const watched = { owner: 'acme', name: 'api' };
  expect(originFindings({ owner: 'Acme', name: 'API' }, watched)).toEqual([]);
  expect(originFindings(null, watched)).toEqual([]);
  expect(worstOf(originFindings({ owner: 'mona', name: 'api' }, watched))).toBe('warn');
});

describe('the token', () => {
  const facts = {
    fullName: 'acme/api',
    defaultBranch: 'main',
    isPrivate: true,
    isArchived: false,
    role: 'write',
  } as const;
  const rate = { limit: 5000, remaining: 4000, resetAtMs: 0 };
  const seen: TokenSeen = { facts, login: 'mona', scopes: ['repo'], permissions: null, endsAtMs: null, rate };
  const judged = (change: Partial<TokenSeen>, settings = defaultSettings) =>
    tokenFindings({ ...seen, ...change }, { settings, origin: 'GH_TOKEN', nowMs: 0 }).map(
      ({ id, status }) => `${id} ${status}`,
    );

  test('roles and scopes', () => {
    expect(judged({})).toEqual(['token pass', 'permissions pass']);
    expect(judged({ scopes: ['read:org'] })).toEqual(['token pass', 'permissions fail']);
    expect(judged({ scopes: ['public_repo'] })).toEqual(['token pass', 'permissions fail']);
    expect(judged({ scopes: ['public_repo'], facts: { ...facts, isPrivate: false } })).toEqual([
      'token pass',
      'permissions pass',
    ]);
    expect(judged({ scopes: null })).toEqual(['token pass', 'permissions warn']);
    expect(judged({ facts: { ...facts, role: 'triage' } })).toEqual(['token fail']);
    expect(judged({ facts: { ...facts, role: null } })[0]).toBe('token warn');
    expect(judged({ facts: { ...facts, isArchived: true } })).toEqual(['token fail']);
    expect(judged({ endsAtMs: 3 * 24 * 3_600_000 })).toContain('expiry warn');
    expect(judged({ endsAtMs: 30 * 24 * 3_600_000 })).not.toContain('expiry warn');
  });

  test('of an App: each permission by its level', () => {
    const all = { contents: 'write', issues: 'write', pull_requests: 'write' };
    expect(judged({ permissions: all })).toEqual(['token pass', 'permissions pass']);
    expect(judged({ permissions: { ...all, issues: 'read' } })).toEqual(['token pass', 'permissions fail']);
    const following = { ...defaultSettings, followUp: { checks: true, reviews: false, maxRounds: 3 } };
    expect(judged({ permissions: all }, following)).toEqual(['token pass', 'permissions warn']);
    const more = { ...all, checks: 'read', statuses: 'read', actions: 'write' };
    expect(judged({ permissions: more }, following)).toEqual(['token pass', 'permissions pass']);
  });

  test('what is left of the limit', () => {
    expect(worstOf(rateFindings(seen))).toBe('pass');
    expect(worstOf(rateFindings({ ...seen, rate: { ...rate, remaining: 499 } }))).toBe('warn');
    expect(worstOf(rateFindings({ ...seen, rate: null }))).toBe('pass');
  });
});

test('labels, whatever their case, and whose count', () => {
  expect(missingLabelsOf(['rpi-auto', 'rpi-failed'], ['RPI-Auto'])).toEqual(['rpi-failed']);
  expect(labelFindings(['rpi-auto'], [])[0]).toMatchObject({ status: 'warn', repair: 'labels' });
  const actor = (asked: Partial<Parameters<typeof actorFindings>[0]>, settings = defaultSettings) =>
    worstOf(actorFindings({ login: 'mona', role: 'write', refused: null, ...asked }, settings));
  expect(actor({})).toBe('pass');
  expect(actor({ role: 'triage' })).toBe('warn');
  expect(actor({ role: null })).toBe('warn');
  expect(actor({ login: null, role: null })).toBe('pass');
  expect(actor({ refused: '403' })).toBe('fail');
  const trusting = { ...defaultSettings, trust: { ...defaultSettings.trust, users: ['Mona'] } };
  expect(actor({ role: 'read' }, trusting)).toBe('pass');
});

test('the clock and inotify', () => {
  expect(worstOf(clockFindings(1500))).toBe('pass');
  expect(clockFindings(-90_000)[0]).toMatchObject({
    status: 'warn',
    message: expect.stringContaining('90 s ahead'),
  });
  expect(worstOf(clockFindings(null))).toBe('warn');
  const seen = { instanceLimit: 128, instanceCount: 3, watchLimit: 8192, watchCount: 100 };
  expect(worstOf(inotifyFindings(seen))).toBe('pass');
  expect(inotifyFindings({ ...seen, instanceCount: 120 })[0]?.fix).toContain('max_user_instances');
  expect(inotifyFindings({ ...seen, watchCount: 8000 })[0]?.fix).toContain('max_user_watches');
  expect(inotifyFindings(null)).toEqual([]);
});

test('templates: each that does not fit is a failure, one’s own are named', () => {
  const well = { name: 'worker', place: '../templates/worker.md', fault: null };
  const own = { name: 'hard', place: '.github/coordinator/hard.md', fault: null };
  expect(templateFindings([well, own])).toMatchObject([
    { status: 'pass', message: 'worker, hard can be filled; of your own: .github/coordinator/hard.md' },
  ]);
  const fault = { message: 'template hard: line 1', fix: 'Known variables: x.' };
  expect(templateFindings([well, { ...own, fault }])).toMatchObject([{ status: 'fail', ...fault }]);
});

describe('an agent', () => {
  const login = { variables: ['ANTHROPIC_API_KEY'], heldBack: [], files: [] };
  const seen: AgentSeen = {
    name: 'claude',
    program: 'claude',
    flaw: null,
    version: ended('2.1.329 (Claude Code)'),
    login,
  };
  const judged = (change: Partial<AgentSeen>, more: Partial<JudgedAgent> = {}) =>
    agentFindings({
      seen: { ...seen, ...change },
      definition: agentDefinitions.claude,
      isDefault: true,
      labels: [],
      isBareRoot: false,
      ...more,
    });

  test('that is not there: a failure for the default one, a warning for others', () => {
    const flaw = { why: 'not on PATH', fix: null };
    expect(judged({ flaw })).toMatchObject([{ status: 'fail', fix: agentDefinitions.claude?.install }]);
    expect(judged({ flaw }, { isDefault: false })).toMatchObject([{ status: 'warn' }]);
    expect(judged({ flaw }, { isDefault: false, labels: ['agent:claude', 'hard'] })).toMatchObject([
      { status: 'warn', message: expect.stringContaining('(agents.byLabel, for agent:claude, hard)') },
    ]);
  });

  test('its version and login', () => {
    expect(worstOf(judged({}))).toBe('pass');
    expect(judged({ version: ended('2.2.0') })[0]?.message).toContain(
      '2.1.329 is the version that was tried',
    );
    expect(worstOf(judged({ version: silent }))).toBe('warn');
    expect(worstOf(judged({ version: ended('', 1) }))).toBe('warn');
    expect(judged({ login: { ...login, variables: [], heldBack: ['ANTHROPIC_API_KEY'] } })[1]).toMatchObject({
      status: 'warn',
      message: expect.stringContaining('workers do not get it'),
      fix: expect.stringContaining('env: [ANTHROPIC_API_KEY]'),
    });
    expect(worstOf(judged({ login: { variables: [], heldBack: [], files: [] } }))).toBe('warn');
    expect(worstOf(judged({ login: null }, { definition: undefined }))).toBe('pass');
    expect(worstOf(judged({}, { isBareRoot: true }))).toBe('fail');
    expect(worstOf(judged({}, { isBareRoot: true, definition: agentDefinitions.codex }))).toBe('pass');
  });
});

describe('what is left', () => {
  const place = (change: Partial<PlaceSeen>): PlaceSeen => ({
    issue: 7,
    path: 'trees/gh-7',
    kind: 'whole',
    isLocked: false,
    ...change,
  });
  const found = (places: readonly PlaceSeen[], isHeld = false) =>
    placeFindings(
      { places, asideCount: 0, savedRefCount: 0, lockPaths: [] },
      { memory: emptyMemory, isHeld },
    );

  test('worktrees without a task, half made, strays and gone ones', () => {
    expect(worstOf(found([]))).toBe('pass');
    expect(found([place({})])).toMatchObject([{ status: 'warn', message: 'without a task: trees/gh-7' }]);
    expect(worstOf(found([place({ kind: 'half-made' })]))).toBe('warn');
    expect(worstOf(found([place({ kind: 'half-made' })], true))).toBe('pass');
    expect(found([place({ kind: 'stray', issue: null })])).toMatchObject([{ status: 'warn', repair: null }]);
    expect(found([place({ kind: 'gone' })])).toMatchObject([{ repair: 'prune' }]);
  });

  test('what a person locked is never pruned', () => {
    expect(
      prunableIssuesOf(emptyMemory, [
        place({ kind: 'gone' }),
        place({ kind: 'gone', issue: 8, isLocked: true }),
      ]),
    ).toEqual([7]);
    expect(prunableIssuesOf(emptyMemory, [place({ kind: 'gone', issue: null }), place({})])).toEqual([]);
  });

  test('workers without a coordinator', () => {
    const runs = [
      { run: 'abcdef12', issue: 7, seen: { kind: 'live', workerPid: 42, lastOutputAtMs: null } as const },
    ];
    expect(processFindings([], { isHeld: false, memory: emptyMemory })[0]?.status).toBe('pass');
    expect(processFindings(runs, { isHeld: true, memory: emptyMemory })[0]?.status).toBe('pass');
    expect(processFindings(runs, { isHeld: false, memory: emptyMemory })[0]).toMatchObject({
      status: 'warn',
      message: expect.stringContaining('gh-7 (w-abcdef, pid 42)'),
    });
  });
});
