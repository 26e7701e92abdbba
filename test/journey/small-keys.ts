// Preloaded into a process (`node --import`): RSA keys get 1024 bits, whatever was asked for, and take no seconds to make.
import crypto from 'node:crypto';

const { generateKeyPair } = crypto;
const generateSmallKeyPair = (type: string, options: object, ...others: unknown[]) =>
  Reflect.apply(generateKeyPair, crypto, [type, { ...options, modulusLength: 1024 }, ...others]);
crypto.generateKeyPair = generateSmallKeyPair as typeof generateKeyPair;
