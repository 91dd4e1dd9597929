import { expect, test } from 'vitest';
import { showPrompt } from '../../src/commands/foretold-prompt.ts';
import { requireTemplates } from '../../src/commands/required-templates.ts';
import { listTemplates, showTemplate } from '../../src/commands/templates.ts';
import { defaultSettings } from '../../src/config/read-config.ts';
import { UsageError } from '../../src/model/failures.ts';
import { writeFiles } from '../support/git-repository.ts';
import { anAccount } from '../support/remembered.ts';
import { openStage } from '../support/stage.ts';

const staged = async (config = '') => {
  const stage = await openStage();
  const { rootPath } = stage.site;
  writeFiles(rootPath, { 'coordinator.yml': `repository: acme/api\n${config}` });
  const answers: string[] = [];
  const said: string[] = [];
  const terminal = {
    answer: (text: string) => void answers.push(text),
    say: (text: string) => void said.push(text),
    paint: (_: unknown, text: string) => text,
    link: (text: string) => text,
    width: null,
  };
  const env = { ...stage.site.hostEnv, GITHUB_API_URL: stage.github.url };
  const request = { cwd: rootPath, env, terminal, json: false };
  const shown = () => answers.splice(0).join('\n');
  return { stage, request, rootPath, shown, said };
};

test('templates in use are listed with where they lie, and with what is wrong with them', async () => {
  const { request, rootPath, shown } = await staged('agents: { byLabel: { big: { template: big } } }\n');
  writeFiles(rootPath, { '.github/coordinator/retry.md': '{{ attempt.previous.resalt }}' });
  expect(await listTemplates(request)).toBe(1);
  const lines = shown().split('\n');
  expect(lines[1]).toMatch(/^worker +built in +the task and the rules$/);
  expect(lines[2]).toMatch(/^big +nowhere +for the label big$/);
  expect(lines[3]).toMatch(/^retry +\.github\/coordinator\/retry\.md /);
  expect(lines.slice(6)).toEqual([
    'cannot be used: there is no template big.md',
    expect.stringMatching(/^cannot be used: template retry: line 1, column 4: undefined variable/),
  ]);
  const broken = { ...defaultSettings, workers: { ...defaultSettings.workers, template: 'none' } };
  expect(() => requireTemplates(rootPath, broken)).toThrow(UsageError);
  expect(() => requireTemplates(rootPath, broken)).toThrow(
    /no template none\.md\ntemplate retry: .* \(\.github\/coordinator\/retry\.md\)$/,
  );
});

test('a template is shown as it is written; a wrong name gets a suggestion', async () => {
  const { request, shown } = await staged();
  expect(await showTemplate({ ...request, name: 'retry' })).toBe(0);
  expect(shown()).toContain('{{ attempt.previous.result }}');
  await expect(showTemplate({ ...request, name: 'wroker' })).rejects.toMatchObject({
    fix: 'Did you mean worker?',
  });
  await expect(showTemplate({ ...request, name: '../../x' })).rejects.toThrow('there is no template');
});

test('with an issue: what its next worker would be told, also where GitHub cannot be read', async () => {
  const { stage, request, shown, said } = await staged();
  const issue = await stage.openIssue({ title: 'Add a greeting', body: 'Say `hello`.' });
  const show = (name: string, json = false) => showPrompt({ ...request, name, issue: `#${issue}`, json });
  expect(await show('worker')).toBe(0);
  expect(shown()).toContain('```text\nSay `hello`.\n```');
  expect(said.splice(0)).toEqual([`gh-${issue}: attempt 1 by claude would be told: worker`]);

  stage.remember(issue);
  const end = { kind: 'exited', exit: { code: 1, why: 'self', durationMs: 1 } } as const;
  stage.addAttempt(issue, { end, result: 'exited 1', account: anAccount({ lastError: 'boom' }) });
  await show('worker', true);
  const told = JSON.parse(shown());
  expect(told).toMatchObject({ attempt: 2, templates: ['worker', 'retry'], resumes: null, complete: true });
  expect(told.text).toContain('```text\nboom\n```');

  stage.world.store.patchGitHub({ facts: await stage.world.github.fetchRepository() });
  stage.github.faults.add({ match: { path: /./ }, when: 'before', act: { status: 502 }, times: 20 });
  await show('retry');
  expect(shown()).toContain('Attempt 1 ended like this: `exited 1`.');
  expect(said.splice(0)[0]).toContain('as remembered, without description');
});

test('an issue that nobody knows says so', async () => {
  const { request } = await staged();
  await expect(showPrompt({ ...request, name: 'worker', issue: '99' })).rejects.toThrow(
    'there is no issue #99 in acme/api',
  );
});
