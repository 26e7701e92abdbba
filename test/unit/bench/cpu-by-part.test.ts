import type { Profiler } from 'node:inspector';
import { expect, it } from '@jest/globals';
import { cpuByPart, NODE_ITSELF } from '../../bench/pairs/cpu-by-part.ts';

const node = (
  id: number,
  functionName: string,
  url: string,
  children: number[] = [],
): Profiler.ProfileNode => ({
  id,
  callFrame: { functionName, scriptId: '', url, lineNumber: 0, columnNumber: 0 },
  children,
});

/** Root, which calls Stream's part, which calls Node, and the gateway; and a place of nobody's, and idle time. */
const profile: Profiler.Profile = {
  nodes: [
    node(1, '(root)', '', [2, 4, 5, 6]),
    node(2, 'send', 'file:///x/local/stream/messages.ts', [3, 7]),
    node(3, 'write', 'node:net'),
    node(4, 'run', 'node:internal/timers'),
    node(5, '(idle)', ''),
    node(6, 'handle', 'file:///x/local/gateway/answer.ts'),
    node(7, 'ask', 'file:///x/local/gateway/event.ts'),
  ],
  startTime: 0,
  endTime: 0,
  samples: [2, 3, 4, 5, 6, 7],
  timeDeltas: [1_000, 2_000, 4_000, 8_000, 16_000, 32_000],
};

it("gives each sample's time to the nearest part above it, and idle time to none", () => {
  const parts = [
    ['/local/stream/', 'stream'],
    ['/local/gateway/', 'gateway'],
  ] as const;
  expect(cpuByPart(profile, parts)).toEqual({ stream: 3, [NODE_ITSELF]: 4, gateway: 48 });
});
