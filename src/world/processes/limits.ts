/**
 * Limits of each process of a worker, as its runner sets them right before the command begins: on the worker only, for
 * the runner itself must be able to write its records. What this process may not exceed itself, a worker may not either.
 */
import type { WorkerLimits } from '../../model/settings.ts';
import { sizeText } from '../../model/size.ts';
import { readOrNull } from './small-reads.ts';

/** Hard limits of this process, which it hands on; null = none, or not known. */
export interface HardLimits {
  readonly cpuS: number | null;
  readonly openFileCount: number | null;
  readonly fileSizeBytes: number | null;
}

/** Read from `/proc/self/limits`; where there is none, nothing is known. @throws TransientError unreadable. */
export const readHardLimits = (): HardLimits => {
  const text = readOrNull('/proc/self/limits') ?? '';
  return {
    cpuS: hardLimitOf(text, 'Max cpu time'),
    openFileCount: hardLimitOf(text, 'Max open files'),
    fileSizeBytes: hardLimitOf(text, 'Max file size'),
  };
};

const hardLimitOf = (text: string, name: string): number | null => {
  const line = text.split('\n').find((candidate) => candidate.startsWith(name));
  const hard = line?.slice(name.length).trim().split(/\s+/)[1];
  return hard !== undefined && /^\d+$/.test(hard) ? Number(hard) : null;
};

/** Processor seconds between the signal that can be caught (XCPU) and the one that cannot (KILL). */
const cpuGraceS = 5;

/** Unit of `ulimit -f` in a POSIX shell, bytes. */
const blockBytes = 512;

/** For the runner: letter of `ulimit`, soft and hard value, once per limit that is set: `n 4096 4096 t 60 65`. */
export const ulimitWords = (limits: WorkerLimits, hard: HardLimits): string => {
  const cpuS = limits.cpuMs === null ? null : Math.ceil(limits.cpuMs / 1000);
  const blocks = limits.fileSizeBytes === null ? null : Math.ceil(limits.fileSizeBytes / blockBytes);
  const hardBlocks = hard.fileSizeBytes === null ? null : Math.floor(hard.fileSizeBytes / blockBytes);
  return [
    ...wordsOf('n', { soft: limits.openFileCount, hard: limits.openFileCount, most: hard.openFileCount }),
    ...wordsOf('t', { soft: cpuS, hard: (cpuS ?? 0) + cpuGraceS, most: hard.cpuS }),
    ...wordsOf('f', { soft: blocks, hard: blocks, most: hardBlocks }),
  ].join(' ');
};

const wordsOf = (
  letter: string,
  limit: { readonly soft: number | null; readonly hard: number | null; readonly most: number | null },
): readonly string[] => {
  if (limit.soft === null || limit.hard === null) return [];
  const most = limit.most ?? Number.POSITIVE_INFINITY;
  return [letter, String(Math.min(limit.soft, most)), String(Math.min(limit.hard, most))];
};

/** One line for each limit that is lowered to what this process itself is held to. */
export const loweredLimits = (limits: WorkerLimits, hard: HardLimits): readonly string[] => [
  ...lowered('openFiles', { asked: limits.openFileCount, most: hard.openFileCount, textOf: String }),
  ...lowered('cpu', {
    asked: limits.cpuMs === null ? null : limits.cpuMs / 1000,
    most: hard.cpuS,
    textOf: secondsText,
  }),
  ...lowered('fileSize', { asked: limits.fileSizeBytes, most: hard.fileSizeBytes, textOf: sizeText }),
];

const secondsText = (seconds: number): string => `${seconds}s`;

const lowered = (
  key: string,
  limit: {
    readonly asked: number | null;
    readonly most: number | null;
    readonly textOf: (value: number) => string;
  },
): readonly string[] => {
  const { asked, most, textOf } = limit;
  if (asked === null || most === null || asked <= most) return [];
  return [
    `workers.limits.${key}: ${textOf(most)} applies, not ${textOf(asked)}: more is not allowed to the coordinator itself`,
  ];
};
