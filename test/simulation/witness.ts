/**
 * The witness stands outside the system under test. It is told by the fake doors and by the people of the simulation
 * what really happened, and keeps every breach of a rule of SPEC section 2.
 */

/** Name of a rule of SPEC section 2, `R1` to `R7`; `trust` is section 3, `bug` an error that stopped the daemon. */
export type RuleName = 'R1' | 'R2' | 'R3' | 'R4' | 'R5' | 'R6' | 'R7' | 'trust' | 'bug';

export interface Breach {
  readonly rule: RuleName;
  readonly text: string;
  readonly step: number;
}

/** What may be a reason for the coordinator to end, or to take up, a task. */
export type CauseKind =
  | 'unlabelled'
  | 'closed'
  | 'stop-file'
  | 'ledger-cancel'
  | 'ledger-retry'
  | 'control-stop'
  | 'control-cancel'
  | 'control-kill'
  | 'control-retry'
  | 'control-clean'
  | 'control-clean-by-force'
  | 'control-reset'
  | 'control-reset-by-force'
  | 'control-kill-zombie'
  | 'control-status'
  | 'control-approve'
  | 'control-pause'
  | 'control-resume'
  | 'control-answer'
  | 'control-unknown'
  | 'labelled'
  | 'asked'
  | 'answered'
  | 'shutdown';

/** A cause that was true from step `from` to step `to`; null while it still is. */
interface Cause {
  readonly kind: CauseKind;
  readonly from: number;
  to: number | null;
}

export interface Witness {
  readonly breaches: readonly Breach[];
  /** Lines for whoever looks at a breach. */
  readonly history: readonly string[];
  step(): number;
  nextStep(): number;
  breach(rule: RuleName, text: string): void;
  note(text: string): void;
  begin(issue: number, kind: CauseKind): void;
  end(issue: number, kind: CauseKind): void;
  /** True when one of the causes was true at some time since that step. */
  wasTrue(issue: number, kinds: readonly CauseKind[], since: number): boolean;
}

/** A witness that has seen nothing. */
export const createWitness = (): Witness => {
  const breaches: Breach[] = [];
  const history: string[] = [];
  const causes = new Map<number, Cause[]>();
  let step = 0;
  const of = (issue: number): Cause[] => {
    const found = causes.get(issue) ?? [];
    causes.set(issue, found);
    return found;
  };
  const open = (issue: number, kind: CauseKind) =>
    of(issue).find((cause) => cause.kind === kind && cause.to === null);
  return {
    breaches,
    history,
    step: () => step,
    nextStep: () => {
      step += 1;
      return step;
    },
    breach: (rule, text) => breaches.push({ rule, text, step }),
    note: (text) => history.push(`${step}  ${text}`),
    begin: (issue, kind) => {
      if (open(issue, kind) === undefined) of(issue).push({ kind, from: step, to: null });
    },
    end: (issue, kind) => {
      const cause = open(issue, kind);
      if (cause !== undefined) cause.to = step;
    },
    wasTrue: (issue, kinds, since) =>
      of(issue).some((cause) => kinds.includes(cause.kind) && (cause.to === null || cause.to >= since)),
  };
};
