import { describe, expect, it } from '@jest/globals';
import { findPeople } from '../../../client-example/secure-chat/src/stream/conversations.ts';
import { nameVariants } from '../../../client-example/secure-chat/src/stream/name-variants.ts';

describe('the ways a typed name may be written', () => {
  it('begin with what was typed, and stay few', () => {
    expect(nameVariants(' José ').slice(0, 2)).toEqual(['José', 'jose']);
    expect(nameVariants('jose')).toContain('josé');
    expect(nameVariants('soren')).toContain('søren');
    expect(nameVariants('helene')).toContain('hélène');
    expect(nameVariants('maximiliane alexandra wilhelmina')).toHaveLength(40);
    expect(nameVariants('007')).toEqual(['007']);
  });
});

describe('a search that Stream takes no accents for', () => {
  it('looks for what was typed', async () => {
    const asked: unknown[] = [];
    const refusing = async (filter: object) => {
      asked.push(filter);
      if ('$or' in filter) throw Object.assign(new Error('no'), { code: 4 });
      return { users: [{ id: 'jo', name: 'Jo' }] };
    };
    const found = await findPeople({ queryUsers: refusing } as never, 'Jo');
    expect(found).toEqual([{ id: 'jo', name: 'Jo' }]);
    expect(asked.at(-1)).toEqual({ name: { $autocomplete: 'Jo' } });
  });

  it('does not hide another failure', async () => {
    const failing = async (filter: object) => {
      if ('$or' in filter) throw Object.assign(new Error('busy'), { code: 9 });
      return { users: [] };
    };
    await expect(findPeople({ queryUsers: failing } as never, 'Jo')).rejects.toThrow('busy');
  });
});
