/** `as` is what the sign-in form begins with: empty for somebody whose name is still to be given. */
const PEOPLE = [
  { as: 'Alice', name: 'Alice', initial: 'A' },
  { as: 'Bob', name: 'Bob', initial: 'B' },
  { as: '', name: 'somebody else…', initial: '+' },
];

/** For the local stack only: the demo needs two people or more, each in a window of their own. */
export const OpenAs = () => (
  <section className="open-as" aria-label="People on this machine">
    <h2>Try it with two people or more</h2>
    <p className="soft">Each opens in a window of its own. Put them side by side.</p>
    <div className="open-as-cards">
      {PEOPLE.map(({ as, name, initial }) => (
        <a key={as} className="person-card" href={`/?as=${as}`} target="_blank" rel="noopener noreferrer">
          <span className="initial" data-person={as} aria-hidden="true">
            {initial}
          </span>
          <span>
            <span className="soft">Open as</span> <strong>{name}</strong>
          </span>
        </a>
      ))}
    </div>
  </section>
);
