import { writeFileSync } from 'node:fs';
import { takeNoOptions } from '../../toolchain/command-line.mjs';
import { buildOpenApi } from './build-openapi.ts';

takeNoOptions(`npm run openapi
  Writes docs/openapi.json from the contract.`);

writeFileSync(
  new URL('../../docs/openapi.json', import.meta.url),
  `${JSON.stringify(buildOpenApi(), null, 2)}\n`,
);
