/*
 * What a phone's native side puts before JavaScript, as far as this app asks for it: Nitro's objects (quick-crypto) and Expo's modules. All of it is
 * answered elsewhere, by `host`: in the test's own process for Jest, at the other end of a pipe for the Hermes VM. Written in the JavaScript
 * of 2015 without classes, which that VM knows.
 *
 * host.call(name, ...args): the answer, at once. host.ask(name, ...args): a promise of it. Bytes go as Uint8Array, either way.
 */
module.exports = function installNativeSide(global, host) {
  var listeners = {};
  /** Called by the host with what happens on the phone: `(name, ...args)`. */
  var happened = function (name, args) {
    if (listeners[name]) listeners[name].apply(null, args);
  };

  var subclass = function (parent) {
    var made = function () {
      return parent.apply(this, arguments) || this;
    };
    made.prototype = Object.create(parent.prototype, { constructor: { value: made, writable: true } });
    return made;
  };
  var buffer = function (bytes) {
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  };
  var asBytes = function (value) {
    if (value instanceof ArrayBuffer) return new Uint8Array(value);
    return ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : value;
  };

  // ---- Nitro ----
  var toNative = function (value) {
    if (value && value.__hybrid) return { $hybrid: value.__hybrid };
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return asBytes(value);
    if (Array.isArray(value)) return value.map(toNative);
    if (!value || typeof value !== 'object') return value;
    var made = {};
    Object.keys(value).forEach(function (key) {
      made[key] = toNative(value[key]);
    });
    return made;
  };
  var fromNative = function (value) {
    if (value && value.$made) return hybrid(value.$made);
    if (value instanceof Uint8Array) return buffer(value);
    return value === null ? undefined : value;
  };
  var hybrid = function (made) {
    var object = { __hybrid: made.id };
    made.methods.forEach(function (method) {
      object[method] = function () {
        return fromNative(host.call('nitro.use', made.id, method, toNative(Array.prototype.slice.call(arguments))));
      };
    });
    made.promised.forEach(function (method) {
      object[method] = function () {
        return host.ask('nitro.use', made.id, method, toNative(Array.prototype.slice.call(arguments))).then(fromNative);
      };
    });
    return object;
  };
  var random = {
    randomFillSync: function (into, offset, size) {
      new Uint8Array(into, offset, size).set(host.call('random', size));
      return into;
    },
    // On a thread of its own, so into a copy.
    randomFill: function (into, offset, size) {
      var copy = into.slice(0);
      return Promise.resolve(random.randomFillSync(copy, offset, size));
    },
  };
  var installNitro = function (version) {
    global.NitroModulesProxy = {
      version: version,
      createHybridObject: function (name) {
        return name === 'Random' ? random : hybrid(host.call('nitro.make', name));
      },
      hasHybridObject: function () {
        return true;
      },
    };
  };

  // ---- Expo ----
  var EventEmitter = function () {};
  EventEmitter.prototype.addListener = function (name, listener) {
    var all = (this.__listeners = this.__listeners || {});
    (all[name] = all[name] || []).push(listener);
    return {
      remove: function () {
        all[name] = all[name].filter(function (one) {
          return one !== listener;
        });
      },
    };
  };
  EventEmitter.prototype.removeAllListeners = function (name) {
    if (this.__listeners) this.__listeners[name] = [];
  };
  EventEmitter.prototype.emit = function (name) {
    var args = Array.prototype.slice.call(arguments, 1);
    var self = this;
    ((this.__listeners && this.__listeners[name]) || []).slice().forEach(function (listener) {
      listener.apply(self, args);
    });
  };
  EventEmitter.prototype.listenerCount = function (name) {
    return ((this.__listeners && this.__listeners[name]) || []).length;
  };
  var SharedObject = subclass(EventEmitter);
  SharedObject.prototype.release = function () {};
  var SharedRef = subclass(SharedObject);
  var NativeModule = subclass(EventEmitter);

  var property = function (type, name, get) {
    Object.defineProperty(type.prototype, name, { get: get, configurable: true });
  };
  var joinUri = function (parts) {
    return parts
      .map(function (part) {
        return part && part.uri ? part.uri : String(part);
      })
      .join('/');
  };

  // expo-file-system: `File` and `Directory` extend these two.
  var Entry = function () {
    this.uri = joinUri(Array.prototype.slice.call(arguments)).replace(/\/+$/, '');
  };
  Entry.prototype = Object.create(SharedObject.prototype);
  Entry.prototype.validatePath = function () {};
  Entry.prototype.delete = function () {
    host.call('fs.delete', this.uri);
  };
  property(Entry, 'exists', function () {
    return host.call('fs.stat', this.uri) !== null;
  });
  property(Entry, 'size', function () {
    var found = host.call('fs.stat', this.uri);
    return found ? found.size : null;
  });
  var FileSystemFile = subclass(Entry);
  property(FileSystemFile, 'type', function () {
    return host.call('fs.type', this.uri);
  });
  FileSystemFile.prototype.create = function (options) {
    host.call('fs.create', this.uri, options || {});
  };
  FileSystemFile.prototype.bytes = function () {
    return host.ask('fs.read', this.uri, 0, null);
  };
  FileSystemFile.prototype.bytesSync = function () {
    return host.call('fs.read', this.uri, 0, null);
  };
  FileSystemFile.prototype.write = function (content) {
    return host.ask('fs.write', this.uri, typeof content === 'string' ? content : asBytes(content));
  };
  FileSystemFile.prototype.move = function (to, options) {
    return host.ask('fs.move', this.uri, to.uri, options || {});
  };
  FileSystemFile.prototype.digest = function (algorithm) {
    return host.ask('fs.digest', this.uri, algorithm);
  };
  FileSystemFile.prototype.open = function (mode) {
    var uri = this.uri;
    var handle = {
      offset: mode === 'wa' ? this.size : 0,
      close: function () {
        uri = null;
      },
      readBytes: function (length) {
        if (uri === null) return Promise.reject(new Error('the handle is closed'));
        return host.ask('fs.read', uri, handle.offset, length).then(function (bytes) {
          handle.offset += bytes.length;
          return bytes;
        });
      },
      writeBytes: function (bytes) {
        if (uri === null) return Promise.reject(new Error('the handle is closed'));
        return host.ask('fs.append', uri, asBytes(bytes)).then(function () {
          handle.offset += bytes.length;
        });
      },
    };
    return handle;
  };
  var FileSystemDirectory = subclass(Entry);
  FileSystemDirectory.prototype.create = function (options) {
    host.call('fs.mkdir', this.uri, options || {});
  };
  FileSystemDirectory.prototype.listAsRecords = function () {
    return host.call('fs.list', this.uri);
  };

  // expo/fetch
  var requests = 0;
  var responses = {};
  var NativeResponse = subclass(SharedObject);
  ['_rawHeaders', 'status', 'statusText', 'url', 'redirected'].forEach(function (name) {
    property(NativeResponse, name, function () {
      return this.__head[name];
    });
  });
  NativeResponse.prototype.startStreaming = function () {
    return host.ask('fetch.stream', this.__request);
  };
  NativeResponse.prototype.cancelStreaming = function () {
    host.call('fetch.cancel', this.__request);
  };
  NativeResponse.prototype.arrayBuffer = function () {
    return host.ask('fetch.all', this.__request).then(buffer);
  };
  NativeResponse.prototype.text = function () {
    return host.ask('fetch.text', this.__request);
  };
  var NativeRequest = function (response) {
    this.__request = ++requests;
    response.__request = this.__request;
    responses[this.__request] = response;
    this.__response = response;
  };
  NativeRequest.prototype.start = function (url, init, body) {
    var response = this.__response;
    return host.ask('fetch.start', this.__request, url, init, body && asBytes(body)).then(function (head) {
      response.__head = head;
      return response;
    });
  };
  NativeRequest.prototype.cancel = function () {
    host.call('fetch.cancel', this.__request);
  };
  listeners['fetch.data'] = function (request, bytes) {
    responses[request].emit('didReceiveResponseData', bytes);
  };
  listeners['fetch.end'] = function (request, problem) {
    if (problem) responses[request].emit('didFailWithError', problem);
    else responses[request].emit('didComplete');
  };

  var module = function (members) {
    return Object.assign(new NativeModule(), members);
  };
  var asked = function (name) {
    return function () {
      return host.ask.apply(host, [name].concat(Array.prototype.slice.call(arguments)));
    };
  };
  var folders = host.call('fs.folders');
  global.expo = {
    EventEmitter: EventEmitter,
    SharedObject: SharedObject,
    SharedRef: SharedRef,
    NativeModule: NativeModule,
    uuidv4: function () {
      return host.call('uuid');
    },
    getViewConfig: function () {
      return { validAttributes: {}, directEventTypes: {} };
    },
    modules: {
      FileSystem: module({
        FileSystemFile: FileSystemFile,
        FileSystemDirectory: FileSystemDirectory,
        FileSystemUploadTask: subclass(SharedObject),
        FileSystemDownloadTask: subclass(SharedObject),
        FileSystemWatcher: subclass(SharedObject),
        documentDirectory: folders.document,
        cacheDirectory: folders.cache,
        bundleDirectory: folders.cache,
      }),
      ExpoSecureStore: module({
        AFTER_FIRST_UNLOCK_THIS_DEVICE_ONLY: 1,
        getValueWithKeyAsync: asked('keychain.get'),
        setValueWithKeyAsync: asked('keychain.set'),
        deleteValueWithKeyAsync: asked('keychain.remove'),
      }),
      ExpoCrypto: module({
        getRandomValues: function (into) {
          asBytes(into).set(host.call('random', into.byteLength));
        },
        digestStringAsync: asked('digest'),
        randomUUID: function () {
          return host.call('uuid');
        },
      }),
      ExpoCryptoAES: module({ EncryptionKey: subclass(SharedObject), SealedData: subclass(SharedObject) }),
      ExpoWebBrowser: module({ openBrowserAsync: asked('browser.open'), openAuthSessionAsync: asked('browser.session'), dismissAuthSession: function () {}, dismissBrowser: function () {} }),
      ExpoFetchModule: module({ NativeRequest: NativeRequest, NativeResponse: NativeResponse }),
      ExponentConstants: module({ executionEnvironment: 'bare', manifest: '{}', getWebViewUserAgentAsync: asked('nothing') }),
      ExpoLinking: module({ getLinkingURL: function () { return null; } }),
      ExpoAsset: module({ downloadAsync: asked('nothing') }),
      // Of these the tests come to nothing but their names.
      ExpoImageManipulator: module({ Context: subclass(SharedObject), Image: subclass(SharedRef), manipulate: function () { throw new Error('no pictures here'); } }),
      ExponentImagePicker: module({}),
      ExpoDocumentPicker: module({}),
      ExpoSharing: module({ shareAsync: asked('share') }),
      ExpoClipboard: module({}),
    },
  };

  return { installNitro: installNitro, happened: happened, listeners: listeners };
};
