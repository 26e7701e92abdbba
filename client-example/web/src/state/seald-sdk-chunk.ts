import { createSealdSdk } from '@sealed-stream/secure-chat';

/** A chunk of its own: Seald's SDK, which is wanted before the rest. */
export const makeSealdSdk = createSealdSdk;
