/** All answers by name: `schemas/NAME.schema.json` is the schema of `answers.NAME`. */
import { z } from 'zod';
import { explainAnswer } from './explain.ts';
import { errorAnswer } from './failure.ts';
import { historyAnswer } from './history.ts';
import { diagnosticsAnswer, stuckAnswer } from './recover.ts';
import { planAnswer, resultsAnswer } from './run.ts';
import { configAnswer, doctorAnswer, initAnswer, serviceAnswer } from './setting-up.ts';
import { statusAnswer } from './status.ts';
import { cleanAnswer, openAnswer, pauseAnswer, requestAnswer, waitAnswer } from './tasks.ts';
import { templateAnswer, templatesAnswer } from './templates.ts';

const answers = {
  clean: ['coordinator clean --json', cleanAnswer],
  'config-show': ['coordinator config show --json', configAnswer],
  diagnostics: ['coordinator recover diagnostics --json', diagnosticsAnswer],
  doctor: ['coordinator doctor --json', doctorAnswer],
  error: ['what a command with --json says when it fails', errorAnswer],
  explain: ['coordinator explain N --json', explainAnswer],
  history: ['coordinator history N --json', historyAnswer],
  init: ['coordinator init --json', initAnswer],
  'install-service': ['coordinator install-service --json', serviceAnswer],
  open: ['coordinator open N --json', openAnswer],
  plan: ['coordinator run --dry-run --json', planAnswer],
  pause: ['coordinator pause --json, coordinator resume --json', pauseAnswer],
  request: [
    'coordinator stop, cancel, retry, kill, recover reset, recover kill-zombie N --json',
    requestAnswer,
  ],
  results: ['coordinator run --results FILE', resultsAnswer],
  status: ['coordinator status --json', statusAnswer],
  stuck: ['coordinator recover list-stuck --json', stuckAnswer],
  template: ['coordinator templates show NAME --json', templateAnswer],
  templates: ['coordinator templates list --json', templatesAnswer],
  wait: ['coordinator wait N --json', waitAnswer],
} as const satisfies Readonly<Record<string, readonly [string, z.ZodType]>>;

/** Name of an answer whose schema is made here. */
export type AnswerName = keyof typeof answers;

/** Every schema that is shipped for an answer, by name. */
export const answerSchemas = (): Readonly<Record<string, object>> =>
  Object.fromEntries(
    Object.entries(answers).map(([name, [title, schema]]) => [
      name,
      { title, description: about, ...schemaOf(schema) },
    ]),
  );

const about = 'Times are ISO 8601 in UTC, paths absolute. Fields are added, never renamed or removed.';

const schemaOf = (schema: z.ZodType): object =>
  z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      delete jsonSchema.readOnly;
      // The pattern of a whole date, leap years and all, tells nobody anything that the format does not.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    },
  });
