/**
 * `coordinator templates show NAME --issue N`: what a worker would be told now, from GitHub and from what is remembered, by
 * the code that starts workers. Nothing is written. Where GitHub cannot be read, what is remembered is shown, and that is said.
 */

import { fetchPromptReads, type PromptReads, readLeftWork, readSession } from '../act/worker-prompt.ts';
import { plainPromptOf } from '../agents/plain-prompt.ts';
import type { TemplateAnswer } from '../answers/templates.ts';
import { chosenAmong } from '../decide/chosen-label.ts';
import { type Choice, choiceOf } from '../model/choice.ts';
import { PermanentError, TransientError, UsageError } from '../model/failures.ts';
import { keyOf } from '../model/ids.ts';
import { firstMemoryOf } from '../model/new-task.ts';
import type { AgentSettings } from '../model/settings.ts';
import type { Site } from '../model/site.ts';
import type { IssueRow } from '../model/snapshot.ts';
import { isTerminal, type TaskMemory } from '../model/task.ts';
import { createChooserReader } from '../observe/choosers.ts';
import { createTrust } from '../observe/trust.ts';
import { renderJson } from '../render/json.ts';
import type { Rendered } from '../render/prompt.ts';
import { finderIn } from '../render/template-uses.ts';
import {
  type PromptSource,
  partNamesOf,
  promptValuesOf,
  renderPart,
  renderWholePrompt,
} from '../render/whole-prompt.ts';
import type { World } from '../world/world.ts';
import { parseIssue } from './issue-argument.ts';
import { type Look, lookFrom } from './look.ts';
import { placingOf } from './site.ts';
import { requireTemplate, type TemplatesRequest } from './templates.ts';
import { openWorkplace } from './workplace.ts';

/** Prints the text; resolves with exit code 0. @throws UsageError no such template or issue, or nothing is known of it. */
export const showPrompt = async (
  request: TemplatesRequest & { readonly name: string; readonly issue: string },
): Promise<number> => {
  const place = await openWorkplace(request);
  const issue = parseIssue(request.issue);
  const { use } = requireTemplate(request.name, place);
  const look = await lookFrom(request, place);
  try {
    const found = await findIssue(issue, look);
    const told = await foretell(found, look);
    const { settings, site, world } = look;
    const hands = {
      site,
      settings,
      find: finderIn(site.templatePaths, (path) => world.files.readText(path)),
    };
    const whole = { ...told.source, choice: { template: use.name }, isResumed: false };
    const rendered = use.isFirst
      ? renderWholePrompt(whole, hands)
      : renderPart(use.name, promptValuesOf(told.source, hands), hands.find);
    const names = use.isFirst ? partNamesOf(whole) : [use.name];
    answer(request, {
      issue,
      use,
      names,
      told,
      found,
      text: plainPromptOf(requireText(rendered), told.agent),
    });
    return 0;
  } finally {
    look.close();
  }
};

const requireText = (rendered: Rendered): string => {
  if (rendered.kind === 'ok') return rendered.text;
  throw new UsageError(rendered.message, { fix: rendered.fix });
};

/** An issue as GitHub or memory knows it; `missing` says what could not be had, null = nothing. */
export interface FoundIssue {
  readonly task: TaskMemory;
  readonly row: IssueRow;
  readonly missing: string | null;
}

const findIssue = async (issue: number, look: Look): Promise<FoundIssue> => {
  const task = look.world.store.readMemory().tasks.find((one) => one.issue === issue);
  try {
    if (look.trouble !== null) throw look.trouble;
    const presence = await look.world.github.fetchIssue(issue);
    if (presence.kind === 'present') return foundOf(presence.row, task, look);
  } catch (error) {
    if (!isTrouble(error)) throw error;
    if (task !== undefined) return { task, row: rememberedRow(task), missing: error.message };
    const fix = error.fix ?? 'Try again when GitHub can be read.';
    throw new UsageError(`nothing is remembered of ${keyOf(issue)}, and ${error.message}`, {
      fix,
      exitCode: 4,
    });
  }
  const { owner, name } = look.site.repository;
  throw new UsageError(`there is no issue #${issue} in ${owner}/${name}`, { exitCode: 1 });
};

const isTrouble = (error: unknown): error is TransientError | PermanentError | UsageError =>
  error instanceof TransientError || error instanceof PermanentError || error instanceof UsageError;

const foundOf = (row: IssueRow, task: TaskMemory | undefined, { site, settings }: Look): FoundIssue => {
  if (task !== undefined) return { task, row, missing: null };
  const { number: issue, title, url, createdAtMs, textKey } = row;
  const fresh = {
    ...{ issue, title, url, createdAtMs, approvedText: textKey },
    ...placingOf(site, settings)(issue),
    approval: { login: '', atMs: 0 },
    labelPriority: 2 as const,
    pullRequest: null,
  };
  const change = { issue, from: null, to: 'queued', reason: '', evidence: [] } as const;
  return { task: firstMemoryOf(fresh, change, 0), row, missing: null };
};

