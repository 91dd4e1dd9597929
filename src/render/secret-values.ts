/**
 * Which values are secret: what masking looks for beside the shapes of well-known tokens.
 */
import type { Settings } from '../model/settings.ts';

/** Where secrets come from. `token` may be empty. */
export interface SecretSource {
  readonly settings: Pick<Settings, 'workers' | 'agents'>;
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  readonly token: string;
}

/** Shorter values would mask ordinary words. */
const minLength = 6;

/** What says nothing about anybody, and stands in every log. */
const harmlessNames: readonly string[] = ['PATH', 'HOME'];

/**
 * The token, and all that a person hands to workers in their environment. A value of several lines is there line by line
 * too, since the end of a log may begin within it.
 */
export const secretValuesOf = ({ settings, hostEnv, token }: SecretSource): readonly string[] => {
  const chosen = settings.workers.env.map(({ name, value }) => value ?? hostEnv[name] ?? '');
  const ofAgents = Object.values(settings.agents).flatMap(({ env }) => Object.values(env));
  const harmless = harmlessNames.map((name) => hostEnv[name]);
  const values = [...chosen, ...ofAgents]
    .filter((value) => !harmless.includes(value))
    .flatMap((value) => [value, ...value.split('\n')])
    .map((value) => value.trim());
  return [...new Set([token, ...values])].filter((value) => value.length >= minLength);
};
