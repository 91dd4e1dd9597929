/**
 * `coordinator run --dry-run`: what would be done, from a look at GitHub and this machine; nothing is written anywhere.
 */

import type { StartAnswer } from '../answers/run.ts';
import type { PartialSettingsFlags } from '../config/setting-flags.ts';
import { type Foreseen, foresee } from '../decide/foresee.ts';
import { unknownWaitsOf } from '../decide/unknowns.ts';
import { keyOf } from '../model/ids.ts';
import { isSelected, type RunBounds, type Settings } from '../model/settings.ts';
import type { Site } from '../model/site.ts';
import type { IssueRow, Memory, RemoteView, Snapshot } from '../model/snapshot.ts';
import { createObserver } from '../observe/observe.ts';
import { createRemoteReader, type RemoteReader } from '../observe/remote.ts';
import { createLostRowReader } from '../observe/traces.ts';
import { renderJson } from '../render/json.ts';
import { type ForetoldPlan, planJsonOf, renderPlan } from '../render/plan.ts';
import { openUnwritableWorld } from '../world/open-unwritable.ts';
import type { World } from '../world/world.ts';
import { foretellStart, type StartPlace } from './foretold-start.ts';
import { narratorOn } from './narrator.ts';
import type { PlaceRequest } from './place-request.ts';
import { requireTemplates } from './required-templates.ts';
import { fetchFacts, placingOf, siteOf } from './site.ts';
import type { Terminal } from './terminal.ts';
import { apiUrlOf, openWorkplace, readRepository, requireCredentials } from './workplace.ts';

export interface DryRunRequest extends PlaceRequest {
  readonly flags: PartialSettingsFlags;
  readonly json: boolean;
  readonly bounds: RunBounds;
  readonly terminal: Terminal;
}

/** Prints the plan; resolves with exit code 0. @throws UsageError as `run` does. */
export const showPlan = async (request: DryRunRequest): Promise<number> => {
  const plan = await readPlan(request);
  const { terminal, json } = request;
  terminal.answer(json ? renderJson(planJsonOf(plan)) : renderPlan(plan));
  return 0;
};

const readerOf = (world: World, site: Site): RemoteReader =>
  createRemoteReader(world, createLostRowReader(world, site));

const readPlan = async (request: DryRunRequest): Promise<ForetoldPlan> => {
  const place = await openWorkplace(request);
  for (const text of place.config.notices) request.terminal.say(text);
  requireTemplates(place.git.rootPath, place.config.settings);
  const repository = await readRepository(place, place.config.settings);
  const { token, app } = await requireCredentials(place, request.env);
  const apiUrl = apiUrlOf(request.env);
  const settings = { ...place.config.settings, bounds: request.bounds };
  const narrator = narratorOn(request.terminal);
  const { world, close } = openUnwritableWorld({ git: place.git, narrator, repository, apiUrl, token, app });
  try {
    const facts = await fetchFacts(world.github, { repository, apiUrl });
    const site = siteOf({ env: request.env, place, repository, apiUrl, token }, facts);
    const memory = world.store.readMemory();
    const remote = await readerOf(world, site).readRemote(memory, settings);
    if (remote.issues.kind === 'known' && remote.issues.value.length === 0)
      request.terminal.say(`no open issue of ${facts.fullName} carries the label ${settings.github.label}`);
    for (const seen of [remote.issues, remote.pulls, remote.heard])
      if (seen.kind === 'unknown') request.terminal.say(`GitHub could not be read: ${seen.why}`);
    for (const { issue, text } of unknownWaitsOf(remote))
      request.terminal.say(`${keyOf(issue)} would wait: ${text}`);
    for (const text of missingOf({ remote, memory }, settings)) request.terminal.say(text);
    const { limits } = settings.workers;
    const snapshot: Snapshot = await createObserver(world, site).observe({
      remote,
      shuttingDown: false,
      limits,
      agents: settings.agents,
      workerEnv: settings.workers.env,
      budget: settings.budget,
    });
    const foreseen = foresee(snapshot, { settings, placing: placingOf(site, settings) });
    const starts = await foretellStarts({ ...foreseen, remote }, { world, site, settings });
    return { ...foreseen, starts, left: leftOut(remote, settings) };
  } finally {
    close();
  }
};

/** In the order in which they would be started. */
const foretellStarts = async (
  { actions, memory, remote: { issues } }: Foreseen & { readonly remote: RemoteView },
  place: StartPlace,
): Promise<readonly StartAnswer[]> => {
  const rows = issues.kind === 'known' ? issues.value : [];
  const starts: StartAnswer[] = [];
  for (const action of actions) {
    if (action.kind !== 'create-worktree' && action.kind !== 'start-worker') continue;
    const task = memory.tasks.find((one) => one.issue === action.issue);
    const row = rows.find((one) => one.number === action.issue);
    if (task !== undefined && row !== undefined) starts.push(await foretellStart({ task, row }, place));
  }
  return starts;
};

/** Labelled issues that this run leaves alone. */
const leftOut = (
  { issues }: RemoteView,
  settings: Settings,
): readonly Pick<IssueRow, 'number' | 'title'>[] =>
  issues.kind === 'known' ? issues.value.filter(({ number }) => !isSelected(settings, number)) : [];

/** Issues that were asked for, and that are not handed over. */
const missingOf = (
  { remote: { issues }, memory: { tasks } }: { readonly remote: RemoteView; readonly memory: Memory },
  { bounds, github }: Settings,
): readonly string[] => {
  if (issues.kind !== 'known') return [];
  const known = new Set([...issues.value.map(({ number }) => number), ...tasks.map(({ issue }) => issue)]);
  return (bounds.issues ?? [])
    .filter((issue) => !known.has(issue))
    .map((issue) => `${keyOf(issue)}: no open issue of this number carries the label ${github.label}`);
};
