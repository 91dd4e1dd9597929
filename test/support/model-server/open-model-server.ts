/**
 * A model on the loopback that says what its scripts say, for agents that do not know the difference. One server for
 * many: the beginning of the path picks the script (`http://127.0.0.1:PORT/gently/v1/messages`: the script of `gently`),
 * the rest picks the API. Everything that is asked is noted.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { chat } from './chat.ts';
import type { Asked, Dialect } from './dialect.ts';
import { gemini } from './gemini.ts';
import { messages } from './messages.ts';
import { readBody } from './read-body.ts';
import { responses } from './responses.ts';
import { type Fault, NOTHING_MORE, PLAIN_USAGE, type Script, type Turn } from './script.ts';
import { sendEvents } from './send-events.ts';

/** One request for a reply. */
export interface ModelRequest extends Asked {
  /** First part of its path. */
  readonly prefix: string;
  readonly api: Dialect['name'];
  /** What it is answered with, from 0; -1 = it is asked beside the conversation. */
  readonly turn: number;
  readonly fault: Fault['kind'] | null;
}

export interface ModelServer extends AsyncDisposable {
  /** Where agents with this prefix send to, no slash at the end: `http://127.0.0.1:4711/gently`. */
  url(prefix: string): string;
  /** Says what the model says below a prefix, also anew while agents run. */
  script(prefix: string, script: Script): void;
  /** Requests for replies so far, oldest first. */
  requests(): readonly ModelRequest[];
}

const DIALECTS: readonly Dialect[] = [messages, responses, chat, gemini];

interface State {
  readonly scripts: Map<string, Script>;
  readonly requests: ModelRequest[];
  /** How often the fault of a turn has struck, by prefix and turn. */
  readonly strikes: Map<string, number>;
}

/** Opens it on a free port of the loopback. */
export const openModelServer = async (): Promise<ModelServer> => {
  const state: State = { scripts: new Map(), requests: [], strikes: new Map() };
  const server = createServer((request, response) => {
    answer({ state, request, response }).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(JSON.stringify({ error: { message: `the scripted model is wrong: ${error}` } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (prefix) => `http://127.0.0.1:${port}/${prefix}`,
    script: (prefix, script) => {
      state.scripts.set(prefix, script);
      for (const key of state.strikes.keys()) if (key.startsWith(`${prefix}/`)) state.strikes.delete(key);
    },
    requests: () => [...state.requests],
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

interface Exchange {
  readonly state: State;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const answer = async ({ state, request, response }: Exchange): Promise<void> => {
  const [, prefix = '', path = ''] = /^\/([^/]+)([^?]*)/.exec(request.url ?? '') ?? [];
  const body = await readBody(request);
  const dialect = DIALECTS.find(({ owns }) => owns(path));
  const script = state.scripts.get(prefix);
  if (request.method !== 'POST' || script === undefined || dialect === undefined)
    return sendJson(response, ...elsewhereOf(path, JSON.stringify(body)));
  const asked = dialect.read(path, body);
  const turn = asked.tools.length === 0 || asked.wantsJson ? -1 : asked.countReplies(script.since);
  const due = turn === -1 ? asideOf(asked) : (script.turns[turn] ?? NOTHING_MORE);
  const fault = strike(state, `${prefix}/${turn}`, due);
  state.requests.push({ ...asked, prefix, api: dialect.name, turn, fault: fault?.kind ?? null });
  if (due.delayMs !== undefined) await pause(due.delayMs);
  await say({ dialect, asked, due, fault, response });
};

/** Tokens are counted by their length; of all else there is nothing. */
const elsewhereOf = (path: string, text: string): readonly [status: number, body: unknown] => {
  const tokenCount = Math.ceil(text.length / 4);
  if (path.endsWith('/count_tokens')) return [200, { input_tokens: tokenCount }];
  if (path.endsWith(':countTokens')) return [200, { totalTokens: tokenCount }];
  if (path.endsWith('/models')) return [200, { object: 'list', data: [], models: [] }];
  return [404, { error: { message: `no scripted model at ${path}`, type: 'not_found' } }];
};

const asideOf = ({ wantsJson }: Asked): Turn =>
  wantsJson
    ? { text: JSON.stringify({ title: 'Work', reasoning: 'scripted', model_choice: 'flash' }) }
    : NOTHING_MORE;

/** The fault that strikes this request; null = none, or it has struck often enough. */
const strike = ({ strikes }: State, key: string, turn: Turn): Fault | null => {
  const count = strikes.get(key) ?? 0;
  if (turn.fault === undefined || count >= (turn.faultCount ?? Number.POSITIVE_INFINITY)) return null;
  strikes.set(key, count + 1);
  return turn.fault;
};

const say = async (about: {
  readonly dialect: Dialect;
  readonly asked: Asked;
  readonly due: Turn;
  readonly fault: Fault | null;
  readonly response: ServerResponse;
}): Promise<void> => {
  const { dialect, asked, due, fault, response } = about;
  if (fault?.kind === 'status') {
    if (fault.retryAfterS !== undefined) response.setHeader('retry-after', String(fault.retryAfterS));
    const { status, message = 'as the script says' } = fault;
    return sendJson(response, status, fault.body ?? dialect.error(status, message));
  }
  const { text = '', tools = [], usage } = due;
  const reply = { model: asked.model, text, tools, usage: { ...PLAIN_USAGE, ...usage } };
  if (asked.isStreaming) return sendEvents(response, dialect.events(reply), fault);
  if (fault === null) return sendJson(response, 200, dialect.whole(reply));
  if (fault.kind === 'cut') response.destroy();
};

const sendJson = (response: ServerResponse, ...[status, body]: readonly [number, unknown]): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};
