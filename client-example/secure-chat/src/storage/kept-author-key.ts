import * as z from 'zod';
import { BASE64URL_OF_32 } from '../../../../shared/contract/base64url.ts';
import { parseJson } from '../../../../shared/contract/parse-json.ts';
import { fromUtf8, utf8 } from '../platform/utf8.ts';
import type { SealedRecords } from './sealed-records.ts';

const NAME = 'author-key';

const keptKey = z.object({
  /** Seald's id of the identity that it belongs to. */
  account: z.string(),
  /** 32 bytes in base64url. */
  privateKey: z.string().regex(BASE64URL_OF_32),
  /** This device has seen that it is the registered one; else another may have come first. */
  isRegistered: z.boolean(),
});
type Kept = z.infer<typeof keptKey>;

/** The author key on this device, encrypted as all that is kept here. */
export type KeptAuthorKey = {
  /** Null when there is none of this identity, or none that can be read. Rejects when the device cannot be read. */
  get: (account: string) => Promise<Pick<Kept, 'privateKey' | 'isRegistered'> | null>;
  set: (kept: Kept) => Promise<void>;
};

export const createKeptAuthorKey = (sealed: Pick<SealedRecords, 'get' | 'set'>): KeptAuthorKey => ({
  get: async (account) => {
    const bytes = await sealed.get(NAME);
    const kept = bytes && keptKey.safeParse(parseJson(fromUtf8(bytes))).data;
    return kept?.account === account ? kept : null;
  },
  set: async (kept) => sealed.set(NAME, utf8(JSON.stringify(kept))),
});
