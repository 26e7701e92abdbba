import { randomBytes, randomUUID } from 'node:crypto';
import { ok, type Result, unknown, wrong } from './finding.ts';
import type { Patient } from './patient.ts';
import { failureOf } from './problem-words.ts';

const DEADLINE_MS = 10_000;
const REFUSALS = [401, 403];

/**
 * Whether Seald's key storage takes our key. `challenge_send` for a user whom nobody knows, without `create_user` and for a
 * factor of type e-mail, sends nothing: it is answered 404 (seald.md section 9; read there, not seen at Seald itself). So the
 * same call is made with a wrong key as well, and only a difference between the two is taken for an answer.
 */
export const checkSsksKey = async (patient: Patient): Promise<Result> => {
  const { ssks, config } = patient;
  if (!ssks) return unknown('the secret ssks is not usable, so Seald’s key storage cannot be asked');
  try {
    const ours = await ask(patient, ssks.apiKey);
    const foreign = await ask(patient, randomBytes(ssks.apiKey.length).toString('hex'));
    return judge(ours, foreign, config.stage);
  } catch (error) {
    return wrong(
      `Seald’s key storage did not answer: ${failureOf(error)}`,
      `look whether ${config.ssksUrl} can be reached from this machine, and ssksUrl in the stage file`,
    );
  }
};

const judge = (ours: number, foreign: number, stage: string): Result => {
  if (REFUSALS.includes(ours))
    return wrong(
      `Seald’s key storage refuses the application id or the key (${ours})`,
      `copy both from Seald’s dashboard: npm run secrets -- --stage ${stage} --only ssks`,
    );
  if (ours !== foreign && REFUSALS.includes(foreign))
    return ok(
      `Seald’s key storage takes the key (${ours} for nobody’s challenge, ${foreign} with a wrong key)`,
    );
  return unknown(
    `Seald’s key storage answers ${ours}, and ${foreign} with a wrong key: that does not tell a right key from a wrong one`,
    'sign up in the app with a phone of yours: a code must come',
  );
};

const ask = async ({ ssks, config, fetch: send }: Patient, apiKey: string): Promise<number> => {
  const response = await send(new URL('/tmr/back/challenge_send/', config.ssksUrl), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-seald-appid': ssks?.appId ?? '',
      'x-seald-apikey': apiKey,
    },
    body: JSON.stringify({
      user_id: `${config.sealdIdPrefix}_doctor-${randomUUID()}`,
      auth_factor: { type: 'EM', value: 'doctor@example.com' },
      create_user: false,
      force_auth: false,
    }),
    redirect: 'error',
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  await response.body?.cancel();
  return response.status;
};
