import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const CORE = join(import.meta.dirname, '../../../client-example/secure-chat/src/index.ts');

/** An app without a word of its own, or with those it is given. */
const runApp = (words = '') => {
  const app = `
    import { createSealdSdk } from '${CORE}';
    const address = 'http://127.0.0.1:9/';
    const options = { appId: '00000000-0000-1000-a000-7ea300000000', apiUrl: address, ssksUrl: address };
    const sdk = createSealdSdk(options)('T_alice');
    await sdk.initialize();
    ${words}
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

it('what the app itself prints is printed', () => {
  expect(runApp("console.log('hello');")).toEqual({ status: 0, stdout: 'hello\n', stderr: '' });
});
