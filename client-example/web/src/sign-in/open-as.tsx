const PEOPLE = ['Alice', 'Bob'];

/** For the local stack only: the demo needs two people, each in a window of their own. */
export const OpenAs = () => (
  <section className="open-as" aria-label="Two people on this machine">
    <h2>Try it with two people</h2>
    <p className="soft">Each opens in a window of its own. Put them side by side.</p>
    <div className="open-as-cards">
      {PEOPLE.map((name) => (
        <a key={name} className="person-card" href={`/?as=${name}`} target="_blank" rel="noopener noreferrer">
          <span className="initial" data-person={name} aria-hidden="true">
            {name[0]}
          </span>
          <span>
            <span className="soft">Open as</span> <strong>{name}</strong>
          </span>
        </a>
      ))}
    </div>
  </section>
);
