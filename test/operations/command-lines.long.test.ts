import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { runScript } from '../support/operations.ts';

/** A home without a `.aws`, and nothing that looks for credentials on the network. */
const home = mkdtempSync(join(tmpdir(), 'sealed-stream-home-'));
afterAll(() => rmSync(home, { recursive: true }));
const env = { HOME: home, AWS_EC2_METADATA_DISABLED: 'true' };
const run = (path: string, args: readonly string[] = []) => runScript(path, args, { env });

const [SECRETS, DOCTOR, ADMIN, COST] = ['secrets', 'doctor', 'admin', 'cost'].map(
  (name) => `operations/${name}.ts`,
) as [string, string, string, string];
const REHEARSE = 'local/rehearse/main.ts';
const START = 'local/start.ts';
const USAGES = {
  [SECRETS]: 'npm run secrets -- --stage',
  [DOCTOR]: 'npm run doctor -- --stage',
  [ADMIN]: 'npm run admin -- revoke-user',
  [COST]: 'npm run cost -- --users',
  [REHEARSE]: 'npm run rehearse',
  [START]: 'npm start -- [--fresh]',
  'local/demo/demo.ts': 'npm run demo',
  'toolchain/doctor-local.mjs': 'npm run doctor:local',
  'infra/openapi/write-openapi.ts': 'npm run openapi',
  'infra/bundle-sizes.ts': 'npm run bundle-sizes',
  'infra/stage-schema/write-stage-schema.ts': 'npm run stage-schema',
  'local/package/package-command.ts': 'npm run package',
  'local/web/web-sizes.ts': 'npm run web-sizes',
  'toolchain/mend-lockfile.mjs': 'npm run lockfile',
  'test/browser/readme-screenshots.ts': 'npm run screenshots',
  'test/install/check-installs.ts': 'npm run check:installs',
  'test/model/run-model.ts': 'npm run model -- --runs',
};

describe('--help', () => {
  it.each(Object.entries(USAGES))('of %s says how it is used, and nothing is run', async (path, usage) => {
    const { code, out, err } = await run(path, ['--stage', 'example', '--unheard-of', '--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.startsWith(usage)).toBe(true);
  });
});

describe('a command line that is not understood', () => {
  it.each([
    [SECRETS, [], '--stage is needed'],
    [SECRETS, ['--stage'], '--stage needs a value.'],
    [SECRETS, ['hunter2'], 'A word stands where an option should be.'],
    [SECRETS, ['--hunter2', 'x'], 'There is no option of that name. There are: --stage, --stages, --only,'],
    [
      SECRETS,
      ['--only', 'hunter2'],
      '--only takes one of: stream, seald, ssks, sealing, pepper, logs, moderation.',
    ],
    [SECRETS, ['--rotate', 'hunter2'], '--rotate takes one of: '],
    [SECRETS, ['--retire', 'hunter2'], '--retire takes stream, and no other.'],
    [SECRETS, ['--only', 'stream', '--rotate', 'stream'], 'one at a time'],
    [DOCTOR, [], '--stage is needed'],
    [DOCTOR, ['--stage', 'local', '--api-url', 'hunter2'], '--api-url takes an address'],
    [DOCTOR, ['--json=yes'], '--json takes no value.'],
    [ADMIN, [], 'Which command? There are: revoke-user, erase-user,'],
    [ADMIN, ['constructor'], 'There is no command of that name.'],
    [ADMIN, ['revoke-user', 'hunter2'], 'One word too many behind revoke-user.'],
    [ADMIN, ['revoke-user', '--stage', 'example'], '--user is needed'],
    [ADMIN, ['reconcile', '--stage', 'example', '--user', 'hunter2'], 'reconcile takes no --user.'],
    [ADMIN, ['reconcile', '--stage', 'example', '--from', 'hunter2'], '--from and --to belong together.'],
    [COST, [], '--users is needed.'],
    [COST, ['--users', '', '--messages', '1'], '--users takes a number'],
    [COST, ['--users=-1', '--messages', '1'], '--users takes a number'],
    [COST, ['--users', '1', '--messages', '1', '--region', 'hunter2'], 'There is no option --region.'],
    [REHEARSE, ['--fast'], 'There is no option --fast.'],
    [START, ['--fresch'], 'There is no option --fresch. There are: --fresh, --origin, --open-to, --help.'],
  ])('%s %j: says what was wrong and how it is used, and repeats nothing', async (path, args, says) => {
    const { code, out, err } = await run(path, args);
    expect(code).toBe(2);
    expect(err).toContain(says);
    expect(err).toContain(USAGES[path]);
    expect(out + err).not.toContain('hunter2');
  });
});

describe('without AWS configuration', () => {
  it.each([
    [SECRETS, ['--stage', 'example']],
    [ADMIN, ['configure-stream', '--stage', 'example']],
    [ADMIN, ['sealing-keys', '--stage', 'example']],
  ])('%s %j says what to set, and how', async (path, args) => {
    const { code, err } = await run(path, args);
    expect(code).toBe(1);
    expect(err).toContain('export AWS_REGION=');
    expect(err).toContain('aws sso login');
    expect(err).not.toMatch(/Error|should not have happened/);
  });

  it('the doctor, asked before a deployment, looks at what that needs and at nothing that it makes', async () => {
    const { code, out } = await run(DOCTOR, ['--stage', 'local', '--before-deploy']);
    const lines = out.split('\n\n')[0]?.split('\n') ?? [];
    const checks = lines.map((line) => /^(?:ok|wrong|could not tell) +(\S+(?: \S+)?) {2,}/.exec(line)?.[1]);
    expect(checks).toEqual(['stage file', 'stack', 'leftovers', 'issuer', 'concurrency', 'alarm mails']);
    expect(out).toMatch(/^wrong +issuer .*answers no discovery document/m);
    expect(code).toBe(1);
  });

  it('the doctor says it of each check that needs AWS, and goes on with the others', async () => {
    const { out } = await run(DOCTOR, ['--stage', 'example', '--api-url', 'http://127.0.0.1:9']);
    expect(out).toContain('AWS has no region to look in: export AWS_REGION=');
    expect(out).not.toContain('Region is missing');
    expect(out).toMatch(/^wrong +authorizer/m);
  });
});
