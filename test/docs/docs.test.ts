import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { stackConfig } from '../../client-example/secure-chat/src/screens/stack-config.ts';
import { stageFile } from '../../infra/stage-config.ts';
import { readStartCommand } from '../../local/start-command.ts';
import { ERROR_STATUS } from '../../shared/contract/error-types.ts';
import {
  allBlocks,
  anchorsOf,
  type Block,
  blocksOf,
  commandsOf,
  linksOf,
  markedBlock,
  pages,
  readPage,
} from '../support/docs.ts';

const { scripts, ...manifest } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};
const client = JSON.parse(readFileSync('client-example/secure-chat/package.json', 'utf8')) as {
  version: string;
};
const versions = { ...manifest.dependencies, ...manifest.devDependencies };

/** Tools that the pages send readers to; each is known on its own terms. */
const OTHER_TOOLS =
  /^(?:git pull|curl -s https:\/\/\S+|rm (?:secrets\.json|token\.txt)|aws sts get-caller-identity|export AWS_REGION=[a-z0-9-]+|npm create vite@latest \S+ -- --template vanilla-ts|cd my-chat|npx vite)$/;
/** What of the AWS CLI the pages use; whether its options are right is for AWS to say. */
const AWS_CALLS = [
  'cloudformation continue-update-rollback',
  'cloudformation delete-stack',
  'cloudformation describe-stack-events',
  'cloudformation describe-stack-resources',
  'cloudformation describe-stacks',
  'cloudformation list-stack-resources',
  'cloudformation list-stacks',
  'cloudformation update-termination-protection',
  'cloudformation wait stack-rollback-complete',
  'cloudwatch describe-alarms',
  'dynamodb delete-table',
  'dynamodb put-item',
  'dynamodb restore-table-to-point-in-time',
  'dynamodb scan',
  'dynamodb wait table-exists',
  'kms cancel-key-deletion',
  'kms enable-key',
  'lambda get-account-settings',
  'lambda get-function-concurrency',
  'lambda list-event-source-mappings',
  'lambda update-event-source-mapping',
  'logs filter-log-events',
  'logs tail',
  'resourcegroupstaggingapi get-resources',
  'secretsmanager list-secret-version-ids',
  'secretsmanager restore-secret',
  'secretsmanager update-secret-version-stage',
  'sns subscribe',
  'sqs get-queue-attributes',
  'sqs purge-queue',
  'sqs start-message-move-task',
];
/** What stands around them when a table is copied. */
const AROUND_AWS = /^(?:jq -c '[^']*'|while read -r item; do|done)$/;
/** The one call of jq that is more than a line: it makes the file for `cdk import`. */
const MAPPING = /^jq '\{"AWS::DynamoDB::Table"[^']*' resources\.json > mapping\.json$/;
const STAGE = 'stage=(?:example|prod|<(?:stage|name)>)';
const CDK = new RegExp(
  `^npx cdk (?:synth|diff|deploy|destroy|bootstrap|drift|rollback)(?: SealedStream-<stage>)?(?: --quiet)?(?: -c ${STAGE})?(?: --orphan <logical id>)?$|^npx cdk import -c ${STAGE} --resource-mapping mapping\\.json$`,
);
const STAGED_CDK = /^npx cdk (?:synth|diff|deploy|destroy|drift|rollback|import)\b/;
/** How many commands a page has at least: a fence that is not marked as shell hides them. */
const COMMANDS: Record<string, number> = {
  'README.md': 2,
  'CONTRIBUTING.md': 3,
  'docs/cost.md': 2,
  'docs/deploy.md': 20,
  'docs/integrate.md': 2,
  'docs/runbook.md': 40,
  'docs/take-up-again.md': 10,
};

/** What is wrong with a command of a page; null when it is one that exists. */
const problemWith = (command: string): string | null => {
  if (command === 'npm ci' || command === 'npm start' || command === 'npm test') return null;
  if (command.startsWith('npm start -- ')) return problemWithStart(command);
  if (command.startsWith('npm run ')) return problemWithScript(command);
  if (command.startsWith('npm install ')) return problemWithInstall(command);
  if (command.startsWith('cp ')) return problemWithCopy(command);
  if (CDK.test(command))
    return STAGED_CDK.test(command) && !command.includes('-c stage=') ? 'names no stage' : null;
  if (command.startsWith('aws ') && AWS_CALLS.some((call) => command.startsWith(`aws ${call} `))) return null;
  if (MAPPING.test(command)) return null;
  return OTHER_TOOLS.test(command) || AROUND_AWS.test(command) ? null : 'is not known';
};

