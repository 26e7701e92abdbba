/* The phone that the app runs on, in this process. */
const { createPhone } = require('../phone/phone.ts');
const { signInAs } = require('../phone/sign-in-page.ts');
const installNativeSide = require('../phone/native-side.js');

global.self = global; // as React Native has it
const phone = createPhone({ signInAs: (url) => signInAs(global.testName)(url) });
const call = (name, args) => phone.call(name, args);
const host = {
  call: (name, ...args) => call(name, args),
  ask: async (name, ...args) => call(name, args),
};
const native = installNativeSide(global, host);
native.installNitro(require('react-native-nitro-modules/package.json').version);
phone.start((name, ...args) => {
  if (name === 'device') require('react-native').DeviceEventEmitter.emit(args[0], args[1]);
  else native.happened(name, args);
});
global.testPhone = phone;

// For `sendsFiles` of people.ts. A form of React Native's takes a file by its address.
global.testNode = { fetch: global.fetch, FormData: global.FormData };
global.FormData = require('react-native/Libraries/Network/FormData').default;

const { NativeModules } = require('react-native');
NativeModules.QuickBase64 = {
  base64FromArrayBuffer: (buffer, isUrlSafe) =>
    Buffer.from(buffer).toString(isUrlSafe ? 'base64url' : 'base64'),
  base64ToArrayBuffer: (text) => new Uint8Array(Buffer.from(text, 'base64')).buffer,
};
const stored =
  (name) =>
  (...args) => {
    const done = args.pop();
    done(null, call(name, args));
  };
NativeModules.RNCAsyncStorage = {
  multiGet: stored('storage.get'),
  multiSet: stored('storage.set'),
  multiRemove: stored('storage.remove'),
  getAllKeys: stored('storage.keys'),
  clear: stored('storage.clear'),
};
// Of the vendor's own native modules only the names are asked for.
NativeModules.StreamVideoThumbnail = {};
NativeModules.StreamMultipartUploader = {};
