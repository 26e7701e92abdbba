import { parseEncryptedText } from '../../../../shared/contract/encrypted-text.ts';
import { sameRandom } from '../../../support/shape.ts';
import { holdCiphertext } from '../ciphertext-promises.ts';
import WORDS from '../corpus/words.json' with { type: 'json' };
import { inCiphertext, SESSION } from '../known.ts';
import { hold, type Target } from '../target.ts';

const words = Object.values(WORDS);

/** The text of a message, as hook and sweeper read it without keys. */
export const encryptedTextTarget: Target = {
  seeds: [
    ...[64, 80, 96, 128, 272].map((size) => inCiphertext(sameRandom(size))),
    ...words.map((text) => inCiphertext(Buffer.alloc(96, text))),
  ],
  material: {
    names: ['sessionId', 'data', 'x', '__proto__'],
    values: [
      SESSION,
      SESSION.toUpperCase(),
      '',
      null,
      7,
      [],
      {},
      ...[48, 64, 65, 80, 240].map((size) => sameRandom(size, 1).toString('base64')),
    ],
    scraps: [
      ...['=', '==', 'AAAA', '\n', ' ', '\\u0041', '\ufeff', '-', '_', '","x":"', '}', '{'],
      ...words.map((text) => Buffer.from(text).toString('base64').replaceAll('=', '')),
      ...[16, 48].map((size) => sameRandom(size, 2).toString('base64')),
    ],
  },
  tryOne: (input) => {
    const read = parseEncryptedText(input);
    if (read) hold(holdCiphertext(input) === read.encryptionSessionId, 'the session is the one in the text');
    return { isAccepted: read !== null, kind: read ? 'taken' : 'refused' };
  },
};
