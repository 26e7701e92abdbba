import type { LocalMessage, MessageResponse } from 'stream-chat';
import { outsideOf } from './outside.ts';

/**
 * What makes a Stream message another one: its text, its time, and all around it that its envelope speaks of, its author among that. What was verified of one version says nothing of another:
 * whoever keeps what was read keeps it under this.
 */
export const versionOf = (cid: string, message: MessageResponse | LocalMessage): string => {
  const { updated_at, type, deleted_at, text } = message;
  const time = updated_at ? new Date(updated_at).getTime() : '';
  return `${JSON.stringify([time, type, deleted_at ? 'deleted' : '', outsideOf(cid, message)])}${text ?? ''}`;
};
