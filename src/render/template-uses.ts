/**
 * Which templates there are, and where they are looked for.
 */
import type { Settings } from '../model/settings.ts';

/** What a template is for. `isFirst`: a prompt may begin with it. */
export interface TemplateUse {
  readonly name: string;
  readonly about: string;
  readonly isFirst: boolean;
}

/** A template as it was found; the path is absolute. */
export interface FoundTemplate {
  readonly text: string;
  readonly path: string;
}

/** Looks a template up by its name; null = there is none. */
export type FindTemplate = (name: string) => FoundTemplate | null;

/** A look-up in folders, the first that has it wins. `readText` is null for a file that is not there. */
export const finderIn =
  (folders: readonly string[], readText: (path: string) => string | null): FindTemplate =>
  (name) => {
    for (const folder of folders) {
      const path = `${folder}/${name}.md`;
      const text = readText(path);
      if (text !== null) return { text, path };
    }
    return null;
  };

/** Behind the first template of a prompt, where they apply; alone in a session that goes on. */
const later: readonly TemplateUse[] = [
  { name: 'retry', about: 'what became of the attempt before, and what is there', isFirst: false },
  { name: 'answer', about: 'what a person answered', isFirst: false },
  { name: 'follow-up', about: 'what came back on the pull request', isFirst: false },
];

/** Every template that may be used, in the order in which they stand. */
export const templateUsesOf = ({
  workers,
  byLabel,
}: Pick<Settings, 'workers' | 'byLabel'>): readonly TemplateUse[] => {
  const chosen = byLabel.flatMap(({ label, template }) => (template === null ? [] : [{ label, template }]));
  const names = [...new Set([workers.template, ...chosen.map(({ template }) => template)])];
  const aboutOf = (name: string): string => {
    const labels = chosen.filter(({ template }) => template === name).map(({ label }) => label);
    const first = name === workers.template ? ['the task and the rules'] : [];
    return [...first, ...labels.map((label) => `for the label ${label}`)].join(', ');
  };
  return [...names.map((name) => ({ name, about: aboutOf(name), isFirst: true })), ...later];
};
