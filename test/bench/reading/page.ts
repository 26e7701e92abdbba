import { longestBlock } from '../longest-block.ts';
import { prepareFloor } from './floor.ts';
import { openReading } from './read.ts';

const MOST = 1000;

const opened = openReading(MOST);
const floor = opened.then(({ messages, keys }) => prepareFloor(messages, keys));

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

export type ReadingPage = Record<'value' | 'floor' | 'block', (count: number) => Promise<number>>;

const page: ReadingPage = {
  value: async (count) => {
    const { read } = await opened;
    return timed(() => read(count));
  },
  floor: async (count) => {
    const { decryptAndVerify } = await floor;
    return timed(() => decryptAndVerify(count));
  },
  block: async (count) => {
    const { read } = await opened;
    return longestBlock(() => read(count));
  },
};

Object.assign(window, { page });
