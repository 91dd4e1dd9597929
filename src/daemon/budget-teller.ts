import { budgetSeen, budgetText, sharedBudgetsOf } from '../decide/budget.ts';
import type { Settings } from '../model/settings.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { dayOf } from '../model/spending.ts';
import type { World } from '../world/world.ts';

/** Says once each that a budget of everybody is nearly spent, and that it is; and once where its sum begins. */
export const createBudgetTeller = ({
  clock,
  narrator,
}: World): ((snapshot: Snapshot, settings: Settings) => void) => {
  const told = new Set<string>();
  const tellOnce = (key: string, word: string, text: string): void => {
    if (told.has(key)) return;
    told.add(key);
    narrator.tell({ atMs: clock.now().atMs, subject: 'budget', word, text });
  };
  return (snapshot, { budget }) => {
    const { unknownBeforeMs } = snapshot.memory.spending;
    for (const line of sharedBudgetsOf(snapshot, budget)) {
      if (unknownBeforeMs !== null)
        tellOnce(
          'unknown',
          'unknown',
          `memory was lost: what was spent before ${new Date(unknownBeforeMs).toISOString()} is not counted`,
        );
      if (line.level === 'within') continue;
      const text = budgetText(line);
      const day = line.key === 'perDay' ? dayOf(snapshot.now.atMs) : 0;
      const isBlocking = line.level === 'spent' && budget.mode === 'block';
      const effect = isBlocking ? ': nothing new is started, workers are asked to end' : '';
      tellOnce(
        `${day} ${text}`,
        line.level,
        `${text.replace(/^budget: /, '')}${effect} (${budgetSeen(line)})`,
      );
    }
  };
};
