import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderBranch, renderPrompt } from '../../src/render/prompt.ts';
import { type PromptValues, promptVariables } from '../../src/render/prompt-values.ts';
import { hostileText } from './hostile-text.ts';
import { nodesOf, treeOf } from './markdown.ts';
import { previous, someValues as values } from './prompts.ts';

const textOf = (template: string, given: PromptValues = values): string => {
  const rendered = renderPrompt({ template, values: given });
  if (rendered.kind === 'error') throw new Error(rendered.message);
  return rendered.text;
};

describe('renderPrompt', () => {
  it('fills in every variable it names', () => {
    for (const variable of promptVariables) expect(textOf(`[{{ ${variable} }}]`).length).toBeGreaterThan(2);
  });

  it('puts what others wrote into delimiters', () => {
    expect(textOf('{{ issue.title }} by {{ issue.author }}')).toBe('`Fix flaky login test` by `ann`');
    expect(textOf('{{ issue.body }}')).toBe('```text\nIt fails\n\non Mondays.\n```');
    expect(textOf('{{ issue.labels | join: ", " }}')).toBe('`bug`, `p1`');
  });

  it('knows a first attempt', () => {
    const first = { ...values, attempt: { ...values.attempt, previous: null } };
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
        const attempt = { ...values.attempt, previous: { ...previous, result: `x${title}` } };
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
  ])('tells of %s', (_, template, message, fix) => {
    const rendered = renderPrompt({ template, values });
    expect(rendered).toMatchObject({ kind: 'error' });
    expect(rendered.kind === 'error' && rendered.message).toMatch(message);
    expect(rendered.kind === 'error' && rendered.fix).toMatch(fix);
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
