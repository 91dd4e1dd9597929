import type { PartialSettingsFlags } from '../config/setting-flags.ts';

/** The environment of this process, as far as it is set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a command is given about the place. */
export interface PlaceRequest {
  readonly cwd: string;
  readonly env: Environment;
  readonly configPath?: string | undefined;
  readonly flags?: PartialSettingsFlags | undefined;
}
