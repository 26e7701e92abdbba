import type { Background } from './background.ts';
import type { EmulatorClock } from './clock.ts';
import type { StreamFaults } from './faults.ts';
import type { Lag } from './lag.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Sockets } from './sockets.ts';
import type { StreamState } from './stored.ts';
import type { UploadFiles } from './upload-files.ts';

export type WireListener = (
  direction: 'in' | 'out',
  channel: 'http' | 'ws' | 'hook' | 'sqs',
  bytes: Uint8Array,
) => void;

/** Everything a resource of the emulator may touch. One per running emulator. */
export type World = {
  apiKey: string;
  apiSecret: string;
  sqsEndpoint: string | undefined;
  /** Origin the emulator answers on; known once it listens. */
  url: string;
  /** Origin that uploads lie on. */
  filesUrl: string;
  state: StreamState;
  /** Call after every change of `state`. */
  changed: () => void;
  /** Unix milliseconds, later at each call, so that no two messages share a time. */
  now: () => number;
  sockets: Sockets;
  clock: EmulatorClock;
  faults: StreamFaults;
  /** What readers are still told of settings that have just changed. */
  lag: Lag;
  rateLimits: RateLimits;
  files: UploadFiles;
  background: Background;
  wire: WireListener;
  line: (line: string) => void;
};
