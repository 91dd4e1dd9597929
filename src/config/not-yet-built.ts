/** Keys that are accepted and checked but change nothing so far; whoever sets one is told. */

/** A key stands for itself and for everything below it. Take a key out when what it steers is built. */
const notYetBuilt: readonly string[] = [];

/** True for a key that has no effect yet. */
export const isNotYetBuilt = (key: string): boolean =>
  notYetBuilt.some((prefix) => key === prefix || key.startsWith(`${prefix}.`));
