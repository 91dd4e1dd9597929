/**
 * The wire between every client and a GitHub of the tests, watched: what is sent and answered is compared with GitHub's
 * own description of its API. A request that breaks it, or an answer that breaks it without being allowed to, is a
 * breach, and `close` throws it: whoever opened the wire fails. Answers that are broken on order are none.
 *
 * What passes is only noted; it is compared when somebody asks. Compiling schemas takes a moment, and no client is to wait
 * for it.
 */
import { type Allowance, allowanceFor, readAllowances } from './allowances.ts';
import { type Checks, type Finding, openChecks, type SeenAnswer, type SentRequest } from './checks.ts';
import { openProxy } from './proxy.ts';

/** What was found since the last look. */
export interface Found {
  /** What broke the description, once each. */
  readonly breaches: readonly string[];
  /** Allowances that were needed. */
  readonly allowances: readonly Allowance[];
}

export interface Wire {
  /** Where clients send to, no slash at the end. */
  readonly url: string;
  /** Says where requests go: a port of the loopback. */
  leadTo(port: number): void;
  /** For a wire that several tests share: compares what passed since the last look. */
  look(): Found;
  /** @throws Error something broke GitHub's description. */
  close(): Promise<void>;
}

/** What differs from the rule that everything is compared. */
export interface WireOptions {
  /** Requests may be wrong, as the test is about how GitHub refuses them. */
  readonly onlyAnswers?: boolean;
  /** Operations whose answers are not compared: the server is known to get them wrong. */
  readonly wrongAnswers?: readonly string[];
}

/** One exchange. `answer` null: none came, or it was broken on order. */
interface Passed {
  readonly request: SentRequest;
  answer: SeenAnswer | null;
}

let shared: Checks | undefined;
/** Schemas are compiled once per process. */
const checksOfProcess = (): Checks => {
  shared ??= openChecks();
  return shared;
};

const sentOf = (url: string, rest: Omit<SentRequest, 'path' | 'query'>): SentRequest => {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  return { ...rest, path: pathname.replace(/^\/api(?:\/v3(?=\/)|(?=\/graphql$))/, ''), query: searchParams };
};

const breachOf = ({ method, path }: SentRequest, { operation, at, text }: Finding): string =>
  `${operation}: ${at} ${text} (${method} ${path})`;

const compare = (passed: readonly Passed[], { onlyAnswers, wrongAnswers = [] }: WireOptions): Found => {
  const checks = checksOfProcess();
  const allowances = readAllowances();
  const breaches = new Set<string>();
  const used = new Set<Allowance>();
  for (const { request, answer } of passed) {
    const wrong = onlyAnswers ? [] : checks.checkRequest(request);
    const isCompared = answer !== null && !wrongAnswers.includes(checks.nameOf(request));
    for (const finding of isCompared ? checks.checkAnswer(request, answer) : []) {
      const allowance = allowanceFor(allowances, finding);
      if (allowance === undefined) breaches.add(breachOf(request, finding));
      else used.add(allowance);
    }
    for (const finding of wrong) breaches.add(breachOf(request, finding));
  }
  return { breaches: [...breaches], allowances: [...used] };
};

/** Opens it. Nothing gets through before `leadTo`. */
export const openWire = async (options: WireOptions = {}): Promise<Wire> => {
  let passed: Passed[] = [];
  let port = 0;
  const proxy = await openProxy(() => port, {
    onRequest: ({ url, ...rest }) => {
      const one: Passed = { request: sentOf(url, rest), answer: null };
      passed.push(one);
      return {
        onAnswer: ({ isFault, ...answer }) => {
          if (!isFault) one.answer = answer;
        },
      };
    },
  });
  const look = (): Found => {
    const found = compare(passed, options);
    passed = [];
    return found;
  };
  return {
    url: `http://127.0.0.1:${proxy.port}`,
    leadTo: (to) => {
      port = to;
    },
    look,
    close: async () => {
      await proxy.close();
      const { breaches } = look();
      if (breaches.length > 0) throw new Error(`GitHub describes its API otherwise:\n${breaches.join('\n')}`);
    },
  };
};
