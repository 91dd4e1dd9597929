/**
 * The wire between every client and a GitHub of the tests, watched: what is sent and answered is compared with GitHub's
 * own description of its API. A request that breaks it, or an answer that breaks it without being allowed to, is kept,
 * and `close` throws it: whoever opened the wire fails. Answers that are broken on order are no findings.
 */
import { type Allowance, allowanceFor, readAllowances } from './allowances.ts';
import { type Checks, type Finding, openChecks, type SentRequest } from './checks.ts';
import { openProxy } from './proxy.ts';

export interface Wire {
  /** Where clients send to, no slash at the end. */
  readonly url: string;
  /** Says where requests go: a port of the loopback. */
  leadTo(port: number): void;
  /** What broke the description since the last time, once each, for a wire that several tests share. */
  takeBreaches(): readonly string[];
  /** Allowances that were needed so far. */
  readonly used: ReadonlySet<Allowance>;
  /** Operations that were asked so far. */
  readonly asked: ReadonlySet<string>;
  /** @throws Error something broke GitHub's description. */
  close(): Promise<void>;
}

let shared: Checks | undefined;
/** Schemas are compiled once per process. */
const checksOfProcess = (): Checks => {
  shared ??= openChecks();
  return shared;
};

const sentOf = (url: string, rest: Omit<SentRequest, 'path' | 'query'>): SentRequest => {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  return { ...rest, path: pathname.replace(/^\/api\/v3(?=\/)/, ''), query: searchParams };
};

/** `onlyAnswers`: requests may be wrong, as the test is about how GitHub refuses them. */
export interface WireOptions {
  readonly onlyAnswers?: boolean;
  /** Operations whose answers are not compared: the server is known to get them wrong. */
  readonly wrongAnswers?: readonly string[];
}

/** Opens it. Nothing gets through before `leadTo`. */
export const openWire = async ({
  onlyAnswers = false,
  wrongAnswers = [],
}: WireOptions = {}): Promise<Wire> => {
  const checks = checksOfProcess();
  const allowances = readAllowances();
  const breaches: string[] = [];
  const used = new Set<Allowance>();
  const asked = new Set<string>();
  let port = 0;
  const keep = ({ method, path }: SentRequest, findings: readonly Finding[]): void => {
    for (const { operation, at, text } of findings)
      breaches.push(`${operation}: ${at} ${text} (${method} ${path})`);
  };
  const proxy = await openProxy(() => port, {
    onRequest: ({ url, ...rest }) => {
      const request = sentOf(url, rest);
      if (!onlyAnswers) keep(request, checks.checkRequest(request));
      asked.add(checks.nameOf(request));
      return {
        onAnswer: (answer) => {
          if (answer.isFault || wrongAnswers.includes(checks.nameOf(request))) return;
          const findings = checks.checkAnswer(request, answer);
          const refused = findings.filter((finding) => {
            const allowance = allowanceFor(allowances, finding);
            if (allowance !== undefined) used.add(allowance);
            return allowance === undefined;
          });
          keep(request, refused);
        },
      };
    },
  });
  return {
    url: `http://127.0.0.1:${proxy.port}`,
    leadTo: (to) => {
      port = to;
    },
    takeBreaches: () => [...new Set(breaches.splice(0))],
    used,
    asked,
    close: async () => {
      await proxy.close();
      if (breaches.length === 0) return;
      throw new Error(`GitHub describes its API otherwise:\n${[...new Set(breaches)].join('\n')}`);
    },
  };
};
