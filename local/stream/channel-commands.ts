import { StreamError } from './errors.ts';

/** Stream's built-in commands. Left out: commands of one's own, and running any. */
const commandTexts: Record<string, [description: string, args: string, set: string]> = {
  giphy: ['Post a random gif to the channel', '[text]', 'fun_set'],
  ban: ['Ban a user', '[@username] [text]', 'moderation_set'],
  unban: ['Unban a user', '[@username]', 'moderation_set'],
  mute: ['Mute a user', '[@username]', 'moderation_set'],
  unmute: ['Unmute a user', '[@username]', 'moderation_set'],
};

/** The names of a type's commands; `all` stands for every one. */
export const commandNames = (names: readonly string[]) =>
  names.includes('all') ? Object.keys(commandTexts) : names;

/** Commands with their texts. */
export const encodeCommands = (names: readonly string[]) =>
  commandNames(names).map((name) => {
    const [description, args, set] = commandTexts[name] ?? ['', '', 'custom_set'];
    return { name, description, args, set };
  });

/** Throws code 4 for a command nobody made [test: stream-chat-js]. */
export const demandCommands = (names: readonly string[]): void => {
  if (names.some((name) => name !== 'all' && !(name in commandTexts)))
    throw new StreamError('input', 'the command does not exist');
};
