/** A rule that is broken: the key it is about, and why. */
export interface Breach {
  readonly path: readonly string[];
  readonly message: string;
}
