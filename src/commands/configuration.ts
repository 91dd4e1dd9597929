/**
 * The configuration as a command reads it.
 */
import { builtInAgents } from '../agents/built-in.ts';
import { type LoadedConfig, readConfig, readFallback } from '../config/read-config.ts';
import { UsageError } from '../model/failures.ts';
import type { Settings } from '../model/settings.ts';
import { renderBranch } from '../render/prompt.ts';
import { asRun } from './as-run.ts';
import type { PlaceRequest } from './place-request.ts';

/** What of a clone tells its configuration. */
type Rooted = { readonly rootPath: string };

/** The configuration of a clone. @throws UsageError with every problem found. */
export const readConfigOf = ({ rootPath }: Rooted, request: PlaceRequest): LoadedConfig =>
  readConfig({
    rootPath,
    configPath: request.configPath,
    env: request.env,
    flags: request.flags ?? {},
    builtInAgents,
    branchOf: renderBranch,
  });

/**
 * The settings of a clone, as a coordinator that runs has them; where the configuration is wrong, `tell` hears why, and the
 * defaults are answered.
 */
export const readSettingsOr = (
  place: Rooted & Parameters<typeof asRun>[0],
  request: PlaceRequest,
  tell: (why: string) => void,
): Settings => {
  try {
    return readConfigOf(place, asRun(place, request)).settings;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    tell(error.message);
    return fallbackOf(place, asRun(place, request));
  }
};

/** What to go by where the configuration of a clone is wrong. */
export const fallbackOf = ({ rootPath }: Rooted, { configPath, env }: PlaceRequest): Settings =>
  readFallback({ rootPath, configPath, env });
