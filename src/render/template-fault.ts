/**
 * Templates tried before a worker depends on them.
 */
import type { Rendered } from './prompt.ts';
import { sampleValuesOf } from './sample-prompt.ts';
import type { FindTemplate, TemplateUse } from './template-uses.ts';
import { renderPart } from './whole-prompt.ts';

/** What is wrong with a template; null = it fits every case that was tried. */
export const templateFaultOf = (
  { name, isFirst }: TemplateUse,
  find: FindTemplate,
): Extract<Rendered, { kind: 'error' }> | null => {
  for (const values of sampleValuesOf(isFirst)) {
    const rendered = renderPart(name, values, find);
    if (rendered.kind === 'error') return rendered;
    if (isFirst && !values.resumed && rendered.text.trim() === '')
      return {
        kind: 'error',
        message: `template ${name}: it renders to nothing`,
        fix: 'Write what the worker should do.',
      };
  }
  return null;
};
