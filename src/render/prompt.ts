/**
 * What a worker is told: a Liquid template filled with facts. The template is trusted, the issue is not: every value
 * that others wrote is stripped of what a reader would not see and comes in delimiters it cannot close, wherever the
 * template puts it. Templates cannot read files, and a variable that does not exist is an error.
 */
import { Liquid, LiquidError } from 'liquidjs';
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

/** Everything a template may name. `attempt.previous.result`: what became of the attempt before, one line. */
export interface PromptValues {
  readonly issue: PromptIssue;
  readonly branch: string;
  readonly base: string;
  readonly worktree: string;
  readonly repository: string;
  readonly attempt: {
    readonly number: number;
    readonly limit: number;
    readonly previous?: { readonly result: string } | null;
  };
  readonly label: string;
  /** What trusted people answered, oldest first; `question`: what was asked. Times are epoch milliseconds. */
  readonly answers?: readonly PromptAnswer[];
  /** What came back on its pull request; null = nothing is to be taken up. */
  readonly followUp?: PromptFollowUp | null;
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

/** The text, or what is wrong with the template: `message` names the line, `fix` what to do. */
export type Rendered =
  | { readonly kind: 'ok'; readonly text: string }
  | { readonly kind: 'error'; readonly message: string; readonly fix: string };

/** What `{{ ... }}` may name in a worker template, in the order of the documentation. */
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
  'attempt.limit',
  'attempt.previous.result',
  'label',
  'answers',
  'followUp',
];

/** Fills a worker template. Blank results are errors: a worker without instructions must not start. */
export const renderPrompt = (request: {
  readonly template: string;
  readonly values: PromptValues;
}): Rendered => {
  const rendered = renderStrictly(request.template, scopeOf(request.values), promptVariables);
  if (rendered.kind === 'ok' && rendered.text.trim() === '')
    return {
      kind: 'error',
      message: 'the template renders to nothing',
      fix: 'Write what the worker should do.',
    };
  return rendered;
};

/** Fills `worktrees.branch`. Only the issue's number can be named: no text of others becomes part of a branch. */
export const renderBranch = (template: string, issue: { readonly number: number }): Rendered =>
  renderStrictly(template, { issue: { number: issue.number } }, ['issue.number']);

const scopeOf = (values: PromptValues): object => ({
  issue: {
    number: values.issue.number,
    title: quoted(values.issue.title),
    body: fenced(values.issue.body),
    url: oneLineOf(values.issue.url),
    author: quoted(values.issue.author),
    labels: values.issue.labels.map(quoted),
  },
  branch: values.branch,
  base: values.base,
  worktree: values.worktree,
  repository: values.repository,
  attempt: {
    number: values.attempt.number,
    limit: values.attempt.limit,
    previous: values.attempt.previous ? { result: quoted(values.attempt.previous.result) } : null,
  },
  label: values.label,
  answers: (values.answers ?? []).map(answerScope),
  followUp: values.followUp ? followUpScope(values.followUp) : null,
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

/** Tags that read other templates. */
const fileTags = ['include', 'render', 'layout', 'block'];

const openEngine = (): Liquid => {
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    parseLimit: 1_000_000,
    renderLimit: 10_000,
    memoryLimit: 10_000_000,
  });
  for (const tag of fileTags) delete engine.tags[tag];
  return engine;
};

const renderStrictly = (template: string, scope: object, variables: readonly string[]): Rendered => {
  try {
    const text: unknown = openEngine().parseAndRenderSync(template, scope);
    return { kind: 'ok', text: String(text) };
  } catch (error) {
    if (!LiquidError.is(error)) throw error;
    return { kind: 'error', message: messageOf(error), fix: fixOf(error, variables) };
  }
};

/** `line 4, column 7: undefined variable: issue.titel`. */
const messageOf = (error: LiquidError): string => {
  const [line, column] = error.token.getPosition();
  const words = error.message.replace(/(?:, file:.*)?, line:\d+, col:\d+$/s, '');
  return `line ${line}, column ${column}: ${oneLineOf(words)}`;
};

const fixOf = (error: LiquidError, variables: readonly string[]): string => {
  if (error.name === 'UndefinedVariableError') return `Known variables: ${variables.join(', ')}.`;
  const tag = /^tag "(\w+)" not found/.exec(error.message)?.[1];
  if (tag !== undefined && fileTags.includes(tag))
    return `Templates read no files: put the text in place of {% ${tag} %}.`;
  return 'Templates are written in Liquid: https://liquidjs.com/tutorials/intro-to-liquid.html';
};
