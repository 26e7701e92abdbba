/** Log lines as Lambda's runtime writes them in its JSON format: Node's own console would write them for people to read, which takes far longer. */
export const logAsLambda = () => {
  for (const level of /** @type {const} */ (['info', 'warn', 'error'])) {
    console[level] = (line) => {
      const said = { timestamp: new Date().toISOString(), level: level.toUpperCase(), message: line };
      process.stdout.write(`${JSON.stringify(said)}\n`);
    };
  }
};
