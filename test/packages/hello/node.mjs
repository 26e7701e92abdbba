import { twoPeople } from './two-people.js';

console.log(`Bob reads: ${await twoPeople(process.env.STACK)}`);
process.exit(0); // Stream's client keeps a timer
