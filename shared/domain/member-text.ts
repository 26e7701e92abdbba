/** Deeper than anything that fits into what Stream lets people say of themselves: five kilobytes hold half as many. */
const MOST_DEPTH = 5_000;

/**
 * The text of a member of a JSON object, as it stands there: number for number and letter for letter. Of several of that name the last, as `JSON.parse` has it;
 * undefined where there is none. For a text that `JSON.parse` took: what is none is not found out here. Throws for one that is too deep to be handed on.
 */
export const memberText = (json: string, name: string): string | undefined => {
  let text: string | undefined;
  let key: unknown;
  let [depth, start] = [0, 0];
  for (let at = 0; at < json.length; at++) {
    const sign = json[at];
    if (sign === '"') {
      const end = endOfString(json, at);
      if (depth === 1 && start === 0) key = JSON.parse(json.slice(at, end));
      at = end - 1;
    } else if (sign === '{' || sign === '[') {
      if (++depth > MOST_DEPTH) throw new Error('Too deep');
    } else if (sign === ':') {
      if (depth === 1) start = at + 1;
    } else {
      if (sign === '}' || sign === ']') depth--;
      const isEnd = sign === ',' ? depth === 1 : sign === '}' && depth === 0;
      if (!isEnd) continue;
      if (key === name && start > 0) text = json.slice(start, at);
      start = 0;
    }
  }
  return text;
};

/** Of the string that begins with the quotation mark at `start`: the place behind its last one. Jumps from one mark to the next, since most strings are long. */
const endOfString = (json: string, start: number): number => {
  for (let at = json.indexOf('"', start + 1); at >= 0; at = json.indexOf('"', at + 1)) {
    let slashes = 0;
    while (json[at - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
  return json.length;
};
