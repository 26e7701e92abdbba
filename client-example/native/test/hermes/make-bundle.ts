import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const APP = join(import.meta.dirname, '../..');
const ENTRY = 'test/hermes/entry.ts';

/** Has Metro put `entry.ts` and the app into one file, for the Hermes of 2022. It takes a minute at first, then seconds. */
export const makeBundle = (file: string): void => {
  const expo = createRequire(import.meta.url).resolve('expo/bin/cli');
  const where = ['--platform', 'android', '--entry-file', ENTRY, '--bundle-output', file];
  const how = ['--dev', 'false', '--minify', 'false', '--bytecode', 'false'];
  execFileSync(process.execPath, [expo, 'export:embed', ...where, ...how], {
    cwd: APP,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      SEALED_STREAM_ENGINE: 'hermes-2022',
      CI: '1',
      EXPO_OFFLINE: '1',
      EXPO_NO_TELEMETRY: '1',
    },
  });
};
