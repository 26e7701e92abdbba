import { describe, expect, it } from '@jest/globals';
import { contactWords } from '../../../client-example/web/src/chat/notices/contact-words.ts';

describe('changed keys of a contact in words', () => {
  it('tell a new device from other keys, and name the person', () => {
    expect(contactWords('grown', 'Bob')).toMatch(/^Bob uses new keys/);
    expect(contactWords('replaced', 'Bob')).toMatch(/^Bob has other keys than before\. Compare/);
    expect(contactWords('mismatch', 'somebody who is no longer here')).toMatch(
      /^Somebody who is no longer here has other keys at the key service/,
    );
  });
});
