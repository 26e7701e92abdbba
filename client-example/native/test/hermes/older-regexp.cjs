const rewritePattern = require('regexpu-core');

/** Unicode properties (\p) as plain ranges, for the Hermes of 2022; the one that ships knows them. */
const withoutProperties = (pattern, flags) =>
  flags.includes('u') && pattern.includes('\\p{')
    ? rewritePattern(pattern, flags, { unicodePropertyEscapes: 'transform' })
    : pattern;

/** The same for an expression that is put together at run time: with the names of its groups beside it, by their places. */
const olderExpression = (pattern, flags) => {
  const names = {};
  const source = rewritePattern(withoutProperties(pattern, flags), flags, {
    namedGroups: 'transform',
    onNamedGroup: (name, place) => {
      names[name] = place;
    },
  });
  return { source, names };
};

/** A Babel plug-in for those that are written out; Expo's preset takes the names out of them. */
const plugin = () => ({
  visitor: {
    RegExpLiteral: ({ node }) => {
      node.pattern = withoutProperties(node.pattern, node.flags);
    },
  },
});

module.exports = Object.assign(plugin, { olderExpression });
