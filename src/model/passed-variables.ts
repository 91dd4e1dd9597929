/**
 * Which of the machine's variables reach a worker: an allow-list, what its agent needs, and what a person lets through.
 */
import type { EnvironmentEntry } from './settings.ts';

const passedNames = new Set(['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'TZ', 'TERM']);

const isPassed = (name: string): boolean =>
  passedNames.has(name) || name.startsWith('LC_') || name.startsWith('XDG_');

export interface VariableSource {
  /** Of the coordinator itself. */
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  /** `agents.<name>.env` */
  readonly agentEnv: Readonly<Record<string, string>>;
  /** `workers.env` */
  readonly entries: readonly EnvironmentEntry[];
}

/** A worker's variables, without those of the contract (SPEC section 5). A later source wins. */
export const passedVariablesOf = ({ hostEnv, agentEnv, entries }: VariableSource): Record<string, string> => {
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(hostEnv))
    if (value !== undefined && isPassed(name)) variables[name] = value;
  Object.assign(variables, agentEnv);
  for (const { name, value } of entries) {
    const found = value ?? hostEnv[name];
    if (found !== undefined) variables[name] = found;
  }
  return variables;
};
