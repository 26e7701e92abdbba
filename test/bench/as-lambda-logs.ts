/** Log lines as Lambda's runtime writes them in its JSON format: Node's own console would write them for people to read, which takes far longer. */
export const logAsLambda = (): void => {
  for (const level of ['info', 'warn', 'error'] as const) {
    console[level] = (line: unknown) => {
      const said = { timestamp: new Date().toISOString(), level: level.toUpperCase(), message: line };
      process.stdout.write(`${JSON.stringify(said)}\n`);
    };
  }
};
