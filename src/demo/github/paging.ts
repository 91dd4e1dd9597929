/**
 * Pages and the Link header, whose URLs name the repository by id.
 */
import type { Call } from './call.ts';
import type { Setup } from './options.ts';
import { ok, type Reply } from './reply.ts';

const naturalOf = (text: string | null, fallback: number): number => {
  const value = Number(text ?? '');
  return Number.isInteger(value) && value > 0 ? value : fallback;
};

const linkOf = (call: Call, setup: Setup, pages: { page: number; last: number }): string => {
  const path = call.path.replace(/^\/repos\/[^/]+\/[^/]+/, `/repositories/${setup.repositoryId}`);
  const entry = (rel: string, page: number): string => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(page));
    return `<${setup.apiUrl}${path}?${query}>; rel="${rel}"`;
  };
  const { page, last } = pages;
  const before = page > 1 ? [entry('prev', page - 1)] : [];
  const after = page < last ? [entry('next', page + 1), entry('last', last)] : [];
  return [...before, ...after, ...(page > 1 ? [entry('first', 1)] : [])].join(', ');
};

/** One page of `rows`, rendered; 30 rows unless asked for up to 100. */
export const paged = <T>(
  call: Call,
  setup: Setup,
  list: { readonly rows: readonly T[]; readonly render?: (row: T) => unknown },
): Reply => {
  const size = Math.min(100, naturalOf(call.query.get('per_page'), 30));
  const page = naturalOf(call.query.get('page'), 1);
  const last = Math.max(1, Math.ceil(list.rows.length / size));
  const rows = list.rows.slice((page - 1) * size, page * size);
  const link = last > 1 ? linkOf(call, setup, { page, last }) : '';
  const reply = ok(rows.map((row) => list.render?.(row) ?? row));
  return link === '' ? reply : { ...reply, headers: { link } };
};

/** The instant of `since`; undefined when it was not asked for or cannot be read. Whole seconds. */
export const sinceOf = (call: Call): number | undefined => {
  const atMs = Date.parse(call.query.get('since') ?? '');
  return Number.isNaN(atMs) ? undefined : Math.floor(atMs / 1000) * 1000;
};
