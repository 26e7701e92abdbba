import type { Hono } from 'hono';
import type { Lies } from './api-faults.ts';
import type { ApiSessions } from './api-sessions.ts';
import type { ApiState } from './api-state.ts';
import type { NodeEnv } from './node-env.ts';

export type ApiSecrets = {
  appId: string;
  jwtSecretId: string;
  /** 64 characters; their ASCII bytes are the HMAC key. */
  jwtSecret: string;
  validationKeyId: string;
  validationKey: string;
};

/** What every resource of the API server works on. */
export type ApiContext = {
  secrets: ApiSecrets;
  state: ApiState;
  /** Call after each change of `state`. */
  changed: () => void;
  now: () => Date;
  sessions: ApiSessions;
  /** Hostile modes; none are on unless a test says so. */
  lies: () => Lies;
};

export type ApiApp = Hono<NodeEnv>;
