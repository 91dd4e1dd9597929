/**
 * What lies in the clone: a person's words as they were, the right rows, and no litter.
 */
import { globSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Ground, ownWords, readOr } from './ground.ts';
import type { Scenario } from './scenarios.ts';

const rootNames: readonly string[] = [
  '.coordinator',
  '.git',
  '.gitignore',
  'README.md',
  'coordinator.yml',
  'logs',
  'tasks.md',
  'trees',
];

/** Versions of `tasks.md` kept for one round. */
const historyLimit = 50;

export const checkFiles = (ground: Ground, { scenes }: Scenario): readonly string[] => {
  const { rootPath } = ground.repository;
  const ledger = readOr(join(rootPath, 'tasks.md'));
  const rows = scenes.flatMap(({ ends }, at) => {
    const key = `gh-${ground.issues[at]}`;
    const section = sectionOf(ledger, key);
    return section === ends.section ? [] : [`${key} stands under ${section}, not ${ends.section}`];
  });
  const isKept = ledger.startsWith(ownWords.before) && ledger.endsWith(ownWords.after);
  const strangers = readdirSync(rootPath).filter((name) => !rootNames.includes(name));
  const litter = globSync('{.coordinator,logs}/**/*tmp*', { cwd: rootPath });
  const versions = globSync('.coordinator/history/*', { cwd: rootPath });
  return [
    ...rows,
    ...(isKept ? [] : ['words outside of the block of tasks.md were changed']),
    ...strangers.map((name) => `${name} lies in the clone`),
    ...litter.map((path) => `${path} is left`),
    ...(versions.length <= historyLimit ? [] : [`${versions.length} versions of tasks.md are kept`]),
  ];
};

/** The heading above a row, inside the block. */
const sectionOf = (ledger: string, key: string): string | undefined =>
  ledger
    .slice(ownWords.before.length)
    .split('\n## ')
    .find((section) => section.includes(`${key}: `))
    ?.split(/[ \r\n]/, 1)[0];
