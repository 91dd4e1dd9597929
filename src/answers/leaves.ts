/**
 * What `--json` prints: each answer as a schema, and its type from that schema, so that the code, the shipped JSON schema
 * (`schemas/`) and what is printed cannot part. The rest of the house takes the types only: no command loads a schema.
 * Fields are added, never renamed or removed, so schemas allow more than they name.
 */
import { z } from 'zod';
import { taskStates } from '../model/task.ts';

/** A list that nobody changes. */
export const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();

/** An instant, ISO 8601 in UTC. */
export const time = () => z.iso.datetime();

/** Number of an issue. */
export const issue = () => z.int().positive();

/** `gh-450` */
export const key = () => z.templateLiteral(['gh-', z.int()]).meta({ pattern: '^gh-[1-9][0-9]*$' });

/** An absolute path. */
export const path = () => z.string();

/** The state of a task. */
export const state = () => z.enum(taskStates);

/** A pull request. */
export const pullRequest = () =>
  z.object({ number: z.int().positive(), url: z.string(), state: z.enum(['open', 'merged', 'closed']) });
