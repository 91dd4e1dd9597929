/**
 * One look at the world for one issue: what is remembered, this machine, and GitHub where it may be asked. Nothing is
 * written anywhere.
 */
import type { Placing } from '../decide/intake.ts';
import { UsageError } from '../model/failures.ts';
import type { Settings } from '../model/settings.ts';
import type { Memory, RemoteView, Snapshot } from '../model/snapshot.ts';
import { createObserver } from '../observe/observe.ts';
import { createRemoteReader } from '../observe/remote.ts';
import { openUnwritableWorld } from '../world/open-unwritable.ts';
import { openStoreForReading } from '../world/store/visit-store.ts';
import type { World } from '../world/world.ts';
import type { Environment } from './place-request.ts';
import { placingOf, siteOf } from './site.ts';
import type { Terminal } from './terminal.ts';
import { apiUrlOf, type Configured, readRepository, requireCredentials } from './workplace.ts';

/** What was seen; `notAskedBecause` says why GitHub was not asked, null = it was. */
export interface IssueLook {
  readonly snapshot: Snapshot;
  readonly placing: Placing;
  readonly notAskedBecause: string | null;
}

interface LookRequest {
  readonly issue: number;
  readonly place: Configured;
  readonly env: Environment;
  readonly terminal: Terminal;
}

/** Looks once. */
export const lookAtIssue = async (request: LookRequest): Promise<IssueLook> => {
  const { issue, place, env, terminal } = request;
  const { settings } = place.config;
  const access = await readAccess(request);
  const { repository, token, app } = access;
  const apiUrl = apiUrlOf(env);
  const narrator = { tell: ({ text }: { readonly text: string }) => terminal.say(text) };
  const { world, close } = openUnwritableWorld({ git: place.git, narrator, repository, apiUrl, token, app });
  try {
    const memory = withEnded(world.store.readMemory(), issue, place);
    const defaultBranch = memory.github.facts?.defaultBranch ?? 'main';
    const site = siteOf({ env, place, repository, apiUrl, token }, { defaultBranch });
    const notAskedBecause = access.why ?? heldBecause(memory, world);
    const remote = notAskedBecause === null ? await readRemoteFor(issue, { world, memory, settings }) : null;
    const { limits } = settings.workers;
    const { agents, budget } = settings;
    const workerEnv = settings.workers.env;
    const looking = { remote, shuttingDown: false, limits, agents, workerEnv, budget };
    const observed = await createObserver(world, site).observe(looking);
    return { snapshot: { ...observed, memory }, placing: placingOf(site, settings), notAskedBecause };
  } finally {
    close();
  }
};

/** How GitHub is reached; `why` it cannot be, in place of a refusal: what is remembered is an answer, too. */
const readAccess = async ({ place, env }: LookRequest) => {
  const { settings } = place.config;
  try {
    const repository = await readRepository(place, settings);
    return { repository, ...(await requireCredentials(place, env)), why: null };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const repository = settings.repository ?? { owner: 'unknown', name: 'unknown' };
    // Nobody is asked with it.
    return { repository, token: 'none', app: null, why: error.message };
  }
};

/** A task that ended too long ago to be part of memory is looked up for once. */
const withEnded = (memory: Memory, issue: number, { paths }: Configured): Memory => {
  if (memory.tasks.some((task) => task.issue === issue) || !memory.knownIssues.has(issue)) return memory;
  const store = openStoreForReading({ path: paths.storePath });
  const task = store?.readTask(issue) ?? null;
  store?.close();
  return task === null ? memory : { ...memory, tasks: [...memory.tasks, task] };
};

const heldBecause = ({ github: { hold } }: Memory, { clock }: World): string | null =>
  hold !== null && hold.untilMs > clock.now().atMs ? `a ${hold.kind} rate limit of GitHub lasts` : null;

/** As a poll does; of issues that nobody knows yet only this one is looked at closely, so that it costs a few requests. */
const readRemoteFor = (
  issue: number,
  {
    world,
    memory,
    settings,
  }: { readonly world: World; readonly memory: Memory; readonly settings: Settings },
): Promise<RemoteView> => {
  const knownIssues = new Set(memory.knownIssues);
  const fetchIssues: World['github']['fetchIssues'] = async (label) => {
    const rows = await world.github.fetchIssues(label);
    for (const { number } of rows) if (number !== issue) knownIssues.add(number);
    return rows;
  };
  const narrowed = { ...world, github: { ...world.github, fetchIssues } };
  return createRemoteReader(narrowed, () => [issue]).readRemote({ ...memory, knownIssues }, settings);
};
