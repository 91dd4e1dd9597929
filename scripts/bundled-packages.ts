/**
 * The packages whose code is inside the bundle, and the licences that come along with it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One package in the bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly licence: string;
  /** The full text, and notices, as the package ships them; null where it ships none. */
  readonly text: string | null;
  readonly author: string;
}

interface Chunk {
  readonly modules: Readonly<Record<string, unknown>>;
}

/** Licences that allow to hand the code on with their text. */
const allowed = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
]);

/** Packages with code in these chunks, by name. @throws Error the licence of one does not allow it. */
export const bundledPackages = (chunks: readonly Chunk[]): readonly BundledPackage[] => {
  const folders = chunks
    .flatMap(({ modules }) => Object.keys(modules))
    .flatMap((path) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []);
  const packages = [...new Set(folders)].map(readPackage);
  const refused = packages.filter(({ licence }) => !allowed.has(licence));
  if (refused.length > 0)
    throw new Error(
      `These may not be bundled without a look at their licence: ${refused.map(({ name, licence }) => `${name} (${licence})`).join(', ')}.`,
    );
  return packages.toSorted((a, b) => (a.name < b.name ? -1 : 1));
};

const readPackage = (folder: string): BundledPackage => {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((entry) => /^(licen[cs]e|copying|notice)(\.|-|$)/i.test(entry));
  return {
    name,
    version,
    licence: String(license),
    text: files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n') || null,
    author: (typeof author === 'object' ? author?.name : author) ?? 'its authors',
  };
};

/** The list as it is shipped: each package with its licence. */
export const licencesOf = (packages: readonly BundledPackage[]): string =>
  `${[
    '# Third-party software in this package',
    `Code of ${packages.length} packages is part of \`dist/chunks/\`, unchanged but for its packing.`,
    ...packages.map(
      ({ name, version, licence, text, author }) =>
        `## ${name} ${version} (${licence})\n\n${text ?? `Copyright by ${author}. No licence text comes with the package.`}`,
    ),
  ].join('\n\n')}\n`;
