import { toBase64Url } from '../../../../shared/contract/base64url.ts';
import type { Platform } from './platform.ts';
import { utf8 } from './utf8.ts';

/** SHA-256 of a text in UTF-8, in base64url: how envelopes and statements name one another. */
export const hashOf = async (sha256: Platform['sha256'], text: string): Promise<string> =>
  toBase64Url(await sha256(utf8(text)));
