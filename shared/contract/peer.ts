import * as z from 'zod/mini';
import { personId } from './channel.ts';
import { time } from './time.ts';

export const peerParams = z.strictObject({ userId: personId });

/** Answer of `PUT` and `DELETE` on a block. */
export const blockResponse = z.object({
  userId: z.string(),
  isBlocked: z.boolean(),
  since: z.optional(time).check(z.meta({ description: 'While they are blocked: since when.' })),
});
export type BlockResponse = z.infer<typeof blockResponse>;

export const namedPeer = z.object({ userId: z.string(), since: time });

/** Answer of `GET /me/blocks`: whom the caller has blocked. */
export const blocksResponse = z.object({ blocked: z.array(namedPeer) });
export type BlocksResponse = z.infer<typeof blocksResponse>;
