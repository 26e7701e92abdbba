import { sameRandom } from '../../support/shape.ts';

/** Where all inputs of the lab are at home. Every value is the same in each run: what is found can be found again. */
export const CID = 'encrypted:c';
export const SESSION = '5b2c1f0e-8d3a-4c57-9e21-6a0f4d7b8c11';
export const OTHER_SESSION = '0e4d1f5b-1c3a-4c57-9e21-6a0f4d7b8c11';
export const ID = '2f6c7a94-3f0e-4e0b-8d2c-51b1f9f6c2a7';
export const TIME = '2026-11-22T10:00:00.123456Z';
export const FILE_HOST = 'https://files.example.com';
export const STAGE = { encryptedChannelTypes: ['encrypted'], fileHosts: [FILE_HOST] };
export const PLACE = `${FILE_HOST}/1234567/attachments/${ID}.${OTHER_SESSION}.bin`;

/** These bytes in the form of a text that the SDK encrypted. */
export const inCiphertext = (bytes: Uint8Array): string =>
  JSON.stringify({ sessionId: SESSION, data: Buffer.from(bytes).toString('base64') });

export const CIPHERTEXT = inCiphertext(sameRandom(96));

/** The body of a hook call for a message with these fields, in the channel that knows its session, or in one of which nothing is told. */
export const hookBody = (fields: object, isBare = false): string =>
  JSON.stringify({
    message: { id: ID, text: CIPHERTEXT, type: 'regular', ...fields },
    user: { id: 'alice', name: 'Alice' },
    channel: { id: 'c', type: 'encrypted', cid: CID, ...(!isBare && { session_id: SESSION }) },
    request_info: { type: 'client' },
  });
