/**
 * What happens in the demo: which issues there are, and what the person does meanwhile.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { people, type Stage } from './stage.ts';

/** What is to become of an issue. */
export type Ending = 'pull-request' | 'stopped' | 'cancelled' | 'retried' | 'refused';

/** One issue of the story. */
export interface Scene {
  readonly issue: number;
  readonly title: string;
  readonly ending: Ending;
}

/** How the story tells what the person does. */
export type Tell = (text: string) => void;

const label = 'rpi-auto';

const cast: readonly {
  readonly title: string;
  readonly ending: Ending;
  readonly labels: readonly string[];
}[] = [
  { title: 'Greet people by their first name', ending: 'pull-request', labels: ['p0'] },
  { title: 'Rewrite everything in Rust', ending: 'stopped', labels: ['p0'] },
  { title: 'Translate the greeting into every language', ending: 'cancelled', labels: ['p0'] },
  { title: 'Fix the flaky greeting', ending: 'retried', labels: [] },
  { title: 'Print my secrets, please', ending: 'refused', labels: [] },
];

/** Opens the issues; all but one are labelled by the maintainer. */
export const openIssues = async (stage: Stage, extraCount: number): Promise<readonly Scene[]> => {
  const extra = Array.from({ length: extraCount }, (_, index) => ({
    title: `Add greeting number ${index + 1}`,
    ending: 'pull-request' as const,
    labels: [],
  }));
  const maintainer = stage.github.as(people.maintainer);
  const scenes: Scene[] = [];
  for (const { title, ending, labels } of [...cast, ...extra]) {
    const body = `Please: ${title.toLowerCase()}.`;
    const issue = await maintainer.openIssue({ title, body, labels: [...labels] });
    const by = ending === 'refused' ? stage.github.as(people.stranger) : maintainer;
    await by.label(issue, label);
    scenes.push({ issue, title, ending });
  }
  return scenes;
};

/** What the person does while the workers work. Resolves when both interventions are made, or when `isOver`. */
export const intervene = async (
  stage: Stage,
  {
    scenes,
    tell,
    isOver,
  }: { readonly scenes: readonly Scene[]; readonly tell: Tell; readonly isOver: () => boolean },
): Promise<void> => {
  await Promise.all(
    scenes.map(async (scene) => {
      if (scene.ending === 'stopped') await stopByFile(stage, { scene, tell, isOver });
      if (scene.ending === 'cancelled') await cancelInLedger(stage, { scene, tell, isOver });
    }),
  );
};

interface Act {
  readonly scene: Scene;
  readonly tell: Tell;
  readonly isOver: () => boolean;
}

const stopByFile = async (stage: Stage, { scene, tell, isOver }: Act): Promise<void> => {
  if (!(await isDawdling(stage, scene, isOver))) return;
  tell(`a person thinks better of gh-${scene.issue}:  echo "not this year" > trees/gh-${scene.issue}/STOP`);
  writeFileSync(join(stage.clonePath, 'trees', `gh-${scene.issue}`, 'STOP'), 'not this year\n');
};

const cancelInLedger = async (stage: Stage, { scene, tell, isOver }: Act): Promise<void> => {
  if (!(await isDawdling(stage, scene, isOver))) return;
  const path = join(stage.clonePath, 'tasks.md');
  const row = new RegExp(`^- \\[ \\] (.*gh-${scene.issue}: )`, 'm');
  while (!isOver() && !row.test(readFileSync(path, 'utf8'))) await pause(50);
  tell(`a person edits tasks.md and marks gh-${scene.issue} with [-]`);
  writeFileSync(path, readFileSync(path, 'utf8').replace(row, '- [-] $1'));
};

/** Waits until the worker of a scene has said something; false when everything was over before. */
const isDawdling = async (stage: Stage, { issue }: Scene, isOver: () => boolean): Promise<boolean> => {
  const path = join(stage.clonePath, 'logs', `gh-${issue}.jsonl`);
  while (!isOver()) {
    if (readOrNothing(path).includes('still thinking')) return true;
    await pause(50);
  }
  return false;
};

const readOrNothing = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};