const problemWithScript = (command: string): string | null => {
  const [, name = ''] = /^npm run ([\w:-]+)/.exec(command) ?? [];
  const script = scripts[name];
  if (!script) return `names no npm script: ${name}`;
  const [, file] = /^node toolchain\/node\.mjs (\S+\.ts)$/.exec(script) ?? [];
  const options = [...command.matchAll(/ --([a-z][a-z-]*)/g)].map((match) => match[1] ?? '');
  const source = file ? sourceOf(file) : '';
  const isDefined = (option: string) => new RegExp(`(?:'${option}'|\\b${option}): \\{`).test(source);
  const unknown = options.filter((option) => file && !isDefined(option));
  return unknown.length > 0 ? `has options that ${file} does not know: ${unknown.join(', ')}` : null;
};

/** A command's own words are in its file or in those of its folder. */
const sourceOf = (file: string): string => {
  const own = readFileSync(file, 'utf8');
  const imported = [...own.matchAll(/from '(\.\/[^']+)'/g)].map((match) => match[1] ?? '');
  return [
    own,
    ...imported.map((name) => readFileSync(new URL(name, `file://${process.cwd()}/${file}`), 'utf8')),
  ].join('\n');
};

/** What the pages take for the address of the reader's machine. */
const READERS_ADDRESS = '192.168.1.20';

const problemWithStart = (command: string): string | null => {
  try {
    readStartCommand(command.split(' ').slice(3), {}, [READERS_ADDRESS]);
    return null;
  } catch (error) {
    return String(error);
  }
};

/** Where `npm run package` puts the client core. */
const PACKED = `../sealed-stream/client-example/secure-chat/dist/sealed-stream-secure-chat-${client.version}.tgz`;

const problemWithInstall = (command: string): string | null => {
  if (command === `npm install ${PACKED}`) return null;
  const wrong = command
    .split(' ')
    .slice(2)
    .filter((spec) => {
      const at = spec.lastIndexOf('@');
      return versions[spec.slice(0, at)] !== spec.slice(at + 1);
    });
  return wrong.length > 0 ? `installs other versions than we do: ${wrong.join(', ')}` : null;
};

