import * as z from 'zod';
import { type ErasureReceipt, erasureReceipt } from '../../shared/contract/erasure.ts';
import { parseJson } from '../../shared/contract/parse-json.ts';
import { chatUserIdOf } from '../../shared/domain/chat-user-id.ts';
import { OperatorError } from '../operator-error.ts';

const MAX_SUBJECT_CHARACTERS = 2048;
const answer = z.object({ statusCode: z.number(), body: z.string() });
const refusal = z.object({ error: z.object({ type: z.string() }) });

/**
 * Erases a person as their own `DELETE /me` does, by calling the same function (`invoke`) with the claim that the gateway would give it. For
 * good, and also for somebody who never signed up: so `confirmed` must be the chat user id that the subject leads to. A repeat goes on
 * where Stream was not done yet, and then answers the same receipt. Throws {@link OperatorError} when it is not confirmed or is refused.
 */
export const eraseUser = async (
  invoke: (event: object) => Promise<unknown>,
  subject: string,
  confirmed: string | undefined,
): Promise<ErasureReceipt> => {
  if (subject === '' || subject.length > MAX_SUBJECT_CHARACTERS)
    throw new OperatorError('--subject must be what the identity provider calls them, its claim `sub`.');
  const userId = chatUserIdOf(subject);
  if (confirmed !== userId)
    throw new OperatorError(
      `Nothing was done. This erases the chat user ${userId} and all they wrote, for good: add --confirm ${userId}`,
    );
  return readReceipt(await invoke(requestOf(subject)));
};

/** What the gateway would hand over for `DELETE /me`, as far as the function reads it. */
const requestOf = (subject: string): object => ({
  version: '2.0',
  routeKey: 'DELETE /me',
  headers: {},
  isBase64Encoded: false,
  requestContext: { authorizer: { jwt: { claims: { sub: subject }, scopes: null } } },
});

const readReceipt = (result: unknown): ErasureReceipt => {
  const { data: { statusCode, body } = { statusCode: 0, body: '' } } = answer.safeParse(result);
  const content = parseJson(body);
  const receipt = erasureReceipt.safeParse(content);
  if (statusCode < 300 && receipt.success) return receipt.data;
  const { data } = refusal.safeParse(content);
  throw new OperatorError(
    `The erasure is not complete: ${data?.error.type ?? 'the answer is not a receipt'}. What was done stays done: run the same again.`,
  );
};
