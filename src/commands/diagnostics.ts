/**
 * `coordinator recover diagnostics`: one report of everything, whether or not a coordinator runs; with `--bundle` also as
 * an archive to hand on. Secrets are masked in all of it, and nothing but the archive is written.
 */
import { resolve } from 'node:path';
import type { Attempt } from '../model/attempt.ts';
import type { Diagnostics } from '../model/diagnostics.ts';
import { keyOf } from '../model/ids.ts';
import { renderBytes } from '../render/bytes.ts';
import { diagnosticsJsonOf, renderDiagnostics } from '../render/diagnostics.ts';
import { maskSecrets } from '../render/masking.ts';
import { secretsOf } from '../render/secrets.ts';
import { isoOf } from '../render/utc-time.ts';
import { type BundledText, writeBundle } from '../world/bundle.ts';
import { openFiles } from '../world/files/open-files.ts';
import { openStoreForReading } from '../world/store/visit-store.ts';
import { readParts } from './diagnostic-parts.ts';
import { siteOf } from './site.ts';
import type { Terminal } from './terminal.ts';
import {
  apiUrlOf,
  type Configured,
  type Environment,
  openConfigured,
  type PlaceRequest,
  requireCredentials,
} from './workplace.ts';

export interface DiagnosticsRequest extends PlaceRequest {
  readonly json: boolean;
  /** Where the archive goes, from the working directory; undefined = there is to be none. */
  readonly bundle?: string | undefined;
  readonly terminal: Terminal;
}

/** Prints the report; resolves with exit code 0. @throws UsageError no clone, or the archive cannot be written. */
export const showDiagnostics = async (request: DiagnosticsRequest): Promise<number> => {
  const { terminal, json, bundle, cwd, env } = request;
  const place = await openConfigured(request, (why) => terminal.say(`the configuration is wrong: ${why}`));
  const atMs = Date.now();
  const report: Diagnostics = { at: isoOf(atMs), parts: await readParts({ place, request }) };
  const secrets = await readSecrets(place, env);
  const texts = { text: renderDiagnostics(report, secrets), json: diagnosticsJsonOf(report, secrets) };
  terminal.answer(json ? texts.json : texts.text);
  if (bundle === undefined) return 0;
  const path = resolve(cwd, bundle);
  const files = [
    { name: 'README.txt', text: aboutText },
    { name: 'diagnostics.txt', text: `${texts.text}\n` },
    { name: 'diagnostics.json', text: `${texts.json}\n` },
    ...readLogs(place).map(({ name, text }) => ({ name, text: maskSecrets(text, secrets) })),
  ];
  const sizeBytes = await writeBundle(path, { atMs, texts: files });
  terminal.say(
    `${path}: ${renderBytes(sizeBytes)}, ${files.length} files, secrets masked. Look through it before you hand it on`,
  );
  return 0;
};

const aboutText = `Written by coordinator recover diagnostics --bundle.

diagnostics.txt, diagnostics.json  the report
journal.jsonl                      the latest changes of state, one a line
stderr/                            the ends of the workers' standard error

Known secrets and what is shaped like a token are replaced by ***. Conversations of agents, code and prompts are left out.
`;

/** A name that says that its value is to be kept to oneself. */
const secretName = /TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|API_?KEY|PRIVATE_?KEY|AUTH(?!OR|_SOCK)/i;

/** What is masked in all texts that leave the machine, and beside that what the environment here calls a secret. */
const readSecrets = async (place: Configured, env: Environment): Promise<readonly string[]> => {
  const { settings } = place.config;
  const repository = settings.repository ?? { owner: '', name: '' };
  const token = await readToken(place, env);
  const site = siteOf({ env, place, repository, apiUrl: apiUrlOf(env), token }, { defaultBranch: '' });
  const named = Object.entries(env).flatMap(([name, value]) =>
    secretName.test(name) && value ? [value] : [],
  );
  return [...secretsOf({ settings, site }), ...named];
};

/** Empty where there is none: what is shaped like one is masked all the same. */
const readToken = async (place: Configured, env: Environment): Promise<string> => {
  try {
    return (await requireCredentials(place, env)).token;
  } catch {
    return '';
  }
};

/** So many changes of state, attempts and lines go into the archive. */
const mostChanges = 2000;
const mostAttempts = 20;
const mostLines = 200;

/** The journal, and how the latest attempts complained; nothing of a store that cannot be read. */
const readLogs = ({ paths }: Configured): readonly BundledText[] => {
  try {
    const store = openStoreForReading({ path: paths.storePath });
    if (store === null) return [];
    const journal = store.readNewestChanges(mostChanges).map((change) => JSON.stringify(change));
    const attempts = store.readMemory().tasks.flatMap((task) => task.attempts);
    store.close();
    const latest = attempts
      .toSorted((one, other) => other.startedAt.atMs - one.startedAt.atMs)
      .slice(0, mostAttempts);
    return [{ name: 'journal.jsonl', text: `${journal.join('\n')}\n` }, ...latest.flatMap(readComplaints)];
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
