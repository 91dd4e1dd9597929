/**
 * The bell: rung any number of times between two looks, it is one ring.
 */
export interface Bell {
  ring(): void;
  /** Resolves once the bell was rung since the last time. */
  rung(): Promise<void>;
}

export const createBell = (): Bell => {
  let next = Promise.withResolvers<void>();
  return {
    ring: () => next.resolve(),
    rung: async () => {
      await next.promise;
      next = Promise.withResolvers<void>();
    },
  };
};
