import { performance } from 'node:perf_hooks';
import { tally } from './figures.ts';
import type { World } from './world.ts';

const EVERY_MS = 10_000;

/** Says every ten seconds how far all have come, and how busy this process is; answers how to stop. */
export const tellProgress = (
  world: World,
  talking: readonly Promise<unknown>[],
  onLine: (line: string) => void,
): (() => void) => {
  let whole = 0;
  for (const talk of talking)
    void talk.then(
      () => (whole += 1),
      () => {},
    );
  let before = performance.eventLoopUtilization();
  const tell = () => {
    const now = performance.eventLoopUtilization();
    const busy = performance.eventLoopUtilization(now, before).utilization;
    before = now;
    const all = world.devices.flat();
    const ready = all.filter((device) => device.isReady()).length;
    const { sent = 0, open = 0 } = tally(world.ledger.entries().map(({ outcome }) => outcome));
    onLine(
      `${ready} of ${all.length} devices ready, ${whole} of ${talking.length} talks whole, ${sent} messages sent, ${open} on their way, ${Math.round(busy * 100)} % busy`,
    );
  };
  const timer = setInterval(tell, EVERY_MS);
  return () => clearInterval(timer);
};
