/** Answers to `--json` against the schemas that are shipped. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { ROOT_PATH } from './house-tree.ts';

const ajv = new Ajv2020({ strict: false });
formats.default(ajv);

/** What is wrong with an answer of that name (`schemas/NAME.schema.json`); null = nothing is. */
export const faultIn = (name: string, value: unknown): string | null => {
  const path = join(ROOT_PATH, 'schemas', `${name}.schema.json`);
  const check = ajv.compile(JSON.parse(readFileSync(path, 'utf8')));
  return check(value) ? null : ajv.errorsText(check.errors);
};