const problemWithCopy = (command: string): string | null => {
  const source = command.split(' ').filter((word) => !word.startsWith('-'))[1] ?? '';
  const path = source.replace(/^sealed-stream\//, '');
  return existsSync(path) ? null : `copies what is not there: ${path}`;
};

const isShell = ({ language }: Block) => ['sh', 'bash', 'shell'].includes(language);
const shellBlocks = allBlocks().filter(isShell);

describe('the pages', () => {
  it.each(shellBlocks.map((block) => [`${block.file}:${block.line}`, block] as const))(
    'name only commands that exist: %s',
    (_, block) => {
      const problems = commandsOf(block).map((command) => [
        command,
        problemWith(command.replace(/ < \S+$/, '')),
      ]);
      expect(problems.filter(([, problem]) => problem !== null)).toEqual([]);
    },
  );

  it.each(Object.entries(COMMANDS))('have their commands looked at: %s, at least %i', (file, least) => {
    expect(
      shellBlocks.filter((block) => block.file === file).flatMap(commandsOf).length,
    ).toBeGreaterThanOrEqual(least);
  });

  it('have no command in a block that is not marked as shell', () => {
    const hidden = allBlocks().filter(
      (block) => !isShell(block) && /^(?:npm|npx|aws|git) /m.test(block.text),
    );
    expect(hidden.map(({ file, line }) => `${file}:${line}`)).toEqual([]);
  });

  it("name CDK's commands in their sentences with a stage", () => {
    const named = pages.flatMap((file) =>
      [...readPage(file).matchAll(/`(npx cdk (?:deploy|destroy|drift|diff)[^`]*)`/g)].map(
        (match) => match[1] ?? '',
      ),
    );
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((command) => problemWith(command) !== null)).toEqual([]);
  });

  it.each(pages)('link only to what is there: %s', (file) => {
    const broken = linksOf(file).filter(
      ({ path, anchor }) =>
        !existsSync(path) ||
        (anchor !== undefined && path.endsWith('.md') && !anchorsOf(path).includes(anchor)),
    );
    expect(broken).toEqual([]);
  });

  it('name npm scripts in their sentences that exist', () => {
    const named = pages.flatMap((file) =>
      [...readPage(file).matchAll(/npm run ([\w:-]+)(?:` in `([\w/-]+)`)?/g)].map(
        ([, name = '', folder = '.']) => ({ name, folder }),
      ),
    );
    expect(named.length).toBeGreaterThan(10);
    const isScript = ({ name, folder }: (typeof named)[number]): boolean =>
      Boolean(JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')).scripts[name]);
    expect(named.filter((one) => !isScript(one))).toEqual([]);
  });

  it("name operator's commands that exist", () => {
    const source = readFileSync('operations/admin.ts', 'utf8');
    const known = [...source.matchAll(/npm run admin -- ([\w-]+) --stage/g)].map((match) => match[1] ?? '');
    const named = pages.flatMap((file) =>
      [...readPage(file).matchAll(/npm run admin -- ([\w-]+)/g)].map((match) => match[1] ?? ''),
    );
    expect([...new Set(named)].sort()).toEqual([...new Set(known)].sort());
  });

  it('would notice commands that do not exist', () => {
    for (const command of [
      'npm run nothing',
      'npm run doctor -- --nowhere',
      'npx cdk deploy',
      'npx cdk drift SealedStream-<stage>',
      'aws s3 rm everything',
      'cp nowhere.json x',
      'npm install zod@1.0.0',
      'npm start -- --origin localhost:5173',
      'npm start -- --open-to 192.168.1.21',
      'npm install ../sealed-stream/client-example/secure-chat/dist/sealed-stream-secure-chat-0.0.9.tgz',
      'rm -rf /',
    ])
      expect(problemWith(command)).not.toBeNull();
  });
});

describe('docs/deploy.md', () => {
  it('shows a stage file that is one', () => {
    expect(stageFile.parse(JSON.parse(markedBlock('docs/deploy.md', 'stage').text))).toMatchObject({
      stage: 'prod',
    });
  });

  it('shows a stack.json that the web app takes', () => {
    const shown = JSON.parse(markedBlock('docs/deploy.md', 'stack').text) as object;
    expect(stackConfig.parse(shown)).toEqual(shown);
  });
});

describe('docs/push.md', () => {
  it('shows a setting that a stage takes, and the code that its test runs', () => {
    const shown = JSON.parse(markedBlock('docs/push.md', 'push').text) as object;
    expect(stageFile.shape.pushNotifications.parse(shown)).toEqual(shown);
    const { text } = markedBlock('docs/push.md', 'notification');
    expect(text.trimEnd()).toBe(readFileSync('test/packages/hello/notification.ts', 'utf8').trimEnd());
  });
});

describe('docs/integrate.md', () => {
  it('says of every error type, with its status, what to do', () => {
    const rows = [...readPage('docs/integrate.md').matchAll(/^\| `([A-Z_]+)` \| (\d{3}) \| (.+) \|$/gm)];
    const told = Object.fromEntries(rows.map(([, type, status]) => [type, Number(status)]));
    expect(told).toMatchObject(ERROR_STATUS);
  });
});

/** What the consumers' tests compile and run: `test/packages`. */
const HELLO = 'test/packages/hello';

describe('the examples of the package', () => {
  it.each([
    ['docs/integrate.md', ['chat.ts', 'main.ts']],
    ['client-example/secure-chat/README.md', ['chat.ts', 'talk.ts', 'conversation.tsx']],
  ] as const)('are the files that its tests run: %s', (page, files) => {
    const shown = blocksOf(page).filter(({ language }) => ['ts', 'tsx'].includes(language));
    expect(shown.map(({ mark, language, text }) => [`${mark}.${language}`, text.trimEnd()])).toEqual(
      files.map((file) => [file, readFileSync(`${HELLO}/${file}`, 'utf8').trimEnd()]),
    );
  });
});
