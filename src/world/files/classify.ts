/**
 * Errors of the file system in our own classes, with what to do.
 */
import { PermanentError, TransientError } from '../../model/failures.ts';

interface Meaning {
  readonly what: string;
  readonly fix: string;
  /** A write that fails so cannot work until the path itself is changed. */
  readonly isPermanent?: true;
}

const meanings: Readonly<Record<string, Meaning>> = {
  ENOSPC: { what: 'the disk is full', fix: 'Free some disk space (df -h).' },
  EDQUOT: { what: 'the disk quota is used up', fix: 'Free some of your disk space (quota -s).' },
  EROFS: { what: 'the file system is read-only', fix: 'Mount it writable, or move the repository.' },
  EACCES: {
    what: 'permission denied',
    fix: 'Give your user access: ls -ld on it and its directory shows who has.',
  },
  EPERM: { what: 'operation not permitted', fix: 'Look at owner and attributes: ls -l, lsattr.' },
  EIO: { what: 'input/output error', fix: 'Check the disk: dmesg | tail.' },
  EBUSY: {
    what: 'the file is in use',
    fix: 'Close what holds it; a file mounted by itself cannot be replaced.',
  },
  EMFILE: { what: 'too many open files', fix: 'Raise the limit (ulimit -n), or close other programs.' },
  ENFILE: { what: 'too many open files on this machine', fix: 'Close other programs.' },
  ESTALE: { what: 'the network file system lost it', fix: 'Mount it again.' },
  EFBIG: { what: 'the file is too large', fix: 'Raise the limit (ulimit -f), or make it smaller.' },
  EISDIR: { what: 'it is a directory', fix: 'Move the directory away.', isPermanent: true },
  ENOTDIR: { what: 'a parent of it is not a directory', fix: 'Move that file away.', isPermanent: true },
  EEXIST: { what: 'something else stands in its place', fix: 'Move that away.', isPermanent: true },
  ELOOP: { what: 'symlinks lead round in a circle', fix: 'Remove the symlink.', isPermanent: true },
  ENAMETOOLONG: { what: 'the name is too long', fix: 'Use a shorter path.', isPermanent: true },
};

const unknownMeaning: Meaning = {
  what: 'the system refused',
  fix: 'Look at the file and its directory: ls -ld.',
};

/** The errno name, `ENOENT`; undefined for anything that is no error of the system. */
export const errnoOf = (error: unknown): string | undefined => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
};

/** True when the error proves that there is no such file. */
export const isAbsence = (error: unknown): boolean => {
  const code = errnoOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
};

/** What a failed read becomes: always a `TransientError`, since the next look may find the file mended. */
export const readFailure = (error: unknown, path: string): unknown => {
  const code = errnoOf(error);
  if (code === undefined) return error;
  const { what, fix } = meanings[code] ?? unknownMeaning;
  return new TransientError(`cannot read ${path}: ${what} (${code})`, { cause: error, fix });
};

/** What a failed write becomes: `PermanentError` where the path itself is in the way, else `TransientError`. */
export const writeFailure = (error: unknown, path: string): unknown => {
  const code = errnoOf(error);
  if (code === undefined) return error;
  const { what, fix, isPermanent } = meanings[code] ?? unknownMeaning;
  const Failure = isPermanent === true ? PermanentError : TransientError;
  return new Failure(`cannot write ${path}: ${what} (${code})`, { cause: error, fix });
};

/** For a file whose own mode forbids writing: replacing it would go around its owner's wish. */
export const readOnlyFailure = (path: string): TransientError =>
  new TransientError(`cannot write ${path}: the file is read-only`, { fix: `chmod u+w ${path}` });

/** For what is neither a file nor a directory: reading a pipe could wait for ever. */
export const oddFileFailure = (path: string): TransientError =>
  new TransientError(`cannot read ${path}: it is no regular file`, { fix: `Move it away: ls -l ${path}` });

/** For a file that only a mistake makes so large. */
export const tooLargeFailure = (path: string, maxBytes: number): TransientError =>
  new TransientError(`cannot read ${path}: it is larger than ${maxBytes / 1024 / 1024} MiB`, {
    fix: 'Make it smaller, or move it away.',
  });

/** For a file whose bytes would not survive being read as text and written again. */
export const notUtf8Failure = (path: string): PermanentError =>
  new PermanentError(`cannot write ${path}: it is not UTF-8, and writing would change your part of it`, {
    fix: `Save it as UTF-8 in your editor; file ${path} tells what it is now.`,
  });
