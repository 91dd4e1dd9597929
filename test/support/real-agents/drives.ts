/**
 * How each real CLI is led to a scripted model and nowhere else: variables, files of its home, and the tool calls that
 * its model makes. Claude and codex run as they are built in; where `config` has a command, that takes the place of
 * one. Retries are cut short where the CLI lets one.
 */
import type { ToolCall } from '../model-server/script.ts';
import type { PinnedAgent } from './pinned-agents.ts';

export interface Drive {
  readonly name: PinnedAgent['name'];
  /** More of the `agents` section of coordinator.yml. */
  readonly config: string;
  /** Entries of `workers.env`, for a model at this address. */
  env(url: string): readonly string[];
  /** Files of its home, text by path. */
  homeFiles(url: string): Readonly<Record<string, string>>;
  /** Writes a file with the CLI's own tool. The path is absolute. */
  write(path: string, text: string): ToolCall;
  /** Runs a shell command with the CLI's own tool. */
  run(command: string): ToolCall;
}

const claude: Drive = {
  name: 'claude',
  config: '',
  env: (url) => [
    `ANTHROPIC_BASE_URL=${url}`,
    'ANTHROPIC_API_KEY=sk-ant-scripted',
    // It refuses to work for root outside of a sandbox.
    'IS_SANDBOX=1',
    'CLAUDE_CODE_MAX_RETRIES=1',
  ],
  homeFiles: () => ({}),
  write: (path, text) => ({ name: 'Write', input: { file_path: path, content: text } }),
  run: (command) => ({ name: 'Bash', input: { command, description: 'Work', timeout: 600_000 } }),
};

const codex: Drive = {
  name: 'codex',
  config: '',
  env: () => ['SCRIPTED_KEY=scripted'],
  homeFiles: (url) => ({
    '.codex/config.toml': `model = "gpt-5.5"
model_provider = "scripted"
[model_providers.scripted]
name = "scripted"
base_url = "${url}/v1"
wire_api = "responses"
env_key = "SCRIPTED_KEY"
request_max_retries = 1
stream_max_retries = 1
`,
  }),
  write: (path, text) => ({
    name: 'apply_patch',
    input: `*** Begin Patch\n*** Add File: ${path}\n${text.trimEnd().replace(/^/gm, '+')}\n*** End Patch\n`,
  }),
  // After that time, which is its longest, it asks the model for more while the command goes on.
  run: (command) => ({ name: 'exec_command', input: { cmd: command, yield_time_ms: 30_000 } }),
};

const gemini: Drive = {
  name: 'gemini',
  config:
    '  gemini:\n    command: [gemini, -o, stream-json, --skip-trust, --yolo, -m, gemini-2.5-flash]\n' +
    '    resume: [gemini, -o, stream-json, --skip-trust, --yolo, -m, gemini-2.5-flash, --resume, "{session}"]\n',
  env: (url) => [`GOOGLE_GEMINI_BASE_URL=${url}`, 'GEMINI_API_KEY=scripted', 'GEMINI_CLI_NO_RELAUNCH=true'],
  homeFiles: () => ({
    '.gemini/settings.json': JSON.stringify({
      security: { auth: { selectedType: 'gemini-api-key' } },
      privacy: { usageStatisticsEnabled: false },
      general: { enableAutoUpdate: false },
    }),
  }),
  write: (path, text) => ({ name: 'write_file', input: { file_path: path, content: text } }),
  run: (command) => ({
    name: 'run_shell_command',
    input: { command, description: 'Work', is_background: false },
  }),
};

const openCodeConfig = (url: string): string =>
  JSON.stringify({
    autoupdate: false,
    share: 'disabled',
    provider: {
      scripted: {
        npm: '@ai-sdk/openai-compatible',
        name: 'scripted',
        options: { baseURL: `${url}/v1`, apiKey: 'scripted' },
        models: { model: { name: 'model', limit: { context: 200_000, output: 32_000 } } },
      },
    },
  });

const opencode: Drive = {
  name: 'opencode',
  config:
    '  opencode:\n    command: [opencode, run, --format, json, --auto, -m, scripted/model]\n' +
    '    resume: [opencode, run, --format, json, --auto, -m, scripted/model, --session, "{session}"]\n',
  env: (url) => [
    `OPENCODE_CONFIG_CONTENT=${openCodeConfig(url)}`,
    'OPENCODE_DISABLE_AUTOUPDATE=1',
    'OPENCODE_DISABLE_MODELS_FETCH=1',
  ],
  homeFiles: () => ({}),
  write: (path, text) => ({ name: 'write', input: { filePath: path, content: text } }),
  run: (command) => ({ name: 'bash', input: { command, description: 'Work', timeout: 600_000 } }),
};

/** By name. */
export const DRIVES: Readonly<Record<PinnedAgent['name'], Drive>> = { claude, codex, gemini, opencode };
