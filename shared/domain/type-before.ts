import { restoredType, sender } from './encrypted-type.ts';
import type { Before } from './settings-before.ts';
import { type Aim, HEARD_WITHIN_MS, type Standing, stayingRight } from './settle.ts';
import type { StreamAdmin } from './stream-admin.ts';

/**
 * That a channel type is what it was before us. One that we made goes, unless there are channels of it: then it stays as it
 * is, since what is in them must not become readable by a switch.
 */
export const typeAsBefore = (admin: StreamAdmin, kept: Before, onChanged: () => void): Aim => {
  const name = kept.of.slice('type/'.length);
  return {
    name: kept.of,
    reads: 'types',
    step: kept.existed ? stayingRight(restore(admin, name, kept, onChanged)) : remove(admin, name, onChanged),
  };
};

const restore = (admin: StreamAdmin, name: string, { settings }: Before, onChanged: () => void) => {
  const send = sender(admin, name);
  return async ({ types: { [name]: type } }: Parameters<Aim['step']>[0], now: number): Promise<Standing> => {
    const changes = type ? restoredType(type, settings) : {};
    if (!type || Object.keys(changes).length === 0) return 'right';
    const standing = await send(type, changes, now);
    onChanged();
    return standing;
  };
};

/** A type that Stream does not know may be one that it does not know yet: it is gone when that stays so. */
const remove = (admin: StreamAdmin, name: string, onChanged: () => void) => {
  let [isDone, unknownSince] = [false, Number.POSITIVE_INFINITY];
  return async ({ types }: Parameters<Aim['step']>[0], now: number): Promise<Standing> => {
    const isShown = name in types;
    if (isDone) return isShown ? 'sent' : 'right';
    const outcome = await admin.deleteType(name);
    if (outcome === 'in-use') return 'right';
    if (outcome === 'unknown') {
      unknownSince = Math.min(unknownSince, now);
      return now - unknownSince < HEARD_WITHIN_MS ? 'blocked' : 'right';
    }
    onChanged();
    isDone = true;
    return isShown ? 'sent' : 'right';
  };
};
