/** Imports point one way (design, "The house"). Each rule says what a folder may see; everything else of ours is out of bounds. */
const only = (name, from, ...allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: OURS, pathNot: [from, ...allowed] },
});

const OURS = '^(functions|shared|infra|local|client-example|operations|test)/';
const CORE = '^client-example/secure-chat/';
const WEB = '^client-example/web/';
const CONTRACT = '^shared/contract/';
const ENVIRONMENT = '^shared/((background-)?environment|environment-parts|secrets|session-index)\\.ts$';
const LOG = '^shared/(log|metrics|report-sweep)\\.ts$';
const STREAM_SETTINGS = '^shared/domain/stream-settings\\.ts$';
const METRIC_NAMES = '^shared/metric-names\\.ts$';

module.exports = {
  forbidden: [
    only('contract-sees-nothing-of-ours', CONTRACT),
    only('environment-sees-contract', ENVIRONMENT, CONTRACT),
    only('log-sees-names', LOG, CONTRACT, ENVIRONMENT, METRIC_NAMES, '^shared/domain/'),
    only('metric-names-see-nothing-of-ours', METRIC_NAMES),
    only('domain-sees-contract', '^shared/domain/', CONTRACT),
    only('adapters-see-domain', '^shared/adapters/', CONTRACT, ENVIRONMENT, LOG, '^shared/domain/'),
    only('http-sees-domain', '^shared/http/', CONTRACT, LOG, '^shared/domain/'),
    only(
      'handlers-see-http-and-domain',
      '^functions/[^/]+/handler\\.ts$',
      CONTRACT,
      LOG,
      '^shared/(domain|http)/',
    ),
    only(
      'index-wires-its-own-function',
      '^functions/([^/]+)/index\\.ts$',
      '^functions/$1/handler\\.ts$',
      '^shared/',
    ),
    only('client-sees-contract', CORE, CONTRACT),
    only('app-sees-the-package', WEB, CORE),
    {
      name: 'app-names-the-package',
      comment: 'As any other app does: what it needs has to be in the package.',
      severity: 'error',
      from: { path: WEB },
      to: { path: CORE, dependencyTypesNot: ['aliased-workspace'] },
    },
    {
      name: 'core-knows-no-react',
      comment: 'The hooks are an entry of their own: an app without React installs none.',
      severity: 'error',
      from: { path: CORE, pathNot: `${CORE}src/(react|screens)/` },
      to: { path: ['node_modules/react/', `${CORE}src/(react|screens)/`] },
    },
    {
      name: 'hooks-know-no-screen',
      comment: 'Web and native share them.',
      severity: 'error',
      from: { path: CORE },
      to: { path: 'node_modules/(react-dom|react-native|stream-chat-react)/' },
    },
    // Of the rules, only what Stream is told: a change of that has to be a change of the template.
    only('infra-sees-contract-and-names', '^infra/', CONTRACT, ENVIRONMENT, METRIC_NAMES, STREAM_SETTINGS),
    only('emulators-see-nothing-of-the-product', '^local/(stream|seald)/', '^local/platform/'),
    only(
      'operations-see-shared-and-stages',
      '^operations/',
      '^shared/',
      '^infra/(stage-config|concurrency)\\.ts$',
    ),
    {
      name: 'nothing-sees-operations',
      comment: 'They run with the powers of a person. What a function needs too belongs into shared.',
      severity: 'error',
      from: { pathNot: '^(operations|test)/' },
      to: { path: '^operations/' },
    },
    {
      name: 'toolchain-needs-nothing-installed',
      comment: 'It says what to do when nothing is, on any Node.',
      severity: 'error',
      from: { path: '^toolchain/' },
      to: { pathNot: '^toolchain/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'contract-runs-in-a-browser',
      severity: 'error',
      from: { path: [CONTRACT, CORE] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'domain-does-no-input-or-output',
      severity: 'error',
      from: { path: '^shared/domain/' },
      to: {
        path: ['^(node:)?(fs|net|http|https|child_process|dgram|tls|dns)(/|$)', 'node_modules/@aws-sdk/'],
      },
    },
    {
      name: 'vendor-sdks-stay-out-of-the-backend',
      comment:
        'They take longer to load than a function has to start. Their types hold our own client of Stream to theirs.',
      severity: 'error',
      from: { path: '^(functions|shared)/' },
      to: {
        path: 'node_modules/(stream-chat|stream-chat-react|@seald-io)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-tests-in-the-product',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      // Those are made by the web app's own plug-in of Vite.
      to: { couldNotResolve: true, pathNot: '^vendor-language:' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Its packages are installed on their own, or not at all; test/boundaries.test.ts reads what it imports.
    exclude: { path: '^client-example/native/' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@sealed-stream/source', 'import', 'require', 'node', 'default', 'types'],
    },
  },
};
