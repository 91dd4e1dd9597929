/**
 * Prints `N passed, N failed` from vitest's JSON report. Arguments: the report, and how many other checks failed,
 * which count as failures too. A report that is missing or cannot be read is one failure.
 */
import { readFileSync } from 'node:fs';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

const readReport = (path: string): Report | undefined => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};

const [path = '', otherFailures = '0'] = process.argv.slice(2);
const report = readReport(path);
/** A file that cannot even be loaded has no tests to count. */
const brokenFiles =
  report?.testResults.filter((f) => f.status === 'failed' && f.assertionResults.length === 0) ?? [];
const failed = report ? report.numFailedTests + brokenFiles.length : 1;

console.log(`${report?.numPassedTests ?? 0} passed, ${failed + Number(otherFailures)} failed`);
