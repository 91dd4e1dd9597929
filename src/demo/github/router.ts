/**
 * Routes: a method, a template, the standing it needs, and what answers.
 */
import type { Call } from './call.ts';
import type { Ground } from './ground.ts';
import type { Features, Standing } from './options.ts';
import type { Reply } from './reply.ts';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** `{number}` and `{id}` take digits, `{ref}` may hold slashes, other names take one segment. */
  readonly template: string;
  /** `read` unless told. Who may not even read gets 404, who may not do this 403. */
  readonly needs?: Standing;
  readonly feature?: keyof Features;
  readonly answer: (ground: Ground, call: Call) => Reply | Promise<Reply>;
}

/** A route and what its template took from the path. */
export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

const patternOf = (name: string): string => {
  if (name === 'number' || name === 'id') return `(?<${name}>\\d+)`;
  return name === 'ref' ? `(?<${name}>.+?)` : `(?<${name}>[^/]+)`;
};

const expressionOf = (template: string): RegExp =>
  new RegExp(`^${template.replace(/\{(\w+)\}/g, (_, name: string) => patternOf(name))}$`);

/** Finds the first route that fits; undefined when none does. */
export const matcherOf = (
  routes: readonly Route[],
): ((method: string, path: string) => Match | undefined) => {
  const compiled = routes.map((route) => ({ route, expression: expressionOf(route.template) }));
  return (method, path) => {
    for (const { route, expression } of compiled) {
      if (route.method !== method) continue;
      const found = expression.exec(path);
      if (found === null) continue;
      const parts = Object.entries(found.groups ?? {});
      return { route, params: Object.fromEntries(parts.map(([name, part]) => [name, decoded(part)])) };
    }
    return undefined;
  };
};

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};
