/** An old Node fails somewhere in the middle, and in words that help nobody: so it is asked first. */
import { UsageError } from '../model/failures.ts';

/** @param running `24.21.0` @param wanted `engines.node` of the package, `>=24`. @throws UsageError it is too old. */
export const requireNode = (running: string, wanted: string): void => {
  const needed = Number(/\d+/.exec(wanted)?.[0]);
  if (Number.parseInt(running, 10) >= needed) return;
  throw new UsageError(`this is Node ${running}, and coordinator needs Node ${needed} or newer`, {
    fix: `Install it from https://nodejs.org, or: nvm install ${needed}`,
  });
};
