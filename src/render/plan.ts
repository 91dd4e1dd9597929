/**
 * A plan for people: one line per thing that would be done, most important first; what would only be noted is left out.
 */
import type { Action } from '../model/action.ts';
import { keyOf } from '../model/ids.ts';
import type { Memory } from '../model/snapshot.ts';
import { oneLineOf } from './plain-text.ts';

/** The lines, or that there is nothing to do. */
export const renderPlan = (actions: readonly Action[], memory: Memory): string => {
  const titles = new Map(memory.tasks.map(({ issue, title }) => [issue, title]));
  for (const action of actions)
    if (action.kind === 'remember-task' || action.kind === 'rebuild-task')
      titles.set(action.task.issue, action.task.title);
  const lines = actions.flatMap((action) => {
    const line = lineOf(action);
    if (line === null) return [];
    const [issue, words] = line;
    const title = issue === null ? undefined : titles.get(issue);
    const subject = issue === null ? 'tasks.md' : keyOf(issue);
    return [`${subject.padEnd(8)}  ${oneLineOf(words)}${title === undefined ? '' : `: ${oneLineOf(title)}`}`];
  });
  return lines.length === 0 ? 'nothing to do' : lines.join('\n');
};

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
    case 'record-facts':
      return action.patch?.hold ? [action.issue, `would wait: ${action.patch.hold}`] : null;
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
