import type { Settings } from '../model/settings.ts';
import type { Site } from '../model/site.ts';
import { secretValuesOf } from './secret-values.ts';

/** Values that must not leave this machine in a text. */
export const secretsOf = ({
  settings,
  site,
}: {
  readonly settings: Settings;
  readonly site: Site;
}): readonly string[] => secretValuesOf({ settings, hostEnv: site.hostEnv, token: site.token });
