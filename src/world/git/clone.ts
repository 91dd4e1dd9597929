import type { RegistrationReader } from './admin.ts';
import type { Queue } from './queue.ts';

/** The clone all functions of this folder work on. Paths are absolute, symbolic links resolved. */
export interface Clone {
  readonly rootPath: string;
  readonly commonPath: string;
  /** Width 1: whatever touches refs, admin directories, configuration, and every fetch. */
  readonly alone: Queue;
  /** As wide as the machine has cores: checkouts, which take long and touch only their own tree. */
  readonly checkouts: Queue;
  readonly coreCount: number;
  readonly readRegistrations: RegistrationReader;
}
