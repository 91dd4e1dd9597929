import { describe, expect, it } from 'vitest';
import { commandIn } from '../../src/model/conversation.ts';
import { takesAnswer } from '../../src/model/takes-answer.ts';
import { anEndedAttempt, aTask, at } from '../support/remembered.ts';

describe('a command', () => {
  it.each([
    ['/rpi stop', { word: 'stop', rest: '' }],
    ['/rpi STOP wrong approach \nMore.', { word: 'stop', rest: 'wrong approach' }],
    ['/RPI\tretry\r\n', { word: 'retry', rest: '' }],
    ['/rpi', { word: '', rest: '' }],
    ['/rpi dance', { word: 'dance', rest: '' }],
  ])('is %j', (text, command) => {
    expect(commandIn(text)).toEqual(command);
  });

  it.each([
    '',
    'Please /rpi stop',
    '\n/rpi stop',
    ' /rpi stop',
    '> /rpi stop',
    '`/rpi stop`',
    '/rpistop',
    'rpi stop',
  ])('is not %j', (text) => {
    expect(commandIn(text)).toBe(null);
  });
});

describe('an answer', () => {
  const answer = { commentId: 1, login: 'mona', atMs: 0, text: 'Blue', question: 'Which?', round: 2 };

  it.each([
    ['a question, after it was asked', aTask({ state: 'blocked' }), 0, true],
    ['a question, in the second in which it was asked', aTask({ state: 'blocked', since: at(0.9) }), 0, true],
    ['a question that was asked later', aTask({ state: 'blocked', since: at(1) }), 0, false],
    ['what an edit holds back', aTask({ state: 'blocked', question: null }), 0, false],
    ['nothing', aTask({ state: 'queued' }), 0, false],
    ['a second time before the start', aTask({ state: 'queued', round: 2, answers: [answer] }), 0, true],
    ['in an earlier round', aTask({ state: 'queued', round: 3, answers: [answer] }), 0, false],
    [
      'when the next attempt was made',
      aTask({ state: 'queued', round: 2, answers: [answer], attempts: [anEndedAttempt({ round: 2 })] }),
      0,
      false,
    ],
    ['a worker', aTask({ state: 'running', round: 2, answers: [answer] }), 0, false],
  ] as const)('to %s: %j', (_, task, seconds, takes) => {
    expect(takesAnswer(task, at(seconds).atMs)).toBe(takes);
  });
});
