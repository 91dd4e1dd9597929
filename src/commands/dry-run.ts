/**
 * `coordinator run --dry-run`: what would be done, from a look at GitHub and this machine; nothing is written anywhere.
 */
import type { PartialSettingsFlags } from '../config/overrides.ts';
import { foresee } from '../decide/foresee.ts';
import { unknownWaitsOf } from '../decide/unknowns.ts';
import type { Action } from '../model/action.ts';
import { keyOf } from '../model/ids.ts';
import type { Site } from '../model/site.ts';
import type { Memory, Snapshot } from '../model/snapshot.ts';
import { createObserver } from '../observe/observe.ts';
import { createRemoteReader, type RemoteReader } from '../observe/remote.ts';
import { createLostRowReader } from '../observe/traces.ts';
import { renderPlan } from '../render/plan.ts';
import { openUnwritableWorld } from '../world/open-unwritable.ts';
import type { World } from '../world/world.ts';
import { requireTemplates } from './required-templates.ts';
import { fetchFacts, placingOf, siteOf } from './site.ts';
import { narratorOn, type Terminal } from './terminal.ts';
import {
  apiUrlOf,
  openWorkplace,
  type PlaceRequest,
  readRepository,
  requireCredentials,
} from './workplace.ts';

export interface DryRunRequest extends PlaceRequest {
  readonly flags: PartialSettingsFlags;
  readonly json: boolean;
  readonly terminal: Terminal;
}

/** Prints the plan; resolves with exit code 0. @throws UsageError as `run` does. */
export const showPlan = async (request: DryRunRequest): Promise<number> => {
  const { memory, actions } = await readPlan(request);
  const { terminal, json } = request;
  terminal.answer(json ? JSON.stringify({ actions }, null, 2) : renderPlan(actions, memory));
  return 0;
};

const readerOf = (world: World, site: Site): RemoteReader =>
  createRemoteReader(world, createLostRowReader(world, site));

const readPlan = async (
  request: DryRunRequest,
): Promise<{ readonly memory: Memory; readonly actions: readonly Action[] }> => {
  const place = await openWorkplace(request);
  requireTemplates(place.git.rootPath, place.config.settings);
  const repository = await readRepository(place, place.config.settings);
  const { token, app } = await requireCredentials(place, request.env);
  const apiUrl = apiUrlOf(request.env);
  const { settings } = place.config;
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
    const { limits } = settings.workers;
    const snapshot: Snapshot = await createObserver(world, site).observe({
      remote,
      shuttingDown: false,
      limits,
      agents: settings.agents,
      workerEnv: settings.workers.env,
      budget: settings.budget,
    });
    return { memory, actions: foresee(snapshot, { settings, placing: placingOf(site, settings) }) };
  } finally {
    close();
  }
};
