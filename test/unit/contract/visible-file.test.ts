import { randomInt, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  addressOf,
  areVisibleFiles,
  FILE_HOST,
  isFileAddress,
  MAX_FILES,
  MAX_VISIBLE_BYTES,
  STREAM_FILE_HOSTS,
  unsigned,
  visibleFiles,
} from '../../../shared/contract/visible-file.ts';
import { CDN, newPlace, newSignature, signedByPolicy, signedUntil } from '../../support/file-addresses.ts';

const isTaken = (address: unknown, hosts = STREAM_FILE_HOSTS) => isFileAddress(address, hosts);
const place = newPlace();
const [words, uuid] = ['meet-me-at-noon', randomUUID()];
/** A name as long as may be. */
const longName = `${`${'a'.repeat(40)}.`.repeat(2)}${uuid}.bin`;
/** Signed in all forms at once, with so many bytes of signature. */
const longAddress = (bytes: number) => {
  const place = `${CDN}${`/${'a'.repeat(40)}`.repeat(4)}/${longName}`;
  return signedByPolicy(place).replace(/Signature=.*/, `dl=${longName}&Signature=${newSignature(bytes)}`);
};
const [small, large, digits] = ['abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '0123456789'];
/** As long as a signature, of these letters. */
const madeOf = (letters: string) =>
  Array.from({ length: 344 }, () => letters[randomInt(letters.length)]).join('');

describe('the address of a file', () => {
  it.each([
    ['unsigned', place],
    ['signed until a time', signedUntil(place)],
    ['signed by a policy', signedByPolicy(place)],
    ['with a name to save it under', signedUntil(`${place}`).replace('?', `?dl=${uuid}.bin&ro=0&`)],
    ['with nothing of Stream before its name', `${CDN}/1/${uuid}.bin`],
    ['with a hash and an id before its name', `${CDN}/1/${'ab'.repeat(20)}-${uuid}.${uuid}.bin`],
    ['that is long', longAddress(128)],
    ['at another region', newPlace('https://frankfurt.stream-io-cdn.com')],
  ])('is taken %s', (_, address) => {
    expect(isTaken(address)).toBe(true);
  });

  it('is taken in the clear on this machine only', () => {
    const here = newPlace('http://127.0.0.1:4009');
    expect(isTaken(here, ['http://127.0.0.1:4009'])).toBe(true);
    expect(isTaken(here)).toBe(false);
    const clear = newPlace('http://files.example.com');
    expect(isTaken(clear, ['http://files.example.com'])).toBe(false);
  });

  it('is taken at a host that is named whole, and at none that ends or begins alike', () => {
    const at = (origin: string) => isTaken(newPlace(origin), ['https://files.example.com']);
    expect(at('https://files.example.com')).toBe(true);
    for (const other of ['https://myfiles.example.com', 'https://files.example.com.example.org'])
      expect(at(other)).toBe(false);
  });

  it.each([
    ['of another host', newPlace('https://files.example.com')],
    ['of a host that only ends alike', newPlace('https://evilstream-io-cdn.com')],
    ['of a host that only begins alike', newPlace('https://us-east.stream-io-cdn.com.example.com')],
    ['of the bare domain', newPlace('https://stream-io-cdn.com')],
    ['of words for the star', newPlace('https://meet-me-at-noon-tomorrow.stream-io-cdn.com')],
    ['of a name with a dot for the star', newPlace('https://meet.me.stream-io-cdn.com')],
    ['in the clear', place.replace('https', 'http')],
    ['at a port', newPlace(`${CDN}:8443`)],
    ['of somebody', place.replace('https://', `https://${words}@`)],
    ['with a fragment', `${place}#${words}`],
    ['with a signature as a fragment', signedUntil(place).replace('?', '#')],
    ['with words as a name', `${CDN}/1/attachments/${uuid}.${words}.pdf`],
    ['with words before its name', `${CDN}/1/attachments/${words}.${uuid}.bin`],
    ['with a letter in many ids', `${CDN}/1/${`${'6d656574'.repeat(5)}-`.repeat(3)}${uuid}.bin`],
    ['with words for a folder', `${CDN}/${words}/${uuid}.bin`],
    ['with words that are escaped', `${CDN}/1/%6d%65%65%74/${uuid}.bin`],
    ['with a way up', `${CDN}/1/../${uuid}.bin`],
    ['with an empty folder', `${CDN}//${uuid}.bin`],
    ['with a backslash', `${CDN}\\${uuid}.bin`],
    ['with a line after it', `${place}\n`],
    ['with a query of its own', `${place}?note=${words}`],
    ['with an empty query', `${place}?`],
    ['with words for a signature', `${place}?Signature=${words.repeat(20)}`],
    ['with words in base64 for a signature', `${place}?Signature=${btoa(`${words} `.repeat(12))}`],
    ['with small letters and digits for a signature', `${place}?Signature=${madeOf(small + small + digits)}`],
    ['with letters alone for a signature', `${place}?Signature=${madeOf(small + large)}`],
    ['with words for a key', signedUntil(place).replace('APKAEXAMPLE000000000', words)],
    ['with words for a time', signedUntil(place).replace('1790000000', 'noon')],
    ['with words for a name to save it under', `${place}?dl=${words}.pdf`],
    ['with a policy of another place', signedByPolicy(place, `${newPlace()}*`)],
    ['with a policy that says more', signedByPolicy(place, `${place}?note=${words}*`)],
    ['with a policy of more conditions', signedByPolicy(place, undefined, { note: words })],
    ['with a part named twice', `${signedUntil(place)}&Expires=1`],
    ['with a part after a second =', signedUntil(place).replace('Expires=', 'Expires=1=')],
    ['with a signature that is too long', `${place}?Signature=${newSignature(513)}`],
    ['with a signature that is too short', `${place}?Signature=${newSignature(31)}`],
    ['that is too long', longAddress(512)],
    ['that is no text', { toString: () => place }],
  ])('is not taken %s', (_, address) => {
    expect(isTaken(address)).toBe(false);
  });
});

it.each([
  'https://*.com',
  'https://*',
  'https://*.*.example.com',
  'http://files.example.com',
  'http://192.168.1.20',
  'http://192.168.1.20.example.com:4009',
  'http://192.169.1.20:4009',
  'http://172.15.0.1:4009',
  'http://172.32.0.1:4009',
  'http://100.64.0.1:4009',
  'http://8.8.8.8:4009',
  'https://files.example.com/',
  'files.example.com',
  'https://a b.com',
])('takes no host like %s', (host) => {
  expect(FILE_HOST.test(host)).toBe(false);
});

it.each(['127.0.0.2', '10.0.0.7', '172.16.0.1', '172.31.255.254', '192.168.1.20', '169.254.10.1'])(
  'takes %s in the clear, which nobody on the internet can be sent to',
  (address) => {
    const host = `http://${address}:4009`;
    expect(FILE_HOST.test(host)).toBe(true);
    expect(isTaken(newPlace(host), [host])).toBe(true);
    expect(isTaken(newPlace(host), ['http://192.168.1.21:4009'])).toBe(false);
  },
);

describe('the attachments of a message', () => {
  const one = (over: object = {}) => ({ type: 'file', asset_url: signedUntil(place), ...over });
  const areTaken = (attachments: unknown) => areVisibleFiles(attachments, STREAM_FILE_HOSTS);

  it('may be as many files as a composer of Stream’s takes, and no more', () => {
    expect(areTaken(Array.from({ length: 10 }, () => one()))).toBe(true);
    expect(areTaken(Array.from({ length: 11 }, () => one()))).toBe(false);
  });

  it('may have what Stream fills in, as long as it is empty', () => {
    const filled = { custom: {}, actions: [], fields: null, title: '', og_scrape_url: '', original_width: 0 };
    expect(areTaken([one(filled)])).toBe(true);
  });

  it('may have a few empty fields that are new, in each of them, and no more: their names would be words', () => {
    const fresh = { sha_sum: '', content_id: '', scan_state: '' };
    expect(areTaken([one(fresh), one(fresh)])).toBe(true);
    expect(areTaken([one(fresh), one({ meet_me_noon: '' })])).toBe(false);
  });

  it.each([
    ['a title', { title: words }],
    ['a number', { file_size: 12 }],
    ['words as the name of an empty field', { [words]: '' }],
    ['words as a long name', { meet_me_at_noon_today: '' }],
    ['fields of somebody’s own', { custom: { note: words } }],
    ['another type', { type: words }],
    ['no type', { type: undefined }],
    ['no address', { asset_url: undefined }],
    ['a second address', { image_url: place }],
  ])('may not have %s', (_, over) => {
    expect(areTaken([one(over)])).toBe(false);
  });

  it.each([null, 'file', place, ['file'], 1])('may not be %j', (attachment) => {
    expect(areTaken([attachment])).toBe(false);
    expect(areTaken(attachment)).toBe(false);
  });
});

describe('what is sent of addresses', () => {
  it('is an address without its signature where that is in a form nobody knows yet', () => {
    const known = signedUntil(place);
    expect(visibleFiles([`${known}&x-new=1`, known]).map((file) => file.asset_url)).toEqual([place, known]);
  });

  it('is what Stream gave, and is read back', () => {
    const addresses = [signedUntil(newPlace()), signedByPolicy(newPlace())];
    expect(visibleFiles(addresses)).toEqual(addresses.map((asset_url) => ({ type: 'file', asset_url })));
    expect(visibleFiles(addresses).map((file) => addressOf(file, STREAM_FILE_HOSTS))).toEqual(addresses);
  });

  it.each([signedUntil, signedByPolicy])('is unsigned where that would be too long for Stream', (sign) => {
    const addresses = Array.from({ length: MAX_FILES }, () => sign(newPlace()));
    const sent = visibleFiles(addresses);
    expect(JSON.stringify(addresses).length).toBeGreaterThan(MAX_VISIBLE_BYTES);
    expect(JSON.stringify(sent).length).toBeLessThan(MAX_VISIBLE_BYTES);
    expect(sent.map(({ asset_url }) => asset_url)).toEqual(addresses.map(unsigned));
    expect(areVisibleFiles(sent, STREAM_FILE_HOSTS)).toBe(true);
  });
});
