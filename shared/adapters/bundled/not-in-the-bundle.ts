/**
 * Stands in for what stream-chat brings and no server of ours uses: a web socket, forms with files, links in texts (aliases in the stack's bundling). Throws
 * when it is called or made.
 */
function refuse(): never {
  throw new Error('This part of stream-chat is not in the bundle');
}

/** `linkifyjs` names what it gives, the others do not. */
export { refuse as default, refuse as find };
