/**
 * What a runner writes, as text and as data: two records, and a list of names. Anything that does not match to the last character is no
 * record: it was not written by a runner, or not to its end.
 */
import type { ProcessRef } from './process-table.ts';

/** Who supervises and who is supervised: `v3 4242 118200 4243 118201 0f1e... 1 .` */
export interface OwnerRecord {
  readonly runner: ProcessRef;
  readonly worker: ProcessRef;
  readonly boot: string;
  /** True when orphans of the worker's tree become children of the runner, so that its end can be proven. */
  readonly subreaper: boolean;
}

/** What became of the worker's main process; `uptimeS` seconds since boot when it was recorded. */
export interface ExitLine {
  readonly code: number;
  readonly why: 'self' | 'term' | 'kill' | 'ceiling';
  readonly uptimeS: number | null;
}

const ownerPattern = /^v3 (\d{1,10}) (\S+) (\d{1,10}) (\S+) ([\w-]+) ([01]) \.\n$/;
const exitPattern = /^exit (\d{1,3}) (self|term|kill|ceiling) [\w-]+ ?(\d+(?:\.\d+)?)? *\n$/;

/** Space reserved for the exit record, in bytes. */
const exitRecordBytes = 64;

/** What the reserved space holds before a runner wrote into it. */
export const blankExit = `${' '.repeat(exitRecordBytes - 1)}\n`;

/** Undefined when the text is no owner record. */
export const parseOwner = (text: string): OwnerRecord | undefined => {
  const fields = ownerPattern.exec(text);
  if (fields === null) return undefined;
  const [, runnerPid = '', runnerStart = '', workerPid = '', workerStart = '', boot = '', subreaper] = fields;
  const runner = { pid: Number(runnerPid), startTicks: runnerStart };
  const worker = { pid: Number(workerPid), startTicks: workerStart };
  return runner.pid > 1 && worker.pid > 1
    ? { runner, worker, boot, subreaper: subreaper === '1' }
    : undefined;
};

/** Undefined when the text is no exit record. */
export const parseExit = (text: string): ExitLine | undefined => {
  const fields = text.length === exitRecordBytes ? exitPattern.exec(text) : null;
  const [, code = '', why, uptime] = fields ?? [];
  if (fields === null || Number(code) > 255) return undefined;
  return {
    code: Number(code),
    why: why as ExitLine['why'],
    uptimeS: uptime === undefined ? null : Number(uptime),
  };
};

const leftoverCount = 8;

/** Names of processes: program and first argument without their folders. An option may be followed by anything: left out. */
export const parseLeftovers = (text: string): readonly string[] =>
  Buffer.from(text, 'latin1')
    .toString()
    .split('\n')
    .map((line) =>
      line.split('\t').filter((word, index) => word !== '' && (index === 0 || !word.startsWith('-'))),
    )
    .filter((words) => words.length > 0)
    .map((words) => words.map((word) => word.replace(/^.*\/(?=.)/, '').slice(0, 60)).join(' '))
    .slice(0, leftoverCount);

/** How long the worker ran; null where start or end is not known. Ticks are hundredths of a second since boot. */
export const durationMsOf = (owner: OwnerRecord, exit: ExitLine): number | null => {
  const startS = /^[1-9]\d*$/.test(owner.worker.startTicks) ? Number(owner.worker.startTicks) / 100 : null;
  if (startS === null || exit.uptimeS === null) return null;
  return Math.max(0, Math.round((exit.uptimeS - startS) * 1000));
};
