/**
 * Sizes as people write them.
 */

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `8 GiB`, `1.5 GiB`, `200 MiB`: at most one decimal. */
export const sizeText = (bytes: number): string => {
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  return `${Math.round((bytes / 1024 ** step) * 10) / 10} ${units[step]}`;
};
