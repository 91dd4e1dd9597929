import type { Body } from './wire.ts';

/** What one question is answered with: the fields of the repository, or what it names that is not there. */
export type RepositoryAnswer = { readonly fields: Body } | { readonly missing: string };

/** Somebody, as GraphQL shows them: a bot without the brackets of its login. */
export const personOf = (login: string): Body => ({
  __typename: login.endsWith('[bot]') ? 'Bot' : 'User',
  login: login.replace(/\[bot\]$/, ''),
});
