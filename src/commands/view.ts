/**
 * `coordinator view N`: the conversation of a worker, while it runs and after.
 */
import { logFormats } from '../agents/built-in.ts';
import type { AgentAccount } from '../model/agent-account.ts';
import type { LogFormat } from '../model/agent-event.ts';
import type { ProcessEnd } from '../model/agent-summary.ts';
import type { Attempt } from '../model/attempt.ts';
import { UsageError } from '../model/failures.ts';
import { keyOf } from '../model/ids.ts';
import type { Settings } from '../model/settings.ts';
import { earlierFiguresOf, formatNameOf, processEndOf } from '../observe/agent-logs.ts';
import { attemptJson, closingJson, jsonLineOf } from '../render/conversation/event-json.ts';
import { closingLines, headerLines } from '../render/conversation/frame.ts';
import type { Page } from '../render/conversation/page.ts';
import { secretValuesOf } from '../render/secret-values.ts';
import { openFiles } from '../world/files/open-files.ts';
import type { Files } from '../world/world.ts';
import { type AttemptRequest, type ChosenAttempt, readAttempt } from './attempt-choice.ts';
import { readSettingsOr } from './configuration.ts';
import { type LatestLines, openLatestLines } from './latest-lines.ts';
import type { Sink } from './output.ts';
import type { PlaceRequest } from './place-request.ts';
import { type Terminal, utcOffsetMs } from './terminal.ts';
import { type Choice, openShowing, type Showing } from './view-lines.ts';
import { type Clone, openClone } from './workplace.ts';

export interface ViewRequest extends PlaceRequest, AttemptRequest {
  readonly isDetailed: boolean;
  readonly isFollowed: boolean;
  readonly isJson: boolean;
  readonly choice: Choice;
  /** Of what was said before, only so many lines; undefined = all. */
  readonly tailLines?: number;
  readonly terminal: Terminal;
  readonly sink: Sink;
}

/** What is looked at, and how. */
interface Look {
  readonly request: ViewRequest;
  readonly clone: Clone;
  readonly chosen: ChosenAttempt;
  readonly files: Files;
  readonly page: Page;
  readonly showing: Showing;
}

/** Shows it; followed until its worker has ended. @throws UsageError no such task or attempt, or its log is gone. */
export const showView = async (request: ViewRequest): Promise<number> => {
  const clone = await openClone(request);
  const chosen = readAttempt(clone, request);
  const settings = readSettingsOr(clone, request, (why) =>
    request.terminal.say(`the configuration is wrong, so it is not known which values are secret: ${why}`),
  );
  const files = openFiles({ historyPath: '', isLook: true });
  requireLog(chosen, files, request);
  const look = openLook({ request, clone, chosen, files, settings });
  await writeHead(look);
  await writeLog(look);
  await writeEnd(look);
  return 0;
};

const requireLog = ({ task, attempt }: ChosenAttempt, files: Files, { isFollowed }: ViewRequest): void => {
  if (files.isPresent(attempt.logPath) || (isFollowed && attempt.phase !== 'ended')) return;
  const other = task.attempts.map(({ number }) => number).join(', ');
  throw new UsageError(
    `the log of attempt ${attempt.number} of ${keyOf(task.issue)} is not there: ${attempt.logPath}`,
    {
      fix: `Attempts: ${other}. What is known without it: coordinator status`,
      exitCode: 1,
    },
  );
};

const openLook = (
  source: Pick<Look, 'request' | 'clone' | 'chosen' | 'files'> & { readonly settings: Settings },
): Look => {
  const { request, chosen, settings } = source;
  const { attempt, task } = chosen;
  const formatName = formatNameOf(attempt.agent, settings.agents);
  const format = logFormats[formatName] ?? null;
  const page = pageOf(source, format);
  const showing = openShowing({
    agent: attempt.agent,
    format,
    earlier: earlierFiguresOf(attempt, task.attempts),
    page,
    choice: request.choice,
    isJson: request.isJson,
    tellRaw: () => {
      const why = `This log is not in the form "${formatName}" that the agent ${attempt.agent} is set to: shown as it is.`;
      if (request.isJson) request.terminal.say(why);
      return request.isJson || request.choice !== 'all' ? [] : [page.paint('yellow', why), ''];
    },
  });
  return { ...source, page, showing };
};

const pageOf = (
  { request, chosen, settings }: Pick<Look, 'request' | 'chosen'> & { readonly settings: Settings },
  format: LogFormat | null,
): Page => ({
  width: request.terminal.width,
  paint: request.terminal.paint,
  utcOffsetMs,
  hasTimes: format?.tellsTimes === true,
  isDetailed: request.isDetailed,
  secrets: secretValuesOf({
    settings,
    hostEnv: request.env,
    token: request.env.GITHUB_TOKEN ?? request.env.GH_TOKEN ?? '',
  }),
  rootPaths: [`${chosen.task.worktreePath}/`],
});

