import { measure } from './bench.ts';

Object.assign(window, { measure });
