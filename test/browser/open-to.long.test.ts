import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addressToOpenTo } from '../support/address-to-open-to.ts';
import { newPerson, setUp } from './person.ts';
import { type Stage, startStage } from './stage.ts';

const SET_UP_MS = 180_000;
const ADDRESS = addressToOpenTo();
/** A Mac in no private network has no other address. */
const whereThereIsOne = ADDRESS === null ? describe.skip : describe;

whereThereIsOne('beside a stack that is open to a network', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage({ openTo: ADDRESS ?? '' });
  }, SET_UP_MS);
  afterAll(() => stage?.close(), SET_UP_MS);

  it(
    'a browser on this machine has the whole app at the front door on the loopback interface, and talks to the address',
    () =>
      stage.telling(async () => {
        const { webHere, issuer, api } = stage.stack;
        const person = newPerson(stage, 'Ada');
        const { page, context } = await person.newDevice();
        const asked = new Set<string>();
        context.on('request', (request) => void asked.add(new URL(request.url()).origin));
        await setUp(page, person);
        expect(new URL(page.url()).origin).toBe(webHere);
        expect([...asked]).toEqual(expect.arrayContaining([issuer, api]));
        await page.getByRole('button', { name: 'Sign out' }).click();
        await page.getByRole('button', { name: 'Sign out and wipe' }).click();
        await page.getByRole('button', { name: 'Create account or sign in' }).waitFor();
        expect(new URL(page.url()).origin).toBe(webHere);
        expect(stage.strayRequests).toEqual([]);
        expect([...stage.uncaught(), ...stage.consoles()]).toEqual([]);
      }),
    SET_UP_MS,
  );
});
