import type { Settings } from '../model/settings.ts';
import type { Site } from '../model/site.ts';

/** Shorter values would mask ordinary words. */
const minLength = 6;

/** What says nothing about anybody, and stands in every log. */
const harmlessNames: readonly string[] = ['PATH', 'HOME'];

/**
 * Values that must not leave this machine in a text: the token, and all that a person hands to workers in their
 * environment. A value of several lines is there line by line too, since the end of a log may begin within it.
 */
export const secretsOf = ({
  settings,
  site,
}: {
  readonly settings: Settings;
  readonly site: Site;
}): readonly string[] => {
  const { hostEnv } = site;
  const chosen = settings.workers.env.map(({ name, value }) => value ?? hostEnv[name] ?? '');
  const ofAgents = Object.values(settings.agents).flatMap(({ env }) => Object.values(env));
  const harmless = harmlessNames.map((name) => hostEnv[name]);
  const values = [...chosen, ...ofAgents]
    .filter((value) => !harmless.includes(value))
    .flatMap((value) => [value, ...value.split('\n')])
    .map((value) => value.trim());
  return [...new Set([site.token, ...values])].filter((value) => value.length >= minLength);
};
