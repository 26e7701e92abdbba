import * as z from 'zod';
import { type ErasureReceipt, erasureReceipt } from '../../shared/contract/erasure.ts';
import { chatUserIdOf } from '../../shared/domain/chat-user-id.ts';
import { OperatorError } from '../operator-error.ts';

const MAX_SUBJECT_CHARACTERS = 2048;
const answer = z.object({ receipt: erasureReceipt });
const refusal = z.object({ refused: z.string() });

export type WhomToErase = {
  subject: string;
  /** The chat user id that the subject leads to, as the operator has it. */
  confirmed: string | undefined;
  /** Without the stage's time of grace, also for somebody in it. */
  atOnce: boolean;
};

/**
 * Erases a person as their own `DELETE /me` does, without their sign-in, by the function that carries out what is due (`invoke`). Also for somebody who never signed up: so
 * `confirmed` must be the chat user id that the subject leads to. A repeat goes on where Stream was not done yet, and then answers the same receipt. Throws
 * {@link OperatorError} when it is not confirmed or is refused.
 */
export const eraseUser = async (
  invoke: (event: object) => Promise<unknown>,
  { subject, confirmed, atOnce }: WhomToErase,
): Promise<ErasureReceipt> => {
  if (subject === '' || subject.length > MAX_SUBJECT_CHARACTERS)
    throw new OperatorError('--subject must be what the identity provider calls them, its claim `sub`.');
  const userId = chatUserIdOf(subject);
  if (confirmed !== userId)
    throw new OperatorError(
      `Nothing was done. This erases the chat user ${userId} and all they wrote, for good: add --confirm ${userId}`,
    );
  return readReceipt(await invoke({ erase: { userId, atOnce } }));
};

const readReceipt = (result: unknown): ErasureReceipt => {
  const { data } = answer.safeParse(result);
  if (data) return data.receipt;
  const why = refusal.safeParse(result).data?.refused ?? 'the answer is not a receipt';
  throw new OperatorError(
    `The erasure is not complete: ${why}. What was done stays done: run the same again.`,
  );
};
