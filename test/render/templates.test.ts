import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderPrompt } from '../../src/render/prompt.ts';
import type { PromptValues } from '../../src/render/prompt-values.ts';
import { hostileText } from './hostile-text.ts';
import { nodesOf, treeOf } from './markdown.ts';
import { firstValues, previous, someValues } from './prompts.ts';

type Name = 'worker' | 'retry' | 'answer' | 'follow-up';

const textOf = (name: Name, values: PromptValues = someValues): string => {
  const template = readFileSync(new URL(`../../templates/${name}.md`, import.meta.url), 'utf8');
  const rendered = renderPrompt({ template, values });
  if (rendered.kind === 'error') throw new Error(rendered.message);
  return rendered.text;
};

describe('templates/worker.md', () => {
  it.each([
    ['COORDINATOR_PHASE: research done'],
    ['COORDINATOR_PHASE: plan done'],
    ['COORDINATOR_PHASE: implement done'],
    ['`STOP`'],
    ['`BLOCKED.md`'],
    ['`.coordinator-done`'],
    ['`Coordinator-Status: complete`'],
    ['try 1 of 3'],
  ])('says %s', (words) => {
    expect(textOf('worker', firstValues)).toContain(words);
  });

  it('says it when there is no description', () => {
    const text = textOf('worker', { ...someValues, issue: { ...someValues.issue, body: '', labels: [] } });
    expect(text).toContain('no description');
    expect(text).not.toContain('Labels:');
  });
});

describe('templates/retry.md', () => {
  it('tells what became of the attempt before and what is there', () => {
    const text = textOf('retry');
    expect(text).toContain('Attempt 1 ended like this: `exited 1`. It had marked as done: plan.');
    expect(text).toContain('`main` does not have: 3 (');
    expect(text).toContain('not committed: 1 (');
    expect(text).toContain('pull request #7 of this branch, open: https://github.com/acme/api/pull/7');
    expect(text).toContain('```text\nno such file\n```');
    expect(text).toContain('```text\nI tried.\n```');
  });

  it('says nothing of what is not known', () => {
    const attempt = { ...someValues.attempt, previous: { ...previous, phase: '', error: '', words: '' } };
    const text = textOf('retry', { ...firstValues, attempt });
    expect(text).toContain(
      '- see `git log origin/main..HEAD` and `git status`\n- no pull request of this branch\n',
    );
    expect(text).not.toMatch(/marked as done|last error|last words/);
    expect(text).not.toMatch(/\n{3}/);
  });

  it('tells a session that goes on nothing that it has said itself', () => {
    const text = textOf('retry', { ...someValues, resumed: true });
    expect(text).toContain('You have worked on issue #42 in this session');
    expect(text).not.toContain('I tried.');
  });
});

describe('templates/answer.md', () => {
  const second = { login: 'wren', text: '{{ branch }}\n```\nGreen', atMs: 60_000, question: 'Which colour?' };
  const answers = [...someValues.answers, second];

  it('tells answers as data, a question that several answer once', () => {
    const text = textOf('answer', { ...someValues, answers });
    expect(text).toContain(
      '```text\nWhich colour?\n```\n\n`mona` answered, 1970-01-01 00:00 UTC:\n\n```text\nBlue.\n```',
    );
    expect(text).toContain(
      '`wren` answered, 1970-01-01 00:01 UTC:\n\n````text\n{{ branch }}\n```\nGreen\n````',
    );
    expect(text.match(/Which colour/g)).toHaveLength(1);
    const long = textOf('answer', { ...someValues, answers: [{ ...second, text: 'x'.repeat(9000) }] });
    expect(long.length).toBeLessThan(textOf('answer').length + 5000);
  });

  it('knows whether its reader has asked', () => {
    expect(textOf('answer')).toContain('An attempt before asked');
    expect(textOf('answer', { ...someValues, resumed: true })).toContain(
      'You asked a person about issue #42',
    );
  });
});

describe('templates/follow-up.md', () => {
  it('tells each piece of feedback, and names the issue also in a session that goes on', () => {
    const text = textOf('follow-up', { ...someValues, resumed: true });
    expect(text).toContain('The work of issue #42 is proposed already: pull request #7');
    expect(text).toContain('### `check build failed`');
    expect(text).toContain('What the first message of this session says');
  });
});

describe.each(['worker', 'retry', 'answer', 'follow-up'] as const)(
  'the outline of templates/%s.md',
  (name) => {
    const outlineOf = (text: string) =>
      nodesOf(treeOf(text)).flatMap((node) =>
        node.type === 'heading' || node.type === 'code' || node.type === 'html'
          ? [[node.type, node.position?.start.column, node.type === 'heading' ? node.depth : 0]]
          : [],
      );

    it('is the same whatever anybody writes', () => {
      const valuesOf = (words: string): PromptValues => {
        const text = `x${words}`;
        return {
          ...someValues,
          issue: { ...someValues.issue, title: text, body: text, author: text, labels: [text] },
          attempt: {
            ...someValues.attempt,
            previous: { ...previous, result: text, error: text, words: text },
          },
          answers: [{ login: text, text, atMs: 0, question: text }],
          followUp: someValues.followUp && {
            ...someValues.followUp,
            feedback: [{ kind: 'check', title: text, text, log: text }],
          },
        };
      };
      const expected = outlineOf(textOf(name, valuesOf('')));
      fc.assert(
        fc.property(hostileText, fc.boolean(), (words, resumed) => {
          const text = textOf(name, { ...valuesOf(words), resumed });
          expect(text).not.toMatch(/<!--/);
          const isShorter = name === 'retry' && resumed;
          if (!isShorter) expect(outlineOf(text)).toEqual(expected);
          else expect(outlineOf(text)).toHaveLength(expected.length - 1);
        }),
        { numRuns: 60 },
      );
    });
  },
);
