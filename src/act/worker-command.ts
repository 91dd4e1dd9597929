import { commandOf } from '../agents/command.ts';
import type { Choice } from '../model/choice.ts';
import type { AgentSettings } from '../model/settings.ts';
import type { TaskMemory } from '../model/task.ts';
import { budgetArgumentsOf } from './budget-arguments.ts';
import type { Hands } from './hands.ts';

/** Program and arguments of one start, without its prompt. `session`: what it goes on in; null = it begins anew. */
export const workerCommandOf = (
  source: {
    readonly task: TaskMemory;
    readonly agent: AgentSettings;
    readonly choice: Choice;
    readonly session: string | null;
  },
  hands: Pick<Hands, 'settings' | 'site'>,
): readonly string[] => {
  const { task, agent, choice, session } = source;
  return commandOf(agent, { ...choice, session, further: budgetArgumentsOf(task, hands) });
};
