/**
 * GitHub for `doctor` and `init`: asked with the same credentials as `run`, without a memory.
 */
import { resolve } from 'node:path';
import { UsageError } from '../model/failures.ts';
import type { RepositoryName, Settings } from '../model/settings.ts';
import { readAppKey } from '../world/github/app-key.ts';
import { type Examiner, openExaminer } from '../world/github/examine.ts';
import { readToken, runGh } from '../world/github/token.ts';
import type { PlaceRequest } from './place-request.ts';
import { apiUrlOf, type Clone, isLoopback, readRepository } from './workplace.ts';

export interface OpenedExaminer {
  readonly examiner: Examiner;
  readonly repository: RepositoryName;
  /** Where the token was found, `GH_TOKEN`. */
  readonly origin: string;
}

export interface ExaminerPlace {
  readonly request: PlaceRequest;
  readonly clone: Clone;
  readonly settings: Settings;
}

/** Sends nothing to GitHub yet. @throws UsageError no repository, no token, no key of the App. */
export const openExaminerHere = async (place: ExaminerPlace): Promise<OpenedExaminer> => {
  const { request, clone, settings } = place;
  const repository = await readRepository(clone, settings);
  const apiUrl = apiUrlOf(request.env);
  const source = { apiUrl, repository, ...(isLoopback(apiUrl) ? { paceMs: 0 } : {}) };
  const { app } = settings.github;
  if (app !== null) {
    const privateKey = readAppKey(resolve(clone.git.rootPath, app.privateKey));
    const { id, installationId } = app;
    const examiner = openExaminer({ ...source, token: '', app: { id, installationId, privateKey } });
    return { examiner, repository, origin: `App ${id}` };
  }
  const found = await readToken(request.env, runGh);
  if (found === null)
    throw new UsageError('there is no GitHub token: GITHUB_TOKEN, GH_TOKEN and `gh auth token` give none', {
      fix: 'gh auth login, or set GITHUB_TOKEN',
    });
  return { examiner: openExaminer({ ...source, token: found.token }), repository, origin: found.origin };
};
