import { createHmac } from 'node:crypto';

type Options = { algorithm?: string; noTimestamp?: boolean };

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/**
 * Stands in for `jsonwebtoken` in the bundles (an alias in the stack's bundling), of which stream-chat's server client needs one thing: its own token, which names no time.
 * Throws for any other.
 */
const sign = (payload: object, secret: string, { algorithm, noTimestamp, ...others }: Options): string => {
  if (algorithm !== 'HS256' || noTimestamp !== true || Object.keys(others).length > 0)
    throw new Error('The bundle signs the token of a server and no other');
  const signed = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(payload)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
};

const jsonwebtoken = { sign };

export { jsonwebtoken as default };
