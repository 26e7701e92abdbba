import { setTimeout as sleep } from 'node:timers/promises';
import type { Device, Server } from './device.ts';
import type { Network } from './network.ts';
import type { Trouble } from './plan.ts';
import type { StackApart } from './stack-apart.ts';

/** When something was away, on the clock of the run. `network` is absent for what everybody feels. */
export type Outage = { network?: number; fromMs: number; untilMs: number };

export type Breakages = {
  /** Breaks it, and mends it after its time. Resolves when it is whole again. */
  cause: (trouble: Trouble) => Promise<void>;
  outages: () => readonly Outage[];
  /** Mends everything that still stands. */
  mendAll: () => Promise<void>;
};

type Parts = {
  stack: StackApart;
  networks: readonly Network<Server>[];
  devices: readonly (readonly Device[])[];
  userIds: readonly string[];
  clock: () => number;
};

/** Stream's codes for these two (stream.md section 3). */
const CODES = { 429: 9, 500: -1 };

export const openBreakages = ({ stack, networks, devices, userIds, clock }: Parts): Breakages => {
  const outages: Outage[] = [];
  const running = new Set<Promise<void>>();
  const partsAway = new Set<string>();

  const away = async (network: number | undefined, end: () => Promise<void> | void) => {
    const outage: Outage = { ...(network !== undefined && { network }), fromMs: clock(), untilMs: Infinity };
    outages.push(outage);
    await end();
    outage.untilMs = clock();
  };

  const cause = async (trouble: Trouble): Promise<void> => {
    switch (trouble.kind) {
      case 'network-cut':
      case 'network-silent': {
        const network = networks[trouble.network];
        if (!network?.isUp()) return; // it is away already
        await away(trouble.network, async () => {
          if (trouble.kind === 'network-cut') network.cut();
          else network.silence();
          await sleep(trouble.forMs);
          network.restore();
        });
        return;
      }
      case 'answers-lost':
        networks[trouble.network]?.loseAnswers(trouble.times);
        return;
      case 'part-restart': {
        if (partsAway.has(trouble.part)) return;
        partsAway.add(trouble.part);
        await away(undefined, () => stack.restart(trouble.part, trouble.forMs));
        partsAway.delete(trouble.part);
        return;
      }
      case 'sockets-dropped': {
        const userId = trouble.person === 'all' ? undefined : userIds[trouble.person];
        await stack.setFaults({ dropSockets: { ...(userId !== undefined && { userId }) } });
        return;
      }
      case 'stream-refuses': {
        const { status, times } = trouble;
        const fault = { method: 'POST' as const, path: '/message', status, code: CODES[status], times };
        await stack.setFaults({ requests: [fault] });
        return;
      }
      case 'device-restart': {
        const device = devices[trouble.person]?.[trouble.device];
        if (device?.isReady()) await device.restart().catch(() => {}); // a later one has ended this life
        return;
      }
    }
  };

  return {
    cause: (trouble) => {
      // What is away cannot be broken.
      const work = cause(trouble)
        .catch(() => {})
        .finally(() => running.delete(work));
      running.add(work);
      return work;
    },
    outages: () => outages,
    mendAll: async () => {
      await Promise.allSettled(running);
      for (const network of networks) {
        network.loseAnswers(0);
        network.restore();
      }
      await stack.resetFaults();
    },
  };
};
