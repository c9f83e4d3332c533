import { findElectron } from './electron.mjs';

/** @type {import('electron-builder').Configuration} */
export default {
  appId: 'io.github.conntrack-inspector',
  productName: 'Conntrack Inspector',
  directories: { buildResources: 'build', output: 'dist' },
  electronDist: findElectron()?.folder ?? null,
  // Everything that runs is in out/; koffi's binary is beside the executor there, so no package of node_modules is.
  files: ['out/**', 'package.json', '!out/.sources', '!**/*.map', '!node_modules/**'],
  // The executor is started on its own, by programs that know nothing of asar.
  asarUnpack: ['out/executor/**'],
  npmRebuild: false,
  linux: {
    target: 'dir',
    executableName: 'conntrack-inspector',
    category: 'Network',
    synopsis: 'See and change the kernel’s connection-tracking table',
  },
  // The default runtime of AppImages starts the application without its sandbox.
  toolsets: { appimage: '1.0.3' },
  electronFuses: {
    // Stays on: the executor is a Node program, started with privilege.
    runAsNode: true,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
};
