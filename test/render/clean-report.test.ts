import { describe, expect, it } from 'vitest';
import { renderBytes } from '../../src/render/bytes.ts';
import { type CleanRow, cleanJsonOf, renderCleanReport } from '../../src/render/clean-report.ts';

const nothingTidied = { runCount: 0, registrationCount: 0 };
const row = (issue: number, part: Partial<CleanRow>): CleanRow => ({
  issue,
  path: `/r/trees/gh-${issue}`,
  outcome: 'removed',
  text: 'worktree removed, 12.3 MB freed',
  risks: [],
  freedBytes: 0,
  saved: null,
  ...part,
});
const changes = { kind: 'changes', text: '1 uncommitted file (a.txt)', fix: 'Commit and push.' } as const;
const locked = { kind: 'locked', text: 'somebody locked it', fix: 'git worktree unlock x' } as const;

describe('for people', () => {
  it('says of each worktree what became of it, why, and what to do', () => {
    const rows = [
      row(7, { freedBytes: 12_300_000 }),
      row(8, { outcome: 'kept', text: changes.text, risks: [{ ...changes, canBeSaved: true }] }),
      row(12, {
        outcome: 'kept',
        text: `${changes.text}; ${locked.text}`,
        risks: [
          { ...changes, canBeSaved: true },
          { ...locked, canBeSaved: false },
        ],
      }),
      row(13, { outcome: 'refused', text: 'gh-13 is running: only worktrees of finished tasks are removed' }),
    ];
    const tidied = { runCount: 2, registrationCount: 1 };
    expect(renderCleanReport({ isDryRun: false, rows, tidied }).split('\n')).toEqual([
      'gh-7      removed     worktree removed, 12.3 MB freed',
      'gh-8      kept        1 uncommitted file (a.txt)',
      '                      Commit and push.',
      '                      Or save it first and remove the worktree: coordinator clean 8 --force',
      'gh-12     kept        1 uncommitted file (a.txt); somebody locked it',
      '                      Commit and push.',
      '                      git worktree unlock x',
      'gh-13     refused     gh-13 is running: only worktrees of finished tasks are removed',
      '12.3 MB freed',
      'removed, too: 2 old run records, 1 old registration of worktrees',
    ]);
  });

  it('says when there is nothing, and lets no name forge a line', () => {
    expect(renderCleanReport({ isDryRun: true, rows: [], tidied: nothingTidied })).toBe('nothing to clean');
    const rows = [row(7, { outcome: 'kept', text: 'a\u001b[2J\nb' })];
    expect(renderCleanReport({ isDryRun: true, rows, tidied: nothingTidied }).split('\n')).toHaveLength(1);
  });
});

it('for programs: all of it', () => {
  const saved = { ref: 'refs/coordinator/saved/gh-7/x', filesPath: null };
  const rows = [row(7, { freedBytes: 5, saved })];
  expect(cleanJsonOf({ isDryRun: false, rows, tidied: nothingTidied })).toEqual({
    dryRun: false,
    freedBytes: 5,
    worktrees: [
      {
        ...{ issue: 7, key: 'gh-7', worktree: '/r/trees/gh-7', outcome: 'removed', risks: [], freedBytes: 5 },
        text: 'worktree removed, 12.3 MB freed',
        saved: { ref: 'refs/coordinator/saved/gh-7/x', files: null },
      },
    ],
    tidied: { runs: 0, registrations: 0 },
  });
});

it.each([
  [0, '0 KB'],
  [999_499, '999 KB'],
  [1_500_000, '1.5 MB'],
  [123_400_000, '123 MB'],
  [2_000_000_000_000_000, '2000 TB'],
])('%d bytes are %s', (bytes, text) => {
  expect(renderBytes(bytes)).toBe(text);
});
