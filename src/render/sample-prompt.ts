/**
 * Invented values to try a template with before a worker depends on it.
 */
import type { PromptValues } from './prompt-values.ts';

const full: PromptValues = {
  issue: {
    number: 450,
    title: 'Add token budget alerts',
    body: 'Warn before the budget is used up.',
    url: 'https://github.com/acme/api/issues/450',
    author: 'octocat',
    labels: ['rpi-auto'],
  },
  branch: 'rpi/gh-450',
  base: 'main',
  worktree: '/home/octocat/api/trees/gh-450',
  repository: 'acme/api',
  attempt: {
    number: 2,
    try: 2,
    limit: 3,
    previous: {
      number: 1,
      result: 'exited 1',
      phase: 'plan',
      error: 'npm test failed',
      words: 'The tests fail.',
    },
  },
  label: 'rpi-auto',
  resumed: false,
  work: { commits: 2, uncommitted: 1 },
  pull: { number: 470, url: 'https://github.com/acme/api/pull/470', state: 'open' },
  answers: [{ login: 'octocat', text: 'By mail.', atMs: 0, question: 'How should it warn?' }],
  followUp: {
    pull: 470,
    url: 'https://github.com/acme/api/pull/470',
    round: 1,
    limit: 3,
    feedback: [
      { kind: 'check', title: 'check build failed', text: 'Bad.', log: 'not ok 1' },
      { kind: 'conflict', title: 'conflict with main', text: '', log: '' },
    ],
  },
};

/** A first attempt of which little is known. */
const bare: PromptValues = {
  ...full,
  issue: { ...full.issue, body: '', labels: [] },
  attempt: { number: 1, try: 1, limit: 3, previous: null },
  work: null,
  pull: null,
  answers: [],
  followUp: null,
};

/** What a template has to fit: one that stands first in a prompt also an attempt that is the first. */
export const sampleValuesOf = (isFirst: boolean): readonly PromptValues[] => [
  ...(isFirst ? [bare] : []),
  full,
  { ...full, resumed: true },
  { ...full, work: null, pull: null },
];
