import { expect, it } from '@jest/globals';
import { registeredIdentities } from '../../../client-example/secure-chat/src/contacts/registered-identities.ts';
import { registeredSigchain } from '../../../shared/contract/registered-sigchain.ts';
import { newAuthorKey, registrationOf } from '../../support/author-keys.ts';

it('knows an author key, and former ones, where no hash is registered, and asks again for the hash', async () => {
  const { authorKey, sigchainHash, signature } = registrationOf(newAuthorKey(), 'bob');
  const author = { authorKey, sigchainHash, signature };
  const former = newAuthorKey().authorKey;
  const answers: object[] = [
    { author, formerAuthorKeys: [former] },
    { sigchainHash, registeredAt: '2026-11-22T10:00:00.000Z', author },
  ];
  const { get } = registeredIdentities(async () => [registeredSigchain.parse(answers.shift())]);
  expect(await get('bob')).toEqual({ sigchainHash: null, author, former: [former] });
  for (let time = 0; time < 2; time += 1)
    expect(await get('bob')).toEqual({ sigchainHash, author, former: [] });
});
