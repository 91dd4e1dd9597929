/**
 * What `init` finds: the clone, its configuration, installed agents, GitHub's labels, templates. Only looked at.
 */
import { join } from 'node:path';
import { builtInAgents } from '../agents/built-in.ts';
import { missingLabelsOf } from '../decide/doctor-github.ts';
import type { InitSeen, MissingSeen } from '../decide/init-steps.ts';
import { PermanentError, TransientError, UsageError } from '../model/failures.ts';
import { wantedLabelsOf } from '../render/labels.ts';
import { openFiles } from '../world/files/open-files.ts';
import type { Examiner } from '../world/github/examine.ts';
import { packagePath } from '../world/package.ts';
import { flawOf } from './doctor/agent-checks.ts';
import { type Exam, openExam } from './doctor/exam.ts';
import { openExaminerHere } from './examiner.ts';
import { missingPatternsOf } from './own-patterns.ts';
import type { PlaceRequest } from './place-request.ts';
import { readRepository } from './workplace.ts';

/** GitHub as far as it answered. */
export type RemoteFound =
  | {
      readonly kind: 'found';
      readonly examiner: Examiner;
      readonly labels: readonly string[];
      /** For people, `acme/api (main), token from GH_TOKEN`. */
      readonly text: string;
    }
  | { readonly kind: 'unknown'; readonly why: string; readonly fix: string | null };

export interface InitPlace {
  readonly exam: Exam;
  readonly remote: RemoteFound;
  /** False where neither the configuration nor origin says which repository it is. */
  readonly hasRepository: boolean;
  /** Built-in agents that a worker could be started with. */
  readonly agents: readonly string[];
}

/** How long an agent or GitHub may take; see the door for requests. */
const limitMs = 20_000;

/** @throws UsageError not a clone. */
export const findPlace = async (request: PlaceRequest): Promise<InitPlace> => {
  const exam = await openExam(request, limitMs);
  const agents = Object.keys(builtInAgents).filter((name) => flawOf(exam, name) === null);
  const hasRepository = await readRepository(exam.clone, exam.settings).then(
    () => true,
    () => false,
  );
  return { exam, agents, hasRepository, remote: await findRemote(exam) };
};

/** The same place when a person has said which repository it is: GitHub is asked for that one. */
export const withRepository = async (place: InitPlace, named: string): Promise<InitPlace> => {
  const [owner = '', name = ''] = named.split('/');
  const settings = { ...place.exam.settings, repository: { owner, name } };
  const exam = { ...place.exam, settings };
  return { ...place, exam, remote: await findRemote(exam) };
};

const findRemote = async (exam: Exam): Promise<RemoteFound> => {
  try {
    const { examiner, origin } = await openExaminerHere(exam);
    const { facts, login } = await examiner.fetchToken();
    const whose = login === null ? '' : ` of ${login}`;
    const text = `${facts.fullName} (${facts.defaultBranch}), token${whose} from ${origin}`;
    return { kind: 'found', examiner, labels: await examiner.fetchLabels(), text };
  } catch (error) {
    const isTold = [UsageError, TransientError, PermanentError].some((known) => error instanceof known);
    if (!isTold) throw error;
    const { message, fix = null } = error as UsageError;
    return { kind: 'unknown', why: message, fix };
  }
};

/** Labels that are missing when `label` hands issues over. */
const missingLabelsIn = ({ remote, exam }: InitPlace, label: string): MissingSeen => {
  if (remote.kind === 'unknown') return remote;
  const wanted = wantedLabelsOf({ ...exam.settings.github, label }).map((one) => one.label);
  return { kind: 'known', missing: missingLabelsOf(wanted, remote.labels) };
};

/** Names of the files there are templates of, with where they are copied to. */
export const templatePathsOf = ({
  exam,
}: InitPlace): readonly { readonly from: string; readonly to: string }[] => {
  const files = openFiles({ historyPath: '', isLook: true });
  const folder = join(packagePath, 'templates');
  return files
    .listNames(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => ({
      from: join(folder, name),
      to: join(exam.clone.git.rootPath, '.github', 'coordinator', name),
    }));
};

/** What the steps are decided by. */
export const seenIn = async (
  place: InitPlace,
  { label, templates }: { readonly label: string; readonly templates: boolean },
): Promise<InitSeen> => {
  const { exam } = place;
  const files = openFiles({ historyPath: '', isLook: true });
  const { rootPath } = exam.clone.git;
  const names = ['coordinator.yml', join('.github', 'coordinator.yml')];
  const given = exam.request.configPath;
  const configName = given ?? names.find((name) => files.isPresent(join(rootPath, name))) ?? null;
  const missing = templatePathsOf(place).filter(({ to }) => !files.isPresent(to));
  return {
    configName,
    configFlaw: exam.configFindings.find(({ status }) => status === 'fail')?.message ?? null,
    patterns: await missingPatternsOf(exam.clone.git, exam.settings),
    labels: missingLabelsIn(place, label),
    templates: templates ? missing.map(({ to }) => to.slice(to.lastIndexOf('/') + 1)) : null,
  };
};
