import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';

const client = new SecretsManagerClient({});
const shape = z.object({ apiKey: z.string(), apiSecret: z.string() });

/** Stream's secret, by the vendor's client and as its documentation has it. */
export const streamSecret = async (): Promise<z.infer<typeof shape>> => {
  const command = new GetSecretValueCommand({ SecretId: process.env.STREAM_SECRET_ARN });
  const { SecretString = '' } = await client.send(command);
  return shape.parse(JSON.parse(SecretString));
};
