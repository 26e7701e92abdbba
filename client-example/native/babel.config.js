module.exports = (api) => {
  // 'hermes-2022': for the newest Hermes that npm has as a program, which knows no classes yet (test/hermes).
  const engine = api.cache.using(() => process.env.SEALED_STREAM_ENGINE);
  if (engine !== 'hermes-2022')
    return {
      presets: ['babel-preset-expo'],
      // Metro does this by itself; Jest does not.
      env: { test: { plugins: ['@babel/plugin-transform-dynamic-import'] } },
    };
  return {
    presets: [['babel-preset-expo', { unstable_transformProfile: 'default' }]],
    plugins: [require.resolve('./test/hermes/older-regexp.cjs')],
  };
};
