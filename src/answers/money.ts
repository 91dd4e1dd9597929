import { z } from 'zod';

/** What was paid, or would be by list prices. */
export const cost = z.object({
  amount: z.number().min(0),
  currency: z.literal('USD'),
  source: z.enum(['agent', 'estimate']).describe('estimate: at least a part is tokens times list prices'),
  exact: z.boolean().describe('false = it was more'),
});

/** What was processed. */
export const tokens = z.object({
  input: z.int().min(0).describe('Without cached ones'),
  cacheRead: z.int().min(0),
  cacheWrite: z.int().min(0),
  output: z.int().min(0).describe('With reasoning'),
  reasoning: z.int().min(0),
  exact: z.boolean().describe('false = there were more'),
});
