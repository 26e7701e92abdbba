import { openSigning, type Signing, type Ways } from './signing.ts';

const ways = openSigning();

export type SigningPage = (way: keyof Ways, what: keyof Signing) => Promise<number>;

const signing: SigningPage = async (way, what) => (await ways)[way][what]();

Object.assign(window, { signing });
