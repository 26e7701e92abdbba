import type { Bench, Table } from '../bench.ts';
import { callNames } from './calls.ts';
import { startContenders } from './contenders.ts';
import { costTables } from './cost-tables.ts';
import { installAlternative } from './install.ts';
import { measureCpu } from './measure-cpu.ts';
import { measureLatency } from './measure-latency.ts';
import { measureMemory } from './measure-memory.ts';
import { measureStart } from './measure-start.ts';
import { canMeasureProcesses } from './process-usage.ts';

/** Sealed Stream beside the article's design: see README.md. */
export const bench: Bench = {
  name: 'alternative',
  run: async ({ quick, say }) => {
    const costs = costTables();
    const measured = await measuredTables(quick, say);
    return { tables: [...measured, ...costs.tables], curves: costs.curves };
  },
};

const measuredTables = async (quick: boolean, say: (what: string) => void): Promise<Table[]> => {
  if (!canMeasureProcesses()) {
    say('Without the alternative’s server: what processes take is read from /proc, which only Linux has.');
    return [];
  }
  const built = await installAlternative(say);
  if (!built) return [];
  const contenders = await startContenders(built, quick ? 12 : 40, say);
  try {
    say('Processor time a request');
    const cpu = await measureCpu(
      contenders,
      quick ? { turns: 2, milliseconds: 60, warmMs: 60 } : { turns: 5, milliseconds: 150, warmMs: 500 },
    );
    say('Waiting for an answer');
    const latency = await measureLatency(contenders, quick ? 1 : 5, quick ? 1000 : 4000);
    const memory = measureMemory(contenders);
    say('From nothing to the first answer');
    const start = await measureStart(contenders, quick ? 1 : 5, quick ? ['token'] : callNames);
    return [cpu, latency, memory, start];
  } finally {
    await contenders.close();
  }
};
