import { createHash } from 'node:crypto';

/** Bytes without any pattern that are the same each time: no test of theirs fails by chance. */
export const sameRandom = (length: number, seed = 0): Buffer => {
  const parts = Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
    createHash('sha256').update(`${seed}/${index}`).digest(),
  );
  return Buffer.concat(parts).subarray(0, length);
};

/** Words over and over, to whole blocks, as ciphertext has. */
export const filledWith = (words: Buffer, length: number): Buffer => Buffer.alloc(length, words);

const ENGLISH = 'meet me behind the station at eight and bring the papers with you, nobody else. ';
const RUSSIAN = 'Встретимся в восемь за вокзалом, приноси бумаги. Никому ни слова, 12 34 56. ';
const CHINESE =
  '今晚八点在车站后面见面，带上文件，不要告诉任何人。我们明天早上再联系，请小心行事，因为有人在看着。';

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const utf32 = (text: string): Buffer =>
  Buffer.concat([...text].map((letter) => Buffer.from([letter.codePointAt(0) ?? 0, 0, 0, 0])));

/** Words as somebody might write them in the place of ciphertext. */
export const COSTUMES: readonly [name: string, words: Buffer][] = [
  ['English', Buffer.from(ENGLISH)],
  ['French', Buffer.from('rendez-vous derrière la gare à huit heures, apportez les documents, seul. ')],
  [
    'Vietnamese',
    Buffer.from('Hẹn gặp bạn lúc tám giờ sau nhà ga, nhớ mang theo giấy tờ và đừng nói với ai. '),
  ],
  ['Russian', Buffer.from(RUSSIAN)],
  ['Greek', Buffer.from('Θα συναντηθούμε στις οκτώ πίσω από τον σταθμό, φέρε τα χαρτιά. ')],
  ['Arabic', Buffer.from('نلتقي خلف المحطة في الثامنة، أحضر الأوراق ولا تخبر أحدا. ')],
  ['Hindi', Buffer.from('आजरातआठबजेस्टेशनकेपीछेमिलो कागज लाना। ')],
  ['Chinese', Buffer.from(CHINESE)],
  ['Chinese with English', Buffer.from('八点在车站后面见面 带上文件 zebra zebra ')],
  ['Japanese', Buffer.from('今夜八時に駅の裏で会いましょう。書類を持ってきてください。')],
  ['Korean', Buffer.from('오늘 밤 여덟 시에 역 뒤에서 만나요. 서류를 가져오세요. ')],
  ['French in Latin-1', Buffer.from('rendez-vous derrière la gare à huit heures, apportez tout. ', 'latin1')],
  ['English in UTF-16', Buffer.from(ENGLISH, 'utf16le')],
  ['Russian in UTF-16', utf16be(RUSSIAN)],
  ['English in UTF-32', utf32(ENGLISH)],
  [
    'every third letter with its high bit',
    Buffer.from(ENGLISH).map((c, i) => (i % 3 ? c : c | 0x80)) as Buffer,
  ],
  ['every letter changed alike', Buffer.from(ENGLISH).map((c) => c ^ 0x9d) as Buffer],
  ['hexadecimal digits', Buffer.from(sameRandom(64).toString('hex'))],
  ['base64 in base64', Buffer.from(Buffer.from(ENGLISH).toString('base64'))],
  ['words in the letters of base64', Buffer.from(ENGLISH.replace(/[^a-z]/g, '').slice(0, 60), 'base64')],
  ['the same with signs', Buffer.from(ENGLISH.replace(/[^a-z]/g, '+').slice(0, 80), 'base64')],
  [
    'the same with capitals',
    Buffer.from('MeetMeBehindTheStationAtEightAndBringThePapersWithYouNobodyE', 'base64'),
  ],
];

/** What has few letters of its own kind in a short text: refused from 96 bytes on. */
export const WIDE_COSTUMES: readonly [name: string, words: Buffer][] = [
  ['Chinese in UTF-16', Buffer.from(CHINESE, 'utf16le')],
  ['Chinese in UTF-16, the other way round', utf16be(CHINESE)],
];
