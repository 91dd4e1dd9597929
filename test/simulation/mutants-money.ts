/**
 * Guards of budgets and of agents whose provider wants a pause.
 */
import { change, type Mutant, mutant } from './mutant.ts';

export const moneyMutants: readonly Mutant[] = [
  mutant(
    'a spent budget holds nothing back',
    change(
      'decide/admission.ts',
      'spent === null ? null : budgetHold(spent)',
      'spent === null ? null : null',
    ),
  ),
  mutant(
    'a spent budget ends no worker',
    change('decide/limits.ts', 'if (budget !== null)', 'if (false as boolean)'),
  ),
  mutant(
    'a provider’s limit holds back nobody else',
    change('decide/agent-pause.ts', '(b) - endOf(a))[0] ?? null', '(b) - endOf(a))[9] ?? null'),
  ),
];
