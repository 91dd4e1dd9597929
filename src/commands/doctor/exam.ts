/**
 * What the checks work on. A wrong configuration is a finding like another: the others go by the defaults then.
 */
import { UsageError } from '../../model/failures.ts';
import { type Finding, failed, passed, warned } from '../../model/finding.ts';
import type { Settings } from '../../model/settings.ts';
import { renderDuration } from '../../render/duration.ts';
import { isoOf } from '../../render/utc-time.ts';
import { readHolder } from '../../world/lock.ts';
import { fallbackOf } from '../configuration.ts';
import type { PlaceRequest } from '../place-request.ts';
import { type Clone, openClone, openWorkplace } from '../workplace.ts';

export interface Exam {
  readonly request: PlaceRequest;
  readonly clone: Clone;
  readonly settings: Settings;
  /** What there is to say of the configuration. */
  readonly configFindings: readonly Finding[];
  /** The coordinator that runs here, in words; null = none. */
  readonly holder: string | null;
  /** How long a check may take. */
  readonly limitMs: number;
}

/** Looks where we are. @throws UsageError not a clone. */
export const openExam = async (request: PlaceRequest, limitMs: number): Promise<Exam> => {
  const clone = await openClone(request);
  const holder = readHolderText(clone);
  try {
    const { config } = await openWorkplace(request);
    const file = config.filePath?.split('/').at(-1) ?? null;
    const well = passed(
      'config',
      file === null ? 'there is no file, the defaults apply' : `${file} is valid`,
    );
    const notices = config.notices.map((text) =>
      warned('config', text, { fix: 'coordinator config schema' }),
    );
    return { request, clone, settings: config.settings, configFindings: [well, ...notices], holder, limitMs };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const found = failed('config', error.message, error.fix ?? 'coordinator config schema');
    const settings = fallbackOf(clone, request);
    return { request, clone, settings, configFindings: [found], holder, limitMs };
  }
};

const readHolderText = ({ paths }: Clone): string | null => {
  const holder = readHolder(paths.holderPath);
  if (holder === null) return null;
  const up = renderDuration(Date.now() - holder.startedAtMs);
  return `pid ${holder.pid}, since ${isoOf(holder.startedAtMs)}, up ${up}`;
};
