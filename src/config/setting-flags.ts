/** Flags that set a key. */

/** Options of `coordinator run` that set a key, named as the command line parser names them. */
export interface PartialSettingsFlags {
  readonly maxWorkers?: FlagValue;
  readonly pollInterval?: FlagValue;
  readonly label?: FlagValue;
  readonly agent?: FlagValue;
  readonly timeout?: FlagValue;
  readonly startupDelay?: FlagValue;
  readonly budget?: FlagValue;
  readonly budgetMode?: FlagValue;
}

type FlagValue = string | number | undefined;

/** All of them, with the key that each sets. */
export const settingFlags: readonly {
  readonly option: keyof PartialSettingsFlags;
  readonly name: string;
  readonly key: string;
}[] = [
  { option: 'maxWorkers', name: '--max-workers', key: 'workers.max' },
  { option: 'pollInterval', name: '--poll-interval', key: 'github.pollInterval' },
  { option: 'label', name: '--label', key: 'github.label' },
  { option: 'agent', name: '--agent', key: 'workers.agent' },
  { option: 'timeout', name: '--timeout', key: 'workers.timeout' },
  { option: 'startupDelay', name: '--startup-delay', key: 'workers.startupDelay' },
  { option: 'budget', name: '--budget', key: 'budget.total' },
  { option: 'budgetMode', name: '--budget-mode', key: 'budget.mode' },
];

/** Those of some options that set a key, for another process to go by. */
export const settingFlagsOf = (given: Readonly<Record<string, unknown>>): PartialSettingsFlags =>
  Object.fromEntries(
    settingFlags.flatMap(({ option }) => {
      const value = given[option];
      return typeof value === 'string' || typeof value === 'number' ? [[option, value] as const] : [];
    }),
  );
