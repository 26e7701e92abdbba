import { twoPeople } from './two-people.js';

document.body.textContent = `Bob reads: ${await twoPeople('/stack.json')}`;
