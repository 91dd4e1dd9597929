/**
 * A GitHub on this machine, for one repository: what `coordinator demo` and the tests talk to.
 *
 * Two servers and a repository. The front (`front-server.ts`) is what clients see. Behind it stands `emulate`
 * (`emulate-backend.ts`), which numbers issues, keeps texts, labels and comments and shapes the rows. Branches and
 * commits are not told by anybody: they are read from the bare repository that is also `origin` (`local-git.ts`).
 *
 * A request passes: token, rate limit (`answering.ts`); name, standing, route (`dispatch.ts`); a `*-routes.ts` file.
 * A write goes to the backend, one at a time, and then the one row it changed is read back (`refresh.ts`); what is
 * different from before becomes events (`event-log.ts`). A read is answered from those rows (`records.ts`) and never
 * reaches the backend, so answers are stable and 304 is honest. What no route answers is passed on to the backend
 * (milestones, assignees, hooks and more, with the backend's faults).
 *
 * What must hold: nothing listens beyond loopback; an answer has GitHub's field names, times without milliseconds,
 * and ids that are no numbers; whoever may not see gets 404 and whoever may not do 403; a fault strikes either
 * before a write counts or after, never in between.
 */
import { openBackend } from './emulate-backend.ts';
import { openEventLog } from './event-log.ts';
import { type Faults, openFaultBox } from './faults.ts';
import { closeServer, createFront, listen } from './front-server.ts';
import { askSurely, backendPath, type Ground, queueOf } from './ground.ts';
import { type JournalEntry, openRequestJournal } from './journal.ts';
import { bareRepositoryOf, readDefaultBranch } from './local-git.ts';
import { deleteIssue, moveIssue } from './moved.ts';
import { type EmbeddedGitHubOptions, type Setup, type Standing, setupOf } from './options.ts';
import { type Actor, actorFor, type NewForkPull, openForkPull } from './people.ts';
import { type PlainReads, plainReadsOf } from './plain-reads.ts';
import { openRateMeter, type RateMeter, type RateState } from './rate-meter.ts';
import { openRecords } from './records.ts';
import { refreshLabels } from './refresh.ts';
import { rosterOf } from './roster.ts';
import type { Body } from './wire.ts';

/** A running embedded GitHub. */
export interface EmbeddedGitHub {
  /** Root of the API with the base path, no slash at the end. */
  readonly url: string;
  /** Where it listens itself, whatever `url` says. */
  readonly port: number;
  readonly read: PlainReads;
  readonly faults: Faults;
  as(login: string): Actor;
  /** A pull request whose `head.repo` is another repository, with our branch's name; resolves to its number. */
  openForkPull(pull: NewForkPull): Promise<number>;
  journal(): readonly JournalEntry[];
  clearJournal(): void;
  changeRole(login: string, role: Standing): void;
  readRate(login: string): RateState;
  /** Sets what is left of a person's hour. */
  leaveRate(login: string, left: { readonly remaining: number; readonly resetAtMs?: number }): void;
  /** From now on `owner/name` redirects to this repository: it was called so before a rename. */
  addFormerName(fullName: string): void;
  /** The issue was transferred to `fullName`: 301 from now on, and no longer in any list. */
  moveIssue(issue: number, fullName: string): void;
  /** 410 from now on. */
  deleteIssue(issue: number): void;
  /** Back to the repository without issues; the bare repository stays as it is. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

const openGround = async (setup: Setup): Promise<Ground> => {
  const { owner, name, defaultBranch, users } = setup;
  const ground: Ground = {
    setup,
    roster: rosterOf(setup),
    backend: await openBackend({ owner, name, defaultBranch, users }),
    git: bareRepositoryOf(setup.barePath),
    records: openRecords(),
    events: openEventLog(),
    edits: openEventLog(),
    serially: queueOf(),
  };
  await takeStock(ground);
  return ground;
};

/** Reads what the backend starts with. */
const takeStock = async (ground: Ground): Promise<void> => {
  const login = ground.setup.users[0]?.login ?? '';
  const path = backendPath(ground, '');
  ground.records.repository = (await askSurely(ground, { method: 'GET', path, login })) as Body;
  await refreshLabels(ground, login);
};

const clear = async (ground: Ground, meter: RateMeter): Promise<void> => {
  ground.backend.reset();
  ground.events.clear();
  ground.edits.clear();
  Object.assign(ground.records, openRecords());
  meter.clear();
  await takeStock(ground);
};

/**
 * Starts it on loopback; about a tenth of a second, most of it the backend.
 * @throws Error `EADDRINUSE` when the port is taken, or when `barePath` is no git repository.
 */
export const openEmbeddedGitHub = async (options: EmbeddedGitHubOptions): Promise<EmbeddedGitHub> => {
  const defaultBranch = options.defaultBranch ?? (await readDefaultBranch(options.barePath));
  const meter = openRateMeter(options.rateLimit ?? 5000);
  const faults = openFaultBox();
  const journal = openRequestJournal();
  const basePath = options.basePath ?? '';
  const opened = Promise.withResolvers<Ground>();
  const server = createFront({ ground: opened.promise, meter, faults, journal, basePath });
  const port = await listen(server, options.port ?? 0);
  const storageUrl = `http://127.0.0.1:${port}`;
  const webUrl = options.publicUrl ?? storageUrl;
  const setup = setupOf(options, { webUrl, storageUrl, defaultBranch });
  const ground = await openGround(setup).catch(async (error: unknown) => {
    await closeServer(server);
    throw error;
  });
  opened.resolve(ground);
  return {
    url: ground.setup.apiUrl,
    port,
    read: plainReadsOf(ground),
    faults,
    as: (login) => actorFor(ground, login),
    openForkPull: (pull) => openForkPull(ground, pull),
    journal: () => journal.entries(),
    clearJournal: () => journal.clear(),
    changeRole: (login, role) => ground.roster.changeRole(login, role),
    readRate: (login) => meter.read(login),
    leaveRate: (login, left) => meter.leave(login, left),
    addFormerName: (fullName) => void ground.records.formerNames.add(fullName.toLowerCase()),
    moveIssue: (issue, fullName) => moveIssue(ground, issue, fullName),
    deleteIssue: (issue) => deleteIssue(ground, issue),
    reset: () => ground.serially(() => clear(ground, meter)),
    close: async () => {
      await closeServer(server);
      await ground.backend.close();
    },
  };
};
