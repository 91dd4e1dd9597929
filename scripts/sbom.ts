/**
 * `node scripts/sbom.ts FILE` writes what the package is made of in CycloneDX: the packages inside the bundle and those that are
 * installed along with it. npm knows the versions, sources and hashes; what is inside the bundle it cannot know, as that
 * was installed for development only. Needs a built `dist/`.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly properties: readonly { readonly name: string }[];
}

interface Bill {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

const readBill = (...words: readonly string[]): Bill => {
  const argv = ['sbom', '--sbom-format=cyclonedx', ...words];
  return JSON.parse(execFileSync('npm', argv, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }));
};

/** `name@version` of each package in the bundle, as the build lists them. */
const readBundled = (): ReadonlySet<string> =>
  new Set(
    [
      ...readFileSync(resolve(root, 'dist/THIRD-PARTY.md'), 'utf8').matchAll(/^## (\S+) (\S+) \(\S+\)$/gm),
    ].map(([, name, version]) => `${name}@${version}`),
  );

/** For those who get the package nothing in it is for development only. */
const shipped = (component: Component): Component => ({
  ...component,
  properties: component.properties.filter(({ name }) => name !== 'cdx:npm:package:development'),
});

/** The bill of the published package. @throws Error a package in the bundle is not in npm's tree. */
export const billOfPackage = (): Bill => {
  const all = readBill();
  const installed = new Set(readBill('--omit=dev').components.map((component) => component['bom-ref']));
  const bundled = readBundled();
  const components = all.components
    .filter(
      (component) =>
        installed.has(component['bom-ref']) || bundled.has(`${component.name}@${component.version}`),
    )
    .map(shipped);
  const known = new Set(components.map(({ name, version }) => `${name}@${version}`));
  const missing = [...bundled].filter((name) => !known.has(name));
  if (missing.length > 0)
    throw new Error(`npm does not know of these packages in the bundle: ${missing.join(', ')}.`);
  const refs = new Set([
    all.metadata.component['bom-ref'],
    ...components.map((component) => component['bom-ref']),
  ]);
  const dependencies = all.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) }));
  const component = { ...all.metadata.component, type: 'application', name: 'worktree-coordinator' };
  return { ...all, metadata: { ...all.metadata, component }, components, dependencies };
};

const [path] = process.argv.slice(2);
if (import.meta.main && path !== undefined)
  writeFileSync(path, `${JSON.stringify(billOfPackage(), null, 2)}\n`);
