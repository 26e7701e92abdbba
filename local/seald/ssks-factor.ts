import * as z from 'zod';
import { fingerprint } from './constant-time.ts';
import type { FactorHash } from './ssks-state.ts';

/** E-mail address or phone number in E.164. */
export const AuthFactor = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('EM'),
    value: z
      .string()
      .max(1_024)
      .regex(/^[^\s@]+@[^\s@]+$/),
  }),
  z.strictObject({ type: z.literal('SMS'), value: z.string().regex(/^\+[1-9]\d{6,14}$/) }),
]);
export type AuthFactor = z.infer<typeof AuthFactor>;

/** Names a factor without keeping it. Compared exactly: no case folding of addresses. */
export const hashFactor = ({ type, value }: AuthFactor): FactorHash => fingerprint(`${type}:${value}`);
