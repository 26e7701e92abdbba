import { twoPeople } from './two-people.js';

const { read, safetyNumber } = await twoPeople(process.env.STACK);
console.log(`Bob reads: ${read}`);
console.log(`They compare: ${safetyNumber}`);
process.exit(0); // Stream's client keeps a timer
