// Node-RED's settings for the regional flow. Start with `npm start`, or with your own Node-RED: `node-red --settings flows/settings.cjs`.
'use strict';
const { createHash, timingSafeEqual } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { prepareDataFolder, takeDataFolder } = require('./data-folder.ts');
const { readEnvironment } = require('./environment.ts');

const root = resolve(__dirname, '..');
const check = readEnvironment(process.env, process.cwd());
if (!check.ok) {
  for (const problem of check.problems) console.error(problem);
  process.exit(78);
}
const { environment } = check;
const { dataDir } = environment;
const obstacle = takeDataFolder(dataDir);
if (obstacle !== undefined) {
  console.error(obstacle);
  process.exit(75);
}
const secrets = prepareDataFolder(
  dataDir,
  {
    ...(environment.token === undefined ? {} : { token: environment.token }),
    ...(environment.adminPassword === undefined ? {} : { adminPassword: environment.adminPassword }),
    ...(process.env.NODE_RED_CREDENTIAL_SECRET ? { credentialSecret: process.env.NODE_RED_CREDENTIAL_SECRET } : {}),
  },
  join(__dirname, 'regional.json'),
);
// The nodes read these where their dialog leaves a field empty.
process.env.ORBIT_DATA_DIR = dataDir;
process.env.ORBIT_TOKEN = secrets.token;

const digest = (text) => createHash('sha256').update(text).digest();
const isPassword = (text) => timingSafeEqual(digest(String(text)), digest(secrets.adminPassword));
const admin = { username: 'admin', permissions: '*' };

module.exports = {
  userDir: dataDir,
  flowFile: join(dataDir, 'flows.json'),
  flowFilePretty: true,
  credentialSecret: secrets.credentialSecret,
  nodesDir: [root],
  uiHost: environment.host,
  uiPort: environment.port,
  httpAdminRoot: '/admin',
  httpNodeRoot: '/',
  ...(environment.tls === undefined
    ? {}
    : {
        https: () => ({ cert: readFileSync(environment.tls.certFile), key: readFileSync(environment.tls.keyFile) }),
        httpsRefreshInterval: 1,
        requireHttps: true,
      }),
  httpServerOptions: { 'x-powered-by': false, 'trust proxy': environment.trustProxy },
  adminAuth: {
    type: 'credentials',
    sessionExpiryTime: 8 * 3600,
    users: async (username) => (username === 'admin' ? admin : null),
    authenticate: async (username, password) => (username === 'admin' && isPassword(password) ? admin : null),
  },
  telemetry: { enabled: false, updateNotification: false },
  externalModules: {
    autoInstall: false,
    palette: { allowInstall: false, allowUpdate: false, allowUpload: false },
    modules: { allowInstall: false },
  },
  functionExternalModules: false,
  exportGlobalContextKeys: false,
  diagnostics: { enabled: true, ui: true },
  runtimeState: { enabled: true, ui: true },
  contextStorage: { default: { module: 'memory' } },
  logging: { console: { level: process.env.ORBIT_LOG_LEVEL || 'info', metrics: false, audit: false } },
  editorTheme: {
    tours: false,
    header: { title: 'Orbit → Millennium' },
    page: { title: 'Orbit → Millennium' },
    codeEditor: { lib: 'monaco' },
    palette: { categories: ['orbit', 'common', 'function', 'network'], catalogues: [] },
  },
};
