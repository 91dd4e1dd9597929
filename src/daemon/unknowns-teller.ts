import { unknownWaitsOf } from '../decide/unknowns.ts';
import { keyOf } from '../model/ids.ts';
import type { RemoteView } from '../model/snapshot.ts';
import type { World } from '../world/world.ts';

/** Says of each issue once what is not known about it, and again only after it was known in between. */
export const createUnknownsTeller = ({ clock, narrator }: World): ((view: RemoteView) => void) => {
  let toldIssues: ReadonlySet<number> = new Set();
  return (view) => {
    // Without the list nobody was asked about: what was unknown before still is.
    if (view.issues.kind === 'unknown') return;
    const waits = unknownWaitsOf(view);
    for (const { issue, text } of waits)
      if (!toldIssues.has(issue))
        narrator.tell({ atMs: clock.now().atMs, subject: keyOf(issue), word: 'waits', text });
    toldIssues = new Set(waits.map(({ issue }) => issue));
  };
};
