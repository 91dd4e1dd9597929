/** The latest lines of what was there before somebody came; what comes after that passes through. */

export interface LatestLines {
  /** Answers the lines to be shown now. */
  add(lines: readonly string[]): readonly string[];
  /** All that was there has been added: answers the latest of it, and lets the rest through from now on. */
  release(): readonly string[];
}

/** Keeps `count` lines until released; `earlierText` says how many lines are left out. */
export const openLatestLines = (count: number, earlierText: (leftOut: number) => string): LatestLines => {
  let held: string[] | null = [];
  let leftOut = 0;
  return {
    add: (lines) => {
      if (held === null) return lines;
      held.push(...lines);
      leftOut += Math.max(0, held.length - count);
      held = held.slice(-count);
      return [];
    },
    release: () => {
      if (held === null) return [];
      const shown = leftOut === 0 ? held : [earlierText(leftOut), ...held];
      held = null;
      return shown;
    },
  };
};
