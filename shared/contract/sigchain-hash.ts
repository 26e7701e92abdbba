import * as z from 'zod/mini';

/** Hash of a block of a user's signature chain at Seald: hex SHA-256 (seald.md section 5). */
export const sigchainHash = z.string().check(z.regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits'));
