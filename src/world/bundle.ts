/**
 * A bundle: a few texts as one `tar.gz`, readable by its owner only.
 */
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { UsageError } from '../model/failures.ts';

/** One file of a bundle; `name` is a relative path. */
export interface BundledText {
  readonly name: string;
  readonly text: string;
}

/** Writes a new file and resolves with its size in bytes. @throws UsageError it exists, or cannot be written there. */
export const writeBundle = async (
  path: string,
  { atMs, texts }: { readonly atMs: number; readonly texts: readonly BundledText[] },
): Promise<number> => {
  const entries = texts.map(({ name, text }) => {
    const body = Buffer.from(text);
    return { header: { name, size: body.length, mode: 0o600, mtime: new Date(atMs) }, body };
  });
  const packed = gzipSync(await packTar(entries));
  try {
    writeFileSync(path, packed, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new UsageError(isThere ? `${path} exists already` : `${path} cannot be written: ${String(error)}`, {
      fix: 'Name another file after --bundle.',
      exitCode: 1,
      cause: error,
    });
  }
  return packed.length;
};
