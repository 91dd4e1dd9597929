/**
 * The sample worker of the demo: a program that behaves like a coding agent without being one. It reads its prompt from
 * standard input, says what it does, and takes its task from the issue's title.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const {
  COORDINATOR_ISSUE: issue = '0',
  COORDINATOR_ATTEMPT: attempt = '1',
  COORDINATOR_TASK: task = '',
} = process.env;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const git = (...args: readonly string[]): void => void execFileSync('git', args, { stdio: 'ignore' });

const commit = (message: string): void => {
  git('add', '.');
  git('commit', '--quiet', '-m', message);
};

const readPrompt = async (): Promise<string> => {
  let text = '';
  for await (const chunk of process.stdin) text += String(chunk);
  return text;
};

/** Research, plan, implement: a new greeting in a file of its own, committed. */
const implement = async (): Promise<void> => {
  say('reading greet.js');
  await pause(600);
  say('COORDINATOR_PHASE: research done');
  say(`plan: add greeting-${issue}.js and mention it in the README`);
  await pause(600);
  say('COORDINATOR_PHASE: plan done');
  writeFileSync(
    `greeting-${issue}.js`,
    `import { greet } from './greet.js';\n\nconsole.log(greet('issue ${issue}'));\n`,
  );
  appendFileSync('README.md', `\n- \`greeting-${issue}.js\` greets issue ${issue}\n`);
  await pause(600);
  commit(`feat: greeting for issue ${issue}`);
  say('COORDINATOR_PHASE: implement done');
};

/** Works on and on, with something uncommitted; ends in peace when it finds a STOP file. */
const dawdle = async (): Promise<void> => {
  writeFileSync('notes.md', `# Notes of ${task}\n\nHalf a thought.\n`);
  say('this will take a while');
  for (let round = 1; round < 600; round += 1) {
    await pause(200);
    if (existsSync('STOP')) {
      say('found STOP: ending');
      return;
    }
    if (round % 10 === 0) say(`still thinking (${round / 5}s)`);
  }
};

const main = async (): Promise<void> => {
  const prompt = await readPrompt();
  say(`${task}, attempt ${attempt}: ${prompt.length} characters of instructions`);
  if (prompt.includes('in Rust') || prompt.includes('every language')) await dawdle();
  else if (prompt.includes('flaky') && attempt === '1') {
    await pause(800);
    process.stderr.write('error: the test failed again\n');
    process.exit(1);
  } else await implement();
};

void main();
