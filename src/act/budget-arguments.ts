import { agentDefinitions } from '../agents/built-in.ts';
import { choiceOf } from '../model/choice.ts';
import type { Settings } from '../model/settings.ts';
import type { Site } from '../model/site.ts';
import { spentByEnded, sumOfSpent } from '../model/spending.ts';
import type { TaskMemory } from '../model/task.ts';

/**
 * Arguments with which a built-in agent ends by itself once the rest of the task's budget of dollars is spent: it knows its
 * cost sooner than its log tells it. None where budgets only warn, and for a command that a person wrote.
 */
export const budgetArgumentsOf = (
  task: TaskMemory,
  { settings, site }: { readonly settings: Settings; readonly site: Pick<Site, 'builtInAgents'> },
): readonly string[] => {
  const { agents, budget } = settings;
  const { agent } = choiceOf(settings, task.agentLabel);
  const option = agentDefinitions[agent]?.limits.dollars ?? null;
  const own = agents[agent]?.command;
  const isOwn = own !== undefined && own.join('\0') !== site.builtInAgents[agent]?.command.join('\0');
  if (option === null || isOwn || budget.mode === 'warn' || budget.perTask?.unit !== 'usd') return [];
  const leftUsd = budget.perTask.amount - sumOfSpent(task.attempts.map(spentByEnded)).usd;
  // Rounded up: what would be left of it otherwise is no attempt worth making.
  return [option, Math.max(Math.ceil(leftUsd * 100 - 1e-6) / 100, 0.01).toFixed(2)];
};
