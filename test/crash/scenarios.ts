/**
 * What happens to the issues of a round, and how it must end whatever was killed meanwhile.
 */

/** One issue: what its worker does, what a person does, and how it ends. */
export interface Scene {
  /** Shell script of the worker. */
  readonly script: string;
  /** What a person does once the worker has begun. */
  readonly person?: 'writes-stop' | 'cancels-in-ledger' | 'says';
  /** What `says` says on the issue, each in a comment, and how it is acknowledged. */
  readonly words?: readonly Word[];
  readonly ends: {
    readonly state: 'completed' | 'stopped' | 'cancelled';
    readonly section: string;
    readonly label: string | null;
    readonly pullCount: number;
    /** Exit codes of the attempts that ran, when only coordinators are killed; null = ended by us. */
    readonly codes: readonly (number | null)[];
    /** A file that its branch must hold at the end, and where. */
    readonly keeps: { readonly file: string; readonly at: 'origin' | 'clone' };
  };
}

/** A comment: 👀 for what is taken up, 😕 and one reply for what is not. */
export interface Word {
  readonly text: string;
  readonly reaction: 'eyes' | 'confused';
}

export interface Scenario {
  readonly name: string;
  readonly maxWorkers: number;
  /** Command of `worktrees.setup`. */
  readonly setup?: string;
  readonly scenes: readonly Scene[];
}

const commits = `sleep 0.05; echo "$COORDINATOR_ATTEMPT" >>work.txt; git add .; git commit -q -m "feat: work"`;

const dawdles = 'echo half >half.txt; while :; do sleep 0.05; done';

const published = {
  state: 'completed',
  section: 'Completed',
  label: 'rpi-review',
  pullCount: 1,
  codes: [0],
  keeps: { file: 'work.txt', at: 'origin' },
} as const;

const plain: Scene = { script: commits, ends: published };

const failsOnce: Scene = {
  script: `if [ ! -e "$SCRIPTS/failed-$COORDINATOR_ISSUE" ]; then : >"$SCRIPTS/failed-$COORDINATOR_ISSUE"; exit 7; fi
${commits}`,
  ends: { ...published, codes: [7, 0] },
};

const stopped: Scene = {
  script: dawdles,
  person: 'writes-stop',
  ends: {
    state: 'stopped',
    section: 'Cancelled',
    label: null,
    pullCount: 0,
    codes: [null],
    keeps: { file: 'half.txt', at: 'clone' },
  },
};

const cancelled: Scene = {
  ...stopped,
  person: 'cancels-in-ledger',
  ends: { ...stopped.ends, state: 'cancelled', section: 'Cancelled' },
};

const toldToStop: Scene = {
  ...stopped,
  person: 'says',
  words: [
    { text: '/rpi dance', reaction: 'confused' },
    { text: '/rpi stop\n\nnot this way', reaction: 'eyes' },
  ],
};

const opensItself: Scene = {
  script: `${commits}; git push -q origin "HEAD:$COORDINATOR_BRANCH"; "$FIXTURES/opens-pull-request.mjs"`,
  ends: published,
};

/** The set-up fails the first time; its mark lies where it goes with the worktree. */
const setsUp = `if mkdir "$SCRIPTS/failed"; then exit 9; fi
sleep 0.2; : >"$(git rev-parse --git-dir)/ready"`;

const needsSetup: Scene = {
  script: `[ -e "$(git rev-parse --git-dir)/ready" ] || exit 42; ${commits}`,
  ends: published,
};

/** All of them, by name. */
export const scenarios = [
  { name: 'publish', maxWorkers: 1, scenes: [plain] },
  { name: 'retry', maxWorkers: 1, scenes: [failsOnce] },
  { name: 'stop', maxWorkers: 1, scenes: [stopped] },
  { name: 'cancel', maxWorkers: 1, scenes: [cancelled] },
  { name: 'talk', maxWorkers: 1, scenes: [toldToStop] },
  { name: 'prepare', maxWorkers: 1, setup: setsUp, scenes: [needsSetup] },
  { name: 'crowd', maxWorkers: 2, scenes: [opensItself, plain, plain] },
] as const satisfies readonly Scenario[];

/** @throws Error there is none of this name. */
export const scenarioOf = (name: string): Scenario => {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined)
    throw new Error(`no scenario ${name}: ${scenarios.map((one) => one.name).join(', ')}`);
  return found;
};
