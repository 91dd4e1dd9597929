/**
 * Checks of the token and the repository. All go by one look at the repository; where that fails, the others say so.
 */
import {
  actorFindings,
  clockFindings,
  labelFindings,
  rateFindings,
  tokenFindings,
} from '../../decide/doctor-github.ts';
import type { TokenSeen } from '../../model/examined.ts';
import { PermanentError, TransientError, UsageError } from '../../model/failures.ts';
import { type Finding, failed, untold } from '../../model/finding.ts';
import { wantedLabelsOf } from '../../render/labels.ts';
import type { Examiner } from '../../world/github/examine.ts';
import { type OpenedExaminer, openExaminerHere } from '../examiner.ts';
import type { Check } from './check.ts';
import type { Exam } from './exam.ts';

/** Token, its rights, labels, who may label, the clock. */
export const githubChecks = (exam: Exam): readonly Check[] => {
  const opened = openExaminerHere(exam);
  const asked = opened.then(({ examiner }) => examiner.fetchToken());
  asked.catch(() => {});
  const afterwards = (id: string, look: (source: Looked) => Promise<readonly Finding[]>): Check => ({
    id,
    run: () => afterToken(id, { opened, asked, look }),
  });
  const { settings } = exam;
  return [
    { id: 'token', run: () => tokenCheck(exam, { opened, asked }) },
    afterwards('labels', async ({ examiner }) => {
      const wanted = wantedLabelsOf(settings.github).map(({ label }) => label);
      return labelFindings(wanted, await examiner.fetchLabels());
    }),
    afterwards('labeller', async ({ examiner, seen }) =>
      actorFindings(await roleOf(examiner, seen), settings),
    ),
    afterwards('clock', async ({ examiner }) => clockFindings(examiner.readAheadMs())),
  ];
};

interface Asked {
  readonly opened: Promise<OpenedExaminer>;
  readonly asked: Promise<TokenSeen>;
}

interface Looked {
  readonly examiner: Examiner;
  readonly seen: TokenSeen;
}

/** @throws what the look itself throws. */
const afterToken = async (
  id: string,
  { opened, asked, look }: Asked & { readonly look: (source: Looked) => Promise<readonly Finding[]> },
): Promise<readonly Finding[]> => {
  const source = await Promise.all([opened, asked]).catch(() => null);
  if (source === null) return [untold(id, 'GitHub could not be asked (see token)', 'See the finding token.')];
  const [{ examiner }, seen] = source;
  return look({ examiner, seen });
};

const tokenCheck = async ({ settings }: Exam, { opened, asked }: Asked): Promise<readonly Finding[]> => {
  const { examiner, origin } = await opened;
  try {
    const seen = await asked;
    return [...tokenFindings(seen, { settings, origin, nowMs: Date.now() }), ...rateFindings(seen)];
  } catch (error) {
    // A limit passes; without an answer, or with a refusal, nothing could be started.
    const isRefusal = error instanceof UsageError || error instanceof PermanentError;
    if (!(isRefusal || (error instanceof TransientError && error.retryAfterMs === undefined))) throw error;
    const hint = examiner.readHint();
    return [failed('token', `${error.message}${hint === null ? '' : ` (${hint})`}`, error.fix ?? null)];
  }
};

const roleOf = async (examiner: Examiner, { login }: TokenSeen) => {
  try {
    return { login, role: await examiner.fetchRole(login), refused: null };
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    return { login, role: null, refused: error.message };
  }
};
