/**
 * Guards of the circuit breakers.
 */
import { change, type Mutant, mutant } from './mutant.ts';

export const breakerMutants: readonly Mutant[] = [
  mutant(
    'an open breaker holds nothing back',
    change('decide/admission.ts', '?? general ?? breakers.holdOf(fact)', '?? general'),
  ),
  mutant(
    'the breaker lets more than one task through',
    change('decide/breaker.ts', "state === 'open' || canary !== null", "state === 'open'"),
  ),
];
