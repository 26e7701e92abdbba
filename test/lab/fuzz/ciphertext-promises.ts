import { hold } from './target.ts';

/** What the policy says of itself, written another way: nothing here is shared with it. */
const PRINTED = /[\t\n\r\x20-\x7e]{48}/;
const ONE_CASE = /[A-Z+/]{44}|[a-z+/]{44}/;
const BLOCK = 16;

/** Holds for each text that is taken for ciphertext: it is what the SDK writes, letter by letter, and no words. Throws otherwise. */
export const holdCiphertext = (text: string): string => {
  const { sessionId, data } = JSON.parse(text) as { sessionId: string; data: string };
  hold(JSON.stringify({ sessionId, data }) === text, 'an accepted text is written in one way only');
  const bytes = Buffer.from(data, 'base64');
  hold(bytes.toString('base64') === data, 'accepted data is base64 in the one spelling of its bytes');
  hold(bytes.length % BLOCK === 0 && bytes.length >= 4 * BLOCK, 'accepted data is whole blocks');
  hold(!PRINTED.test(bytes.toString('latin1')), 'accepted data has no 48 printed letters in a row');
  hold(!ONE_CASE.test(data), 'accepted data has no 44 letters of base64 of one case in a row');
  return sessionId;
};
