/**
 * Makes `test/fixtures/github-openapi/description.json` anew: GitHub's own description of its REST API (MIT), cut down to
 * the operations that this project, its workers and its tests may use. Run it after adding an operation here, or a new
 * version: `node scripts/trim-openapi.ts`. The package is fetched into a temporary folder and not kept; it is 29 MB.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const PACKAGE = '@octokit/openapi@23.0.2';
const INTEGRITY =
  'sha512-pV8M7L9GY23AybNvTmo2nyjmpmnt6+2sRE/tqr0ZLQcPS4lnw7u5eZGNmwRNkBC3D7gZXbFx5AHzLUVRBXGDhg==';
const TARGET = resolve(import.meta.dirname, '../test/fixtures/github-openapi');

const OPERATIONS = `
  meta/root rate-limit/get users/get-authenticated apps/get-authenticated apps/get-repo-installation
  apps/create-installation-access-token
  repos/get git/get-ref repos/get-collaborator-permission-level repos/list-collaborators
  repos/check-collaborator repos/get-combined-status-for-ref repos/list-commit-statuses-for-ref
  repos/create-commit-status checks/list-for-ref checks/get checks/create checks/list-annotations
  actions/list-jobs-for-workflow-run actions/get-job-for-workflow-run actions/download-job-logs-for-workflow-run
  issues/list-for-repo issues/create issues/get issues/update
  issues/list-comments-for-repo issues/list-comments issues/get-comment issues/create-comment issues/update-comment
  issues/delete-comment
  issues/list-events-for-repo issues/get-event issues/list-events issues/list-events-for-timeline
  issues/list-labels-on-issue issues/add-labels issues/set-labels issues/remove-label issues/remove-all-labels
  issues/list-labels-for-repo issues/get-label issues/create-label issues/update-label issues/delete-label
  issues/list-dependencies-blocked-by issues/list-dependencies-blocking issues/add-blocked-by-dependency
  issues/remove-dependency-blocked-by issues/get-parent issues/list-sub-issues issues/add-sub-issue
  issues/remove-sub-issue
  reactions/list-for-issue reactions/create-for-issue reactions/delete-for-issue reactions/list-for-issue-comment
  reactions/create-for-issue-comment reactions/delete-for-issue-comment
  pulls/list pulls/create pulls/get pulls/update pulls/merge pulls/check-if-merged pulls/list-files
  pulls/list-reviews pulls/create-review pulls/list-review-comments pulls/create-review-comment
  pulls/create-reply-for-review-comment
`
  .trim()
  .split(/\s+/);

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

/** Words for people, and what other tools read. Below `properties` these are names of real fields. */
const PROSE = new Set([
  ...['description', 'summary', 'title', 'example', 'examples', 'externalDocs', 'tags', 'deprecated'],
  ...[
    'x-github',
    'x-github-breaking-changes',
    'x-octokit',

    'headers',
    'links',
    'callbacks',
  ],
]);

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const withoutProse = (value: Json, areNames = false): Json => {
  if (Array.isArray(value)) return value.map((item: Json) => withoutProse(item));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => areNames || !PROSE.has(key));
  return Object.fromEntries(
    kept.map(([key, item]) => [key, withoutProse(item, key === 'properties' && !areNames)]),
  );
};

const referencesIn = (value: Json): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  const own = typeof value.$ref === 'string' ? [value.$ref] : [];
  return [...own, ...Object.values(value).flatMap(referencesIn)];
};

const pathsOf = (full: JsonObject): { readonly [path: string]: JsonObject } => {
  const missing = new Set(OPERATIONS);
  const paths: Record<string, JsonObject> = {};
  for (const [path, methods] of Object.entries(full.paths as JsonObject)) {
    const kept = Object.entries(methods as JsonObject).filter(
      ([, operation]) => isObject(operation) && missing.delete(String(operation.operationId)),
    );
    if (kept.length > 0) paths[path] = withoutProse(Object.fromEntries(kept), true) as JsonObject;
  }
  if (missing.size > 0) throw new Error(`GitHub describes no operation ${[...missing].join(', ')}`);
  return paths;
};

/** The components that these paths name, and those which these name, and so on. */
const componentsOf = (full: JsonObject, paths: JsonObject): JsonObject => {
  const components: Record<string, Record<string, Json>> = {};
  const waiting = [...referencesIn(paths)];
  for (let reference = waiting.pop(); reference !== undefined; reference = waiting.pop()) {
    const [, , group = '', name = ''] = reference.split('/');
    components[group] ??= {};
    if (name in components[group]) continue;
    const found = ((full.components as JsonObject)[group] as JsonObject)[name];
    if (found === undefined) throw new Error(`nothing is at ${reference}`);
    components[group][name] = withoutProse(found);
    waiting.push(...referencesIn(components[group][name]));
  }
  return components;
};

/** One path or component a line, in alphabetical order, so that a new version can be compared. */
const printed = (value: Json, depth: number): string => {
  if (depth === 0 || !isObject(value)) return JSON.stringify(value);
  const lines = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${printed(value[key] ?? null, depth - 1)}`);
  return `{\n${lines.join(',\n')}\n}`;
};

const fetchPackage = (folderPath: string): string => {
  const argv = ['pack', PACKAGE, '--json', '--pack-destination', folderPath];
  const packed = JSON.parse(execFileSync('npm', argv, { cwd: folderPath, encoding: 'utf8' }));
  const { filename, integrity } = Array.isArray(packed)
    ? packed[0]
    : (Object.values(packed)[0] as typeof packed);
  if (integrity !== INTEGRITY) throw new Error(`${PACKAGE} is not what it was: ${integrity}`);
  execFileSync('tar', ['-xzf', join(folderPath, filename), '-C', folderPath]);
  return join(folderPath, 'package');
};

const folderPath = mkdtempSync(join(tmpdir(), 'github-openapi-'));
try {
  const packagePath = fetchPackage(folderPath);
  // By path: the package's own entry loads ten such files.
  const full = JSON.parse(readFileSync(join(packagePath, 'generated', 'api.github.com.json'), 'utf8'));
  const paths = pathsOf(full);
  const components = componentsOf(full, paths);
  const from = `${PACKAGE}, generated/api.github.com.json, trimmed by scripts/trim-openapi.ts`;
  const text = `${printed({ openapi: full.openapi, 'x-from': from, paths, components }, 3)}\n`;
  mkdirSync(TARGET, { recursive: true });
  writeFileSync(join(TARGET, 'description.json'), text);
  copyFileSync(join(packagePath, 'LICENSE'), join(TARGET, 'LICENSE'));
  const componentCount = Object.values(components).reduce(
    (sum: number, group) => sum + Object.keys(group as JsonObject).length,
    0,
  );
  console.log(`${OPERATIONS.length} operations, ${componentCount} components, ${text.length} bytes`);
} finally {
  rmSync(folderPath, { recursive: true, force: true });
}
