/**
 * `coordinator recover diagnostics`: one report of everything, whether or not a coordinator runs; with `--bundle` also as
 * an archive to hand on. Secrets are masked in all of it, and nothing but the archive is written.
 */
import { resolve } from 'node:path';
import type { Attempt } from '../model/attempt.ts';
import type { Diagnostics } from '../model/diagnostics.ts';
import { keyOf } from '../model/ids.ts';
import { renderBytes } from '../render/bytes.ts';
import { diagnosticsJsonOf, journalLineOf, renderDiagnostics } from '../render/diagnostics.ts';
import { maskSecrets } from '../render/masking.ts';
import { isoOf } from '../render/utc-time.ts';
import { type BundledText, writeBundle } from '../world/bundle.ts';
import { openFiles } from '../world/files/open-files.ts';
import { openStoreForReading } from '../world/store/visit-store.ts';
import { readParts } from './diagnostic-parts.ts';
import { type KnownSecrets, readKnownSecrets } from './diagnostic-secrets.ts';
import type { PlaceRequest } from './place-request.ts';
import type { Terminal } from './terminal.ts';
import { type Configured, openConfigured } from './workplace.ts';

export interface DiagnosticsRequest extends PlaceRequest {
  readonly json: boolean;
  /** Where the archive goes, from the working directory; undefined = there is to be none. */
  readonly bundle?: string | undefined;
  readonly terminal: Terminal;
}

/** Prints the report; resolves with exit code 0. @throws UsageError no clone, or the archive cannot be written. */
export const showDiagnostics = async (request: DiagnosticsRequest): Promise<number> => {
  const { terminal, json, bundle, cwd } = request;
  let isWrong = false;
  const place = await openConfigured(request, (why) => {
    isWrong = true;
    terminal.say(`the configuration is wrong: ${why}`);
  });
  const atMs = Date.now();
  const { values: secrets, handed } = await readKnownSecrets(place, { request, isWrong });
  const parts = await readParts({ place, request, hasTexts: handed !== 'unknown' });
  const report: Diagnostics = { at: isoOf(atMs), parts };
  const texts = { text: renderDiagnostics(report, secrets), json: diagnosticsJsonOf(report, secrets) };
  terminal.answer(json ? texts.json : texts.text);
  if (bundle === undefined) return 0;
  const path = resolve(cwd, bundle);
  const files = [
    { name: 'README.txt', text: aboutText },
    { name: 'diagnostics.txt', text: `${texts.text}\n` },
    { name: 'diagnostics.json', text: `${texts.json}\n` },
    ...(handed === 'unknown' ? [] : readLogs(place, secrets)),
  ];
  const sizeBytes = await writeBundle(path, { atMs, texts: files });
  terminal.say(
    `${path}: ${renderBytes(sizeBytes)}, ${files.length} files, ${maskedTexts[handed]}. Look through it before you hand it on`,
  );
  return 0;
};

/** What is said of masking: never more than was done. */
const maskedTexts: Readonly<Record<KnownSecrets['handed'], string>> = {
  known: 'secrets masked',
  guessed:
    'masked what looks like a secret; what workers are handed is only guessed while the configuration is wrong',
  unknown:
    'masked what looks like a secret; texts of workers are left out, as the configuration cannot be read for what they are handed',
};

const aboutText = `Written by coordinator recover diagnostics --bundle.

diagnostics.txt, diagnostics.json  the report
journal.jsonl                      the latest changes of state, one a line
stderr/                            the ends of the workers' standard error

Known secrets and what is shaped like a token are replaced by ***; those of a wrong configuration may not be known. Conversations of agents, code and prompts are left out.
`;

/** So many changes of state, attempts and lines go into the archive. */
const mostChanges = 2000;
const mostAttempts = 20;
const mostLines = 200;

/** The journal, and how the latest attempts complained; nothing of a store that cannot be read. */
const readLogs = ({ paths }: Configured, secrets: readonly string[]): readonly BundledText[] => {
  try {
    const store = openStoreForReading({ path: paths.storePath });
    if (store === null) return [];
    const journal = store.readNewestChanges(mostChanges).map((change) => journalLineOf(change, secrets));
    const attempts = store.readMemory().tasks.flatMap((task) => task.attempts);
    store.close();
    const latest = attempts
      .toSorted((one, other) => other.startedAt.atMs - one.startedAt.atMs)
      .slice(0, mostAttempts);
    const complaints = latest.flatMap(readComplaints);
    return [
      { name: 'journal.jsonl', text: `${journal.join('\n')}\n` },
      ...complaints.map(({ name, text }) => ({ name, text: maskSecrets(text, secrets) })),
    ];
  } catch {
    return [];
  }
};

const readComplaints = ({ issue, number, logPath }: Attempt): readonly BundledText[] => {
  const files = openFiles({ historyPath: '', isLook: true });
  const lines = files.readTail(logPath.replace(/\.jsonl$/, '.stderr.log'), mostLines, 64 * 1024);
  return lines.length === 0
    ? []
    : [{ name: `stderr/${keyOf(issue)}-attempt-${number}.txt`, text: `${lines.join('\n')}\n` }];
};
