import { describe, expect, it } from '@jest/globals';
import { memoryOf, storageProblem } from '../../../client-example/web/src/state/storage-problem.ts';
import { fakeStorage } from '../../support/fake-storage.ts';

const failing = (name: string): Storage =>
  ({
    getItem: () => null,
    setItem: () => {
      throw new DOMException('', name);
    },
  }) as unknown as Storage;
const refusing = (which: 'localStorage' | 'sessionStorage') =>
  Object.defineProperty({ localStorage: fakeStorage(), sessionStorage: fakeStorage() }, which, {
    get: () => {
      throw new DOMException('', 'SecurityError');
    },
  });

describe('a browser', () => {
  it('that keeps things has no problem, and nothing of the trial stays', () => {
    const browser = { localStorage: fakeStorage(), sessionStorage: fakeStorage() };
    expect(storageProblem(browser)).toBeNull();
    expect([...Object.keys(browser.localStorage), ...Object.keys(browser.sessionStorage)]).toEqual([]);
  });

  it.each(['localStorage', 'sessionStorage'] as const)('is known to refuse %s', (which) => {
    expect(storageProblem(refusing(which))).toBe('refused');
    expect(
      storageProblem({ localStorage: fakeStorage(), sessionStorage: fakeStorage(), [which]: null }),
    ).toBe('refused');
  });

  it.each(['QuotaExceededError', 'NS_ERROR_DOM_QUOTA_REACHED'])('is known to be full by %s', (name) => {
    expect(storageProblem({ localStorage: failing(name), sessionStorage: fakeStorage() })).toBe('full');
    expect(storageProblem({ localStorage: fakeStorage(), sessionStorage: failing(name) })).toBe('full');
  });

  it('that refuses still has a memory for as long as the page', () => {
    for (const browser of [refusing('localStorage'), { localStorage: failing('QuotaExceededError') }]) {
      const memory = memoryOf(browser);
      memory.setItem('language', 'fr');
      expect(memory.getItem('language')).toBe('fr');
    }
  });
});
