import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it, jest } from '@jest/globals';
import { withoutGreeting } from '../../../client-example/secure-chat/src/seald/without-greeting.ts';

const CORE = join(import.meta.dirname, '../../../client-example/secure-chat/src/index.ts');

/** An app without a word of its own. */
const runApp = () => {
  const app = `
    import { createSealdSdk } from '${CORE}';
    const address = 'http://127.0.0.1:9/';
    const options = { appId: '00000000-0000-1000-a000-7ea300000000', apiUrl: address, ssksUrl: address };
    const sdk = createSealdSdk(options)('T_alice');
    await sdk.initialize();
    await sdk.close();
  `;
  const { LOG_LEVEL: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', app], {
    encoding: 'utf8',
    env,
  });
  return { status, stdout, stderr };
};

it('the core and the SDK it makes print nothing', () => {
  expect(runApp()).toEqual({ status: 0, stdout: '', stderr: '' });
});

it('what others print while an SDK is made is printed', () => {
  const printed = jest.spyOn(console, 'log').mockImplementation(() => {});
  const own = console.log;
  const made = withoutGreeting(() => {
    console.log('[12:00:00.000] info :seald-sdk - Seald SDK - Start');
    console.log('hello', 1);
    return 'made';
  });
  expect(printed.mock.calls).toEqual([['hello', 1]]);
  expect([made, console.log]).toEqual(['made', own]);
  printed.mockRestore();
});
