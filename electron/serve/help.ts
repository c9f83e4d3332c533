import { environmentName, settingDefinitions } from '../../shared/settings.ts';

/** The text of --help. */
export function helpText(settingsFile: string): string {
  const settings = settingDefinitions.map(({ name, builtIn, description }): [string, string] => [
    environmentName(name),
    `${description} (built-in: ${builtIn})`,
  ]);
  return `Conntrack Inspector in the browser: shows the connection-tracking table of a Linux kernel.

Usage: npm run serve -- [options]

It serves this machine alone (127.0.0.1 and ::1) and prints the address to open. Each printed address lets one
browser in; after that a fresh one is printed for the next. From another machine, forward a port over SSH:
  ssh -L 8022:127.0.0.1:PORT router   and open the printed address with 8022 in place of PORT.

Options:
${columns([
  ['--port N', 'port to listen on; without it a free one is taken'],
  ['--idle-exit SECONDS', 'end when no page has been open for this long'],
  ['--no-open', 'do not start a browser, also when there is a display'],
  ['-h, --help', 'show this'],
  ['--version', 'show the version'],
])}

Environment variables, the values that forms start from:
${columns(settings)}

The same values can be kept in ${settingsFile}
as a JSON object, for example {"${settingDefinitions[0]?.name}": "${settingDefinitions[0]?.builtIn}"}. The file goes before a variable.
Beside it, presets that are saved in the inject form are kept in presets.json, and how the page looks in preferences.json.
`;
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
