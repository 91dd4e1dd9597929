import { BugError, PermanentError, TransientError, UsageError } from '../../model/failures.ts';
import { GitFailure } from './run-git.ts';

interface Rule {
  readonly pattern: RegExp;
  readonly failure: typeof UsageError | typeof TransientError | typeof PermanentError;
  readonly fix: string;
}

/** First match wins, so the narrower rule comes first. English, because git runs with `LC_ALL=C`. */
const RULES: readonly Rule[] = [
  {
    pattern: /no space left on device|disk quota exceeded|unable to write file/i,
    failure: TransientError,
    fix: 'Free disk space; it is tried again by itself.',
  },
  {
    pattern: /dubious ownership/,
    failure: UsageError,
    fix: 'The clone belongs to another user: git config --global --add safe.directory PATH',
  },
  {
    pattern: /spawn \w+ ENOENT|failed to execute git/,
    failure: UsageError,
    fix: 'Install git 2.30 or newer.',
  },
  {
    pattern: /\[remote rejected\].*(cannot lock ref|failed to update ref|internal|time)/i,
    failure: TransientError,
    fix: 'The remote had trouble; it is tried again by itself.',
  },
  {
    pattern: /GH00[69]|GH013|protected branch|\[remote rejected\]|hook declined/,
    failure: PermanentError,
    fix: 'The remote refuses this push by a rule of its own: change the rule, or set worktrees.branch in coordinator.yml to a name it allows.',
  },
  {
    pattern: /\[rejected\]/,
    failure: PermanentError,
    fix: 'The branch on the remote has commits that are not here: fetch and merge them in the worktree, or delete the branch on the remote. Nothing is ever pushed by force.',
  },
  {
    pattern:
      /authentication failed|could not read (username|password)|terminal prompts disabled|permission denied \(|host key verification failed|permission to .* denied|returned error: 40[134]|repository '.*' not found|repository not found/i,
    failure: PermanentError,
    fix: 'Let git reach the remote without asking: gh auth login, then gh auth setup-git; or an ssh key without passphrase in the agent. GITHUB_TOKEN and GH_TOKEN are not handed to git, as its hooks would see them. Check with: env -u GITHUB_TOKEN -u GH_TOKEN git ls-remote origin',
  },
  {
    pattern: /does not appear to be a git repository|no such remote/i,
    failure: PermanentError,
    fix: 'Check the remote called origin: git remote -v',
  },
  {
    pattern: /already (checked out|used by worktree) at/,
    failure: PermanentError,
    fix: 'Free the branch: remove that worktree, or switch it to another branch.',
  },
  {
    pattern: /exists; cannot create/,
    failure: PermanentError,
    fix: 'One branch name is a directory of the other: rename one of them (git branch -m OLD NEW; for a remote one, git remote prune origin).',
  },
  {
    pattern:
      /unable to create '.*\.lock'|could not lock config file|cannot lock ref|failed to read .*commondir/i,
    failure: TransientError,
    fix: 'Another git command is at work, or one was killed: when none runs, remove the file named above.',
  },
  {
    pattern: /not a valid branch name/,
    failure: PermanentError,
    fix: 'Set worktrees.branch in coordinator.yml to a template that makes valid names.',
  },
  {
    pattern: /invalid reference|not a valid object name|unknown revision|bad revision|bad object/,
    failure: PermanentError,
    fix: 'Fetch, and check worktrees.base in coordinator.yml.',
  },
  {
    pattern: /there is no directory|not a git repository/,
    failure: PermanentError,
    fix: 'The worktree is gone; coordinator retry makes it again from its branch.',
  },
  {
    pattern:
      /could not resolve|timed? ?out|connection (refused|reset|closed)|could not read from remote|unable to access|network is unreachable|hung up|early eof|rpc failed|unexpected disconnect|necessary objects/i,
    failure: TransientError,
    fix: 'The remote cannot be reached; it is tried again by itself.',
  },
  {
    pattern: /failed to push some refs/,
    failure: PermanentError,
    fix: 'The pre-push hook of this clone said no: see its words above, and run it in the worktree.',
  },
];

const OTHERWISE: Omit<Rule, 'pattern'> = {
  failure: TransientError,
  fix: 'It is tried again by itself; to see more, run the command in the repository.',
};

/** The lines a person needs: git's verdicts, without progress; of a git that could not be started, not from where. */
const wordsOf = (stderr: string): string => {
  const lines = stderr
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => !/^at \S+ \(.*:\d+:\d+\)$/.test(line));
  const verdicts = lines.filter((line) => /^(fatal|error|remote: (error|fatal)|! \[)/.test(line));
  return (verdicts.length > 0 ? verdicts : lines.filter(Boolean)).slice(0, 3).join('; ');
};

const isKnown = (error: unknown): boolean =>
  [UsageError, TransientError, PermanentError, BugError].some((known) => error instanceof known);

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && 'syscall' in error;

/** The failure a caller may see for whatever was thrown in this folder; anything unforeseen is left as it is: a bug. */
export const failureOf = (error: unknown): unknown => {
  if (isKnown(error)) return error;
  if (isSystemError(error))
    return new TransientError(`the file system said no: ${error.message}`, {
      cause: error,
      fix: 'Check free space and permissions; it is tried again by itself.',
    });
  if (!(error instanceof GitFailure)) return error;
  const { failure, fix } = RULES.find(({ pattern }) => pattern.test(error.stderr)) ?? OTHERWISE;
  return new failure(`${error.command} failed: ${wordsOf(error.stderr)}`, { cause: error, fix });
};
