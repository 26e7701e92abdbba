import { expect, it } from '@jest/globals';
import { firstLanguage, rememberLanguage } from '../../../client-example/web/src/language/first-language.ts';
import type { Language } from '../../../client-example/web/src/language/languages.ts';
import { isTranslated, loadTexts } from '../../../client-example/web/src/language/load-texts.ts';
import { openDevice } from '../../../client-example/web/src/state/device.ts';

const memory = (): Storage => {
  const values = new Map<string, string>();
  const methods = {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
  return new Proxy({} as Storage, {
    get: (_, name) => methods[name as keyof typeof methods],
    ownKeys: () => [...values.keys()],
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  });
};
const inGermanToo = (language: Language) => language === 'en' || language === 'de';

it('is the first of the reader’s in which the whole app speaks, else English', () => {
  expect(firstLanguage(memory(), ['fr-FR', 'de-AT', 'en-GB'], inGermanToo)).toBe('de');
  expect(firstLanguage(memory(), ['fr-FR', 'xx'], inGermanToo)).toBe('en');
  expect(firstLanguage(memory(), ['fr-FR', 'de'], isTranslated)).toBe('en');
});

it('is what was chosen on this device, also after somebody has signed out, and never nonsense', async () => {
  const localStorage = memory();
  rememberLanguage(localStorage, 'fr');
  const indexedDB = { deleteDatabase: () => Promise.reject(new Error('not here')) as never };
  const device = openDevice({ localStorage, indexedDB }, 'alice');
  openDevice({ localStorage, indexedDB }, 'bob'); // so that the databases stay
  await device.storage.clear();
  expect(firstLanguage(localStorage, ['de'], inGermanToo)).toBe('fr');
  for (const nonsense of ['klingon', 'toString']) {
    localStorage.setItem('sealed-stream-language', nonsense);
    expect(firstLanguage(localStorage, ['de'], inGermanToo)).toBe('de');
  }
});

it('has no words of ours where the team has given none', async () => {
  expect(await loadTexts('de')).toBeNull();
  expect(isTranslated('en')).toBe(true);
});
