/**
 * What a template may name, and how each value stands in the text: what others wrote is stripped of what a reader would
 * not see, and comes in delimiters that it cannot close.
 */
import { codeBlockOf, codeSpanOf } from './escape.ts';
import { cutText, oneLineOf, plainTextOf } from './plain-text.ts';
import { utcMinuteOf } from './utc-time.ts';

/** The issue as GitHub tells it; all texts raw. */
export interface PromptIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly url: string;
  readonly author: string;
  readonly labels: readonly string[];
}

/** Everything a template may name. */
export interface PromptValues {
  readonly issue: PromptIssue;
  readonly branch: string;
  readonly base: string;
  readonly worktree: string;
  readonly repository: string;
  readonly attempt: {
    /** Over the whole life of the task. */
    readonly number: number;
    /** The same since somebody asked for it last, and how many there may be of these. */
    readonly try: number;
    readonly limit: number;
    readonly previous: PromptPrevious | null;
  };
  readonly label: string;
  /** The text goes into a session that knows the first one: only what is new is told. */
  readonly resumed: boolean;
  /** What lies in the worktree; null = not known, or nothing was done yet. */
  readonly work: { readonly commits: number; readonly uncommitted: number } | null;
  /** The newest pull request of the branch; null = there is none. */
  readonly pull: { readonly number: number; readonly url: string; readonly state: string } | null;
  /** What trusted people answered, oldest first; `question`: what was asked. Times are epoch milliseconds. */
  readonly answers: readonly PromptAnswer[];
  /** What came back on its pull request; null = nothing is to be taken up. */
  readonly followUp: PromptFollowUp | null;
}

/** The attempt before. Texts raw, masked; empty = there is none. */
export interface PromptPrevious {
  readonly number: number;
  /** What became of it, one line. */
  readonly result: string;
  /** The stage that it marked as done last. */
  readonly phase: string;
  /** The last error in its log, and the agent's last words. */
  readonly error: string;
  readonly words: string;
}

/** One round on an open pull request. Texts raw, masked; `log`: the end of one, empty = there is none. */
export interface PromptFollowUp {
  readonly pull: number;
  readonly url: string;
  readonly round: number;
  readonly limit: number;
  readonly feedback: readonly {
    readonly kind: string;
    readonly title: string;
    readonly text: string;
    readonly log: string;
  }[];
}

/** One answer; all texts raw. */
export interface PromptAnswer {
  readonly login: string;
  readonly text: string;
  readonly atMs: number;
  readonly question: string;
}

/** What `{{ ... }}` may name in a template, in the order of the documentation. */
export const promptVariables: readonly string[] = [
  'issue.number',
  'issue.title',
  'issue.body',
  'issue.url',
  'issue.author',
  'issue.labels',
  'branch',
  'base',
  'worktree',
  'repository',
  'attempt.number',
  'attempt.try',
  'attempt.limit',
  'attempt.previous.number',
  'attempt.previous.result',
  'attempt.previous.phase',
  'attempt.previous.error',
  'attempt.previous.words',
  'label',
  'resumed',
  'work.commits',
  'work.uncommitted',
  'pull.number',
  'pull.url',
  'pull.state',
  'answers',
  'followUp',
];

/** The values as they stand in a text. */
export const scopeOf = (values: PromptValues): object => ({
  ...values,
  issue: {
    number: values.issue.number,
    title: quoted(values.issue.title),
    body: fenced(values.issue.body),
    url: oneLineOf(values.issue.url),
    author: quoted(values.issue.author),
    labels: values.issue.labels.map(quoted),
  },
  attempt: { ...values.attempt, previous: values.attempt.previous && previousScope(values.attempt.previous) },
  pull: values.pull && { ...values.pull, url: oneLineOf(values.pull.url) },
  answers: values.answers.map(answerScope),
  followUp: values.followUp && followUpScope(values.followUp),
});

const previousScope = ({ number, result, phase, error, words }: PromptPrevious): object => ({
  number,
  result: quoted(result),
  phase: oneLineOf(phase),
  error: fenced(error),
  words: fenced(words),
});

const followUpScope = ({ url, feedback, ...rest }: PromptFollowUp): object => ({
  ...rest,
  url: oneLineOf(url),
  feedback: feedback.map(({ kind, title, text, log }) => ({
    kind,
    title: quoted(title),
    text: fenced(text),
    log: fenced(log),
  })),
});

/** What several answers have in common is asked once. */
const answerScope = (
  { login, text, atMs, question }: PromptAnswer,
  index: number,
  all: readonly PromptAnswer[],
): object => ({
  login: quoted(login),
  text: fenced(cutText(text, answerLength)),
  at: utcMinuteOf(atMs),
  question: all[index - 1]?.question === question ? '' : fenced(cutText(question, answerLength)),
});

const answerLength = 4000;

/** Comments as HTML knows them, closed or running to the end. A space is left, so that no two halves make a new one. */
const htmlComment = /<!--(?:>|->|[\s\S]*?(?:--!?>|$))/g;

const visibleTextOf = (text: string): string => plainTextOf(plainTextOf(text).replace(htmlComment, ' '));

/** One line in backticks that it cannot close. Empty text stays empty. */
const quoted = (text: string): string => {
  const line = oneLineOf(visibleTextOf(text));
  return line === '' ? '' : codeSpanOf(line);
};

/** Lines between two fences that they cannot close. Blank text is empty. */
const fenced = (text: string): string => {
  const plain = visibleTextOf(text)
    .replace(/^(?:[^\S\n]*\n)+/, '')
    .trimEnd();
  return plain === '' ? '' : codeBlockOf(plain);
};
