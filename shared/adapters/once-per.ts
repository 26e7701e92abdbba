/** Makes something of an object once, such as a key of a secret: the same object gets the same again for as long as it is held. */
export const oncePer = <Held extends object, Made>(make: (held: Held) => Made): ((held: Held) => Made) => {
  const known = new WeakMap<Held, Made>();
  return (held) => {
    const found = known.get(held);
    if (found !== undefined) return found;
    const made = make(held);
    known.set(held, made);
    return made;
  };
};
