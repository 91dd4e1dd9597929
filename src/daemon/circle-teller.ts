import { circlesOf, type LinkWaits } from '../decide/links.ts';
import { keyOf } from '../model/ids.ts';
import type { World } from '../world/world.ts';

/** Says of each circle of tasks that wait for each other once, and again only after it was broken in between. */
export const createCircleTeller = ({ clock, narrator }: World): ((waits: LinkWaits) => void) => {
  let told: ReadonlySet<string> = new Set();
  return (waits) => {
    if (waits.size === 0 && told.size === 0) return;
    const circles = circlesOf(waits).map((circle) => ({ circle, key: circle.join(' ') }));
    for (const { circle, key } of circles) {
      const [first = 0] = circle;
      const chain = [...circle.slice(1), first].map((issue) => `waits for ${keyOf(issue)}`).join(', which ');
      const text = `${chain}: a circle; none of them is started until a link is taken away`;
      if (!told.has(key))
        narrator.tell({ atMs: clock.now().atMs, subject: keyOf(first), word: 'waits', text });
    }
    told = new Set(circles.map(({ key }) => key));
  };
};
