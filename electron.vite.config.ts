import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { bundledPackages } from './scripts/lib/bundled-packages.mjs';

const shared = resolve(import.meta.dirname, 'src/shared');
const alias = { '@shared': shared };

/** The build must run on both runtimes: the shipped Electron 45 and the development Electron 33 (docs/decisions). */
const nodeTarget = 'node20.18';
const webTarget = 'chrome130';

/** Packages with files of their own beside the code stay outside the bundle; everything else is bundled. */
const external = ['electron', 'sql.js', 'pg-native'];

/** What desk, wall and workshop all begin with; with antd, the map or the charts it has nothing to do. */
const baseModules =
  /node_modules[\\/](react|react-dom|scheduler|i18next|react-i18next|zustand)[\\/]|src[\\/]renderer[\\/]parts[\\/](?!map|charts|themeAntd|styles)/;
const antdModules = /node_modules[\\/](antd|@ant-design|@rc-component|@babel)[\\/]/;

/** Which packages are shipped inside the bundles: scripts/lib/notices.mjs makes the third-party notices of them. */
const packages = () => bundledPackages(resolve(import.meta.dirname, 'out/packages.json'));

export default defineConfig({
  main: {
    resolve: { alias },
    plugins: [packages()],
    build: {
      target: nodeTarget,
      externalizeDeps: false,
      rollupOptions: {
        input: {
          index: resolve(import.meta.dirname, 'src/main/index.ts'),
          cli: resolve(import.meta.dirname, 'src/main/cli/index.ts'),
        },
        external,
        // Smaller to parse at start; names stay, for the stacks in the logs.
        output: {
          format: 'es',
          minify: { mangle: false, compress: true, codegen: { removeWhitespace: true } },
        },
      },
    },
  },
  preload: {
    resolve: { alias },
    plugins: [packages()],
    build: {
      target: nodeTarget,
      externalizeDeps: false,
      isolatedEntries: true,
      rollupOptions: {
        input: {
          desk: resolve(import.meta.dirname, 'src/preload/desk.ts'),
          wall: resolve(import.meta.dirname, 'src/preload/wall.ts'),
          workshop: resolve(import.meta.dirname, 'src/preload/workshop.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(import.meta.dirname, 'src/renderer'),
    resolve: { alias },
    plugins: [react(), packages()],
    build: {
      target: webTarget,
      // The first screen is measured: what is not parsed costs nothing. Main keeps its names for its logs.
      minify: true,
      assetsInlineLimit: 0,
      rollupOptions: {
        input: {
          desk: resolve(import.meta.dirname, 'src/renderer/desk.html'),
          wall: resolve(import.meta.dirname, 'src/renderer/wall.html'),
          workshop: resolve(import.meta.dirname, 'src/renderer/workshop.html'),
        },
        // Few files for what every page needs and for what antd is: the bundler would cut both finely, by which dialogs need what.
        output: {
          codeSplitting: {
            groups: [
              { name: 'base', test: baseModules, priority: 2 },
              { name: 'antd', test: antdModules, includeDependenciesRecursively: false },
            ],
          },
        },
      },
    },
  },
});
