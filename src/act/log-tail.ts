/**
 * The end of a worker's log as a person reads it.
 */
import { logFormats } from '../agents/built-in.ts';
import { openLogReading } from '../agents/read-log.ts';
import { openLastLines } from '../render/conversation/last-lines.ts';
import { secretsOf } from '../render/secrets.ts';
import type { Hands } from './hands.ts';

/** Whose log, and where it lies. */
export interface TailSource {
  /** Null = not known. */
  readonly agent: string | null;
  readonly logPath: string;
}

/** How much of a log a failure shows. */
const lineCount = 20;
const rawBytes = 16_384;
/** Lines of JSON are long, and most of them say little. */
const readBytes = 512 * 1024;
const readLineCount = 2000;

/**
 * The last things that the worker said, tried and complained about; the last lines as they are where its log is plain
 * text, or not what its agent's format promises. @throws TransientError unreadable.
 */
export const readLogTail = ({ agent, logPath }: TailSource, hands: Hands): readonly string[] => {
  const { files } = hands.world;
  const errorPath = logPath.replace(/\.jsonl$/, '.stderr.log');
  const told = readConversation({ agent, logPath }, hands);
  const said = told.length > 0 ? told : files.readTail(logPath, lineCount, rawBytes);
  const complained = files.readTail(errorPath, lineCount / 2, rawBytes);
  if (complained.length === 0) return said;
  return [...said.slice(-(lineCount - complained.length - 1)), 'standard error:', ...complained];
};

const encoder = new TextEncoder();

const readConversation = ({ agent, logPath }: TailSource, hands: Hands): readonly string[] => {
  const { settings, site, world } = hands;
  const agents = { ...site.builtInAgents, ...settings.agents };
  const format = logFormats[agents[agent ?? '']?.log ?? 'text'] ?? null;
  if (format === null) return [];
  const last = openLastLines(lineCount, secretsOf(hands));
  let isKnown = false;
  const reading = openLogReading({
    format,
    onEvent: (event) => {
      isKnown ||= event.kind !== 'notice';
      last.add(event);
    },
  });
  for (const line of world.files.readTail(logPath, readLineCount, readBytes))
    reading.feed(encoder.encode(`${line}\n`));
  return isKnown ? last.lines() : [];
};
