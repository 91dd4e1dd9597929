/** Server-sent events, whole or broken off. */
import type { ServerResponse } from 'node:http';
import type { ServerEvent } from './dialect.ts';
import type { Fault } from './script.ts';

const textOf = ({ name, data }: ServerEvent): string =>
  `${name === undefined ? '' : `event: ${name}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

/** A stream that breaks never says its closing event. */
const shareOf = (events: readonly ServerEvent[], fault: Exclude<Fault, { kind: 'status' }>): number =>
  Math.min(fault.afterEventCount, events.length - 1);

/** Sends them; with a fault only so many, and then the stream hangs or breaks. */
export const sendEvents = async (
  response: ServerResponse,
  events: readonly ServerEvent[],
  fault: Fault | null,
): Promise<void> => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  response.flushHeaders();
  const broken = fault === null || fault.kind === 'status' ? null : fault;
  const due = broken === null ? events : events.slice(0, shareOf(events, broken));
  const text = due.map(textOf).join('');
  if (broken === null) return void response.end(text);
  await new Promise<void>((resolve) => (text === '' ? resolve() : response.write(text, () => resolve())));
  if (broken.kind === 'cut') response.destroy();
};
