import { secretValuesOf } from '../render/secret-values.ts';
import type { Hands } from './hands.ts';

/** Values that must not leave this machine in a text. */
export const secretsOf = ({ settings, site }: Pick<Hands, 'settings' | 'site'>): readonly string[] =>
  secretValuesOf({ settings, hostEnv: site.hostEnv, token: site.token });
