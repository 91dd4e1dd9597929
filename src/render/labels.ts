/** How a state looks: its sign beside its word everywhere, and the labels that tell it on GitHub. */
import { type Concluded, isRejected } from '../model/rejected.ts';
import type { TaskState } from '../model/task.ts';

/**
 * The sign shown before the word of a state, which is never told by sign or colour alone. One whose pull request was rejected
 * does not look like a success.
 */
export const outcomeSignOf = (task: Concluded): string =>
  isRejected(task) ? signs.failed : signs[task.recorded.state];

const signs: Readonly<Record<TaskState, string>> = {
  queued: '○',
  preparing: '●',
  running: '●',
  timing_out: '●',
  stopping: '●',
  zombie: '▲',
  blocked: '▲',
  completed: '✓',
  failed: '✗',
  stopped: '■',
  cancelled: '■',
};

/** Where a person should look first. */
export type Attention = 'needs-person' | 'working' | 'review' | 'queued' | 'done';

/** The group a state belongs to. A pull request that was merged or closed is done, an open one is for review. */
export const attentionOf = (state: TaskState, pullRequestState?: 'open' | 'merged' | 'closed'): Attention => {
  switch (state) {
    case 'failed':
    case 'blocked':
      return 'needs-person';
    case 'queued':
      return 'queued';
    case 'completed':
      return pullRequestState === 'merged' || pullRequestState === 'closed' ? 'done' : 'review';
    case 'stopped':
    case 'cancelled':
      return 'done';
    default:
      return 'working';
  }
};

/** The word of a state as a heading, `Timing out`. */
export const headingOf = (state: TaskState | 'rejected'): string => {
  const words = state.replace('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Colour (6 hex digits) and description of a label of ours. */
export interface LabelLook {
  readonly color: string;
  readonly description: string;
}

/** The labels by state (SPEC section 9), as they are created on GitHub. */
export const stateLabels: Readonly<Record<string, LabelLook>> = {
  'rpi-working': { color: '1d76db', description: 'A worker is on this issue' },
  'rpi-review': { color: '0e8a16', description: 'A pull request is ready for review' },
  'rpi-blocked': { color: 'fbca04', description: 'The worker waits for a person' },
  'rpi-failed': { color: 'd93f0b', description: 'No attempt succeeded' },
};

/** All labels that the repository should have: the one that hands an issue over first, then those by state, if they are used. */
export const wantedLabelsOf = (github: {
  readonly label: string;
  readonly stateLabels: boolean;
}): readonly (LabelLook & { readonly label: string })[] => [
  { label: github.label, color: '5319e7', description: 'Hands this issue to a coding agent' },
  ...(github.stateLabels ? Object.entries(stateLabels) : []).map(([label, look]) => ({ label, ...look })),
];
