/**
 * `coordinator templates list|show`: which templates are in use and where they lie; what one says.
 */
import { relative } from 'node:path';
import type { TemplateAnswer, TemplatesAnswer } from '../answers/templates.ts';
import { nearestOf } from '../config/nearest.ts';
import { UsageError } from '../model/failures.ts';
import { renderJson } from '../render/json.ts';
import { renderTable } from '../render/table.ts';
import { templateFaultOf } from '../render/template-fault.ts';
import { type FoundTemplate, finderIn, type TemplateUse, templateUsesOf } from '../render/template-uses.ts';
import { widthOf } from '../render/text-width.ts';
import { openFiles } from '../world/files/open-files.ts';
import { packagePath } from '../world/package.ts';
import type { PlaceRequest } from './place-request.ts';
import { templatePathsOf } from './site.ts';
import type { Terminal } from './terminal.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

export interface TemplatesRequest extends PlaceRequest {
  readonly json: boolean;
  readonly terminal: Terminal;
}

/** Prints every template; resolves with exit code 1 when one cannot be used. */
export const listTemplates = async (request: TemplatesRequest): Promise<number> => {
  const place = await openWorkplace(request);
  const { uses, find } = templatesOf(place);
  const rows: TemplatesAnswer = uses.map((use) => ({
    name: use.name,
    about: use.about,
    origin: originOf(find(use.name), place),
    fault: templateFaultOf(use, find)?.message ?? null,
  }));
  const { terminal, json } = request;
  const columns = [{ heading: 'NAME' }, { heading: 'FROM' }, { heading: 'TELLS', dropOrder: 1 }];
  const cells = rows.map(({ name, about, origin }) => [name, origin ?? 'nowhere', about]);
  const faults = rows.flatMap(({ fault }) => (fault === null ? [] : [`cannot be used: ${fault}`]));
  const lines = [...renderTable({ columns, rows: cells }, { width: terminal.width, widthOf }), ...faults];
  terminal.answer(json ? renderJson(rows) : lines.join('\n'));
  return faults.length > 0 ? 1 : 0;
};

/** Prints a template as it is written. @throws UsageError there is none of this name. */
export const showTemplate = async (
  request: TemplatesRequest & { readonly name: string },
): Promise<number> => {
  const place = await openWorkplace(request);
  const { name, terminal, json } = request;
  const { text, path } = requireTemplate(name, place);
  const origin = originOf({ text, path }, place);
  const answer: TemplateAnswer = { name, origin, path, text };
  terminal.answer(json ? renderJson(answer) : text.trimEnd());
  return 0;
};

/** What is in use, and how it is found. */
const templatesOf = ({ git, config }: Workplace) => {
  const files = openFiles({ historyPath: '', isLook: true });
  const find = finderIn(templatePathsOf(git.rootPath), (path) => files.readText(path));
  return { uses: templateUsesOf(config.settings), find };
};

/** The template of a name that may be used. @throws UsageError it is not there. */
export const requireTemplate = (
  name: string,
  place: Workplace,
): FoundTemplate & { readonly use: TemplateUse } => {
  const { uses, find } = templatesOf(place);
  const use = uses.find((one) => one.name === name) ?? { name, about: 'not in use', isFirst: true };
  const found = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/.test(name) ? find(name) : null;
  if (found !== null) return { ...found, use };
  const names = uses.map((one) => one.name);
  const guess = nearestOf(name, names);
  const hint = guess === undefined ? `Templates: ${names.join(', ')}` : `Did you mean ${guess}?`;
  throw new UsageError(`there is no template "${name}"`, { fix: hint, exitCode: 1 });
};

/** `built in`, or the path below the repository's root; null = it is not there. */
const originOf = (found: FoundTemplate | null, { git }: Workplace): string | null => {
  if (found === null) return null;
  return found.path.startsWith(`${packagePath}/templates/`) ? 'built in' : relative(git.rootPath, found.path);
};
