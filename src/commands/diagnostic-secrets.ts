/**
 * What is masked in diagnostics: what is masked in all texts that leave the machine, what the environment here calls a
 * secret, and what a configuration that is wrong seems to hand to workers.
 */
import { readHandedValues } from '../config/handed-values.ts';
import { UsageError } from '../model/failures.ts';
import { secretLinesOf, secretVariablesOf } from '../render/secret-values.ts';
import { secretsOf } from '../render/secrets.ts';
import type { PlaceRequest } from './place-request.ts';
import { siteOf } from './site.ts';
import { apiUrlOf, type Configured, requireCredentials } from './workplace.ts';

/**
 * `handed`: what workers are handed is `known` by the configuration, `guessed` from a wrong one, or `unknown`, as not even
 * its structure can be read.
 */
export interface KnownSecrets {
  readonly values: readonly string[];
  readonly handed: 'known' | 'guessed' | 'unknown';
}

/** Reads them; `isWrong`: the configuration is, so that `place` has the defaults. */
export const readKnownSecrets = async (
  place: Configured,
  { request, isWrong }: { readonly request: PlaceRequest; readonly isWrong: boolean },
): Promise<KnownSecrets> => {
  const { settings } = place.config;
  const { env } = request;
  const repository = settings.repository ?? { owner: '', name: '' };
  const token = await readToken(place, request);
  const site = siteOf({ env, place, repository, apiUrl: apiUrlOf(env), token }, { defaultBranch: '' });
  const values = [...secretsOf({ settings, site }), ...secretVariablesOf(env)];
  if (!isWrong) return { values, handed: 'known' };
  const seen = readHanded(place, request);
  return seen === null
    ? { values, handed: 'unknown' }
    : { values: [...values, ...secretLinesOf(seen, env)], handed: 'guessed' };
};

const readHanded = ({ git }: Configured, { configPath, env }: PlaceRequest): readonly string[] | null => {
  try {
    return readHandedValues({ rootPath: git.rootPath, configPath, env });
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
};

/** Empty where there is none: what is shaped like one is masked all the same. */
const readToken = async (place: Configured, { env }: PlaceRequest): Promise<string> => {
  try {
    return (await requireCredentials(place, env)).token;
  } catch {
    return '';
  }
};
