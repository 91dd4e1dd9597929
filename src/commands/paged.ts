/**
 * Long answers at a terminal go through a pager (`PAGER`); tables, JSON and what goes into a pipe never do.
 */
import { openPager } from '../world/pager.ts';
import type { Environment } from './place-request.ts';
import type { Terminal } from './terminal.ts';

/** The pager for this output, null where there is to be none. */
export const pagerFor = (
  { width }: Pick<Terminal, 'width'>,
  env: Environment,
): ReturnType<typeof openPager> => (width === null || env.TERM === 'dumb' ? null : openPager(env));

/** Answers it; resolves when the person has left the pager. */
export const answerPaged = async (text: string, terminal: Terminal, env: Environment): Promise<void> => {
  const pager = pagerFor(terminal, env);
  if (pager === null) return terminal.answer(text);
  // Whoever leaves it early has seen enough.
  pager.input.on('error', () => {});
  pager.input.end(`${text}\n`);
  await pager.ended;
};
