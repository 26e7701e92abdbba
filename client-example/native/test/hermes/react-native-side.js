/*
 * What React Native's own native side puts before JavaScript, beside `../phone/native-side.js`, and the event loop. Runs in the Hermes debugger of 2022: a
 * `debugger` statement stops the program until whoever drives it has put an answer into `__answer`. So even what a phone answers at once is answered by Node.
 */
(function (global) {
  var LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  var toBase64 = function (bytes) {
    var parts = [];
    for (var start = 0; start < bytes.length; start += 3072) {
      var out = '';
      var end = Math.min(start + 3072, bytes.length);
      for (var i = start; i < end; i += 3) {
        var n = (bytes[i] << 16) | ((bytes[i + 1] || 0) << 8) | (bytes[i + 2] || 0);
        out += LETTERS[n >> 18] + LETTERS[(n >> 12) & 63];
        out += i + 1 < end ? LETTERS[(n >> 6) & 63] : '=';
        out += i + 2 < end ? LETTERS[n & 63] : '=';
      }
      parts.push(out);
    }
    return parts.join('');
  };
  var VALUES = new Uint8Array(128);
  for (var at = 0; at < 64; at++) VALUES[LETTERS.charCodeAt(at)] = at;
  var fromBase64 = function (text) {
    var length = (text.length * 3) / 4 - (text.slice(-2) === '==' ? 2 : text.slice(-1) === '=' ? 1 : 0);
    var bytes = new Uint8Array(length);
    for (var i = 0, to = 0; i < text.length; i += 4) {
      var n = (VALUES[text.charCodeAt(i)] << 18) | (VALUES[text.charCodeAt(i + 1)] << 12);
      n |= (VALUES[text.charCodeAt(i + 2)] << 6) | VALUES[text.charCodeAt(i + 3)];
      bytes[to++] = n >> 16;
      if (to < length) bytes[to++] = n >> 8;
      if (to < length) bytes[to++] = n;
    }
    return bytes;
  };
  var packed = function (value) {
    if (value instanceof Uint8Array) return { $bytes: toBase64(value) };
    if (Array.isArray(value)) return value.map(packed);
    if (!value || typeof value !== 'object') return value;
    var made = {};
    Object.keys(value).forEach(function (key) {
      if (value[key] !== undefined) made[key] = packed(value[key]);
    });
    return made;
  };
  var unpacked = function (value) {
    if (!value || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(unpacked);
    if (typeof value.$bytes === 'string') return fromBase64(value.$bytes);
    Object.keys(value).forEach(function (key) {
      value[key] = unpacked(value[key]);
    });
    return value;
  };

  var say = function (message) {
    print('\u0001' + JSON.stringify(message));
  };
  var stop = function (message) {
    say(message);
    debugger;
    var answer = global.__answer;
    global.__answer = undefined;
    return answer;
  };
  var rest = function (args, from) {
    return Array.prototype.slice.call(args, from);
  };

  var waiting = {};
  var asks = 0;
  var failed = function (problem) {
    return new Error(problem);
  };
  var host = {
    call: function (name) {
      var answer = stop({ call: name, args: packed(rest(arguments, 1)) });
      if (answer.problem !== undefined) throw failed(answer.problem);
      return unpacked(answer.value);
    },
    ask: function (name) {
      var id = ++asks;
      say({ ask: name, args: packed(rest(arguments, 1)), id: id });
      return new Promise(function (resolve, reject) {
        waiting[id] = { resolve: resolve, reject: reject };
      });
    },
  };
  // Unicode properties and named groups, in expressions that are put together at run time.
  var Native = global.RegExp;
  global.RegExp = function RegExp(pattern, flags) {
    if (typeof pattern !== 'string' || !(pattern.indexOf('\\p{') >= 0 || /\(\?<[A-Za-z]/.test(pattern)))
      return new Native(pattern, flags);
    var older = host.call('regexp', pattern, flags || '');
    var made = new Native(older.source, flags);
    if (Object.keys(older.names).length === 0) return made;
    made.exec = function (text) {
      var found = Native.prototype.exec.call(made, text);
      if (!found) return found;
      found.groups = {};
      Object.keys(older.names).forEach(function (name) {
        found.groups[name] = found[older.names[name]];
      });
      return found;
    };
    return made;
  };
  global.RegExp.prototype = Native.prototype;
  Native.prototype.constructor = global.RegExp;

  var tell = function (name) {
    say({ tell: name, args: packed(rest(arguments, 1)) });
  };

  // Jobs of promises, and what else comes before the next event. This Hermes gives them to setImmediate.
  var jobs = [];
  var later = function (work) {
    var args = rest(arguments, 1);
    jobs.push(function () {
      work.apply(null, args);
    });
    return jobs.length;
  };
  global.setImmediate = later;
  global.clearImmediate = function () {};
  global.queueMicrotask = later;
  var timers = {};
  var timerIds = 0;
  var timer = function (repeats) {
    return function (work, ms) {
      var id = ++timerIds;
      timers[id] = { work: work, args: rest(arguments, 2), repeats: repeats };
      say({ timer: id, ms: ms || 0, repeats: repeats });
      return id;
    };
  };
  global.setTimeout = timer(false);
  global.setInterval = timer(true);
  global.clearTimeout = global.clearInterval = function (id) {
    if (!timers[id]) return;
    delete timers[id];
    say({ clear: id });
  };
  global.requestAnimationFrame = function (work) {
    return global.setTimeout(work, 16);
  };
  global.cancelAnimationFrame = global.clearTimeout;
  global.performance = { now: Date.now };
  global.nativeLoggingHook = function (text, level) {
    say({ log: text, level: level });
  };
  global.window = global;

  var nothing = function () {};
  // React Native's renderer is loaded, and draws nothing.
  global.nativeFabricUIManager = new Proxy({}, { get: function () { return nothing; } });
  var callable = {};
  global.RN$Bridgeless = true;
  global.RN$registerCallableModule = function (name, factory) {
    callable[name] = factory;
  };
  var device = function (name, payload) {
    callable.RCTDeviceEventEmitter().emit(name, payload);
  };
  var exception = function (data) {
    say({ exception: data.message, stack: (data.stack || []).slice(0, 6) });
  };
  var stored = function (name) {
    return function () {
      var args = rest(arguments, 0);
      var done = args.pop();
      host.ask.apply(host, [name].concat(args)).then(
        function (value) {
          done(null, value);
        },
        function (error) {
          done([{ message: String(error) }]);
        },
      );
    };
  };
  var SCREEN = { width: 400, height: 800, scale: 1, fontScale: 1, densityDpi: 160 };
  var modules = {
    NativeReactNativeFeatureFlagsCxx: new Proxy({}, { get: function () { return function () { return false; }; } }),
    NativePerformanceCxx: { now: Date.now, mark: nothing, measure: nothing, getSupportedPerformanceEntryTypes: function () { return []; }, timeOrigin: function () { return 0; } },
    NativeMicrotasksCxx: { queueMicrotask: later },
    NativeIdleCallbacksCxx: { requestIdleCallback: function (work) { return global.setTimeout(work, 1); }, cancelIdleCallback: global.clearTimeout },
    PlatformConstants: {
      getConstants: function () {
        return { isTesting: true, reactNativeVersion: { major: 0, minor: 88, patch: 1, prerelease: null }, Version: 34, Release: '14', Serial: '', Fingerprint: '', Model: '', Brand: '', Manufacturer: '', uiMode: 'normal', ServerHost: '' };
      },
    },
    ExceptionsManager: { reportException: exception, reportSoftException: nothing, updateExceptionMessage: nothing, dismissRedbox: nothing, reportFatalException: function (message) { exception({ message: message }); } },
    DeviceInfo: { getConstants: function () { return { Dimensions: { windowPhysicalPixels: SCREEN, screenPhysicalPixels: SCREEN } }; } },
    AppState: { getConstants: function () { return { initialAppState: 'active' }; }, getCurrentAppState: function (done) { done({ app_state: 'active' }); }, addListener: nothing, removeListeners: nothing },
    Appearance: { getColorScheme: function () { return 'light'; }, setColorScheme: nothing, addListener: nothing, removeListeners: nothing },
    I18nManager: { getConstants: function () { return { isRTL: false, doLeftAndRightSwapInRTL: true }; } },
    IntentAndroid: { getInitialURL: function () { return Promise.resolve(null); } },
    SourceCode: { getConstants: function () { return { scriptURL: '' }; } },
    Networking: { sendRequest: function () { tell.apply(null, ['xhr.send'].concat(rest(arguments, 0))); }, abortRequest: function (id) { tell('xhr.abort', id); }, clearCookies: nothing, addListener: nothing, removeListeners: nothing },
    WebSocketModule: { connect: function (url, _protocols, _options, id) { tell('socket.open', url, id); }, send: function (text, id) { tell('socket.send', id, text); }, sendBinary: nothing, ping: nothing, close: function (code, reason, id) { tell('socket.close', id, code, reason); }, addListener: nothing, removeListeners: nothing },
    // The app makes no blobs: what a phone cannot do, it must not need.
    BlobModule: { getConstants: function () { return { BLOB_URI_SCHEME: 'content', BLOB_URI_HOST: null }; }, addNetworkingHandler: nothing, addWebSocketHandler: nothing, removeWebSocketHandler: nothing, release: nothing },
    RNCAsyncStorage: { multiGet: stored('storage.get'), multiSet: stored('storage.set'), multiRemove: stored('storage.remove'), getAllKeys: stored('storage.keys'), clear: stored('storage.clear') },
    RNCNetInfo: { configure: nothing, addListener: nothing, removeListeners: nothing, getCurrentState: function () { return Promise.resolve({ type: 'wifi', isConnected: true, isInternetReachable: true, details: {} }); } },
    QuickBase64: {
      base64FromArrayBuffer: function (buffer, isUrlSafe) {
        var text = toBase64(new Uint8Array(buffer));
        return isUrlSafe ? text.replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '') : text;
      },
      base64ToArrayBuffer: function (text) {
        var plain = text.replace(/-/g, '+').replace(/_/g, '/').replace(/[\r\n]/g, '');
        return fromBase64(plain + '==='.slice((plain.length + 3) % 4)).buffer;
      },
    },
    NitroModules: { install: function () { native.installNitro(global.__nitroVersion); } },
  };
  // Loaded with React Native, and not used without a screen.
  ['ImageLoader', 'UIManager', 'StatusBarManager', 'KeyboardObserver', 'Clipboard', 'DialogManagerAndroid', 'ModalManager', 'PermissionsAndroid', 'ShareModule', 'SoundManager', 'ToastAndroid', 'Vibration', 'AccessibilityInfo', 'SettingsManager', 'LogBox', 'NativeAnimatedModule', 'RedBox', 'DevSettings', 'DevLoadingView', 'JSCHeapCapture', 'HeadlessJsTaskSupport', 'FrameRateLogger'].forEach(function (name) {
    modules[name] = new Proxy({}, { get: function (_, member) { return member === 'getConstants' ? function () { return {}; } : nothing; } });
  });
  global.__turboModuleProxy = function (name) {
    return modules[name] || null;
  };
  global.nativeModuleProxy = new Proxy({}, { get: function (_, name) { return modules[name] || null; } });

  var native = global.__installNativeSide(global, host);

  var happen = function (event) {
    if (event.timer !== undefined) {
      var due = timers[event.timer];
      if (!due) return;
      if (!due.repeats) delete timers[event.timer];
      due.work.apply(null, due.args);
    } else if (event.answer !== undefined) {
      var asked = waiting[event.answer];
      delete waiting[event.answer];
      if (event.problem !== undefined) asked.reject(failed(event.problem));
      else asked.resolve(unpacked(event.value));
    } else if (event.device !== undefined) device(event.device, unpacked(event.payload));
    else if (event.happened !== undefined) native.happened(event.happened, unpacked(event.args));
    else if (event.command !== undefined) command(event);
  };
  var command = function (event) {
    Promise.resolve()
      .then(function () {
        return global.__commands[event.command].apply(null, unpacked(event.args));
      })
      .then(
        function (value) {
          say({ done: event.id, value: packed(value) });
        },
        function (error) {
          say({ done: event.id, problem: { name: String(error && error.name), code: error && error.code, message: String(error), stack: String(error && error.stack).slice(0, 2000) } });
        },
      );
  };
  /** Goes on until the program is ended from outside. */
  global.__loop = function () {
    for (;;) {
      while (jobs.length > 0) {
        var due = jobs;
        jobs = [];
        due.forEach(function (job) {
          try {
            job();
          } catch (error) {
            say({ exception: String(error), stack: [String(error && error.stack).slice(0, 1500)] });
          }
        });
      }
      try {
        happen(stop({ next: true }));
      } catch (error) {
        say({ exception: String(error), stack: [String(error && error.stack).slice(0, 1500)] });
      }
    }
  };
})(globalThis);
