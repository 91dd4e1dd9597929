import type { AgentDefinition } from '../model/agent-definition.ts';
import type { AgentSeen, LoginSeen } from '../model/examined.ts';
import { type Finding, failed, passed, untold, warned } from '../model/finding.ts';

/** An agent, and what of it is known. */
export interface JudgedAgent {
  readonly seen: AgentSeen;
  /** Undefined: it is not built in, or its command is a person's own. */
  readonly definition: AgentDefinition | undefined;
  /** True for `workers.agent`: without it nothing is started. */
  readonly isDefault: boolean;
  /** Labels of `agents.byLabel` that choose it. */
  readonly labels: readonly string[];
  /** True when workers run as the superuser without IS_SANDBOX=1, which claude refuses. */
  readonly isBareRoot: boolean;
}

/** Present, of which version, logged in. */
export const agentFindings = (agent: JudgedAgent): readonly Finding[] => {
  const { seen, definition, isDefault } = agent;
  const id = `agent ${seen.name}`;
  if (seen.flaw !== null) {
    const fix = definition === undefined ? seen.flaw.fix : definition.install;
    const text = `${seen.program} cannot be started (${useOf(agent)}): ${seen.flaw.why}`;
    return [
      isDefault
        ? failed(id, text, fix)
        : warned(id, text, { fix: fix ?? 'Install it, or take it out of coordinator.yml.' }),
    ];
  }
  return [versionFinding(id, agent), ...loginFindings(id, agent), ...rootFindings(id, agent)];
};

/** Who asks for it. */
const useOf = ({ seen, isDefault, labels }: JudgedAgent): string => {
  if (isDefault) return 'workers.agent';
  return labels.length === 0 ? `agents.${seen.name}` : `agents.byLabel, for ${labels.join(', ')}`;
};

const versionFinding = (id: string, { seen, definition }: JudgedAgent): Finding => {
  const { version, program } = seen;
  if (version === null) return passed(id, `${program} is there; how to ask for its version is not known`);
  if (version.kind === 'silent')
    return untold(
      id,
      `${program} did not tell its version within ${version.afterMs / 1000} s`,
      byHand(program),
    );
  if (version.kind === 'missing')
    return untold(id, `${program} did not run: ${version.why}`, byHand(program));
  const told = /\d+\.\d+[\w.-]*/.exec(version.stdout)?.[0];
  if (version.code !== 0 || told === undefined)
    return untold(
      id,
      `${program} told no version (exit ${version.code}): ${firstLineOf(version)}`,
      byHand(program),
    );
  const tested = definition?.testedVersion;
  const isTested = tested === undefined || tested === told;
  return passed(id, `${program} ${told}${isTested ? '' : `; ${tested} is the version that was tried`}`);
};

const byHand = (program: string): string => `See what it says: ${program} --version`;

const firstLineOf = ({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string =>
  (stderr.trim() || stdout.trim()).split('\n')[0]?.slice(0, 120) ?? '';

const loginFindings = (id: string, { seen, definition }: JudgedAgent): readonly Finding[] => {
  // A program of one's own need not log in anywhere, so nothing can be missing.
  if (seen.login === null || definition === undefined) return [];
  const { variables, files, heldBack } = seen.login;
  if (variables.length + files.length > 0)
    return [
      passed(
        `${id} login`,
        `seen in ${[...variables, ...files].join(', ')}; that it is valid only shows in use`,
      ),
    ];
  if (heldBack.length > 0) return [heldBackFinding(id, seen.login)];
  return [
    warned(
      `${id} login`,
      `none seen: no ${[...definition.login.variables, ...definition.login.files].join(', no ')}`,
      {
        fix: definition.login.fix,
      },
    ),
  ];
};

const heldBackFinding = (id: string, { heldBack }: LoginSeen): Finding =>
  warned(`${id} login`, `${heldBack.join(', ')} is set here, but workers do not get it`, {
    fix: `workers: { env: [${heldBack[0]}] } in coordinator.yml`,
  });

const rootFindings = (id: string, { isBareRoot, definition, isDefault }: JudgedAgent): readonly Finding[] => {
  if (!isBareRoot || definition?.versionCommand[0] !== 'claude') return [];
  const text = 'claude refuses to work without asking as root';
  const fix = 'Run as another user, or: workers: { env: ["IS_SANDBOX=1"] } in coordinator.yml';
  return [isDefault ? failed(`${id} root`, text, fix) : warned(`${id} root`, text, { fix })];
};

/** Built-in agents beside the configured ones that are on the worker's PATH. */
export const otherAgentFindings = (names: readonly string[]): readonly Finding[] =>
  names.length === 0 ? [] : [passed('agents', `also here: ${names.join(', ')}`)];
