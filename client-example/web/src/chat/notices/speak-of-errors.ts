import type { NotificationManager } from 'stream-chat';

type Added = Parameters<NotificationManager['add']>[0];

/**
 * Has the vendor's parts tell of failures in our words instead of the server's, and of each once while it is told of. Answers how to
 * stop.
 */
export const speakOfErrors = (
  notifications: NotificationManager,
  problemWords: (error: unknown) => string,
): (() => void) => {
  const { add } = notifications;
  notifications.add = (given: Added) => {
    const told = inOurWords(given, problemWords);
    const same = notifications.notifications.find(({ message }) => message === told.message);
    return same && told.options?.originalError ? same.id : add.call(notifications, told);
  };
  return () => {
    notifications.add = add;
  };
};

/** By the type and the reason the vendor would choose a sentence of its own, with the error's text in it. */
const inOurWords = (given: Added, problemWords: (error: unknown) => string): Added => {
  const { originalError, type, metadata, ...options } = given.options ?? {};
  if (!originalError) return given;
  return { ...given, message: problemWords(originalError), options: { ...options, originalError } };
};
