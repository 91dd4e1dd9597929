/**
 * How an attempt is worked on: which agent, told what, for how long.
 */
import type { Standing } from './conversation.ts';
import type { Settings } from './settings.ts';

/** The choice for one attempt. `label`: the label that it comes from; null = it is the one for every issue. */
export interface Choice {
  readonly label: string | null;
  readonly agent: string;
  readonly template: string;
  readonly model: string | null;
  readonly effort: string | null;
  /** Wall clock of the attempt where the label says so; null = `workers.timeout`. */
  readonly timeoutMs: number | null;
}

/** Who put a label of `agents.byLabel` on an issue last, and whether that person may be listened to; times are GitHub's. */
export interface Chooser extends Standing {
  readonly label: string;
  readonly login: string;
  readonly atMs: number;
}

/** Labels of GitHub are the same whatever their case. */
export const isSameLabel = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** What a label chooses; a label that chooses nothing (any more), or none, leaves it at what is set for every issue. */
export const choiceOf = (
  { workers, byLabel }: Pick<Settings, 'workers' | 'byLabel'>,
  label: string | null,
): Choice => {
  const found = label === null ? undefined : byLabel.find((one) => isSameLabel(one.label, label));
  return {
    label: found?.label ?? null,
    agent: found?.agent ?? workers.agent,
    template: found?.template ?? workers.template,
    model: found?.model ?? null,
    effort: found?.effort ?? null,
    timeoutMs: found?.timeoutMs ?? null,
  };
};
