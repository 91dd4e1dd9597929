/**
 * Keeps the process running while it only waits: every timer of the clock is one that does not.
 */
const longMs = 2_147_483_647;

/** The process lives until the returned function is called. */
export const keepAlive = (): (() => void) => {
  const timer = setInterval(() => {}, longMs);
  return () => clearInterval(timer);
};
