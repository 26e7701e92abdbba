/**
 * Stands in for `axios` in the bundles (an alias in the stack's bundling). stream-chat makes a client of it and gets ours in its place, so that axios, which
 * takes as long to load as all else, is never called.
 */
const create = () => ({ defaults: {} });
const isNever = (): boolean => false;
const axios = { create, isCancel: isNever, isAxiosError: isNever };

export { axios as default, isNever as isAxiosError };
