import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildPackage } from './build-package.ts';

/** Where the docs look for it. */
const OUT = 'client-example/secure-chat/dist';

const { tarball, files } = await buildPackage();
mkdirSync(OUT, { recursive: true });
const packed = join(OUT, basename(tarball));
copyFileSync(tarball, packed);
console.log(`${packed}: ${files} files, ${Math.round(statSync(packed).size / 1024)} KB`);
