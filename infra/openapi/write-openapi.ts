import { writeFileSync } from 'node:fs';
import { buildOpenApi } from './build-openapi.ts';

writeFileSync(
  new URL('../../docs/openapi.json', import.meta.url),
  `${JSON.stringify(buildOpenApi(), null, 2)}\n`,
);
