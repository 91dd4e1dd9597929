import { z } from 'zod';
import { issue, list, path } from './leaves.ts';

/** `templates list --json` */
export const templatesAnswer = list(
  z.object({
    name: z.string(),
    about: z.string(),
    origin: z.string().nullable().describe('Where it lies; null = nowhere'),
    fault: z.string().nullable().describe('Why it cannot be used'),
  }),
);

export type TemplatesAnswer = z.infer<typeof templatesAnswer>;

/** `templates show NAME --json`; with `--issue` there is no path, but what the text was made of. */
export const templateAnswer = z.object({
  name: z.string(),
  text: z.string(),
  origin: z.string().nullable().optional(),
  path: path().optional(),
  issue: issue().optional(),
  attempt: z.int().optional().describe('The one that would be told this'),
  agent: z.string().optional(),
  model: z.string().nullable().optional(),
  effort: z.string().nullable().optional(),
  label: z.string().nullable().optional().describe('The label of the issue that chose them'),
  resumes: z.string().nullable().optional().describe("The agent's session that it would go on in"),
  templates: list(z.string()).optional().describe('What the next prompt is made of'),
  complete: z.boolean().optional().describe('false: GitHub was not asked, so parts of the issue are missing'),
});

export type TemplateAnswer = z.infer<typeof templateAnswer>;
