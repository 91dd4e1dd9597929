/** An agent that can only be started, always in the same way. */
export const noOptions = { model: null, effort: null, resume: null } as const;
