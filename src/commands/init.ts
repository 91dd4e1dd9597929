/**
 * `coordinator init`: sets a clone up for `run`. It makes what is missing and changes nothing that is there; asks first, and
 * what it cannot do without a token, it says.
 */
import { join } from 'node:path';
import type { InitAnswer } from '../answers/setting-up.ts';
import { type InitStep, type InitStepId, initStepsOf, isDrift } from '../decide/init-steps.ts';
import { UsageError } from '../model/failures.ts';
import { renderJson } from '../render/json.ts';
import { wantedLabelsOf } from '../render/labels.ts';
import { type ConfigChoices, renderSampleConfig } from '../render/sample-config.ts';
import { type Asker, openAsker } from '../world/ask.ts';
import { openFiles } from '../world/files/open-files.ts';
import { packagePath } from '../world/package.ts';
import { findPlace, type InitPlace, seenIn, templatePathsOf, withRepository } from './init-place.ts';
import { askChoices, presetChoicesOf } from './init-questions.ts';
import { missingPatternsOf } from './own-patterns.ts';
import type { PlaceRequest } from './place-request.ts';
import type { Terminal } from './terminal.ts';

export interface InitRequest extends PlaceRequest {
  /** Ask nothing, do what is to be done. */
  readonly yes: boolean;
  /** Only say what is missing. */
  readonly check: boolean;
  /** Copy the templates, too. */
  readonly templates: boolean;
  /** Asks nothing, so it goes with `yes` or `check` only. */
  readonly json: boolean;
  readonly terminal: Terminal;
}

/** Resolves with the exit code: 1 when the configuration is wrong, or `--check` finds something missing. @throws UsageError not a clone, nobody to ask. */
export const initialise = async (request: InitRequest): Promise<number> => {
  const { terminal, json, check, yes } = request;
  if (json && !check && !yes)
    throw new UsageError('init asks before it changes anything, and with --json there is nobody to ask', {
      fix: 'coordinator init --json --check, or coordinator init --json --yes',
    });
  const found = await findPlace(request);
  if (!json) tellFound(found, terminal);
  const first = await stepsOf(found, request, found.exam.settings.github.label);
  if (check) return tellDrift(first, found, request);
  const isNew = first.some(({ id, kind }) => id === 'config' && kind === 'todo');
  const asker = yes ? null : openAsker();
  const isNeeded = first.some(({ kind }) => kind === 'todo');
  if (isNeeded && !yes && asker === null)
    throw new UsageError('init asks before it changes anything, and there is no terminal to ask at', {
      fix: 'coordinator init --yes, or to look only: coordinator init --check',
    });
  const choices = isNew && asker !== null ? await askChoices(found, asker) : presetChoicesOf(found);
  const isNamed = !found.hasRepository && choices.repository !== null;
  const place = isNamed ? await withRepository(found, choices.repository) : found;
  const label = isNew
    ? (choices.label ?? place.exam.settings.github.label)
    : place.exam.settings.github.label;
  const steps = await stepsOf(place, request, label);
  const taken: StepTaken[] = [];
  for (const step of steps) taken.push(await take(step, { place, choices, label, asker, ...request }));
  if (json) terminal.answer(renderJson(initAnswerOf(place, taken)));
  else terminal.say('Check it: coordinator doctor    Start: coordinator run');
  return steps.some(({ id, kind }) => id === 'config' && kind === 'unknown') ? 1 : 0;
};

type StepTaken = InitAnswer['steps'][number];

const initAnswerOf = ({ remote, agents, exam }: InitPlace, steps: readonly StepTaken[]): InitAnswer => ({
  clone: exam.clone.git.rootPath,
  github: remote.kind === 'found' ? remote.text : null,
  agents,
  steps,
});

const tellFound = ({ remote, agents, exam }: InitPlace, { say }: Terminal): void => {
  say(`clone      ${exam.clone.git.rootPath}`);
  say(`GitHub     ${remote.kind === 'found' ? remote.text : `unknown: ${remote.why}`}`);
  say(`agents     ${agents.length === 0 ? 'none of the built-in ones is installed' : agents.join(', ')}`);
};

