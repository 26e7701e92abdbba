import { generateKeyPair, SignJWT } from 'jose';
import { routes } from '../../shared/contract/routes.ts';
import { ok, type Result, unknown, unless, wrong } from './finding.ts';
import type { Patient } from './patient.ts';
import { failureOf } from './problem-words.ts';

const DEADLINE_MS = 10_000;

/** Whether a call without a token, with one that is none, and with one that somebody else signed gets 401. */
export const checkAuthorizerRefuses = (patient: Patient): Promise<Result> =>
  withApi(patient, async () => {
    const calls = [
      ['without a token', null],
      ['with a token that is none', 'not-a-token'],
      ['with a token that your identity provider did not sign', await forgedToken(patient)],
    ] as const;
    const problems: string[] = [];
    for (const [how, token] of calls) {
      const status = await callMe(patient, token);
      if (status !== 401) problems.push(`a call ${how} gets ${status}, not 401`);
    }
    return unless(problems, 'calls without a valid token get 401', mendAuthorizer(patient));
  });

/** Whether the token that the operator gave is taken. */
export const checkAuthorizerAccepts = (patient: Patient): Promise<Result> =>
  withApi(patient, async () => {
    const { userToken } = patient;
    if (userToken === null) return unknown('no user’s token was given');
    const status = await callMe(patient, userToken);
    if (status === 200 || status === 404) return ok('the token given is taken');
    return wrong(
      `the token given gets ${status}`,
      'hold its iss, aud and exp against identityProvider in the stage file: they are compared to the letter',
    );
  });

const mendAuthorizer = ({ config }: Patient): string =>
  `the API’s log group is /aws/vendedlogs/sealed-stream/${config.stage}/access; deploy again: npx cdk deploy -c stage=${config.stage}`;

const withApi = async ({ apiUrl }: Patient, check: () => Promise<Result>): Promise<Result> => {
  if (apiUrl === null) return unknown('the address of the API is not known');
  try {
    return await check();
  } catch (error) {
    return wrong(
      `the API did not answer: ${failureOf(error)}`,
      `look whether ${apiUrl} can be reached from this machine`,
    );
  }
};

const callMe = async ({ apiUrl, fetch: send }: Patient, token: string | null): Promise<number> => {
  const response = await send(`${apiUrl}${routes.me.path}`, {
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    redirect: 'error',
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  await response.body?.cancel();
  return response.status;
};

/** A key that nobody trusts; made when first needed. */
let foreignKey: Promise<CryptoKey> | undefined;

/** Right in every claim and signed with {@link foreignKey}. */
const forgedToken = async ({ issuer, audience, now }: Patient): Promise<string> => {
  foreignKey ??= generateKeyPair('RS256').then(({ privateKey }) => privateKey);
  const seconds = Math.floor(now() / 1000);
  return new SignJWT({})
    .setProtectedHeader({ alg: 'RS256', kid: 'doctor' })
    .setIssuer(issuer ?? 'https://login.example.com')
    .setAudience([...(audience ?? ['sealed-stream'])])
    .setSubject('doctor')
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + 300)
    .sign(await foreignKey);
};
