import { z } from 'zod';
import { list, path } from './leaves.ts';

const found = z.enum(['pass', 'warn', 'fail']);

/** `doctor --json` */
export const doctorAnswer = z.object({
  status: found.describe('The worst of all'),
  findings: list(
    z.object({
      id: z.string().describe('The check: stable'),
      status: found,
      message: z.string(),
      fix: z.string().nullable().describe('A command, or a sentence'),
    }),
  ),
});

export type DoctorAnswer = z.infer<typeof doctorAnswer>;

/** `init --json` */
export const initAnswer = z.object({
  clone: path(),
  github: z.string().nullable().describe('null: it cannot be reached, see steps'),
  agents: list(z.string()).describe('Built-in agents that are installed'),
  steps: list(
    z.object({
      id: z.enum(['config', 'exclude', 'labels', 'templates']),
      outcome: z
        .enum(['present', 'made', 'missing', 'unknown'])
        .describe('missing: with --check only; unknown: it could not be looked at'),
      text: z.string(),
      fix: z.string().nullable(),
    }),
  ),
});

export type InitAnswer = z.infer<typeof initAnswer>;

/** `install-service --json` */
export const serviceAnswer = z.object({
  path: path().nullable().describe('null: the file is only shown'),
  outcome: z.enum(['written', 'present', 'printed']),
  text: z.string().describe('The file'),
  next: list(z.string()).describe('Commands that start it'),
});

export type ServiceAnswer = z.infer<typeof serviceAnswer>;

/** `config show --json` */
export const configAnswer = list(
  z.object({
    key: z.string(),
    value: z.unknown().describe('As written; the default where nobody wrote it'),
    origin: z.string().describe('coordinator.yml:4:3, a variable, a flag, or default'),
  }),
);

export type ConfigAnswer = z.infer<typeof configAnswer>;
