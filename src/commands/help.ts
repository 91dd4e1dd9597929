/**
 * `coordinator help [TOPIC|COMMAND]`.
 */
import type { Command } from 'commander';
import { keys, variableOf } from '../config/keys.ts';
import { nearestOf } from '../config/nearest.ts';
import { UsageError } from '../model/failures.ts';
import { renderTopic, type SettingLine, topicNames } from '../render/help-topics.ts';

const settings = (): readonly SettingLine[] =>
  keys.map((key) => ({
    name: key.name,
    variable: key.isScalar ? variableOf(key) : null,
    fallback: key.fallback === undefined ? 'none' : JSON.stringify(key.fallback),
    about: key.about,
  }));

/** The text of a topic, or the command that is meant. @throws UsageError there is neither. */
export const helpOn = (program: Command, words: readonly string[]): string | Command => {
  const topic = words.length === 1 ? renderTopic(words[0] ?? '', settings()) : null;
  if (topic !== null) return topic;
  let command = program;
  for (const word of words) {
    const next = command.commands.find((one) => one.name() === word);
    if (next === undefined) throw unknownTopic(program, word);
    command = next;
  }
  return command;
};

const unknownTopic = (program: Command, word: string): UsageError => {
  const commands = program.commands.map((one) => one.name()).filter((name) => !name.startsWith('_'));
  const near = nearestOf(word, [...topicNames, ...commands]);
  const fix =
    near === undefined ? `Topics: ${topicNames.join(', ')}` : `Did you mean: coordinator help ${near}`;
  return new UsageError(`there is no help on "${word}"`, { fix });
};