/** Memory keeps neither description nor author nor labels. */
const rememberedRow = ({ issue, title, url, createdAtMs, approvedText }: TaskMemory): IssueRow => ({
  ...{ number: issue, title, url, createdAtMs },
  body: '(Its description is on GitHub, which cannot be read just now.)',
  author: 'not known',
  labels: [],
  state: 'open',
  updatedAtMs: createdAtMs,
  textKey: approvedText ?? '',
  openBlockerCount: null,
  openChildCount: null,
});

/** What it would be told. */
export interface Foretold {
  readonly source: PromptSource;
  readonly choice: Choice;
  /** Undefined: there is none of that name. */
  readonly agent: AgentSettings | undefined;
  readonly session: string | null;
  /** About labels that choose. */
  readonly note: string;
}

/** What the next attempt would be told, and by which choice. @throws TransientError GitHub. */
export const foretell = async (
  { task, row, missing }: FoundIssue,
  look: Pick<Look, 'settings' | 'site' | 'world'>,
): Promise<Foretold> => {
  const { settings, site, world } = look;
  const chosen = missing === null ? await fetchChosen(row, task, look) : { label: task.agentLabel, note: '' };
  const choice = choiceOf(settings, chosen.label);
  const agent = settings.agents[choice.agent] ?? site.builtInAgents[choice.agent];
  const session = agent === undefined ? null : readSession({ task, row, choice, agent }, { world, settings });
  const reads = missing === null ? await fetchPromptReads(task, look) : await rememberedReads(task, look);
  const attempt = Math.max(0, ...task.attempts.map(({ number }) => number)) + 1;
  // A task that rests is only worked on after a retry, which begins a round of tries.
  const isResting = isTerminal(task.recorded.state) || task.recorded.state === 'blocked';
  const next = isResting ? { ...task, round: task.round + 1 } : task;
  const source = { task: next, row, choice, attempt, isResumed: session !== null, ...reads };
  return { source, choice, agent, session, note: chosen.note };
};

const rememberedReads = async (
  task: TaskMemory,
  look: { readonly world: World; readonly site: Site },
): Promise<Pick<PromptReads, 'work' | 'logs'> & Pick<PromptSource, 'pull'>> => ({
  work: await readLeftWork(task, look),
  pull: task.pullRequest,
  logs: new Map(),
});

const fetchChosen = async (
  row: IssueRow,
  task: TaskMemory,
  { world, settings }: Pick<Look, 'settings' | 'world'>,
) => {
  const reader = createChooserReader(world, createTrust(world));
  const memory = { ...world.store.readMemory(), tasks: [] };
  const choosers = await reader.readChoosers({ rows: [row], memory, settings });
  const approvedAtMs =
    task.approval.atMs > 0
      ? task.approval.atMs
      : ((await world.github.fetchLabelEvent(row.number, settings.github.label))?.atMs ?? 0);
  const { labels, number } = row;
  const chosen = chosenAmong({
    labels,
    approvedAtMs,
    choosers: choosers.get(number),
    byLabel: settings.byLabel,
  });
  return chosen.kind === 'known' ? chosen : { label: null, note: chosen.hold };
};

const answer = (
  { json, terminal }: TemplatesRequest,
  shown: {
    readonly issue: number;
    readonly use: { readonly name: string; readonly isFirst: boolean };
    readonly names: readonly string[];
    readonly told: Foretold;
    readonly found: FoundIssue;
    readonly text: string;
  },
): void => {
  const { issue, use, names, told, found, text } = shown;
  const { agent, model, effort, label } = told.choice;
  const next = partNamesOf(told.source);
  const { attempt } = told.source;
  if (json) {
    const complete = found.missing === null;
    const facts = { issue, attempt, agent, model, effort, label, resumes: told.session, templates: next };
    const whole: TemplateAnswer = { name: use.name, ...facts, complete, text };
    terminal.answer(renderJson(whole));
    return;
  }
  const says = (line: string): void => terminal.say(`${keyOf(issue)}: ${line}`);
  if (found.missing !== null)
    says(`as remembered, without description, author and labels of the issue: ${found.missing}`);
  if (told.note !== '') says(told.note);
  says(`attempt ${attempt} by ${agent} would be told: ${next.join(', ')}${sessionText(told.session)}`);
  if (!names.every((name) => next.includes(name))) says(`shown all the same: ${names.join(', ')}`);
  terminal.answer(text.trim());
};

const sessionText = (session: string | null): string =>
  session === null ? '' : ` (it goes on in its session ${session})`;
