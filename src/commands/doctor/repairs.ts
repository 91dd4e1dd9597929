/**
 * What `doctor --fix` mends by itself: it makes what is missing and takes registrations that lead nowhere out of git's
 * sight. Nothing a person made is changed.
 */
import { prunableIssuesOf } from '../../decide/doctor-remains.ts';
import type { Repair } from '../../model/finding.ts';
import { wantedLabelsOf } from '../../render/labels.ts';
import { readRemains, retireGone } from '../../world/git/read-remains.ts';
import { readMemoryOf } from '../clean-choice.ts';
import { openExaminerHere } from '../examiner.ts';
import { missingPatternsOf } from '../own-patterns.ts';
import { takeVisitorLock } from '../single.ts';
import type { Exam } from './exam.ts';
import { treesPathOf } from './local-checks.ts';

/** Each answers with what was done, in one line. @throws UsageError, TransientError, PermanentError it cannot be done. */
export const repairs: Readonly<Record<Repair, (exam: Exam) => Promise<string>>> = {
  labels: async (exam) => {
    const { examiner } = await openExaminerHere(exam);
    const wanted = wantedLabelsOf(exam.settings.github);
    for (const label of wanted) await examiner.ensureLabel(label);
    return `labels are there: ${wanted.map(({ label }) => label).join(', ')}`;
  },
  exclude: async ({ clone, settings }) => {
    const missing = await missingPatternsOf(clone.git, settings);
    await clone.git.excludePatterns(missing);
    return `put into .git/info/exclude: ${missing.join(' ')}`;
  },
  prune: async (exam) => {
    const { clone } = exam;
    const release = takeVisitorLock(clone);
    try {
      const treesPath = treesPathOf(exam);
      const { places } = await readRemains(clone.git, treesPath);
      const issues = prunableIssuesOf(readMemoryOf(clone), places);
      const count = retireGone(clone.git, treesPath, issues);
      return `${count} registrations without a directory taken out of git's sight (kept in .git/coordinator/retired)`;
    } finally {
      release();
    }
  },
};
