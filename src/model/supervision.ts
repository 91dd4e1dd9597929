/**
 * How well a worker's tree can be held on this machine (guide: layers and tiers), and what a tree uses.
 */

/**
 * `T0`: the kernel holds the tree in a scope of its own. `T1`: orphans of a worker end up at its runner, so that an
 * empty tree is proof. `T2`: they do not, and nothing is proven at the end.
 */
export type Tier = 'T0' | 'T1' | 'T2';

/** How a limit of a whole tree is applied; `none`: this machine does not tell what a tree uses. */
export type TreeLimitMeans = 'scope' | 'sampled' | 'none';

/** What applies to workers started from now on. */
export interface Supervision {
  readonly tier: Tier;
  /** One clause: why this tier and no better one. */
  readonly why: string;
  readonly memory: TreeLimitMeans;
  readonly processes: TreeLimitMeans;
  /** Limits that are lowered to what this machine allows, one line each. */
  readonly lowered: readonly string[];
}

/** What applies to one run, from its records. */
export type RunSupervision = Pick<Supervision, 'tier' | 'memory' | 'processes'> & {
  /** False: that nothing of its tree is left cannot be proven. */
  readonly isProven: boolean;
};

/** What the processes of one worker use together, the worker included, its runner not. */
export interface TreeUsage {
  readonly processCount: number;
  /** Resident memory; what processes share is counted once where the machine tells. */
  readonly residentBytes: number;
}
