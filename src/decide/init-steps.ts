/**
 * What `coordinator init` has to do, from what it saw. A step whose state is not known is told, never done blindly.
 */

export type InitStepId = 'config' | 'exclude' | 'labels' | 'templates';

/** `todo`: it would be done. `done`: nothing to do. `unknown`: it could not be looked at; `fix` says how it can. */
export interface InitStep {
  readonly id: InitStepId;
  readonly kind: 'todo' | 'done' | 'unknown';
  readonly text: string;
  readonly fix: string | null;
}

/** Names of what is missing, or why that is not known. */
export type MissingSeen =
  | { readonly kind: 'known'; readonly missing: readonly string[] }
  | { readonly kind: 'unknown'; readonly why: string; readonly fix: string | null };

export interface InitSeen {
  /** Name of the file that is there; null = none. */
  readonly configName: string | null;
  /** What is wrong with it; null = nothing. */
  readonly configFlaw: string | null;
  readonly patterns: readonly string[];
  readonly labels: MissingSeen;
  /** Templates that are not copied yet; null = they are not asked for. */
  readonly templates: readonly string[] | null;
}

/** In the order in which they are done. */
export const initStepsOf = (seen: InitSeen): readonly InitStep[] => [
  configStepOf(seen),
  stepOf('exclude', seen.patterns),
  labelStepOf(seen.labels),
  ...(seen.templates === null ? [] : [stepOf('templates', seen.templates)]),
];

const configStepOf = ({ configName, configFlaw }: InitSeen): InitStep => {
  if (configName === null) return { id: 'config', kind: 'todo', text: 'coordinator.yml', fix: null };
  if (configFlaw === null) return { id: 'config', kind: 'done', text: `${configName} is there`, fix: null };
  return {
    id: 'config',
    kind: 'unknown',
    text: `${configName} is wrong: ${configFlaw}`,
    fix: 'coordinator config schema',
  };
};

const places = {
  exclude: 'entries of .git/info/exclude',
  labels: 'labels on GitHub',
  templates: 'templates in .github/coordinator',
} as const;

const stepOf = (id: keyof typeof places, missing: readonly string[]): InitStep =>
  missing.length === 0
    ? { id, kind: 'done', text: `${places[id]}: all there`, fix: null }
    : { id, kind: 'todo', text: `${places[id]}: ${missing.join(' ')}`, fix: null };

const labelStepOf = (labels: MissingSeen): InitStep =>
  labels.kind === 'known'
    ? stepOf('labels', labels.missing)
    : {
        id: 'labels',
        kind: 'unknown',
        text: `labels could not be looked at: ${labels.why}`,
        fix: labels.fix,
      };

/** True when something is missing, or not known. */
export const isDrift = (steps: readonly InitStep[]): boolean => steps.some(({ kind }) => kind !== 'done');
