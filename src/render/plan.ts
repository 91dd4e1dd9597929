/**
 * A plan for people: one line per thing that would be done, most important first; what would only be noted is left out.
 */
import type { PlanAnswer, StartAnswer, WaitAnswer } from '../answers/run.ts';
import type { Action } from '../model/action.ts';
import { keyOf } from '../model/ids.ts';
import type { Memory } from '../model/snapshot.ts';
import { oneLineOf } from './plain-text.ts';

/** What would be done, and what not. */
export interface ForetoldPlan {
  readonly actions: readonly Action[];
  /** As it would be afterwards. */
  readonly memory: Memory;
  readonly starts: readonly StartAnswer[];
  /** Labelled issues that `--issues` leaves alone. */
  readonly left: readonly { readonly number: number; readonly title: string }[];
}

/** What would be done, whole prompts included, and who would wait for what. */
export const planJsonOf = (plan: ForetoldPlan): PlanAnswer => ({
  actions: plan.actions,
  starts: plan.starts,
  waits: waitsOf(plan),
});

const waitsOf = ({ memory, left }: ForetoldPlan): readonly WaitAnswer[] => {
  const queued = memory.tasks.filter(({ recorded }) => recorded.state === 'queued');
  const known = new Set(queued.map(({ issue }) => issue));
  return [
    ...queued.map(({ issue, title, hold, recorded }) => ({
      issue,
      key: keyOf(issue),
      title,
      why: hold ?? recorded.reason,
    })),
    ...left
      .filter(({ number }) => !known.has(number))
      .map(({ number, title }) => ({
        issue: number,
        key: keyOf(number),
        title,
        why: 'not among the --issues of this run',
      })),
  ];
};

/** The lines, or that there is nothing to do. */
export const renderPlan = (plan: ForetoldPlan): string => {
  const { actions, memory, starts } = plan;
  const titles = new Map(memory.tasks.map(({ issue, title }) => [issue, title]));
  const lines = actions.flatMap((action) => {
    const line = lineOf(action);
    if (line === null) return [];
    const [issue, words] = line;
    const title = issue === null ? undefined : titles.get(issue);
    const isStart = action.kind === 'create-worktree' || action.kind === 'start-worker';
    const start = isStart ? starts.find((one) => one.issue === action.issue) : undefined;
    const subject = issue === null ? 'tasks.md' : keyOf(issue);
    return [planLine(subject, words, title), ...(start === undefined ? [] : startLines(start))];
  });
  const waits = waitsOf(plan).map(({ key, why, title }) => planLine(key, `would wait: ${why}`, title));
  return [...lines, ...waits].join('\n') || 'nothing to do';
};

const planLine = (subject: string, words: string, title: string | undefined): string =>
  `${subject.padEnd(8)}  ${oneLineOf(words)}${title === undefined ? '' : `: ${oneLineOf(title)}`}`;

const startLines = (start: StartAnswer): readonly string[] => {
  const indent = ' '.repeat(10);
  const { command, promptChannel, templates, prompt, trouble, issue } = start;
  if (trouble !== null) return [`${indent}could not: ${oneLineOf(trouble)}`];
  const count = (prompt ?? '').trimEnd().split('\n').length;
  return [
    `${indent}runs  ${command.map(shellWord).join(' ')} ${channelText[promptChannel]}`,
    `${indent}told  ${templates.join(', ')}: ${count} lines (coordinator templates show ${templates[0]} --issue ${issue})`,
  ];
};

const channelText = { stdin: '<prompt', argument: '"$prompt"', file: '(the prompt is in a file)' } as const;

/** As a shell would have to be told. */
const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${oneLineOf(word).replaceAll("'", "'\\''")}'`;

const lineOf = (action: Action): readonly [number | null, string] | null => {
  switch (action.kind) {
    case 'remember-task':
      return [action.task.issue, `would be taken in (${action.change.reason})`];
    case 'rebuild-task':
      return [
        action.task.issue,
        `would be remembered again as ${action.change.to} (${action.change.reason})`,
      ];
    case 'refuse-issue':
      return [
        action.refusal.issue,
        `would be refused: labelled by ${action.refusal.login} (${action.refusal.ground})`,
      ];
    case 'create-worktree':
      return [action.issue, `would get a worktree and a worker, attempt ${action.attempt}`];
    case 'start-worker':
      return [action.issue, `would get a worker, attempt ${action.attempt}`];
    case 'record-change':
      return [action.change.issue, `would become ${action.change.to} (${action.change.reason})`];
    case 'stop-worker':
    case 'sweep-worker':
      return [action.issue, 'its worker would be ended'];
    case 'save-work':
      return [action.issue, 'its uncommitted work would be committed'];
    case 'push-branch':
      return [action.issue, 'its branch would be pushed'];
    case 'open-pull-request':
      return [action.issue, 'a pull request would be opened'];
    case 'write-ledger':
      return [null, 'would be written'];
    case 'restore-ledger':
      return [null, `would be restored: ${action.why}`];
    default:
      return null;
  }
};
