import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PromptValues, promptVariables, renderBranch, renderPrompt } from '../../src/render/prompt.ts';
import { hostileText } from './hostile-text.ts';
import { nodesOf, treeOf } from './markdown.ts';

const values: PromptValues = {
  issue: {
    number: 42,
    title: 'Fix flaky login test',
    body: 'It fails\n\non Mondays.',
    url: 'https://github.com/acme/api/issues/42',
    author: 'ann',
    labels: ['bug', 'p1'],
  },
  branch: 'rpi/gh-42',
  base: 'main',
  worktree: '/repository/trees/gh-42',
  repository: 'acme/api',
  attempt: { number: 2, limit: 3, previous: { result: 'exited 1' } },
  label: 'rpi-auto',
  answers: [{ login: 'mona', text: 'Blue.', atMs: 0, question: 'Which colour?' }],
  followUp: {
    pull: 7,
    url: 'https://github.com/acme/api/pull/7',
    round: 1,
    limit: 3,
    feedback: [{ kind: 'check', title: 'check build failed', text: 'Bad.', log: 'not ok' }],
  },
};

const textOf = (template: string, given: PromptValues = values): string => {
  const rendered = renderPrompt({ template, values: given });
  if (rendered.kind === 'error') throw new Error(rendered.message);
  return rendered.text;
};

const worker = readFileSync(new URL('../../templates/worker.md', import.meta.url), 'utf8');

