import type { RepositoryName } from '../model/settings.ts';
import type { World } from '../world/world.ts';

/** Says once when GitHub calls the repository by another name than it was given, and again for each further one. */
export const createNameTeller = ({ github, clock, narrator }: World, given: RepositoryName): (() => void) => {
  let known = nameOf(given);
  return () => {
    const now = nameOf(github.readName());
    if (now.toLowerCase() === known.toLowerCase()) return;
    const text = `${known} is ${now} now, and is followed there; set \`repository\` to it, or the address of origin`;
    known = now;
    narrator.tell({ atMs: clock.now().atMs, subject: 'github', word: 'renamed', text });
  };
};

const nameOf = ({ owner, name }: RepositoryName): string => `${owner}/${name}`;
