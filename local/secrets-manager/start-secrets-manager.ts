import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { type OnCall, recordCalls } from '../platform/record-calls.ts';
import { type OnWire, recordWire } from '../platform/record-wire.ts';
import { listen } from '../platform/serve.ts';
import type { Service } from '../platform/service.ts';
import type { SecretStore } from './secret-store.ts';
import { signatureProblem } from './signature-problem.ts';

/*
 * Secrets Manager, as far as the functions use it: GetSecretValue and PutSecretValue by ARN, by name or by the
 * last part of the name (`stream`).
 * Left out: versions and their stages (the current value is all there is), binary secrets, policies, rotation, every other call.
 */

/** A secret as the template knows it. */
export type DeployedSecret = { name: string; arn: string };

export type SecretsManagerOptions = {
  port: number;
  store: SecretStore;
  secrets: DeployedSecret[];
  onWire?: OnWire;
  onCall?: OnCall | undefined;
};

const getInput = z.looseObject({ SecretId: z.string() });
const putInput = z.looseObject({ SecretId: z.string(), SecretString: z.string().min(1).max(65_536) });

/** Starts the stand-in for AWS Secrets Manager (its JSON 1.1 protocol) over a store of secrets. */
export const startSecretsManager = async (options: SecretsManagerOptions): Promise<Service> => {
  const app = new Hono();
  app.post('/', (context) => answer(context, options));
  const server = createServer(getRequestListener(app.fetch));
  recordWire(server, options.onWire);
  recordCalls(server, options.onCall);
  const { url, close } = await listen(server, options.port);
  return { name: 'secrets-manager', url, close };
};

const answer = async (context: Context, { store, secrets }: SecretsManagerOptions): Promise<Response> => {
  const problem = signatureProblem(context.req.raw.headers, 'secretsmanager');
  if (problem) return refuse(context, problem);
  const input: unknown = await context.req.json().catch(() => null);
  const find = (id: string) =>
    secrets.find(({ arn, name }) => id === arn || id === name || id === fullName(arn));
  switch (context.req.header('x-amz-target')) {
    case 'secretsmanager.GetSecretValue': {
      const { data } = getInput.safeParse(input);
      return data
        ? readSecret(context, store, find(data.SecretId))
        : refuse(context, 'InvalidParameterException');
    }
    case 'secretsmanager.PutSecretValue': {
      const { data } = putInput.safeParse(input);
      if (!data) return refuse(context, 'InvalidParameterException');
      return writeSecret(context, store, find(data.SecretId), data.SecretString);
    }
    default:
      return refuse(context, 'UnknownOperationException');
  }
};

/** The name in an ARN, without the six characters that Secrets Manager adds. */
const fullName = (arn: string): string | undefined => /:secret:(.+)-\w{6}$/.exec(arn)?.[1];

const readSecret = (context: Context, store: SecretStore, secret: DeployedSecret | undefined): Response => {
  const value = secret && store.values.get(secret.name);
  if (!secret) return notFound(context);
  if (value === undefined) return hasNoValue(context);
  return context.json({
    ARN: secret.arn,
    Name: secret.name,
    SecretString: value,
    VersionStages: ['AWSCURRENT'],
  });
};

const writeSecret = (
  context: Context,
  store: SecretStore,
  secret: DeployedSecret | undefined,
  value: string,
): Response => {
  if (!secret) return notFound(context);
  store.put(secret.name, value);
  return context.json({ ARN: secret.arn, Name: secret.name, VersionStages: ['AWSCURRENT'] });
};

const notFound = (context: Context): Response =>
  refuse(context, 'ResourceNotFoundException', "Secrets Manager can't find the specified secret.");

const hasNoValue = (context: Context): Response =>
  refuse(
    context,
    'ResourceNotFoundException',
    "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
  );

const refuse = (context: Context, type: string, message?: string): Response =>
  context.json({ __type: type, ...(message && { Message: message }) }, 400);
