/**
 * The log of a job of GitHub Actions. GitHub names an address at its storage, which is asked without the token.
 */
import { TransientError } from '../../model/failures.ts';
import type { Client } from './client.ts';
import { unexpectedAnswer } from './raw.ts';

const MOST_BYTES = 64 * 1024;
const TIMEOUT_MS = 20_000;

/** The last bytes of a body, however long it is. */
const readEnd = async (body: AsyncIterable<Uint8Array>): Promise<{ bytes: Buffer; isCut: boolean }> => {
  let end = Buffer.alloc(0);
  let isCut = false;
  for await (const chunk of body) {
    const all = Buffer.concat([end, chunk]);
    isCut ||= all.length > MOST_BYTES;
    end = all.subarray(Math.max(0, all.length - MOST_BYTES));
  }
  return { bytes: end, isCut };
};

/** The end of a text at an address that needs no token; null = it is gone. @throws TransientError it cannot be had now. */
const fetchEnd = async (address: string): Promise<string | null> => {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
    if (response.status === 404 || response.status === 410) return null;
    if (!response.ok || response.body === null) throw new Error(`the storage answered ${response.status}`);
    const { bytes, isCut } = await readEnd(response.body);
    const text = bytes.toString('utf8');
    // A line that was cut may begin within a secret.
    return isCut ? text.slice(text.indexOf('\n') + 1) : text;
  } catch (cause) {
    throw new TransientError('the log of a failed check cannot be read now', { cause });
  }
};

/** See {@link import('../pull-standings.ts').PullStandings.fetchJobLog}. */
export const fetchJobLog = async (client: Client, job: number): Promise<string | null> => {
  const route = 'GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs';
  const call = { what: `show the log of job ${job}`, route, params: { job_id: job }, isLedElsewhere: true };
  const answer = await client.seek(call, [404, 410]);
  if (answer === null) return null;
  if (answer.location === undefined || !/^https?:/.test(answer.location))
    throw unexpectedAnswer('a log without an address');
  return fetchEnd(answer.location);
};
