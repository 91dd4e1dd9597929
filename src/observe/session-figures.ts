/**
 * Reads the file that an agent keeps of its session, once a run is over whose log does not tell all its tokens.
 */
import { isSessionId } from '../agents/command.ts';
import { type SessionFiles, type SessionPlace, sessionFiles } from '../agents/session-files.ts';
import { openFigureSum } from '../agents/token-sum.ts';
import type { AgentAccount } from '../model/agent-account.ts';
import type { Tokens } from '../model/agent-event.ts';
import type { EarlierFigures } from '../model/agent-summary.ts';
import { TransientError } from '../model/failures.ts';
import type { World } from '../world/world.ts';

/** What is looked for. */
export interface SessionRequest {
  readonly account: AgentAccount;
  /** Name of the log format. */
  readonly format: string;
  /** Of the worker's environment: where its agent keeps its files. */
  readonly variables: Readonly<Record<string, string>>;
  readonly earlier: EarlierFigures | null;
  /** Requests before this instant belong to an earlier run; epoch milliseconds, 0 = all are its own. */
  readonly sinceMs: number;
}

type Doors = Pick<World, 'files'>;

/**
 * The account with the tokens and the cost that the session file tells beyond it. They are exact only of an agent that came
 * to its end: what a request had cost that was cut off, nobody has written down.
 */
export const withSessionFigures = (request: SessionRequest, doors: Doors): AgentAccount => {
  const { account } = request;
  if (account.isTokensExact || account.sessionId === null || !isSessionId(account.sessionId)) return account;
  try {
    return told(request, account.sessionId, doors);
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    return account;
  }
};

const told = (request: SessionRequest, sessionId: string, doors: Doors): AgentAccount => {
  const { account, format, variables, earlier, sinceMs } = request;
  const files = sessionFiles[format];
  const place = files?.placeOf(variables, sessionId) ?? null;
  const path = place === null ? null : findIn(place, doors);
  if (files === undefined || path === null) return account;
  const figures = openFigureSum(earlier);
  for (const line of linesOf(path, files, doors)) {
    const { atMs, events } = files.read(line) ?? { atMs: null, events: [] };
    if (atMs !== null && atMs < sinceMs) continue;
    for (const event of events) {
      if (event.kind === 'usage') figures.addUsage(event);
      else if (event.kind === 'cost') figures.addCost(event);
    }
  }
  const tokens = figures.tokens();
  if (sumOf(tokens) === 0 || sumOf(tokens) < sumOf(account.tokens)) return account;
  const costUsd = figures.costUsd();
  const cost = account.cost ?? (costUsd === null ? null : ({ amountUsd: costUsd, source: 'agent' } as const));
  return { ...account, tokens, isTokensExact: account.status === 'succeeded', cost };
};

const sumOf = (tokens: Tokens | null): number =>
  tokens === null ? 0 : tokens.input + tokens.cacheRead + tokens.cacheWrite + tokens.output;

/** Folders that are looked into at most. */
const folderCount = 1000;

/** Newest first, as far as names tell; null = it is not there. */
const findIn = ({ rootPath, levelCount, ending }: SessionPlace, { files }: Doors): string | null => {
  let left = folderCount;
  const namesIn = (path: string): readonly string[] => {
    left -= 1;
    return left < 0 ? [] : files.listNames(path).toSorted().toReversed();
  };
  const find = (path: string, levels: number): string | null => {
    const names = namesIn(path);
    if (levels === 0) {
      const name = names.find((one) => one.endsWith(ending));
      return name === undefined ? null : `${path}/${name}`;
    }
    for (const name of names) {
      const found = find(`${path}/${name}`, levels - 1);
      if (found !== null) return found;
    }
    return null;
  };
  return find(rootPath, levelCount);
};

const pieceBytes = 4 * 1024 * 1024;

/** Of a longer file nothing is read: this is done in one go. */
const longestBytes = 64 * 1024 * 1024;

/** Parsed lines that may tell figures. */
const linesOf = (path: string, { marks }: SessionFiles, { files }: Doors) => {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const piece = files.readPiece(path, bytes, pieceBytes);
    bytes += piece.length;
    if (bytes > longestBytes) return [];
    text += decoder.decode(piece, { stream: true });
    if (piece.length < pieceBytes) break;
  }
  return text.split('\n').flatMap((line) => (marks.some((mark) => line.includes(mark)) ? parsed(line) : []));
};

const parsed = (line: string): readonly Readonly<Record<string, unknown>>[] => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? [value as Record<string, unknown>] : [];
  } catch {
    // It was being written as its process ended.
    return [];
  }
};
