/**
 * Variables that a person lets through to workers.
 */
import type { EnvironmentEntry } from './settings.ts';

/** Those of `workers.env` that have a value, their own or this machine's. */
export const chosenOf = (
  entries: readonly EnvironmentEntry[],
  hostEnv: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  const chosen: Record<string, string> = {};
  for (const { name, value } of entries) {
    const found = value ?? hostEnv[name];
    if (found !== undefined) chosen[name] = found;
  }
  return chosen;
};
