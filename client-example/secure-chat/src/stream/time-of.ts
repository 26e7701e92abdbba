import type { LocalMessage, MessageResponse } from 'stream-chat';

/** When Stream stored it, in milliseconds; NaN for none. */
export const timeOf = (message: Pick<MessageResponse | LocalMessage, 'created_at'> | undefined): number =>
  new Date(message?.created_at ?? Number.NaN).getTime();
