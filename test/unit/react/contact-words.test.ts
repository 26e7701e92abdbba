import { describe, expect, it } from '@jest/globals';
import { contactWords as wordsIn } from '../../../client-example/secure-chat/src/react/texts/contact-words.ts';
import { englishTexts } from '../../../client-example/secure-chat/src/react/texts/english.ts';

const contactWords = (kind: Parameters<typeof wordsIn>[0], name: string) => wordsIn(kind, name, englishTexts);

describe('changed keys of a contact in words', () => {
  it('tell a new device from other keys, and name the person', () => {
    expect(contactWords('grown', 'Bob')).toMatch(/^Bob uses new keys/);
    expect(contactWords('replaced', 'Bob')).toMatch(/^Bob has other keys than before\. Compare/);
    expect(contactWords('mismatch', 'somebody who is no longer here')).toMatch(
      /^Somebody who is no longer here has other keys at the key service/,
    );
  });
});
