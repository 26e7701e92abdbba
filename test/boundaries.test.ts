import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

/** For each rule of `.dependency-cruiser.cjs`, a file that breaks it. */
const OFFENDERS: Record<string, [file: string, imports: string]> = {
  'contract-sees-nothing-of-ours': ['shared/contract/a.ts', '../domain/user.ts'],
  'environment-sees-contract': ['shared/environment.ts', './domain/user.ts'],
  'log-sees-names': ['shared/log.ts', './http/b.ts'],
  'domain-sees-contract': ['shared/domain/a.ts', '../adapters/b.ts'],
  'adapters-see-domain': ['shared/adapters/a.ts', '../http/b.ts'],
  'http-sees-domain': ['shared/http/a.ts', '../adapters/b.ts'],
  'handlers-see-http-and-domain': ['functions/me/handler.ts', '../../shared/adapters/b.ts'],
  'index-wires-its-own-function': ['functions/me/index.ts', '../token/handler.ts'],
  'client-sees-contract': ['client-example/secure-chat/src/a.ts', '../../../shared/domain/user.ts'],
  'app-sees-the-package': ['client-example/web/src/a.ts', '../../../shared/contract/b.ts'],
  'app-names-the-package': ['client-example/web/src/b.ts', '../../secure-chat/src/b.ts'],
  'core-knows-no-react': ['client-example/secure-chat/src/c.ts', './react/d.ts'],
  'hooks-know-no-screen': ['client-example/secure-chat/src/react/e.ts', 'react-dom'],
  'metric-names-see-nothing-of-ours': ['shared/metric-names.ts', './contract/b.ts'],
  'infra-sees-contract-and-names': ['infra/a.ts', '../functions/token/handler.ts'],
  'emulators-see-nothing-of-the-product': ['local/stream/a.ts', '../../shared/contract/b.ts'],
  'operations-see-shared-and-stages': ['operations/a.ts', '../infra/c.ts'],
  'nothing-sees-operations': ['local/gateway/c.ts', '../../operations/b.ts'],
  'toolchain-needs-nothing-installed': ['toolchain/a.mjs', 'stream-chat'],
  'contract-runs-in-a-browser': ['shared/contract/c.ts', 'node:crypto'],
  'domain-does-no-input-or-output': ['shared/domain/c.ts', 'node:fs'],
  'vendor-sdks-stay-out-of-the-backend': ['shared/adapters/c.ts', 'stream-chat'],
  'no-cycles': ['infra/b.ts', './c.ts'],
  'no-tests-in-the-product': ['local/gateway/a.ts', '../../test/a.ts'],
  'everything-resolves': ['local/gateway/b.ts', './nowhere.ts'],
};

const TARGETS = [
  'client-example/secure-chat/src/b.ts',
  'client-example/secure-chat/src/react/d.ts',
  'shared/domain/user.ts',
  'shared/adapters/b.ts',
  'shared/http/b.ts',
  'shared/contract/b.ts',
  'functions/token/handler.ts',
  'operations/b.ts',
  'test/a.ts',
];

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'boundaries-'));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  for (const target of TARGETS) write(target, 'export const x = 1;\n');
  for (const [file, imports] of Object.values(OFFENDERS))
    write(file, `import { x } from '${imports}';\nexport const y = x;\n`);
  write('infra/c.ts', "import { y } from './b.ts';\nexport const x = y;\n");
  for (const vendor of ['stream-chat', 'react-dom']) {
    write(`node_modules/${vendor}/package.json`, `{"name":"${vendor}","main":"index.js"}`);
    write(`node_modules/${vendor}/index.js`, 'exports.x = 1;\n');
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

it('the React Native app sees nothing of ours but the package, by its name', () => {
  const home = 'client-example/native';
  const files = readdirSync(`${home}/src`, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.[jt]sx?$/.test(file),
  );
  const imports = ['index.js', ...files.map((file) => `src/${file}`)].flatMap((file) => {
    const found = readFileSync(`${home}/${file}`, 'utf8').matchAll(/(?:from|import|require\()\s*'([^']+)'/g);
    return [...found].map(([, name = '']) =>
      name.startsWith('.') ? join(dirname(`${home}/${file}`), name) : name,
    );
  });
  expect(imports.length).toBeGreaterThan(50);
  const ours = imports.filter((name) => /^(?:@sealed-stream|client-example|shared|local|test)\//.test(name));
  const allowed = /^(?:@sealed-stream\/secure-chat(?:\/react|\/screens)?$|client-example\/native\/src\/)/;
  expect(ours.filter((name) => !allowed.test(name))).toEqual([]);
});

it('each boundary is one that can be crossed, and crossing it is found', () => {
  const cli = resolve('node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const config = resolve('.dependency-cruiser.cjs');
  const places = ['functions', 'shared', 'infra', 'local', 'client-example', 'operations', 'toolchain'];
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [cli, '--config', config, '--output-type', 'json', ...places],
    {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 32 * 1024 * 1024,
    },
  );
  expect(stderr).not.toContain('Error');
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { rule: { name: string }; from: string }[] };
  };
  const found = summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`);
  expect(found).toEqual(
    expect.arrayContaining(Object.entries(OFFENDERS).map(([rule, [file]]) => `${rule}: ${file}`)),
  );
});
