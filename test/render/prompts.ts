import type { PromptPrevious, PromptValues } from '../../src/render/prompt-values.ts';

export const previous: PromptPrevious = {
  number: 1,
  result: 'exited 1',
  phase: 'plan',
  error: 'no such file',
  words: 'I tried.',
};

/** A later attempt of which everything is known. */
export const someValues: PromptValues = {
  issue: {
    number: 42,
    title: 'Fix flaky login test',
    body: 'It fails\n\non Mondays.',
    url: 'https://github.com/acme/api/issues/42',
    author: 'ann',
    labels: ['bug', 'p1'],
  },
  branch: 'rpi/gh-42',
  base: 'main',
  worktree: '/repository/trees/gh-42',
  repository: 'acme/api',
  attempt: { number: 2, try: 2, limit: 3, previous },
  label: 'rpi-auto',
  resumed: false,
  work: { commits: 3, uncommitted: 1 },
  pull: { number: 7, url: 'https://github.com/acme/api/pull/7', state: 'open' },
  answers: [{ login: 'mona', text: 'Blue.', atMs: 0, question: 'Which colour?' }],
  followUp: {
    pull: 7,
    url: 'https://github.com/acme/api/pull/7',
    round: 1,
    limit: 3,
    feedback: [{ kind: 'check', title: 'check build failed', text: 'Bad.', log: 'not ok' }],
  },
};

/** A first attempt, of which nothing but the issue is known. */
export const firstValues: PromptValues = {
  ...someValues,
  attempt: { number: 1, try: 1, limit: 3, previous: null },
  work: null,
  pull: null,
  answers: [],
  followUp: null,
};
