import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** For each file: what it may import, and what the linter has to refuse. The table is the architecture's; biome.json holds the rules. */
const cases: Record<string, { may: string[]; mayNot: string[] }> = {
  'shared/flow.ts': {
    may: ['./zone.ts', './filter/lex.ts', 'zod/mini', 'ipaddr.js'],
    mayNot: [
      '../electron/gate.ts',
      '../renderer/app.tsx',
      './../build/x.ts',
      'zod',
      'react',
      'node:fs',
      'electron',
    ],
  },
  'shared/filter/lex.ts': {
    may: ['./parse.ts', '../flow.ts', 'zod/mini'],
    mayNot: ['../../electron/gate.ts', '../../electron/netlink/codec.ts', '../../renderer/app.tsx', 'ws'],
  },
  ...Object.fromEntries(
    ['netlink', 'flows', 'cli'].map((area) => [
      `electron/${area}/code.ts`,
      {
        may: ['./other.ts', './deep/other.ts', '../../shared/flow.ts', 'node:buffer'],
        mayNot: [
          '../gate.ts',
          '../engine/client.ts',
          '../targets/x.ts',
          '../../renderer/x.ts',
          'koffi',
          'zod',
          'electron',
        ],
      },
    ]),
  ),
  'electron/netlink/deep/code.ts': {
    may: ['./other.ts', '../other.ts', '../../../shared/flow.ts'],
    mayNot: ['../../gate.ts', '../../flows/table.ts', '../../engine/client.ts', '../../../renderer/x.ts'],
  },
  'electron/files/code.ts': {
    may: [
      './other.ts',
      '../cli/save-line.ts',
      '../validate.ts',
      '../../shared/flow.ts',
      'zod/mini',
      'node:fs',
    ],
    mayNot: [
      '../gate.ts',
      '../file-register.ts',
      '../flows/flow-table.ts',
      '../engine/client.ts',
      'zod',
      'electron',
    ],
  },
  'electron/executor/executor.ts': {
    may: ['./allow-list.ts', 'koffi', 'node:fs', 'node:fs/promises'],
    mayNot: ['./launch.ts', '../netlink/codec.ts', '../../shared/flow.ts', 'execa', 'zod/mini', 'electron'],
  },
  'electron/executor/allow-list.ts': {
    may: ['node:buffer'],
    mayNot: ['../netlink/codec.ts', '../../shared/flow.ts'],
  },
  'electron/executor/launch.ts': {
    may: ['./allow-list.ts', '../../shared/errors.ts', 'execa', 'node:path'],
    mayNot: ['./executor.ts', '../targets/sandbox.ts', '../engine/client.ts', 'koffi', 'electron'],
  },
  'electron/scenarios/scenario-runner.ts': {
    may: [
      './scenarios.ts',
      '../executor/launch.ts',
      '../targets/sandbox.ts',
      '../../shared/errors.ts',
      'node:path',
    ],
    mayNot: ['./traffic.ts', '../executor/executor.ts', '../engine/client.ts', 'koffi', 'electron'],
  },
  'electron/scenarios/traffic.ts': {
    may: ['./traffic-command.ts', 'koffi', 'node:net'],
    mayNot: ['./scenarios.ts', '../executor/launch.ts', '../../shared/errors.ts', 'execa'],
  },
  'electron/targets/sandbox.ts': {
    may: [
      './holder.ts',
      '../executor/launch.ts',
      '../netlink/codec.ts',
      '../cli/parse.ts',
      '../../shared/errors.ts',
      'execa',
    ],
    mayNot: [
      '../executor/executor.ts',
      '../engine/session.ts',
      '../flows/table.ts',
      '../gate.ts',
      'koffi',
      'electron',
    ],
  },
  'electron/engine/session.ts': {
    may: [
      './sync.ts',
      '../targets/sandbox.ts',
      '../flows/table.ts',
      '../netlink/codec.ts',
      '../../shared/contract.ts',
    ],
    mayNot: [
      '../executor/launch.ts',
      '../cli/parse.ts',
      '../gate.ts',
      '../main.ts',
      '../../renderer/x.ts',
      'koffi',
      'electron',
    ],
  },
  'electron/gate.ts': {
    may: ['./log.ts', './engine/client.ts', '../shared/contract.ts', 'node:crypto'],
    mayNot: [
      './engine/session.ts',
      './targets/sandbox.ts',
      './main.ts',
      './serve.ts',
      '../renderer/x.ts',
      'electron',
    ],
  },
  'electron/serve.ts': {
    may: [
      './gate.ts',
      './serve/options.ts',
      './engine/client.ts',
      '../shared/contract.ts',
      'node:http',
      'ws',
    ],
    mayNot: ['./engine/worker.ts', './desktop/menu.ts', './main.ts', 'electron'],
  },
  'electron/serve/page-server.ts': {
    may: ['./options.ts', '../gate.ts', '../engine/client.ts', '../../shared/contract.ts', 'node:http', 'ws'],
    mayNot: [
      '../serve.ts',
      '../desktop/menu.ts',
      '../engine/session.ts',
      '../targets/sandbox.ts',
      'electron',
    ],
  },
  'electron/main.ts': {
    may: [
      './gate.ts',
      './desktop/menu.ts',
      './engine/client.ts',
      '../shared/contract.ts',
      'electron',
      'node:path',
    ],
    mayNot: [
      './preload.ts',
      './serve.ts',
      './engine/session.ts',
      './netlink/codec.ts',
      '../renderer/x.ts',
      'ws',
    ],
  },
  'electron/preload.ts': {
    may: ['electron', '../shared/contract.ts'],
    mayNot: ['./main.ts', './engine/client.ts', 'node:fs'],
  },
  'electron/desktop/menu.ts': {
    may: ['electron', './links.ts', '../gate.ts', '../../shared/contract.ts', 'node:path', 'zod/mini'],
    mayNot: ['../main.ts', '../engine/session.ts', '../targets/sandbox.ts'],
  },
  'renderer/app.tsx': {
    may: ['./flows/view.tsx', './ui/table.tsx', '../shared/contract.ts', 'react', 'zustand', 'zod/mini'],
    mayNot: ['../electron/gate.ts', 'electron', 'node:fs', 'koffi', 'zod', 'ws'],
  },
  'renderer/flows/view.tsx': {
    may: [
      './store.ts',
      './view.module.css',
      '../client.ts',
      '../ui/table.tsx',
      '../../shared/flow.ts',
      'react',
      'radix-ui',
    ],
    mayNot: [
      '../inject/store.ts',
      '../app.tsx',
      '../../renderer/zones/view.tsx',
      '../../electron/gate.ts',
      'electron',
      'node:fs',
    ],
  },
  'renderer/flows/deep/cell.tsx': {
    may: [
      './cell.module.css',
      '../store.ts',
      '../../client.ts',
      '../../ui/table.tsx',
      '../../../shared/flow.ts',
    ],
    mayNot: ['../../inject/store.ts', '../../app.tsx', '../../../electron/gate.ts', 'electron'],
  },
  'renderer/ui/grid/row.tsx': {
    may: ['./cell.tsx', '../button.tsx', '../../preferences.ts', '../../../shared/flow.ts', 'react'],
    mayNot: ['../../flows/view.tsx', '../../app.tsx', '../../../electron/gate.ts', 'electron'],
  },
  'renderer/ui/table.tsx': {
    may: ['./row.tsx', '../client.ts', '../../shared/flow.ts', 'react'],
    mayNot: ['../flows/view.tsx', '../app.tsx', '../../electron/gate.ts', 'electron'],
  },
};

