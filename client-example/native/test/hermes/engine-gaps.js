/* What the Hermes of React Native 0.88 has of its own and that of 2022 has not. */
(function (global) {
  var add = function (object, name, value) {
    if (object[name] === undefined)
      Object.defineProperty(object, name, { value: value, configurable: true, writable: true });
  };
  var at = function (index) {
    var place = Math.trunc(index) || 0;
    return this[place < 0 ? this.length + place : place];
  };
  [Array.prototype, String.prototype, Object.getPrototypeOf(Uint8Array.prototype)].forEach(function (prototype) {
    add(prototype, 'at', at);
  });
  var findLastIndex = function (isWanted) {
    for (var i = this.length - 1; i >= 0; i--) if (isWanted(this[i], i, this)) return i;
    return -1;
  };
  add(Array.prototype, 'findLastIndex', findLastIndex);
  add(Array.prototype, 'findLast', function (isWanted) {
    return this[findLastIndex.call(this, isWanted)];
  });
  add(Object, 'hasOwn', function (object, key) {
    return Object.prototype.hasOwnProperty.call(object, key);
  });
  var utf8 = function (text) {
    var raw = unescape(encodeURIComponent(text));
    var bytes = new Uint8Array(raw.length);
    for (var i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
    return bytes;
  };
  var Encoder = function () {};
  Encoder.prototype.encode = function (text) {
    return utf8(text === undefined ? '' : String(text));
  };
  add(global, 'TextEncoder', Encoder);
  var Decoder = function () {};
  Decoder.prototype.decode = function (given) {
    var bytes = given instanceof ArrayBuffer ? new Uint8Array(given) : new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
    var raw = '';
    for (var i = 0; i < bytes.length; i++) raw += String.fromCharCode(bytes[i]);
    return decodeURIComponent(escape(raw));
  };
  add(global, 'TextDecoder', Decoder);
  var LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  add(global, 'btoa', function (text) {
    var out = '';
    for (var i = 0; i < text.length; i += 3) {
      var n = (text.charCodeAt(i) << 16) | ((text.charCodeAt(i + 1) || 0) << 8) | (text.charCodeAt(i + 2) || 0);
      out += LETTERS[n >> 18] + LETTERS[(n >> 12) & 63];
      out += (i + 1 < text.length ? LETTERS[(n >> 6) & 63] : '=') + (i + 2 < text.length ? LETTERS[n & 63] : '=');
    }
    return out;
  });
  add(global, 'atob', function (text) {
    var out = '';
    var held = 0;
    var bits = 0;
    var plain = String(text).replace(/[\s=]/g, '');
    for (var i = 0; i < plain.length; i++) {
      held = (held << 6) | LETTERS.indexOf(plain[i]);
      bits += 6;
      if (bits < 8) continue;
      bits -= 8;
      out += String.fromCharCode((held >> bits) & 255);
      held &= (1 << bits) - 1;
    }
    return out;
  });
})(globalThis);