const stepsOf = async (
  place: InitPlace,
  { templates }: InitRequest,
  label: string,
): Promise<readonly InitStep[]> => initStepsOf(await seenIn(place, { label, templates }));

const signs = { done: '✓', todo: '▲', unknown: '▲' } as const;

const outcomes = { done: 'present', todo: 'missing', unknown: 'unknown' } as const;

const untaken = ({ id, kind, text, fix }: InitStep): StepTaken => ({
  id,
  outcome: outcomes[kind],
  text,
  fix: kind === 'done' ? null : (fix ?? 'coordinator init'),
});

const tellDrift = (steps: readonly InitStep[], place: InitPlace, { terminal, json }: InitRequest): number => {
  const { answer } = terminal;
  if (json) answer(renderJson(initAnswerOf(place, steps.map(untaken))));
  for (const { kind, text, fix } of json ? [] : steps) {
    answer(`${signs[kind]} ${kind === 'todo' ? 'missing: ' : ''}${text}`);
    if (kind !== 'done') answer(`    fix: ${fix ?? 'coordinator init'}`);
  }
  return isDrift(steps) ? 1 : 0;
};

interface Taking {
  readonly place: InitPlace;
  readonly choices: ConfigChoices;
  readonly label: string;
  /** Null: nobody is asked. */
  readonly asker: Asker | null;
  readonly terminal: Terminal;
  readonly json: boolean;
}

const take = async (step: InitStep, taking: Taking): Promise<StepTaken> => {
  const { id, kind, text, fix } = step;
  const answer = (line: string): void => {
    if (!taking.json) taking.terminal.answer(line);
  };
  if (kind === 'done') answer(`✓ ${text}`);
  if (kind === 'unknown') answer(`▲ not done: ${text}\n    fix: ${fix ?? 'coordinator init'}`);
  if (kind !== 'todo') return untaken(step);
  if (taking.asker !== null && !(await taking.asker.agree(`Make ${text}?`, true))) {
    answer(`- left as it is: ${text}`);
    return untaken(step);
  }
  const made = await makers[id](taking);
  answer(`✓ made: ${made}`);
  return { id, outcome: 'made', text: made, fix: null };
};

/** Each makes what is missing and says what it made; a file that has come to be there meanwhile is left alone. */
const makers: Readonly<Record<InitStepId, (taking: Taking) => Promise<string>>> = {
  config: async ({ place, choices }) => {
    const { git, paths } = place.exam.clone;
    const files = openFiles({ historyPath: paths.historyPath });
    const sample = files.readText(join(packagePath, 'templates', 'coordinator.yml')) ?? '';
    const path = join(git.rootPath, 'coordinator.yml');
    const outcome = files.replaceText(path, null, renderSampleConfig(sample, choices));
    return outcome === 'written'
      ? `coordinator.yml (agent ${choices.agent})`
      : 'nothing, coordinator.yml is there';
  },
  exclude: async ({ place }) => {
    const { clone, settings } = place.exam;
    const missing = await missingPatternsOf(clone.git, settings);
    await clone.git.excludePatterns(missing);
    return `entries of .git/info/exclude: ${missing.join(' ')}`;
  },
  labels: async ({ place, label }) => {
    if (place.remote.kind === 'unknown') return 'nothing';
    const wanted = wantedLabelsOf({ ...place.exam.settings.github, label });
    for (const one of wanted) await place.remote.examiner.ensureLabel(one);
    return `labels on GitHub: ${wanted.map((one) => one.label).join(' ')}`;
  },
  templates: async ({ place }) => {
    const files = openFiles({ historyPath: place.exam.clone.paths.historyPath });
    const made = templatePathsOf(place).filter(
      ({ from, to }) => files.replaceText(to, null, files.readText(from) ?? '') === 'written',
    );
    return `templates: ${made.map(({ to }) => to.slice(to.indexOf('.github/'))).join(' ')}`;
  },
};
