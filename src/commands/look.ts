/**
 * A look at one thing that writes nothing, also where GitHub cannot be read: then `trouble` says why, and what is
 * remembered has to do.
 */
import { UsageError } from '../model/failures.ts';
import type { RepositoryFacts } from '../model/github.ts';
import type { Settings } from '../model/settings.ts';
import type { Site } from '../model/site.ts';
import { openUnwritableWorld } from '../world/open-unwritable.ts';
import type { World } from '../world/world.ts';
import { narratorOn } from './narrator.ts';
import type { PlaceRequest } from './place-request.ts';
import { fetchFacts, siteOf } from './site.ts';
import type { Terminal } from './terminal.ts';
import {
  apiUrlOf,
  type Credentials,
  readRepository,
  requireCredentials,
  type Workplace,
} from './workplace.ts';

export interface Look {
  readonly world: World;
  readonly site: Site;
  readonly settings: Settings;
  /** Why GitHub is not to be asked; null = it answers. */
  readonly trouble: UsageError | null;
  close(): void;
}

/** Opens it. @throws UsageError GitHub cannot be read, and nothing is remembered of the repository. */
export const lookFrom = async (
  request: PlaceRequest & { readonly terminal: Terminal },
  place: Workplace,
): Promise<Look> => {
  const { settings } = place.config;
  const repository = await readRepository(place, settings);
  const apiUrl = apiUrlOf(request.env);
  const credentials = await tried(() => requireCredentials(place, request.env));
  const { token, app }: Credentials =
    credentials instanceof UsageError ? { token: '', app: null } : credentials;
  const narrator = narratorOn(request.terminal);
  const { world, close } = openUnwritableWorld({ git: place.git, narrator, repository, apiUrl, token, app });
  const facts =
    credentials instanceof UsageError
      ? credentials
      : await tried(() => fetchFacts(world.github, { repository, apiUrl }));
  const trouble = facts instanceof UsageError ? facts : null;
  const known = facts instanceof UsageError ? rememberedFacts(world) : facts;
  if (known === null) {
    close();
    throw trouble ?? new UsageError('nothing is known of the repository');
  }
  return {
    world,
    site: siteOf({ env: request.env, place, repository, apiUrl, token }, known),
    settings,
    trouble,
    close,
  };
};

const rememberedFacts = ({ store }: World): RepositoryFacts | null => store.readMemory().github.facts;

const tried = async <T>(read: () => Promise<T>): Promise<T | UsageError> => {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
};
