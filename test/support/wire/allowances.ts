/**
 * Answers that break GitHub's description and are right nevertheless, or wrong in a way that we live with: each with its
 * reason, in `test/fixtures/github-openapi/allowed-answers.json`. Requests have no such list.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT_PATH } from '../house-tree.ts';
import type { Finding } from './checks.ts';

/** What is let through. `at`: as in a finding, with `*` for the places in lists. */
export interface Allowance {
  readonly operation: string;
  readonly at: string;
  readonly reason: string;
}

const PATH = join(ROOT_PATH, 'test', 'fixtures', 'github-openapi', 'allowed-answers.json');

/** Reads the list. */
export const readAllowances = (): readonly Allowance[] => JSON.parse(readFileSync(PATH, 'utf8'));

/** The first allowance that covers a finding; undefined when none does. */
export const allowanceFor = (
  allowances: readonly Allowance[],
  { operation, at }: Finding,
): Allowance | undefined => {
  const place = at.replace(/\/\d+(?=\/|$)/g, '/*');
  return allowances.find((allowance) => allowance.operation === operation && allowance.at === place);
};
