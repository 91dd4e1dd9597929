/** Lengths of time as people read them. */

/** Two largest units at most: `2s`, `14m 38s`, `3h 12m`, `2d 4h`; below a second `0.4s`. Negative counts as zero. */
export const renderDuration = (durationMs: number): string => {
  const ms = Math.max(0, durationMs);
  if (ms < 950) return ms === 0 ? '0s' : `${Math.max(1, Math.round(ms / 100)) / 10}s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return pair(seconds, { unit: 60, names: ['m', 's'] });
  if (seconds < 86_400) return pair(Math.round(seconds / 60), { unit: 60, names: ['h', 'm'] });
  return pair(Math.round(seconds / 3600), { unit: 24, names: ['d', 'h'] });
};

const pair = (
  amount: number,
  scale: { readonly unit: number; readonly names: readonly [string, string] },
): string => {
  const small = amount % scale.unit;
  const large = `${Math.floor(amount / scale.unit)}${scale.names[0]}`;
  return small === 0 ? large : `${large} ${small}${scale.names[1]}`;
};
