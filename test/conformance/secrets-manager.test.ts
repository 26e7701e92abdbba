import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AwsClient } from 'aws4fetch';
import type { Service } from '../../local/platform/service.ts';
import { parseSecrets } from '../../local/secrets-manager/local-secrets.ts';
import { openSecretStore } from '../../local/secrets-manager/secret-store.ts';
import { startSecretsManager } from '../../local/secrets-manager/start-secrets-manager.ts';

const ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:sealed-stream/local/pepper-AbCdEf';
const TARGET = 'secretsmanager.GetSecretValue';
const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-secrets-'));
const file = join(folder, 'secrets.json');
let service: Service;

beforeAll(async () => {
  const secrets = [{ name: 'pepper', arn: ARN }];
  service = await startSecretsManager({ port: 0, store: openSecretStore(file), secrets });
});

afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true });
});

const request = (target: string, input: unknown): RequestInit & { headers: Record<string, string> } => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
  body: typeof input === 'string' ? input : JSON.stringify(input),
});

const read = async (answer: Response) => ({
  status: answer.status,
  ...((await answer.json()) as { SecretString?: string; __type?: string }),
});

const call = async (operation: string, input: unknown, awsService = 'secretsmanager') => {
  const keys = { accessKeyId: 'local', secretAccessKey: 'local', region: 'eu-west-1', retries: 0 };
  const aws = new AwsClient({ ...keys, service: awsService });
  return read(await aws.fetch(service.url, request(`secretsmanager.${operation}`, input)));
};

describe('GetSecretValue', () => {
  it('answers by ARN and by name', async () => {
    const expected = { status: 200, ARN, Name: 'pepper', VersionStages: ['AWSCURRENT'] };
    const byArn = await call('GetSecretValue', { SecretId: ARN });
    expect(byArn).toMatchObject(expected);
    expect(await call('GetSecretValue', { SecretId: 'pepper' })).toEqual(byArn);
    expect(JSON.parse(byArn.SecretString ?? '')).toEqual({ pepper: expect.any(String) });
  });

  it('does not know a secret the template does not deploy', async () => {
    const refusal = { status: 400, __type: 'ResourceNotFoundException' };
    expect(await call('GetSecretValue', { SecretId: 'sealing' })).toMatchObject(refusal);
    expect(await call('GetSecretValue', { SecretId: `${ARN}x` })).toMatchObject(refusal);
  });

  it.each([
    ['no SecretId', {}],
    ['no JSON', '{'],
  ])('refuses %s', async (_what, input) => {
    expect(await call('GetSecretValue', input)).toMatchObject({ __type: 'InvalidParameterException' });
  });

  it('refuses what is not signed, or signed for something else', async () => {
    const unsigned = request(TARGET, { SecretId: ARN });
    const refusal = { status: 400, __type: 'MissingAuthenticationTokenException' };
    expect(await read(await fetch(service.url, unsigned))).toMatchObject(refusal);
    unsigned.headers.authorization = 'Bearer x';
    const malformed = { __type: 'IncompleteSignatureException' };
    expect(await read(await fetch(service.url, unsigned))).toMatchObject(malformed);
    const elsewhere = await call('GetSecretValue', { SecretId: ARN }, 'dynamodb');
    expect(elsewhere).toMatchObject({ __type: 'InvalidSignatureException' });
  });

  it('refuses other operations', async () => {
    expect(await call('DeleteSecret', { SecretId: ARN })).toMatchObject({
      __type: 'UnknownOperationException',
    });
  });
});

describe('PutSecretValue', () => {
  it('replaces a value, also for the next start', async () => {
    const SecretString = JSON.stringify({ pepper: Buffer.alloc(32, 7).toString('base64') });
    expect(await call('PutSecretValue', { SecretId: ARN, SecretString })).toMatchObject({ status: 200 });
    expect(await call('GetSecretValue', { SecretId: ARN })).toMatchObject({ SecretString });
    expect(openSecretStore(file).values.get('pepper')).toBe(SecretString);
  });

  it('refuses an unknown secret and an empty value', async () => {
    const unknown = await call('PutSecretValue', { SecretId: 'other', SecretString: 'x' });
    expect(unknown).toMatchObject({ __type: 'ResourceNotFoundException' });
    const empty = await call('PutSecretValue', { SecretId: ARN, SecretString: '' });
    expect(empty).toMatchObject({ __type: 'InvalidParameterException' });
  });
});

describe('the local secrets', () => {
  it('are random, in the shapes the functions expect, and readable by their owner only', () => {
    const first = parseSecrets(openSecretStore(file).values);
    const second = parseSecrets(openSecretStore(join(folder, 'other.json')).values);
    expect(second.stream.apiSecret).not.toBe(first.stream.apiSecret);
    expect(second.sealing.keys).not.toEqual(first.sealing.keys);
    expect(first.ssks.appId).toBe(first.seald.appId);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('name every problem at once and no value', () => {
    const values = new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>));
    values.delete('pepper');
    values.set('seald', JSON.stringify({ appId: 'not-a-uuid-but-hush' }));
    const complaint = () => parseSecrets(values);
    expect(complaint).toThrow(/seald\.appId: .*[\s\S]*seald\.jwtSecret: .*[\s\S]*pepper: /);
    expect(complaint).not.toThrow('hush');
  });
});
