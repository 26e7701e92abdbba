import { describe, expect, it } from '@jest/globals';
import { environment } from '../../shared/environment.ts';
import { changedSettings } from './changed-settings.ts';
import { functionNamed, resources, templates } from './template.ts';

const { example: template, changed } = await templates();
const functions = Object.values(resources(template, 'AWS::Lambda::Function')).map(
  ({ Properties }) => Properties,
);
const names = Object.keys(environment) as (keyof typeof environment)[];

/** What the template sets, with an address in place of what only AWS knows. */
const variablesOf = (name: string): Record<string, string> => {
  const variables: Record<string, unknown> = functionNamed(template, name).Environment?.Variables ?? {};
  return Object.fromEntries(
    Object.entries(variables).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : 'arn:known-to-aws',
    ]),
  );
};

describe('the functions', () => {
  it('are those of the environment schema and no others', () => {
    const expected = names.map((name) => `sealed-stream-example-${name}`);
    expect(functions.map(({ FunctionName }) => FunctionName).sort()).toEqual(expected.sort());
  });

  it.each(names)('%s is given exactly the variables it reads, with values it accepts', (name) => {
    expect(Object.keys(variablesOf(name)).sort()).toEqual(Object.keys(environment[name].shape).sort());
    expect(environment[name].safeParse(variablesOf(name)).error).toBeUndefined();
  });

  it("are given the stage's values", () => {
    const all = names.map((name) => functionNamed(changed, name).Environment.Variables);
    expect(Object.assign({}, ...all)).toMatchObject({
      SEALD_ID_PREFIX: changedSettings.sealdIdPrefix,
      ACTIVATION_KEY_TYPE: changedSettings.activationKeyType,
      ENCRYPTED_CHANNEL_TYPES: 'one,two',
      REKEY_BY: 'owner',
      MEMBER_CHANGES_BY: 'owner',
      STREAM_TOKEN_TTL_SECONDS: '61',
      CHALLENGE_LIMIT: '7',
      CHALLENGE_WINDOW_SECONDS: '62',
      SSKS_URL: changedSettings.ssksUrl,
      STREAM_URL: changedSettings.streamUrl,
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
      expect(logGroup.LogGroupName).toBe(
        lambda.FunctionName.replace('sealed-stream-example-', '/sealed-stream/example/'),
      );
    }
  });

  it('end before their caller gives up', () => {
    const timeouts = Object.fromEntries(names.map((name) => [name, functionNamed(template, name).Timeout]));
    expect(timeouts).toEqual({
      token: 10,
      signup: 10,
      me: 10,
      erase: 10,
      'export-me': 10,
      challenge: 10,
      enroll: 10,
      'create-channel': 10,
      'add-member': 10,
      'remove-member': 10,
      'encryption-session': 10,
      'register-encryption-session': 10,
      'sigchain-hash': 10,
      'stream-webhook': 3,
    });
  });

  it('give the hook, which Stream waits for, more CPU than the others', () => {
    const memories = functions.filter(({ FunctionName }) => !FunctionName.endsWith('-stream-webhook'));
    const most = Math.max(...memories.map(({ MemorySize }) => MemorySize));
    expect(functionNamed(template, 'stream-webhook').MemorySize).toBeGreaterThan(most);
  });
});
