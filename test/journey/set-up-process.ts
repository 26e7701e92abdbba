// A process of its own that sets a device up, to be killed by interrupted-setup.long.test.ts.
import { personOn, type RegisteredPerson, setUp } from '../../local/demo/person.ts';
import type { StackUrls } from '../../local/stack/stack-urls.ts';
import { fileStorage } from './file-storage.ts';

type SetUp = {
  urls: StackUrls;
  person: RegisteredPerson;
  storageFile: string;
  database: { path: string; rawKey: string };
};

const { urls, person: registered, storageFile, database } = JSON.parse(process.env.SET_UP ?? '') as SetUp;
const person = personOn(urls, registered);
await setUp(person, person.newDevice({ storage: fileStorage(storageFile), database, keySize: 1024 }));
process.exit(0);
