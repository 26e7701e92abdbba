import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';
import type { Snapshot } from '../platform/snapshot.ts';
import type { IdentityState } from './identity-state.ts';

const FOREVER = Number.POSITIVE_INFINITY;

/** Keeps oidc-provider's records in the snapshot, so that a browser stays signed in over a restart. */
export const recordAdapter = ({ state, changed }: Snapshot<IdentityState>): AdapterFactory => {
  forgetExpired(state);
  const current = (key: string) => {
    const record = state.records.get(key);
    return record && record.expiresAt > Date.now() ? record.payload : undefined;
  };
  const forget = (key: string) => {
    state.records.delete(key);
    changed();
  };
  return (model): Adapter => {
    const keyOf = (id: string) => `${model}:${id}`;
    const findBy = (property: 'uid' | 'userCode', value: string) => {
      const keys = [...state.records.keys()].filter((key) => key.startsWith(`${model}:`));
      return keys.map(current).find((payload) => payload?.[property] === value);
    };
    return {
      upsert: async (id, payload, expiresIn) => {
        const expiresAt = expiresIn === undefined ? FOREVER : Date.now() + expiresIn * 1000;
        state.records.set(keyOf(id), { payload, expiresAt });
        changed();
      },
      find: async (id) => current(keyOf(id)),
      findByUid: async (uid) => findBy('uid', uid),
      findByUserCode: async (userCode) => findBy('userCode', userCode),
      consume: async (id) => {
        const payload = current(keyOf(id));
        if (payload) payload.consumed = Math.floor(Date.now() / 1000);
        changed();
      },
      destroy: async (id) => forget(keyOf(id)),
      revokeByGrantId: async (grantId) => revokeGrant(state.records, grantId, forget),
    };
  };
};

const revokeGrant = (
  records: ReadonlyMap<string, { payload: AdapterPayload }>,
  grantId: string,
  forget: (key: string) => void,
): void => {
  for (const [key, { payload }] of records) if (payload.grantId === grantId) forget(key);
};

const forgetExpired = ({ records }: IdentityState): void => {
  for (const [key, { expiresAt }] of records) if (expiresAt <= Date.now()) records.delete(key);
};
