/* What draws by native code, or is about fingers and networks: by the stand-ins that their own packages bring. */
require('react-native-gesture-handler/jestSetup');
jest.mock('react-native-worklets', () => require('react-native-worklets/src/mock'));
jest.mock('react-native-reanimated', () => {
  const reanimated = require('react-native-reanimated/mock');
  // The stand-in's values have no listeners; react-native-gesture-handler asks for them.
  const heard = {
    get: (value, name) => (name === 'addListener' || name === 'removeListener' ? () => {} : value[name]),
  };
  return {
    ...reanimated,
    useSharedValue: (initial) => new Proxy(reanimated.useSharedValue(initial), heard),
  };
});
jest.mock('@gorhom/bottom-sheet', () => {
  const sheet = require('@gorhom/bottom-sheet/mock');
  return { ...sheet, __esModule: true, default: sheet.default ?? sheet.BottomSheet ?? sheet };
});
jest.mock('@react-native-community/netinfo', () =>
  require('@react-native-community/netinfo/jest/netinfo-mock.js'),
);
jest.mock(
  'react-native-safe-area-context',
  () => require('react-native-safe-area-context/jest/mock').default,
);
// Nothing has a place on a screen that is not there.
jest.mock('stream-chat-react-native-core/lib/commonjs/components/Message/utils/measureInWindow', () => ({
  ...jest.requireActual(
    'stream-chat-react-native-core/lib/commonjs/components/Message/utils/measureInWindow',
  ),
  measureInWindow: async () => ({ x: 0, y: 100, w: 300, h: 60 }),
}));
// The keyboard is always up: the vendor waits for it before an edit.
require('react-native').Keyboard.isVisible = () => true;
