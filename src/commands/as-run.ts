import { settingFlagsOf } from '../config/setting-flags.ts';
import { readHolder } from '../world/lock.ts';
import type { OwnPaths } from '../world/own-paths.ts';
import type { PlaceRequest } from './place-request.ts';

/** While a coordinator runs, its flags and its configuration file count. */
export const asRun = (
  { paths }: { readonly paths: Pick<OwnPaths, 'holderPath'> },
  request: PlaceRequest,
): PlaceRequest => {
  const holder = readHolder(paths.holderPath);
  return {
    ...request,
    configPath: request.configPath ?? holder?.configPath,
    flags: request.flags ?? settingFlagsOf({ ...holder?.flags }),
  };
};
