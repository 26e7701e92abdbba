import { deleteDB, openDB } from 'idb';

/** A chunk of its own: not needed before the chat, and counted among what is fetched until there. */
export const openDatabase = openDB;
export const deleteDatabase = deleteDB;
