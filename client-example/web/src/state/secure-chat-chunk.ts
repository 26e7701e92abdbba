import { createSecureChat } from '@sealed-stream/secure-chat';

/** A chunk of its own: the core with Stream's SDK. */
export const makeSecureChat = createSecureChat;
