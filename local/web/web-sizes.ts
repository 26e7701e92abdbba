import { buildWeb } from './build-web.ts';
import { BUDGET_KB, type ChunkSize, measureWeb } from './measure-web.ts';

const { webDir } = await buildWeb();
const chunks = measureWeb(webDir);

const sum = (some: ChunkSize[]) => some.reduce((total, { kilobytes }) => total + kilobytes, 0);
const show = (name: string, kilobytes: number, more = '') =>
  console.log(`${name.padEnd(44)}${kilobytes.toFixed(1).padStart(8)} KB  ${more}`);

for (const { file, kilobytes, neededFor } of chunks) show(file, kilobytes, neededFor);
const total = sum(chunks.filter(({ neededFor }) => neededFor !== 'click'));
show('until the sign-in screen', sum(chunks.filter(({ neededFor }) => neededFor === 'sign-in')));
show('until the chat', total, `of ${BUDGET_KB}  ${total > BUDGET_KB ? 'OVER' : 'ok'}`);
process.exitCode = total > BUDGET_KB ? 1 : 0;
