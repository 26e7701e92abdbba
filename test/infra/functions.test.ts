import { describe, expect, it } from '@jest/globals';
import { backgroundEnvironment } from '../../shared/background-environment.ts';
import { environment } from '../../shared/environment.ts';
import { changedSettings } from './changed-settings.ts';
import { functionNamed, ownFunctions, resources, templates } from './template.ts';

const { example: template, changed } = await templates();
const functions = ownFunctions(template);
const schemas = { ...environment, ...backgroundEnvironment };
const names = Object.keys(schemas) as (keyof typeof schemas)[];

/** What the template sets, with an address in place of what only AWS knows. */
const variablesOf = (name: string): Record<string, string> => {
  const variables: Record<string, unknown> = functionNamed(template, name).Environment?.Variables ?? {};
  return Object.fromEntries(
    Object.entries(variables).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : key.endsWith('_URL') ? 'https://known-to-aws' : 'arn:known-to-aws',
    ]),
  );
};

describe('the functions', () => {
  it('are those of the environment schema and no others', () => {
    const expected = names.map((name) => `sealed-stream-example-${name}`);
    expect(functions.map(({ FunctionName }) => FunctionName).sort()).toEqual(expected.sort());
  });

  it.each(names)('%s is given exactly the variables it reads, with values it accepts', (name) => {
    expect(Object.keys(variablesOf(name)).sort()).toEqual(
      [...new Set(['STAGE', ...Object.keys(schemas[name]().shape)])].sort(),
    );
    expect(schemas[name]().safeParse(variablesOf(name)).error).toBeUndefined();
  });

  it("are given the stage's values", () => {
    const all = names.map((name) => functionNamed(changed, name).Environment.Variables);
    expect(Object.assign({}, ...all)).toMatchObject({
      SEALD_ID_PREFIX: changedSettings.sealdIdPrefix,
      ACTIVATION_KEY_TYPE: changedSettings.activationKeyType,
      ENCRYPTED_CHANNEL_TYPES: 'one,two',
      PUSH_NOTIFICATIONS: '{"title":"News","providers":[{"type":"apn","name":"iphones"}]}',
      REKEY_BY: 'owner',
      EPOCHS_AT_ONCE: '31',
      EPOCHS_PER_HOUR: '41',
      MEMBERS_ADDED_BY: 'owner',
      MEMBERS_REMOVED_BY: 'anyMember',
      STREAM_TOKEN_TTL_SECONDS: '61',
      CODE_COUNTRIES: 'FR,NL',
      CODE_COOL_DOWNS: '1,2',
      CODES_PER_USER: '7',
      FACTORS_PER_USER: '6',
      CODES_PER_FACTOR: '8',
      CODES_PER_CALLING_CODE: '62',
      CODES_PER_DAY: '63',
      SSKS_URL: changedSettings.ssksUrl,
      STREAM_URL: changedSettings.streamUrl,
      FILE_HOSTS: 'https://files.example.com,https://*.cdn.example.com',
    });
  });

  it('run on Node 24 and arm64 and log JSON to the group of their name', () => {
    for (const lambda of functions) {
      expect(lambda).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
      });
      expect(lambda.LoggingConfig.LogFormat).toBe('JSON');
      const logGroup = resources(template, 'AWS::Logs::LogGroup')[lambda.LoggingConfig.LogGroup.Ref]
        ?.Properties;
      expect(logGroup.LogGroupName).toBe(`/aws/lambda/${lambda.FunctionName}`);
    }
  });

  it('end before their caller gives up', () => {
    const timeouts = Object.fromEntries(names.map((name) => [name, functionNamed(template, name).Timeout]));
    expect(timeouts).toEqual({
      token: 10,
      signup: 10,
      me: 10,
      erase: 10,
      'undo-erasure': 10,
      'export-me': 10,
      challenge: 10,
      'claim-identity': 10,
      enroll: 10,
      'author-key': 10,
      'block-peer': 10,
      'unblock-peer': 10,
      blocks: 10,
      'create-channel': 10,
      'start-pair': 10,
      'accept-invitation': 10,
      'add-member': 10,
      'remove-member': 10,
      'encryption-session': 10,
      'register-encryption-session': 10,
      'member-keys': 10,
      'sigchain-hash': 10,
      report: 10,
      'stream-webhook': 3,
      sweep: 30,
      reconcile: 300,
      'erase-due': 300,
      'configure-stream': 300,
    });
  });

  it('give the hook, which Stream waits for, more CPU than the others', () => {
    const memories = functions.filter(({ FunctionName }) => !FunctionName.endsWith('-stream-webhook'));
    const most = Math.max(...memories.map(({ MemorySize }) => MemorySize));
    expect(functionNamed(template, 'stream-webhook').MemorySize).toBeGreaterThan(most);
  });

  it('have none of the concurrency of the account set apart unless the stage says so', () => {
    for (const lambda of functions) expect(lambda).not.toHaveProperty('ReservedConcurrentExecutions');
    expect(resources(template, 'AWS::Lambda::Alias')).toEqual({});
    expect(functionNamed(changed, 'stream-webhook').ReservedConcurrentExecutions).toBe(20);
    expect(functionNamed(changed, 'token').ReservedConcurrentExecutions).toBe(5);
    expect(functionNamed(changed, 'me')).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  it("keep the hook's warm environments behind the alias that its route calls", () => {
    const [[id, alias] = []] = Object.entries(resources(changed, 'AWS::Lambda::Alias'));
    expect(alias?.Properties).toMatchObject({
      Name: 'live',
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 },
    });
    const integrations = Object.values(resources(changed, 'AWS::ApiGatewayV2::Integration'));
    expect(integrations.map(({ Properties }) => Properties.IntegrationUri)).toContainEqual({ Ref: id });
  });

  it('tell X-Ray of their calls unless the stage says otherwise', () => {
    for (const lambda of functions) expect(lambda.TracingConfig).toEqual({ Mode: 'Active' });
    for (const lambda of ownFunctions(changed)) expect(lambda).not.toHaveProperty('TracingConfig');
  });
});
