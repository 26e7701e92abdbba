import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { takeNoOptions } from '../../toolchain/command-line.mjs';
import { buildPackage } from './build-package.ts';

takeNoOptions(`npm run package
  Packs the client core into client-example/secure-chat/dist.`);

/** Where the docs look for it. */
const OUT = 'client-example/secure-chat/dist';

const { tarball, files } = await buildPackage();
mkdirSync(OUT, { recursive: true });
const packed = join(OUT, basename(tarball));
copyFileSync(tarball, packed);
console.log(`${packed}: ${files} files, ${Math.round(statSync(packed).size / 1024)} KB`);
