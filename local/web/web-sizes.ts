import { takeNoOptions } from '../../toolchain/command-line.mjs';
import { buildWeb } from './build-web.ts';
import { loadsOf, measureWeb } from './measure-web.ts';

takeNoOptions(`npm run web-sizes
  Builds the web app and holds what it loads against the budget. Ends with 1 when that is exceeded.`);

const { webDir } = await buildWeb();
const chunks = measureWeb(webDir);
const loads = loadsOf(chunks);

const show = (name: string, kilobytes: number, more = '') =>
  console.log(`${name.padEnd(44)}${kilobytes.toFixed(1).padStart(8)} KB  ${more}`);

for (const { file, kilobytes, neededFor } of chunks) show(file, kilobytes, neededFor);
for (const { until, kilobytes, budget, isOver } of loads)
  show(`until the ${until} screen`, kilobytes, `of ${budget}  ${isOver ? 'OVER' : 'ok'}`);
process.exitCode = loads.some(({ isOver }) => isOver) ? 1 : 0;
