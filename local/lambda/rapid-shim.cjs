// Preloaded (`node --require`) into each function process, before the real aws-lambda-ric.
//
// aws-lambda-ric talks to the Runtime API through a native addon that needs a C++ tool chain to build. This file
// answers that one `require` with the same four calls in plain JavaScript; everything else of the client is the real
// thing. It rests on a file name inside aws-lambda-ric 4.0.2: test/conformance/lambda.test.ts holds the version.
//
// Function code may replace globals, so what is needed later is taken here, before any of it runs.

const http = require('node:http');
const Module = require('node:module');
const { join } = require('node:path');

// What one process has compiled the next one need not: that is a third of a start. Lambda has nothing like it, so whoever measures
// how long functions take to start sets NODE_DISABLE_COMPILE_CACHE=1.
Module.enableCompileCache(join(__dirname, '../../node_modules/.cache/functions'));

const API = '/2018-06-01/runtime/invocation';
const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
// One socket: an answer is on the wire before the next invocation is asked for.
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const exit = process.exit.bind(process);

// The Runtime API is gone, so whoever started this process is gone too.
const leave = () => exit(1);

const call = (method, path, body, headers = {}) =>
  new Promise((resolve) => {
    const request = http.request({ hostname, port, path, method, agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', leave);
      response.on('end', () => {
        resolve({ bodyJson: Buffer.concat(chunks).toString('utf8'), headers: response.headers });
      });
    });
    request.on('error', leave);
    request.end(body);
  });

// A request that is never answered: it ends when the other side ends, also in the middle of an invocation.
const watchParent = () => {
  const request = http.get({ hostname, port, path: '/lifeline', agent: false });
  request.on('socket', (socket) => socket.unref());
  request.on('error', leave);
  request.on('response', leave);
};

// Processes are killed at their end, so what was compiled is kept once the function is loaded.
let isKept = false;
const keepCompiled = () => {
  if (!isKept) Module.flushCompileCache();
  isKept = true;
};

const rapidClient = {
  initializeClient() {},
  next: () => {
    keepCompiled();
    return call('GET', `${API}/next`);
  },
  done: (id, body) =>
    void call('POST', `${API}/${id}/response`, body, { 'content-type': 'application/json' }),
  error: (id, body, xray) =>
    void call('POST', `${API}/${id}/error`, body, {
      'content-type': 'application/json',
      'lambda-runtime-function-xray-error-cause': Buffer.from(xray, 'utf8').toString('base64'),
    }),
};

const load = Module._load;
Module._load = function (request, ...rest) {
  return request.endsWith('rapid-client.node') ? rapidClient : load.call(this, request, ...rest);
};

watchParent();
