/**
 * What a worker is told: a Liquid template filled with facts. The template is trusted, the issue is not: every value
 * that others wrote is stripped of what a reader would not see and comes in delimiters it cannot close, wherever the
 * template puts it. Templates cannot read files, and a variable that does not exist is an error.
 */
import { Liquid, LiquidError } from 'liquidjs';
import { oneLineOf } from './plain-text.ts';
import { type PromptValues, promptVariables, scopeOf } from './prompt-values.ts';

/** The text, or what is wrong with the template: `message` names the line, `fix` what to do. */
export type Rendered =
  | { readonly kind: 'ok'; readonly text: string }
  | { readonly kind: 'error'; readonly message: string; readonly fix: string };

/** Fills a prompt template. */
export const renderPrompt = (request: {
  readonly template: string;
  readonly values: PromptValues;
}): Rendered => renderStrictly(request.template, scopeOf(request.values), promptVariables);

/** Fills `worktrees.branch`. Only the issue's number can be named: no text of others becomes part of a branch. */
export const renderBranch = (template: string, issue: { readonly number: number }): Rendered =>
  renderStrictly(template, { issue: { number: issue.number } }, ['issue.number']);

/** Tags that read other templates. */
const fileTags = ['include', 'render', 'layout', 'block'];

const openEngine = (): Liquid => {
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    // The same text on every machine; to ask the machine for its locale takes longer than to render.
    locale: 'en-US',
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
