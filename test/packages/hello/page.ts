import { twoPeople } from './two-people.js';

const stack = new URLSearchParams(location.search).get('stack') ?? '/stack.json';
const { read } = await twoPeople(stack);
document.body.textContent = `Bob reads: ${read}`;