const write = ({ request }: Look, lines: readonly string[]): Promise<void> =>
  request.sink.write(lines.map((line) => `${line}\n`).join(''));

const writeHead = async (look: Look): Promise<void> => {
  const { request, chosen, page } = look;
  if (request.isJson) return write(look, [jsonLineOf(attemptJson(chosen), page.secrets)]);
  await write(look, [...headerLines(chosen, page), '']);
};

const pieceBytes = 256 * 1024;
const lookMs = 250;
/** How often a worker that writes nothing is asked whether it still runs. */
const endCheckMs = 1000;

/** Reads on while there is more, and, followed, while the worker may write more. */
const writeLog = async (look: Look): Promise<void> => {
  const { request, showing } = look;
  const { sink } = request;
  const reading = openReading(look);
  const checkEnd = openEndCheck(look);
  for (;;) {
    const isOver = checkEnd();
    await reading.toEnd();
    if (sink.isGone()) return;
    if (isOver || !request.isFollowed) {
      await reading.write(showing.end(isOver));
      await reading.catchUp();
      break;
    }
    await reading.write(showing.pause());
    await reading.catchUp();
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
  const { byteCount, lineCount } = reading.counts();
  if (!request.isJson && lineCount === 0) await write(look, [emptyWords(look, byteCount)]);
};

/** The log from its beginning, piece by piece, no faster than it is read by whoever sits at the other end. */
const openReading = (look: Look) => {
  const { files, chosen, showing, request } = look;
  let offset = 0;
  let lineCount = 0;
  const latest = openLatest(look);
  const writeCounted = async (lines: readonly string[]): Promise<void> => {
    lineCount += lines.length;
    await write(look, latest?.add(lines) ?? lines);
  };
  return {
    write: writeCounted,
    catchUp: () => write(look, latest?.release() ?? []),
    toEnd: async () => {
      for (;;) {
        const bytes = files.readPiece(chosen.attempt.logPath, offset, pieceBytes);
        if (bytes.length === 0 || request.sink.isGone()) return;
        offset += bytes.length;
        await writeCounted(showing.feed(bytes));
      }
    },
    counts: () => ({ byteCount: offset, lineCount }),
  };
};

const openLatest = ({ request, chosen, page }: Look): LatestLines | null => {
  const { tailLines } = request;
  const again = `coordinator view ${chosen.task.issue}`;
  const earlier = (count: number): string => page.paint('dim', `(${count} lines before that: ${again})`);
  return tailLines === undefined ? null : openLatestLines(tailLines, earlier);
};

/** Whether the attempt has ended, looked up every so often. */
const openEndCheck = (look: Look): (() => boolean) => {
  let checkedMs = Number.NEGATIVE_INFINITY;
  let isOver = false;
  return () => {
    if (!isOver && performance.now() - checkedMs >= endCheckMs) {
      isOver = readNow(look).attempt.phase === 'ended';
      checkedMs = performance.now();
    }
    return isOver;
  };
};

/** What is said where there is nothing to show. */
const emptyWords = ({ request, showing }: Look, byteCount: number): string => {
  if (byteCount === 0) return 'The log is empty: the worker has written nothing to standard output.';
  if (request.choice === 'tools') return 'The log is plain text: it does not tell which tools were used.';
  if (request.choice === 'all') return 'The log tells nothing.';
  return showing.isText()
    ? 'The log is plain text: it does not tell what went wrong.'
    : 'Nothing went wrong, as far as the log tells.';
};

const readNow = ({ clone, request, chosen }: Look): ChosenAttempt =>
  readAttempt(clone, { ...request, attempt: chosen.attempt.number });

/** What was read just now; where it tells less, what is remembered. */
const accountOf = ({ showing }: Look, { account }: Attempt, end: ProcessEnd | null): AgentAccount => {
  const read = showing.account(end);
  if (account === null) return read;
  return showing.isText() ? account : { ...read, cost: read.cost ?? account.cost, phase: account.phase };
};

const complaintCount = 10;
const complaintBytes = 16_384;

const writeEnd = async (look: Look): Promise<void> => {
  const { request, files, page, showing } = look;
  const { task, attempt } = readNow(look);
  const end = attempt.end === null ? null : processEndOf(attempt.end, attempt);
  const account = accountOf(look, attempt, end);
  if (request.isJson) return write(look, [jsonLineOf(closingJson({ task, attempt }, account), page.secrets)]);
  const errorPath = attempt.logPath.replace(/\.jsonl$/, '.stderr.log');
  const lines = closingLines(
    {
      task,
      attempt,
      account,
      isText: showing.isText(),
      lastOutputAtMs: files.readModifiedAtMs(attempt.logPath),
      complaints: files.readTail(errorPath, complaintCount, complaintBytes),
    },
    page,
  );
  await write(look, request.choice === 'tools' ? [] : ['', ...lines]);
};
