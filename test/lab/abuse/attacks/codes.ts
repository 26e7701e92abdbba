import type { Attack } from '../attack.ts';
import type { Lab } from '../lab.ts';
import { type Answer, inWords, type Stranger, succeeded } from '../person.ts';

/** Numbers of nobody's in a range that exists, so that each run and each attack has its own. */
let next = Number(String(Date.now()).slice(-6));
const phoneNumber = (): string => `+32470${String(next++ % 1_000_000).padStart(6, '0')}`;

const signedUp = async (lab: Lab, name: string, count: number): Promise<Stranger[]> => {
  const people = await lab.strangers(name, count);
  await Promise.all(people.map(({ api }) => api('POST', '/signup')));
  return people;
};

const ACCOUNTS = 20;
const EACH = 10;
const PARALLEL = 200;

const onePhone: Attack = {
  name: 'codes: many accounts, one phone',
  allowed: 7,
  async run(lab) {
    const victim = phoneNumber();
    const people = await signedUp(lab, 'Mallory', ACCOUNTS);
    const answers: Answer[] = [];
    for (let round = 0; round < EACH; round++)
      answers.push(
        ...(await Promise.all(people.map(({ api }) => api('POST', '/challenge', { phoneNumber: victim })))),
      );
    return { tried: ACCOUNTS * EACH, gotThrough: lab.codes(victim), note: inWords(answers) };
  },
};

const manyPhones: Attack = {
  name: 'codes: one account, many phones',
  allowed: 10,
  async run(lab) {
    const [mallory] = await signedUp(lab, 'Mallory', 1);
    const before = lab.codes();
    for (let n = 0; n < 60; n++) await mallory?.api('POST', '/challenge', { phoneNumber: phoneNumber() });
    return { tried: 60, gotThrough: lab.codes() - before };
  },
};

const atOnce: Attack = {
  name: `codes: ${PARALLEL} requests at once`,
  allowed: 1,
  async run(lab) {
    const [mallory] = await signedUp(lab, 'Mallory', 1);
    const victim = phoneNumber();
    const answers = await Promise.all(
      Array.from({ length: PARALLEL }, () => mallory?.api('POST', '/challenge', { phoneNumber: victim })),
    );
    const waits = answers.filter((answer) => answer?.status === 429 && answer.retryAfter === null).length;
    return { tried: PARALLEL, gotThrough: lab.codes(victim), note: `${waits} refusals without Retry-After` };
  },
};

/** Of no country, premium, shared cost, or of countries that the example stage does not send to. */
const DEAR = [
  '+881612345678',
  '+8835100123456',
  '+979123456789',
  '+870773111632',
  '+80012345678',
  '+19005551234',
  '+18765551234',
  '+2526123456',
  '+5351234567',
  '+37259912345',
  '+3290312345',
  '+4479700000000',
];

const dearNumbers: Attack = {
  name: 'codes: dear numbers and far countries',
  allowed: 0,
  async run(lab) {
    const before = lab.codes();
    const people = await signedUp(lab, 'Mallory', DEAR.length);
    await Promise.all(people.map(({ api }, n) => api('POST', '/challenge', { phoneNumber: DEAR[n] })));
    return { tried: DEAR.length, gotThrough: lab.codes() - before };
  },
};

const HONEST = 10;

const starving: Attack = {
  name: 'codes: a flood of wrong requests keeps others from theirs',
  allowed: 0,
  async run(lab) {
    const [mallory, ...honest] = await signedUp(lab, 'Alice', HONEST + 1);
    let [isOver, flood] = [false, 0];
    const flooding = Array.from({ length: 8 }, async () => {
      while (!isOver) {
        await mallory?.api('POST', '/challenge', { nothing: 1 });
        flood++;
      }
    });
    const answers = [];
    for (const { api } of honest)
      answers.push(await api('POST', '/challenge', { phoneNumber: phoneNumber() }));
    isOver = true;
    await Promise.all(flooding);
    return { tried: HONEST, gotThrough: HONEST - succeeded(answers), note: `beside ${flood} wrong requests` };
  },
};

export const codeAttacks: readonly Attack[] = [onePhone, manyPhones, atOnce, dearNumbers, starving];
