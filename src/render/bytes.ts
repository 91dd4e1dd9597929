const units = ['KB', 'MB', 'GB', 'TB'];

/** An amount of disk for people, three digits at most: `0 KB`, `12.3 MB`. */
export const renderBytes = (bytes: number): string => {
  let amount = bytes / 1000;
  let unit = 0;
  while (amount >= 1000 && unit < units.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  return `${amount < 100 && unit > 0 ? amount.toFixed(1) : Math.round(amount)} ${units[unit]}`;
};
