/**
 * Templates are tried before anything is started: what does not fit is told with its place, all of it at once.
 */
import { relative } from 'node:path';
import { UsageError } from '../model/failures.ts';
import type { Settings } from '../model/settings.ts';
import { templateFaultOf } from '../render/template-fault.ts';
import { finderIn, templateUsesOf } from '../render/template-uses.ts';
import { openFiles } from '../world/files/open-files.ts';
import { templatePathsOf } from './site.ts';

/** Every template that the settings may use. @throws UsageError at least one cannot be used. */
export const requireTemplates = (rootPath: string, settings: Settings): void => {
  const files = openFiles({ historyPath: '', isLook: true });
  const find = finderIn(templatePathsOf(rootPath), (path) => files.readText(path));
  const faults = templateUsesOf(settings).flatMap((use) => {
    const fault = templateFaultOf(use, find);
    const path = find(use.name)?.path;
    const where = path === undefined ? '' : ` (${relative(rootPath, path)})`;
    return fault === null ? [] : [{ ...fault, message: `${fault.message}${where}` }];
  });
  const [first] = faults;
  if (first === undefined) return;
  throw new UsageError(faults.map(({ message }) => message).join('\n'), { fix: first.fix });
};
