import { SecurityNoticeError } from '../../../client-example/secure-chat/src/errors.ts';

/** What an error is called, by its own name and codes: enough to count by, and no words of anybody's in it. */
export const errorName = (error: unknown): string => {
  if (!(error instanceof Error)) return 'not an error';
  if (error instanceof SecurityNoticeError) return `${error.name} ${error.notice.kind}`;
  const { code, type, status } = error as { code?: unknown; type?: unknown; status?: unknown };
  const message = error.name === 'Error' ? error.message.replace(/ on http.*/s, '').slice(0, 60) : '';
  return [error.name, type, code, status, message]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
};
