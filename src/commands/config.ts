/**
 * `coordinator config show|schema`: the values in force with where each comes from; the schema of the file.
 */
import type { ConfigAnswer } from '../answers/setting-up.ts';
import { settingsSchema } from '../config/schema.ts';
import { renderJson } from '../render/json.ts';
import { readConfigOf } from './configuration.ts';
import { answerPaged } from './paged.ts';
import { openPlace } from './place.ts';
import type { PlaceRequest } from './place-request.ts';
import type { Terminal } from './terminal.ts';

export interface ConfigRequest extends PlaceRequest {
  readonly json: boolean;
  readonly terminal: Terminal;
}

/** Prints every key with its value and origin. @throws UsageError the configuration is wrong. */
export const showConfig = async (request: ConfigRequest): Promise<number> => {
  const { origins, notices } = readConfigOf(await openPlace(request), request);
  for (const text of notices) request.terminal.say(text);
  const rows: ConfigAnswer = [...origins].map(([key, { value, where }]) => ({
    key,
    value,
    origin: where,
  }));
  const width = Math.max(...rows.map(({ key }) => key.length));
  const lines = rows.map(
    ({ key, value, origin }) => `${key.padEnd(width)}  ${JSON.stringify(value)}  (${origin})`,
  );
  if (request.json) request.terminal.answer(renderJson(rows));
  else await answerPaged(lines.join('\n'), request.terminal, request.env);
  return 0;
};

/** Prints the JSON schema of coordinator.yml. */
export const showConfigSchema = (terminal: Terminal): number => {
  terminal.answer(JSON.stringify(settingsSchema(), null, 2));
  return 0;
};
