/**
 * The person of a round: does once to each issue what its scene says, whichever coordinator lives at that moment.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Ground } from './ground.ts';
import type { Scenario, Scene } from './scenarios.ts';

/** Acts until all is done or `isOver`. */
export const actAsPerson = async (
  ground: Ground,
  { scenes }: Scenario,
  isOver: () => boolean,
): Promise<void> => {
  const waiting = new Map(scenes.flatMap((scene, at) => (scene.person ? [[at, scene] as const] : [])));
  while (waiting.size > 0 && !isOver()) {
    for (const [at, scene] of waiting) if (await tryActing(ground, at, scene)) waiting.delete(at);
    await pause(20);
  }
};

/** True when it was done. */
const tryActing = async (ground: Ground, at: number, { person, words = [] }: Scene): Promise<boolean> => {
  const { rootPath } = ground.repository;
  const key = `gh-${ground.issues[at]}`;
  if (!existsSync(`${rootPath}/trees/${key}/half.txt`)) return false;
  if (person === 'writes-stop') {
    writeFileSync(`${rootPath}/trees/${key}/STOP`, 'not this way\n');
    return true;
  }
  if (person === 'says') {
    for (const { text } of words) await ground.github.as('mona').comment(ground.issues[at] ?? 0, text);
    return true;
  }
  const path = `${rootPath}/tasks.md`;
  const row = new RegExp(`^- \\[ \\] (.*${key}: Do)`, 'm');
  const text = readFileSync(path, 'utf8');
  if (!row.test(text)) return false;
  // As most editors save; on a crowded machine half a second may pass within a write in place.
  writeFileSync(`${rootPath}/../saving`, text.replace(row, '- [-] $1'));
  renameSync(`${rootPath}/../saving`, path);
  return true;
};
