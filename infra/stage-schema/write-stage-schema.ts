import { writeFileSync } from 'node:fs';
import { takeNoOptions } from '../../toolchain/command-line.mjs';
import { buildStageSchema } from './build-stage-schema.ts';

takeNoOptions(
  'npm run stage-schema\n  Writes infra/stage.schema.json, which editors read, from infra/stage-config.ts.',
);

writeFileSync(
  new URL('../stage.schema.json', import.meta.url),
  `${JSON.stringify(buildStageSchema(), null, 2)}\n`,
);
