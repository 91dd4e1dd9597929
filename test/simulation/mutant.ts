/**
 * A guard taken out of the program. A mutant is a change of source text, so that the program itself knows nothing of it.
 */
export interface Mutation {
  /** Below `src/`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export interface Mutant {
  readonly name: string;
  readonly mutations: readonly Mutation[];
}

export const mutant = (name: string, ...mutations: readonly Mutation[]): Mutant => ({ name, mutations });

export const change = (file: string, find: string, replace: string): Mutation => ({ file, find, replace });
