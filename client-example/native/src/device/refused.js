/* In place of native modules that Seald's SDK would make numbers with (metro.config.js): reaching them is a fault of the app. */
const refuse = () => {
  throw new Error("Seald's own cryptography for React Native is not in this app: hand over `cryptography`.");
};

module.exports = { __esModule: true, default: refuse, RSA: { generateKeys: refuse } };
