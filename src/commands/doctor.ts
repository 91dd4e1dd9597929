/**
 * `coordinator doctor`: whether work would come through from label to pull request here, before it is tried; each finding with
 * what to do. It changes nothing, unless asked to mend what is safe to mend.
 */
import { type Finding, type Repair, worstOf } from '../model/finding.ts';
import { findingsJsonOf, renderFindings } from '../render/findings.ts';
import { renderJson } from '../render/json.ts';
import { agentChecks } from './doctor/agent-checks.ts';
import { runChecks } from './doctor/check.ts';
import { type Exam, openExam } from './doctor/exam.ts';
import { githubChecks } from './doctor/github-checks.ts';
import { cloneChecks, machineChecks, remainsChecks } from './doctor/local-checks.ts';
import { repairs } from './doctor/repairs.ts';
import type { PlaceRequest } from './place-request.ts';
import type { Terminal } from './terminal.ts';

export interface DoctorRequest extends PlaceRequest {
  readonly json: boolean;
  readonly fix: boolean;
  readonly terminal: Terminal;
}

/** How long one check may take; they run side by side. */
const limitMs = 20_000;

/** Prints each finding; resolves with exit code 1 when one is a failure. @throws UsageError not a clone. */
export const examine = async (request: DoctorRequest): Promise<number> => {
  const exam = await openExam(request, limitMs);
  const found = await look(exam);
  const findings = request.fix && (await mend(exam, found, request.terminal)) ? await look(exam) : found;
  const { answer, paint } = request.terminal;
  answer(request.json ? renderJson(findingsJsonOf(findings)) : renderFindings(findings, paint));
  return worstOf(findings) === 'fail' ? 1 : 0;
};

const look = (exam: Exam): Promise<readonly Finding[]> =>
  runChecks(
    [
      ...cloneChecks(exam),
      ...githubChecks(exam),
      ...agentChecks(exam),
      ...machineChecks(exam),
      ...remainsChecks(exam),
    ],
    exam.limitMs,
  );

/** True when something was mended. What cannot be stays a finding of the second look. */
const mend = async (exam: Exam, found: readonly Finding[], { say }: Terminal): Promise<boolean> => {
  const wanted = new Set(found.flatMap(({ repair }): readonly Repair[] => (repair === null ? [] : [repair])));
  for (const repair of wanted) {
    const [failure] = await runChecks(
      [
        {
          id: repair,
          run: async () => {
            say(`fixed: ${await repairs[repair](exam)}`);
            return [];
          },
        },
      ],
      exam.limitMs,
    );
    if (failure !== undefined) say(`not fixed: ${failure.message}`);
  }
  return wanted.size > 0;
};
