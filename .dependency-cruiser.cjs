/**
 * The import rules of docs/architecture.md (“Rooms”): imports point one way, renderer → shared ← main.
 * @type {import('dependency-cruiser').IConfiguration}
 */
const rooms = ['store', 'parse', 'sync', 'briefing'];

/** What only the main process itself is made of. */
const shell = ['windows', 'ipc', 'protocol', 'health', 'cli', 'index\\.ts'];

/** A room knows nothing of windows, nor of the other rooms. */
const roomRules = rooms.map((room) => ({
  name: `room-${room}`,
  comment: `src/main/${room} is a process (or service) of its own: nothing of the shell, nothing of other rooms.`,
  severity: 'error',
  from: { path: `^src/main/${room}/` },
  to: { path: `^src/main/(${[...shell, ...rooms.filter((other) => other !== room)].join('|')})` },
}));

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: 'shared-is-pure',
      comment:
        'src/shared runs in every process: no Node, no DOM library, no Electron; zod and chinese-days only.',
      severity: 'error',
      from: { path: '^src/shared/', pathNot: '\\.test\\.ts$|^src/shared/testing/' },
      to: { pathNot: '^src/shared/|^node_modules/(zod|chinese-days)/' },
    },
    {
      name: 'testing-stays-in-tests',
      comment: 'Generators and fixtures are not part of the program.',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.tsx?$|/testing/' },
      to: { path: '^src/shared/testing/|\\.test\\.tsx?$|^node_modules/(vitest|fast-check|@playwright)/' },
    },
    {
      name: 'renderer-one-way',
      comment: 'A renderer talks over ports; of the preload it knows the types of the API only.',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: {
        path: '^src/(main|preload)/',
        pathNot: '^src/preload/api\\.ts$|^src/renderer/common/i18n/.*\\.json$',
      },
    },
    {
      name: 'renderer-preload-types-only',
      comment: 'src/preload/api.ts gives types, never code.',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { path: '^src/preload/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'renderer-without-node',
      comment: 'Renderers are sandboxed.',
      severity: 'error',
      from: { path: '^src/renderer/', pathNot: '\\.test\\.tsx?$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'renderer-roles-apart',
      comment: 'Desk, wall and workshop share parts/, never each other’s files.',
      severity: 'error',
      from: { path: '^src/renderer/(desk|wall|workshop)/' },
      to: { path: '^src/renderer/(desk|wall|workshop)/', pathNot: '^src/renderer/$1/' },
    },
    {
      name: 'desk-rooms-by-index',
      comment:
        'What a room of the desk is made of is its own: others import its index.ts. What several need stands in kit/ or state/.',
      severity: 'error',
      from: { path: '^src/renderer/desk/([^/]+)' },
      to: {
        path: '^src/renderer/desk/(?!kit/|state/)[^/]+/',
        pathNot: ['^src/renderer/desk/$1/', '^src/renderer/desk/[^/]+/index\\.ts$'],
      },
    },
    {
      name: 'desk-rooms-below-frame',
      comment:
        'The frame puts the rooms together by the list in rooms.ts; a room knows only how to describe itself.',
      severity: 'error',
      from: { path: '^src/renderer/desk/(?!kit/|state/)[^/]+/' },
      to: { path: '^src/renderer/desk/[^/]+$', pathNot: '^src/renderer/desk/room\\.ts$' },
    },
    {
      name: 'desk-kit-below-rooms',
      comment:
        'kit/ and state/ are used by the rooms and know none of them (names of screens and dialogs are types alone).',
      severity: 'error',
      from: { path: '^src/renderer/desk/(kit|state)/' },
      to: {
        path: '^src/renderer/desk/(?!kit/|state/)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'parts-below-roles',
      comment: 'parts/ is used by the roles and knows none of them.',
      severity: 'error',
      from: { path: '^src/renderer/common/' },
      to: { path: '^src/renderer/(desk|wall|workshop)/' },
    },
    {
      name: 'preload-imports-shared',
      comment: 'A sandboxed preload is one file made of electron and shared code.',
      severity: 'error',
      from: { path: '^src/preload/' },
      to: { pathNot: '^src/(preload|shared)/|^node_modules/electron/|^electron$' },
    },
    {
      name: 'main-one-way',
      comment:
        'The main side never imports pages or preloads (types of the preload API and the text catalogues, which are data, excepted).',
      severity: 'error',
      from: { path: '^src/main/' },
      to: {
        path: '^src/(renderer|preload)/',
        pathNot: '^src/preload/api\\.ts$|^src/renderer/common/i18n/.*\\.json$',
      },
    },
    {
      name: 'electron-in-main-and-preload',
      comment: 'Electron is imported where windows are: never in store, parse, sync, cli, shared or a page.',
      severity: 'error',
      from: { path: '^src/(shared|renderer)/|^src/main/(store|parse|sync|cli)/' },
      to: { path: '^node_modules/electron/|^electron$' },
    },
    {
      name: 'cli-uses-services',
      comment: 'The command line runs without Electron: it may use the rooms, not the windows.',
      severity: 'error',
      from: { path: '^src/main/cli/' },
      to: { path: '^src/main/(windows|ipc|protocol|health|index\\.ts)' },
    },
    {
      name: 'sqljs-in-store',
      comment: 'SQL is the business of the store alone.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/main/store/' },
      to: { path: '^node_modules/(sql\\.js|@types/sql\\.js)/' },
    },
    {
      name: 'no-circular',
      comment: 'Circles have no order of loading; cut them by moving what both need.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'not-unresolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\?(modulePath|nodeWorker|asset|raw|url|inline|worker|react)' },
    },
    {
      name: 'no-dev-packages',
      comment: 'The program uses declared dependencies only.',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.tsx?$|/testing/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
        pathNot: '^node_modules/(electron|electron-vite|vite|@types)/',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    moduleSystems: ['es6', 'cjs'],
    builtInModules: { add: ['electron'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.d.ts', '.mjs', '.cjs', '.js', '.json'],
    },
  },
};
