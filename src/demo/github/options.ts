/**
 * What a caller says about the embedded GitHub, and what the server may assume once it is completed.
 */
import type { Role } from '../../model/settings.ts';

/** A repository role, or `none` for somebody who was given nothing. */
export type Standing = Role | 'none';

/** Somebody with a token. `app` is the slug of the GitHub App that acts through the token. */
export interface Person {
  readonly login: string;
  readonly role: Standing;
  readonly token: string;
  /** `Bot` stands for an installation token: `GET /user` answers 403. */
  readonly type?: 'User' | 'Bot';
  readonly app?: string;
}

/** What the server can do; switched off, a route answers 404 as an older GitHub Enterprise Server does. */
export interface Features {
  readonly etag: boolean;
  readonly dependencies: boolean;
  readonly reactions: boolean;
  /** Repository-wide lists of comments and issue events. */
  readonly repositoryLists: boolean;
}

/** How `openEmbeddedGitHub` is called; the first three fields and one person are enough. */
export interface EmbeddedGitHubOptions {
  /** Absolute path of the bare repository that is `origin`; branches and commits are read from it. */
  readonly barePath: string;
  readonly owner: string;
  readonly name: string;
  readonly users: readonly Person[];
  readonly private?: boolean;
  /** Left out: what HEAD of the bare repository names. */
  readonly defaultBranch?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Where clients find it when a proxy stands in between, `http://127.0.0.1:4711`: answers name this address. */
  readonly publicUrl?: string;
  readonly basePath?: '' | '/api/v3';
  readonly features?: Partial<Features>;
  /** Requests per hour and person; 5,000 unless told. */
  readonly rateLimit?: number;
}

/** The same, completed. */
export interface Setup {
  readonly barePath: string;
  readonly owner: string;
  readonly name: string;
  readonly fullName: string;
  readonly isPrivate: boolean;
  readonly defaultBranch: string;
  readonly users: readonly Person[];
  readonly features: Features;
  readonly rateLimit: number;
  readonly repositoryId: number;
  /** Root of the API, `http://127.0.0.1:4711/api/v3`; of the web pages; and of this repository in the API. */
  readonly apiUrl: string;
  readonly webUrl: string;
  readonly repoUrl: string;
  /** Where the server listens itself, also behind a proxy. */
  readonly storageUrl: string;
}

/** Completes options, once the port and the default branch are known. */
export const setupOf = (
  options: EmbeddedGitHubOptions,
  found: { readonly webUrl: string; readonly storageUrl: string; readonly defaultBranch: string },
): Setup => {
  const apiUrl = found.webUrl + (options.basePath ?? '');
  const fullName = `${options.owner}/${options.name}`;
  return {
    barePath: options.barePath,
    owner: options.owner,
    name: options.name,
    fullName,
    isPrivate: options.private ?? false,
    defaultBranch: found.defaultBranch,
    users: options.users,
    features: { etag: true, dependencies: true, reactions: true, repositoryLists: true, ...options.features },
    rateLimit: options.rateLimit ?? 5000,
    repositoryId: 700_100_200,
    apiUrl,
    webUrl: found.webUrl,
    repoUrl: `${apiUrl}/repos/${fullName}`,
    storageUrl: found.storageUrl,
  };
};
