import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openAccount } from '../../../src/agents/account.ts';
import {
  attemptJson,
  closingJson,
  eventJson,
  jsonLineOf,
  toolCountJson,
} from '../../../src/render/conversation/event-json.ts';
import { openToolTally, toolTallyLines } from '../../../src/render/conversation/tool-tally.ts';
import { openTroubleFilter } from '../../../src/render/conversation/trouble-events.ts';
import { bytesOf, captureFiles, eventsOf } from '../../agents/captures.ts';
import { checkSchema } from '../../support/schema-check.ts';
import { attemptOf, taskOf } from '../tasks.ts';
import { eventsFrom, messageOf, pageWith } from './pages.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../../schemas/view.schema.json', import.meta.url), 'utf8'),
);

const faultsOf = (value: object): readonly string[] => checkSchema(JSON.parse(jsonLineOf(value, [])), schema);

const attempt = attemptOf();
const subject = { task: taskOf(42, { attempts: [attempt] }), attempt };

const eventsIn = (name: string) => eventsOf(name.split('-')[0] ?? '', [bytesOf(name)]);

describe('a conversation as JSON', () => {
  it('fits its schema, whatever is captured', () => {
    expect(faultsOf(attemptJson(subject))).toEqual([]);
    for (const name of captureFiles) {
      const accounting = openAccount({ agent: null, isFormatted: true, earlier: null });
      const tally = openToolTally();
      for (const event of eventsIn(name)) {
        accounting.add(event, 0);
        tally.add(event);
        expect({ name, faults: faultsOf(eventJson(event, 1)) }).toEqual({ name, faults: [] });
      }
      const rest = [closingJson(subject, accounting.account(null)), ...tally.counts().map(toolCountJson)];
      expect({ name, faults: rest.flatMap(faultsOf) }).toEqual({ name, faults: [] });
    }
  });

  it('would not fit with a kind that the schema does not know', () => {
    expect(faultsOf({ kind: 'other' })).not.toEqual([]);
  });

  it('masks secrets and escapes what a terminal acts on, and loses nothing else', () => {
    const [event] = eventsFrom([messageOf('a \u009b2J \u202e hunter2-given "é" 漢')]);
    const line = event === undefined ? '' : jsonLineOf(eventJson(event, 7), ['hunter2-given']);
    expect(line).toContain('a \\u009b2J \\u202e *** \\"é\\" 漢');
    expect(JSON.parse(line)).toMatchObject({
      kind: 'message',
      at: null,
      line: 7,
      text: 'a \u009b2J \u202e *** "é" 漢',
    });
  });

  it('of what went wrong has failed calls with what was called', () => {
    const filter = openTroubleFilter();
    const events = eventsIn('claude-tools-parallel-and-failed-command').flatMap((event, index) =>
      filter(event, index + 1),
    );
    expect(events.map(([{ kind }]) => kind)).toEqual(['tool-call', 'tool-result']);
  });
});

it('tools are counted, most used first', () => {
  const tally = openToolTally();
  for (const event of eventsIn('claude-tools-parallel-and-failed-command')) tally.add(event);
  expect(toolTallyLines(tally.counts(), pageWith())).toEqual([
    'TOOL   CALLS  FAILED  DENIED  TIME',
    'Write  2      -       -       0.1s',
    'Bash   1      1       -       0.1s',
  ]);
  expect(toolTallyLines([], pageWith())).toEqual(['No tool was used.']);
});
