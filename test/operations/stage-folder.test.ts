import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { runOperation, startFakeLambda } from '../support/operations.ts';

const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-stages-'));
const example = JSON.parse(readFileSync('infra/stages/example.json', 'utf8')) as object;
writeFileSync(join(folder, 'trial.json'), JSON.stringify({ ...example, stage: 'trial' }));

let lambda: Awaited<ReturnType<typeof startFakeLambda>>;
beforeAll(async () => {
  lambda = await startFakeLambda();
});
afterAll(async () => {
  await lambda.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  lambda.invocations.length = 0;
});

it('a stage that is kept elsewhere is served as those of ours are', async () => {
  const name = 'sealed-stream-trial-configure-stream';
  const Data = { status: 'configured', says: 'Stream is set up' };
  lambda.functions.set(name, () => ({ payload: { Data } }));
  const env = { AWS_ENDPOINT_URL_LAMBDA: lambda.url };
  const args = ['configure-stream', '--stage', 'trial', '--stages', folder];
  expect(await runOperation('admin', args, { env })).toMatchObject({ code: 0 });
  expect(lambda.invocations).toEqual([{ name, payload: {} }]);
});

it.each([
  ['admin', ['configure-stream']],
  ['secrets', []],
  ['doctor', []],
])('npm run %s looks for it there alone', async (script, args) => {
  const { code, out, err } = await runOperation(script, [...args, '--stage', 'local', '--stages', folder]);
  expect(code).toBe(1);
  expect(out + err).toContain(`There is no stage "local" in ${folder}. There are: trial.`);
});
