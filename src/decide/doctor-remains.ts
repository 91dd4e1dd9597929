import type { RunSeen } from '../model/attempt.ts';
import type { PlaceSeen, RemainsSeen } from '../model/examined.ts';
import { type Finding, passed, warned } from '../model/finding.ts';
import { keyOf, type RunId, workerOf } from '../model/ids.ts';
import type { Memory } from '../model/snapshot.ts';
import { notRemovableBecause } from '../model/task.ts';

/** Who has the lock, in words; null = no coordinator runs. */
export const lockFindings = (holder: string | null, lockPaths: readonly string[]): readonly Finding[] => [
  passed('lock', holder === null ? 'no coordinator runs here' : `a coordinator runs: ${holder}`),
  ...(lockPaths.length === 0
    ? []
    : [
        warned('git locks', `left by a git that was killed: ${lockPaths.join(', ')}`, {
          fix: `When no git command runs here: rm ${lockPaths.map((path) => `'${path}'`).join(' ')}`,
        }),
      ]),
];

/** A run with its directory; `issue` null = its record does not say. */
export interface RunFound {
  readonly run: RunId;
  readonly issue: number | null;
  readonly seen: RunSeen;
}

/** Processes of workers while no coordinator looks after them. */
export const processFindings = (
  runs: readonly RunFound[],
  { isHeld, memory }: { readonly isHeld: boolean; readonly memory: Memory },
): readonly Finding[] => {
  const alive = runs.filter(({ seen }) => ['live', 'orphaned', 'draining', 'claimed'].includes(seen.kind));
  if (alive.length === 0) return [passed('processes', 'no worker runs')];
  const text = alive.map(nameOf).join(', ');
  if (isHeld) return [passed('processes', `workers that run: ${text}`)];
  const known = new Set(memory.tasks.flatMap(({ attempts }) => attempts.map(({ run }) => run)));
  const isForgotten = alive.some(({ run }) => !known.has(run));
  return [
    warned(
      'processes',
      `workers run without a coordinator${isForgotten ? ', some of a memory that was lost' : ''}: ${text}`,
      { fix: 'coordinator run (it adopts them)' },
    ),
  ];
};

const nameOf = ({ run, issue, seen }: RunFound): string => {
  const pids = seen.kind === 'live' ? `, pid ${seen.workerPid}` : '';
  return `${issue === null ? 'an unknown issue' : keyOf(issue)} (${workerOf(run)}${pids})`;
};

/** What lies in the folder of worktrees; `isHeld`: a coordinator runs, and what is half made may be its work just now. */
export const placeFindings = (
  { places, asideCount, savedRefCount }: RemainsSeen,
  { memory, isHeld }: { readonly memory: Memory; readonly isHeld: boolean },
): readonly Finding[] => {
  const tasks = new Set(memory.tasks.map(({ issue }) => issue));
  const isKnown = ({ issue }: PlaceSeen): boolean => issue !== null && tasks.has(issue);
  const of = (kind: PlaceSeen['kind']): readonly PlaceSeen[] => places.filter((place) => place.kind === kind);
  const orphans = of('whole').filter((place) => !isKnown(place));
  const found = [
    ...orphanFindings(orphans),
    ...(isHeld ? [] : halfFindings(of('half-made'))),
    ...strayFindings(of('stray')),
    ...goneFindings(of('gone').filter(({ issue }) => prunableIssuesOf(memory, places).includes(issue ?? 0))),
  ];
  const trees = `${places.length - of('gone').length} worktrees`;
  const kept = [
    ...(asideCount > 0 ? [`${asideCount} moved aside in .aside`] : []),
    ...(savedRefCount > 0 ? [`${savedRefCount} saved (git for-each-ref refs/coordinator/saved)`] : []),
  ];
  return found.length > 0 && kept.length === 0
    ? found
    : [...found, passed('worktrees', [trees, ...kept].join(', '))];
};

const pathsOf = (places: readonly PlaceSeen[]): string => {
  const shown = places.slice(0, 5).map(({ path, isLocked }) => `${path}${isLocked ? ' (locked)' : ''}`);
  return [...shown, ...(places.length > 5 ? [`${places.length - 5} more`] : [])].join(', ');
};

const orphanFindings = (places: readonly PlaceSeen[]): readonly Finding[] =>
  places.length === 0
    ? []
    : [
        warned('worktrees', `without a task: ${pathsOf(places)}`, {
          fix: `git worktree remove ${places[0]?.path} (git refuses where something would be lost)`,
        }),
      ];

const halfFindings = (places: readonly PlaceSeen[]): readonly Finding[] =>
  places.length === 0
    ? []
    : [
        warned('worktrees', `half made by a git that was killed: ${pathsOf(places)}`, {
          fix: 'coordinator run (it makes them anew when their task starts)',
        }),
      ];

const strayFindings = (places: readonly PlaceSeen[]): readonly Finding[] =>
  places.length === 0
    ? []
    : [
        warned(
          'worktrees',
          `no worktrees of this clone: ${pathsOf(places)}; moved aside when their place is needed`,
          {
            fix: `ls -A ${places[0]?.path}`,
          },
        ),
      ];

const goneFindings = (places: readonly PlaceSeen[]): readonly Finding[] =>
  places.length === 0
    ? []
    : [
        warned('worktrees', `registered, but gone: ${pathsOf(places)}`, {
          fix: 'coordinator doctor --fix',
          repair: 'prune',
        }),
      ];

/** Issues whose registration leads nowhere and is not needed: those without a task, or with one that is over. */
export const prunableIssuesOf = (memory: Memory, places: readonly PlaceSeen[]): readonly number[] => {
  const needed = new Set(
    memory.tasks.filter((task) => notRemovableBecause(task) !== null).map(({ issue }) => issue),
  );
  return places
    .filter(({ kind, isLocked }) => kind === 'gone' && !isLocked)
    .flatMap(({ issue }) => (issue === null || needed.has(issue) ? [] : [issue]));
};
