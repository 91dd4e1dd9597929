/** `coordinator recover diagnostics`: the report as text and as JSON, secrets masked in both. */
import type { DiagnosticsAnswer } from '../answers/recover.ts';
import type { Diagnostics, Part } from '../model/diagnostics.ts';
import { harmlessJsonOf } from './json.ts';
import { maskSecrets } from './masking.ts';
import { oneLineOf } from './plain-text.ts';

/** As JSON, one member per part; what could not be read is `{ "unknown": why }`. */
export const diagnosticsJsonOf = ({ at, parts }: Diagnostics, secrets: readonly string[]): string => {
  const members = parts.map(({ name, read }) => [name, 'value' in read ? read.value : read] as const);
  const answer: DiagnosticsAnswer = { at, ...Object.fromEntries(members) };
  return harmlessJsonOf(JSON.stringify(answer, maskIn(secrets), 2));
};

/** A change of state as one line of JSON. */
export const journalLineOf = (change: unknown, secrets: readonly string[]): string =>
  harmlessJsonOf(JSON.stringify(change, maskIn(secrets)));

/** Text by text, so that a secret that is a number, or goes on to the end, leaves it JSON. */
const maskIn =
  (secrets: readonly string[]) =>
  (_: string, value: unknown): unknown =>
    typeof value === 'string' ? maskSecrets(value, secrets) : value;

/** For people, a heading and lines per part. */
export const renderDiagnostics = ({ at, parts }: Diagnostics, secrets: readonly string[]): string =>
  maskSecrets([`diagnostics of ${at}`, ...parts.flatMap(linesOf)].join('\n'), secrets);

const linesOf = ({ name, read, lines }: Part): readonly string[] => {
  const told = 'unknown' in read ? [`could not be read: ${read.unknown}`] : lines;
  return ['', name, ...(told.length === 0 ? ['  none'] : told.map((line) => `  ${oneLineOf(line)}`))];
};
