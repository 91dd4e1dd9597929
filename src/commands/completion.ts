/**
 * `coordinator completion SHELL` prints a shell's script; `coordinator __complete -- WORDS...` answers it. Values that only this
 * clone knows (issues with their titles, agents) are read from memory, without a coordinator and without network.
 */
import { PermanentError, TransientError, UsageError } from '../model/failures.ts';
import { isTerminal } from '../model/task.ts';
import { type Candidate, type CommandShape, completionsOf, renderCandidates } from '../render/completion.ts';
import { findClone } from '../world/git/find-clone.ts';
import { ownPaths } from '../world/own-paths.ts';
import type { PlaceRequest } from './place-request.ts';
import type { Terminal } from './terminal.ts';

export interface CompleteRequest extends PlaceRequest {
  /** The whole command line. */
  readonly shape: CommandShape;
  /** After the program's name, the last one as far as it is written. */
  readonly words: readonly string[];
  readonly terminal: Terminal;
}

/** Prints what may stand there; never fails, as nobody would read why. */
export const complete = async (request: CompleteRequest): Promise<number> => {
  const { shape, words, terminal } = request;
  const wanted = new Set<string>();
  completionsOf(shape, words, (name) => {
    wanted.add(name);
    return [];
  });
  const live = await readLive([...wanted], request);
  const found = completionsOf(shape, words, (name) => live.get(name) ?? []);
  if (found.length > 0) terminal.answer(renderCandidates(found));
  return 0;
};

/** Only what is wanted is read. */
const readLive = async (
  names: readonly string[],
  request: PlaceRequest,
): Promise<ReadonlyMap<string, readonly Candidate[]>> =>
  new Map(await Promise.all(names.map(async (name) => [name, await readOne(name, request)] as const)));

const readOne = async (name: string, request: PlaceRequest): Promise<readonly Candidate[]> => {
  if (name === 'issue' || name === 'issues') return readIssues(request);
  if (name !== 'agent') return [];
  const { builtInAgents } = await import('../agents/built-in.ts');
  return Object.keys(builtInAgents).map((value) => ({ value, about: '' }));
};

/** Without git and without the configuration: a person waits at the TAB key. */
const readIssues = async ({ cwd }: PlaceRequest): Promise<readonly Candidate[]> => {
  const found = findClone(cwd);
  if (found === null) return [];
  const { openStoreForReading } = await import('../world/store/visit-store.ts');
  try {
    const store = openStoreForReading({ path: ownPaths(found.rootPath, found.commonPath).storePath });
    const tasks = store?.readMemory().tasks ?? [];
    store?.close();
    return tasks
      .toSorted((a, b) => Number(isTerminal(a.recorded.state)) - Number(isTerminal(b.recorded.state)))
      .map(({ issue, title, recorded }) => ({ value: String(issue), about: `${recorded.state}: ${title}` }));
  } catch (error) {
    if ([UsageError, TransientError, PermanentError].some((known) => error instanceof known)) return [];
    throw error;
  }
};