/** Lints the cases' files in a folder of their own and returns, per file, the imports refused. */
function refusedImports(): Map<string, Set<string>> {
  const root = resolve(import.meta.dirname, '..');
  const folder = mkdtempSync(join(tmpdir(), 'import-rules-'));
  try {
    mkdirSync(join(folder, 'build'));
    for (const name of ['biome.json', 'build/import-rules.jsonc', '.gitignore'])
      copyFileSync(join(root, name), join(folder, name));
    for (const [file, { may, mayNot }] of Object.entries(cases)) {
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      writeFileSync(join(folder, file), [...may, ...mayNot].map((name) => `import '${name}';\n`).join(''));
    }
    const report = lint(join(root, 'node_modules/.bin/biome'), folder);
    const refused = new Map(Object.keys(cases).map((file) => [file, new Set<string>()]));
    for (const { category, location } of report.diagnostics) {
      const { may, mayNot } = cases[location.path] ?? { may: [], mayNot: [] };
      const name = [...may, ...mayNot][location.start.line - 1];
      if (category === 'lint/style/noRestrictedImports' && name) refused.get(location.path)?.add(name);
    }
    return refused;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface LintReport {
  diagnostics: { category: string; location: { path: string; start: { line: number } } }[];
}

function lint(biome: string, folder: string): LintReport {
  const options = [
    'lint',
    '--only=style/noRestrictedImports',
    '--reporter=json',
    '--max-diagnostics=none',
    '.',
  ];
  try {
    return JSON.parse(
      execFileSync(biome, options, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }),
    ) as LintReport;
  } catch (error) {
    // The linter's exit code says that it found something, which is what the cases are for.
    return JSON.parse((error as { stdout: string }).stdout) as LintReport;
  }
}

describe('import rules', () => {
  const refused = refusedImports();
  it.each(Object.entries(cases))('%s', (file, { mayNot }) => {
    expect(refused.get(file)).toEqual(new Set(mayNot));
  });
});