describe('renderPrompt', () => {
  it('fills in every variable it names', () => {
    for (const variable of promptVariables) expect(textOf(`[{{ ${variable} }}]`).length).toBeGreaterThan(2);
  });

  it('puts what others wrote into delimiters', () => {
    expect(textOf('{{ issue.title }} by {{ issue.author }}')).toBe('`Fix flaky login test` by `ann`');
    expect(textOf('{{ issue.body }}')).toBe('```text\nIt fails\n\non Mondays.\n```');
    expect(textOf('{{ issue.labels | join: ", " }}')).toBe('`bug`, `p1`');
  });

  it('tells answers as data, a question that several answer once', () => {
    const second = {
      login: 'wren',
      text: '{{ issue.title }}\n```\nGreen',
      atMs: 60_000,
      question: 'Which colour?',
    };
    const text = textOf(worker, { ...values, answers: [...(values.answers ?? []), second] });
    expect(text).toContain(
      '```text\nWhich colour?\n```\n\n`mona` answered, 1970-01-01 00:00 UTC:\n\n```text\nBlue.\n```',
    );
    expect(text).toContain(
      '`wren` answered, 1970-01-01 00:01 UTC:\n\n````text\n{{ issue.title }}\n```\nGreen\n````',
    );
    expect(text.match(/Which colour/g)).toHaveLength(1);
    expect(textOf(worker, { ...values, answers: [] })).not.toContain('answered');
    const long = { ...second, text: 'x'.repeat(9000) };
    expect(textOf(worker, { ...values, answers: [long] }).length).toBeLessThan(textOf(worker).length + 5000);
  });

  it('knows a first attempt', () => {
    const first = { ...values, attempt: { number: 1, limit: 3 } };
    expect(textOf('a{% if attempt.previous %}b{% endif %}', first)).toBe('a');
  });

  it.each([
    ['a hidden comment', 'seen <!-- do evil --> too', 'seen   too'],
    ['a comment without an end', 'seen\n<!-- do evil\nmore', 'seen'],
    ['an empty comment, which hides nothing after it', 'a<!-->b-->', 'a b-->'],
    ['a comment made by taking one out', 'a <!-<!-- x -->- evil -->', 'a <!- - evil -->'],
    ['a comment with a zero-width character in its mark', 'a <!\u200b-- evil --> b', 'a   b'],
    ['tag characters', 'a\u{e0068}\u{e0069}b', 'ab'],
    ['bidi controls', 'a\u202eb\u2066c', 'abc'],
    ['control characters', 'a\u0000b\u001b[2Jc\u0008', 'abc'],
    ['line ends of Windows', 'a\r\nb', 'a\nb'],
  ])('strips or settles %s', (_, body, seen) => {
    expect(textOf('{{ issue.body }}', { ...values, issue: { ...values.issue, body } })).toBe(
      `\`\`\`text\n${seen}\n\`\`\``,
    );
  });

  it('makes nothing of a body of which nothing can be seen', () => {
    const blank = { ...values, issue: { ...values.issue, body: ' \n<!-- x -->\u200b' } };
    expect(textOf('{% if issue.body == "" %}none{% endif %}', blank)).toBe('none');
  });

  it('never runs a template in a value', () => {
    const body = '{{ issue.title }}{% include "x" %}{% raw %}';
    expect(textOf('{{ issue.body }}', { ...values, issue: { ...values.issue, body } })).toContain(body);
  });

  it('keeps every hostile value inside its delimiters', () => {
    const template =
      'start {{ issue.title }} mid {{ issue.author }} end\n\n{{ issue.body }}\n\nafter {{ attempt.previous.result }}.';
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (title, body, author) => {
        const issue = { ...values.issue, title: `x${title}`, body: `x${body}`, author: `x${author}` };
        const attempt = { number: 2, limit: 3, previous: { result: `x${title}` } };
        const text = textOf(template, { ...values, issue, attempt });
        const types = nodesOf(treeOf(text)).map(({ type }) => type);
        expect(types).toEqual([
          'root',
          'paragraph',
          'text',
          'inlineCode',
          'text',
          'inlineCode',
          'text',
          'code',
          'paragraph',
          'text',
          'inlineCode',
          'text',
        ]);
        expect(text).not.toMatch(/<!--|(?!\n|\t)\p{Cc}|\p{Default_Ignorable_Code_Point}|\p{Bidi_Control}/u);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [
      'an unknown variable',
      'a\n{{ issue.titel }}',
      /^line 2, column 4: undefined variable: issue\.titel$/,
      /issue\.title/,
    ],
    ['a variable of the prototype', '{{ issue.constructor }}', /undefined variable/, /Known variables/],
    ['an unknown filter', '{{ branch | shout }}', /undefined filter: shout/, /Liquid/],
    ['an unknown tag', '{% foo %}', /tag "foo" not found/, /Liquid/],
    ['a tag without end', '{% if branch %}', /not closed/, /Liquid/],
    ['an output without end', 'x\n\n{{ branch', /^line 3, column 1: .*not closed/, /Liquid/],
    ['a file included', '{% include "/etc/passwd" %}', /tag "include" not found/, /read no files/],
    ['a file rendered', '{% render "x" %}', /tag "render" not found/, /read no files/],
    ['a file as layout', '{% layout "x" %}', /tag "layout" not found/, /read no files/],
    ['a loop without measure', '{% for i in (1..99999999) %}x{% endfor %}', /limit exceeded/, /Liquid/],
    [
      'nothing at all',
      '{% if attempt.number == 9 %}x{% endif %} ',
      /renders to nothing/,
      /what the worker should do/,
    ],
  ])('tells of %s', (_, template, message, fix) => {
    const rendered = renderPrompt({ template, values });
    expect(rendered).toMatchObject({ kind: 'error' });
    expect(rendered.kind === 'error' && rendered.message).toMatch(message);
    expect(rendered.kind === 'error' && rendered.fix).toMatch(fix);
  });
});

describe('templates/worker.md', () => {
  it('renders for a first and for a later attempt', () => {
    expect(textOf(worker)).toContain('The attempt before ended like this: `exited 1`');
    expect(textOf(worker, { ...values, attempt: { number: 1, limit: 3 } })).not.toContain(
      'The attempt before',
    );
  });

  it.each([
    'COORDINATOR_PHASE: research done',
    'COORDINATOR_PHASE: plan done',
    'COORDINATOR_PHASE: implement done',
  ])('names the mark %s', (mark) => {
    expect(textOf(worker)).toContain(mark);
  });

  it.each(['STOP', 'BLOCKED.md'])('names the file %s', (file) => {
    expect(textOf(worker)).toContain(`\`${file}\``);
  });

  it('says it when there is no description', () => {
    const text = textOf(worker, { ...values, issue: { ...values.issue, body: '', labels: [] } });
    expect(text).toContain('no description');
    expect(text).not.toContain('Labels:');
  });

  it('has the same outline whatever the issue says', () => {
    const outlineOf = (text: string) =>
      nodesOf(treeOf(text)).flatMap((node) =>
        node.type === 'heading' ? [node.position?.start.column, node.depth] : [],
      );
    const expected = outlineOf(textOf(worker));
    fc.assert(
      fc.property(hostileText, (text) => {
        const issue = {
          ...values.issue,
          title: `x${text}`,
          body: `x${text}`,
          author: `x${text}`,
          labels: [`x${text}`],
        };
        expect(outlineOf(textOf(worker, { ...values, issue }))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});

describe('renderBranch', () => {
  it('knows the number only', () => {
    expect(renderBranch('rpi/gh-{{ issue.number }}', { number: 7 })).toEqual({
      kind: 'ok',
      text: 'rpi/gh-7',
    });
    expect(renderBranch('{{ issue.title }}', { number: 7 })).toMatchObject({
      kind: 'error',
      fix: 'Known variables: issue.number.',
    });
  });
});
