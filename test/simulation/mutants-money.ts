/**
 * Guards of budgets and of agents whose provider wants a pause.
 */
import { change, type Mutant, mutant } from './mutant.ts';

export const moneyMutants: readonly Mutant[] = [
  mutant(
    'a spent budget holds nothing back',
    change(
      'decide/admission.ts',
      'if (spent !== null) return budgetHold(spent);\n  if (agentHold',
      'if (agentHold',
    ),
    change(
      'decide/admission.ts',
      'return spent === null ? agentHoldOf({ snapshot, settings }) : budgetHold(spent);',
      'return agentHoldOf({ snapshot, settings });',
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
