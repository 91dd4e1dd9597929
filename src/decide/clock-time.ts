/** `14:18` in UTC, without a clock of our own: days are 86,400,000 ms. */
export const clockTime = (atMs: number): string => {
  const minutes = Math.floor(atMs / 60_000) % 1440;
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
};
