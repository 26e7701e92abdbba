import * as z from 'zod';
import { ok, type Result, unknown, wrong } from './finding.ts';
import type { Patient } from './patient.ts';
import { failureOf } from './problem-words.ts';

/** API Gateway waits this long for each of the two documents (toolchain.md section 6). */
const GATEWAY_PATIENCE_MS = 1500;
const DEADLINE_MS = 10_000;

const discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });
const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string(), use: z.string().optional() })) });

/** Whether the identity provider is as API Gateway needs it: it names itself as the stage file does, and has RSA keys. */
export const checkIssuer = async (patient: Patient): Promise<Result> => {
  const { issuer, config } = patient;
  if (issuer === null) return unknown('the issuer is not known: it is an output of the stack');
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const stageFile = `identityProvider.issuer in the stage file of ${config.stage}`;
  const [document, first] = await read(patient, url);
  const found = discovery.safeParse(document);
  if (!found.success)
    return wrong(
      `${url} answers no discovery document (${document === null ? first.failure : 'something else'})`,
      `look at ${stageFile}`,
    );
  if (found.data.issuer !== issuer)
    return wrong(
      `the provider calls itself ${found.data.issuer}, the stage file ${issuer}: every token would be refused`,
      `copy it to the letter, a final slash too, into ${stageFile}, and deploy`,
    );
  const [keys, second] = await read(patient, found.data.jwks_uri);
  const set = keySet.safeParse(keys);
  if (!set.success)
    return wrong(`its keys cannot be read from ${found.data.jwks_uri}`, 'ask your identity provider');
  if (!set.data.keys.some(({ kty }) => kty === 'RSA'))
    return wrong(
      'it has no RSA key, and API Gateway takes no other',
      'have your identity provider sign with RS256',
    );
  return judgeTimes(first.ms, second.ms);
};

const judgeTimes = (first: number, second: number): Result => {
  const says = `discovery in ${Math.round(first)} ms, keys in ${Math.round(second)} ms from here`;
  return Math.max(first, second) <= GATEWAY_PATIENCE_MS
    ? ok(`the issuer is who the stage file says; ${says}`)
    : unknown(
        `${says}; API Gateway waits ${GATEWAY_PATIENCE_MS} ms for each`,
        'run it again from another place',
      );
};

type Reading = { ms: number; failure: string };

const read = async ({ fetch: send, now }: Patient, url: string): Promise<[document: unknown, Reading]> => {
  const began = now();
  try {
    const response = await send(url, { signal: AbortSignal.timeout(DEADLINE_MS) });
    const document = await response.json().catch(() => null);
    return [response.ok ? document : null, { ms: now() - began, failure: String(response.status) }];
  } catch (error) {
    return [null, { ms: now() - began, failure: failureOf(error) }];
  }
};
