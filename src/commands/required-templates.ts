/**
 * Templates are tried before anything is started: what does not fit is told with its place, all of it at once.
 */
import { relative } from 'node:path';
import type { TemplateSeen } from '../model/examined.ts';
import { UsageError } from '../model/failures.ts';
import type { Settings } from '../model/settings.ts';
import { templateFaultOf } from '../render/template-fault.ts';
import { finderIn, templateUsesOf } from '../render/template-uses.ts';
import { openFiles } from '../world/files/open-files.ts';
import { templatePathsOf } from './site.ts';

/** Tries every template that the settings may use, those of `agents.byLabel` too. */
export const tryTemplates = (rootPath: string, settings: Settings): readonly TemplateSeen[] => {
  const files = openFiles({ historyPath: '', isLook: true });
  const find = finderIn(templatePathsOf(rootPath), (path) => files.readText(path));
  return templateUsesOf(settings).map((use) => {
    const fault = templateFaultOf(use, find);
    const path = find(use.name)?.path;
    const place = path === undefined ? null : relative(rootPath, path);
    const where = place === null ? '' : ` (${place})`;
    return {
      name: use.name,
      place,
      fault: fault === null ? null : { fix: fault.fix, message: `${fault.message}${where}` },
    };
  });
};

/** Every template that the settings may use. @throws UsageError at least one cannot be used. */
export const requireTemplates = (rootPath: string, settings: Settings): void => {
  const faults = tryTemplates(rootPath, settings).flatMap(({ fault }) => fault ?? []);
  const [first] = faults;
  if (first === undefined) return;
  throw new UsageError(faults.map(({ message }) => message).join('\n'), { fix: first.fix });
};
