/**
 * Writes `schemas/` from what the code holds: the configuration and every answer. `view` is written by hand.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { answerSchemas } from '../src/answers/answers.ts';
import { settingsSchema } from '../src/config/schema.ts';

const folder = resolve(import.meta.dirname, '..', 'schemas');

for (const [name, schema] of Object.entries({ config: settingsSchema(), ...answerSchemas() }))
  writeFileSync(resolve(folder, `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`);
