import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Frame, type Page, test } from '@playwright/test';
import type {} from '../renderer/ports/electron-port.ts';
import type { Response } from '../shared/wire.ts';
import { type Desktop, findDesktopProgram, startDesktop } from './fixtures/desktop.ts';

// The security list of the desktop shell, item by item, through the real main and preload scripts.

const program = findDesktopProgram();
const label = program?.isStandIn ? ' (on the stand-in for Electron)' : '';

test.skip(
  () => test.info().project.name !== 'electron',
  'The desktop shell is tested in the project "electron".',
);
test.skip(!program, 'There is neither an Electron nor its stand-in here.');

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

test.describe(`the desktop shell${label}`, () => {
  let desktop: Desktop;
  let page: Page;

  test.beforeAll(async () => {
    desktop = await startDesktop(program?.path ?? '', { ELECTRON_STAND_IN_SUBFRAME_PRELOAD: '1' });
    page = desktop.page;
  });
  test.afterAll(() => desktop.close());

  /** What the window was really made with. Electron's types leave this method out. */
  const webPreferences = (): Promise<Record<string, unknown>> =>
    desktop.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents ?? {};
      return Reflect.get(contents, 'getLastWebPreferences').call(contents);
    });

  test('gives the page no power of its own', async () => {
    expect(await webPreferences()).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
      spellcheck: false,
    });
    const reach = await page.evaluate(() => ({
      port: Object.keys(window.inspectorPort ?? {}).sort(),
      nodes: ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'].filter(
        (name) => name in window,
      ),
    }));
    expect(reach).toEqual({ port: ['onMessage', 'send'], nodes: [] });
  });

  test('shows one window, when it is ready, and is the only one of its kind', async () => {
    const window = await desktop.app.evaluate(({ app, BrowserWindow }) => {
      const [first] = BrowserWindow.getAllWindows();
      return {
        url: first?.webContents.getURL(),
        title: first?.getTitle(),
        visible: first?.isVisible(),
        minimum: first?.getMinimumSize(),
        lock: app.hasSingleInstanceLock(),
      };
    });
    expect(window).toMatchObject({
      url: 'app://inspector/',
      visible: true,
      minimum: [1024, 640],
      lock: true,
    });
    expect(window.title).toContain('Conntrack Inspector');
  });

  test('sends the policy as a header with every file', async () => {
    const answers = await page.evaluate(async () => {
      const paths = ['/', ...[...document.scripts].map(({ src }) => new URL(src).pathname), '/none'];
      return Promise.all(
        paths.map(async (path) => {
          const { headers } = await fetch(path);
          return [headers.get('content-security-policy'), headers.get('x-content-type-options')];
        }),
      );
    });
    expect(answers.length).toBeGreaterThanOrEqual(3);
    for (const answer of answers) expect(answer).toEqual([policy, 'nosniff']);
  });

  test('has a policy that stops inline scripts and styles, and frames', async () => {
    const violated = await page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          const directives: string[] = [];
          document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
            if (directives.push(effectiveDirective) === 3) resolve(directives.sort());
          });
          const script = document.createElement('script');
          script.textContent = 'document.title = "inline";';
          const style = document.createElement('style');
          style.textContent = 'body { display: none }';
          const frame = document.createElement('iframe');
          frame.src = '/';
          document.body.append(script, style, frame);
          for (const element of [script, style, frame]) element.remove();
        }),
    );
    expect(violated).toEqual(['frame-src', 'script-src-elem', 'style-src-elem']);
    expect(await page.title()).not.toBe('inline');
  });

  test('serves the files of the page and nothing else', async () => {
    const statuses = await page.evaluate(async () => {
      const maps = [...document.scripts].map(({ src }) => `${new URL(src).pathname}.map`);
      const paths = [
        '/../package.json',
        '/..%2f..%2fpackage.json',
        '/etc/passwd',
        '//etc/passwd',
        '/main/main.js',
        ...maps,
      ];
      const answers = await Promise.all(paths.map((path) => fetch(new URL(path, location.origin).pathname)));
      return answers.map(({ status }) => status);
    });
    expect(new Set(statuses)).toEqual(new Set([404]));
    expect(await page.evaluate(async () => (await fetch('/', { method: 'POST' })).status)).toBe(405);
  });

  for (const target of [
    'https://example.com/',
    'app://inspector/elsewhere',
    'app://other/',
    'file:///etc/passwd',
    'data:text/html,x',
  ]) {
    test(`stays on its page and does not go to ${target}`, async () => {
      const before = page.url();
      const known = desktop.log.length;
      // The browser itself keeps pages from files and data, and says so in the console.
      const said: string[] = [];
      page.on('console', (message) => said.push(message.text()));
      await page.evaluate((url) => {
        const link = document.createElement('a');
        link.href = url;
        document.body.append(link);
        link.click();
        link.remove();
      }, target);
      await expect
        .poll(() => [...said, ...desktop.log.slice(known)].join('\n'))
        .toMatch(/Refused to navigate to |Not allowed to (?:load|navigate)/);
      page.removeAllListeners('console');
      expect(page.url()).toBe(before);
    });
  }

  test('sends no form', async () => {
    const violated = await page.evaluate(
      () =>
        new Promise((resolve) => {
          document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
          const form = document.createElement('form');
          form.action = 'https://example.com/';
          document.body.append(form);
          form.submit();
          form.remove();
        }),
    );
    expect(violated).toBe('form-action');
  });

  test('opens no window, and links to the documentation in the browser only', async () => {
    await desktop.app.evaluate(({ shell }) => {
      const opened: string[] = [];
      Reflect.set(globalThis, 'openedByTest', opened);
      shell.openExternal = async (url) => {
        opened.push(url);
      };
    });
    const documentation = 'https://docs.kernel.org/networking/nf_conntrack-sysctl.html';
    const windows = await page.evaluate((allowed) => {
      const targets = [
        'https://example.com/',
        'http://docs.kernel.org/',
        'app://inspector/',
        'about:blank',
        'file:///etc/passwd',
        allowed,
      ];
      return targets.map((target) => window.open(target) === null);
    }, documentation);
    expect(new Set(windows)).toEqual(new Set([true]));
    const result = await desktop.app.evaluate(({ BrowserWindow }) => ({
      windows: BrowserWindow.getAllWindows().length,
      opened: Reflect.get(globalThis, 'openedByTest'),
    }));
    expect(result).toEqual({ windows: 1, opened: [documentation] });
  });

  test('has no webviews, follows no redirects and downloads nothing', async () => {
    expect(await page.evaluate(() => 'loadURL' in document.createElement('webview'))).toBe(false);
    // Nothing in the app can bring these about, so they are announced here as Electron would.
    const prevented = await desktop.app.evaluate(({ BrowserWindow, session }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const names: string[] = [];
      const announce = (name: string, emitter: typeof contents | typeof session.defaultSession) =>
        Reflect.get(emitter ?? {}, 'emit').call(emitter, name, { preventDefault: () => names.push(name) });
      announce('will-attach-webview', contents);
      announce('will-redirect', contents);
      announce('will-download', session.defaultSession);
      return names;
    });
    expect(prevented).toEqual(['will-attach-webview', 'will-redirect', 'will-download']);
  });

  test('grants no permission but to write to the clipboard', async () => {
    const asked = await page.evaluate(async () => {
      const outcome = (promise: Promise<unknown>) =>
        promise.then(
          () => 'granted',
          () => 'denied',
        );
      const state = async (name: string) =>
        (await navigator.permissions.query({ name: name as PermissionName })).state;
      return {
        notifications: await Notification.requestPermission(),
        geolocation: await new Promise((resolve) => {
          navigator.geolocation.getCurrentPosition(
            () => resolve('granted'),
            () => resolve('denied'),
          );
        }),
        microphone: await outcome(navigator.mediaDevices.getUserMedia({ audio: true })),
        midi: await outcome(navigator.requestMIDIAccess()),
        read: await outcome(navigator.clipboard.readText()),
        states: await Promise.all(['geolocation', 'notifications', 'camera', 'clipboard-read'].map(state)),
        clipboardWrite: await state('clipboard-write'),
      };
    });
    expect(asked).toEqual({
      notifications: 'denied',
      geolocation: 'denied',
      microphone: 'denied',
      midi: 'denied',
      read: 'denied',
      states: ['denied', 'denied', 'denied', 'denied'],
      clipboardWrite: 'granted',
    });
  });

  test('lets no request leave the app', async () => {
    let requests = 0;
    const outside = createServer((_request, response) => {
      requests += 1;
      response.setHeader('access-control-allow-origin', '*').end('reached');
    });
    outside.listen(0, '127.0.0.1');
    await once(outside, 'listening');
    const url = `http://127.0.0.1:${(outside.address() as AddressInfo).port}/`;
    try {
      const fetched = await page.evaluate(
        (target) =>
          fetch(target).then(
            () => 'reached',
            () => 'blocked',
          ),
        url,
      );
      expect(fetched).toBe('blocked');
      // The policy of the page aside: a window without any gets no further.
      const loaded = await desktop.app.evaluate(async ({ BrowserWindow }, target) => {
        const window = new BrowserWindow({ show: false });
        const outcome = await window.loadURL(target).then(
          () => 'reached',
          (error) => String(error),
        );
        window.destroy();
        return outcome;
      }, url);
      expect(loaded).toContain('ERR_BLOCKED_BY_CLIENT');
      expect(requests).toBe(0);
    } finally {
      outside.close();
    }
  });

  test('answers what is not in the contract with an error', async () => {
    const call = { kind: 'call', id: 900_001, name: 'target.list', input: {} };
    expect(await tell(page, call)).toMatchObject({ kind: 'result', id: 900_001 });
    const wrong = [
      { ...call, name: 'shell.run' },
      { ...call, input: { path: '/etc/passwd' } },
      { ...call, extra: 1 },
      { ...call, input: 'x'.repeat(10_000_000) },
    ];
    for (const message of wrong) {
      expect(await tell(page, message)).toMatchObject({
        kind: 'error',
        id: 900_001,
        error: { code: 'invalid' },
      });
    }
    expect(await tell(page, { kind: 'eval' })).toContain('Not a message');
    expect(await tell(page, 'text')).toContain('Not a message');
  });

  test('refuses messages of a frame inside the page', async () => {
    test.skip(!program?.isStandIn, 'Electron gives a frame inside the page no preload script to send with.');
    const refused = desktop.log.length;
    await page.evaluate(() => {
      const frame = document.createElement('iframe');
      frame.name = 'inner';
      document.body.append(frame);
    });
    const inner = page.frame('inner');
    if (!inner) throw new Error('There is no frame.');
    expect(await tell(inner, { kind: 'call', id: 900_002, name: 'target.list', input: {} })).toMatchObject({
      kind: 'error',
      id: 0,
      error: { code: 'not-permitted' },
    });
    expect(desktop.log.slice(refused).join()).toContain('a frame inside a page');
    await page.evaluate(() => document.querySelector('iframe')?.remove());
  });

  test('refuses messages of a page with another origin', async () => {
    const refused = desktop.log.length;
    const { preload } = await webPreferences();
    const opened = desktop.app.waitForEvent('window');
    await desktop.app.evaluate(async ({ BrowserWindow }, script) => {
      const window = new BrowserWindow({ show: false, webPreferences: { preload: script } });
      await window.loadURL('app://other/');
    }, String(preload));
    const other = await opened;
    await other.waitForFunction(() => 'inspectorPort' in window);
    expect(await tell(other, { kind: 'call', id: 900_003, name: 'target.list', input: {} })).toMatchObject({
      kind: 'error',
      id: 0,
      error: { code: 'not-permitted' },
    });
    expect(desktop.log.slice(refused).join()).toContain('its origin is app://other');
    await other.close();
  });

  test('gives a reloaded page a connection of its own', async () => {
    await page.evaluate(() => location.reload());
    await page.waitForFunction(() => document.readyState === 'complete' && 'inspectorPort' in window);
    await page.reload();
    const call = { kind: 'call', id: 900_004, name: 'target.list', input: {} };
    expect(await tell(page, call)).toMatchObject({ kind: 'result', id: 900_004 });
  });

  test('ends when its window is closed', async () => {
    const ended = once(desktop.app.process(), 'exit');
    await desktop.app.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) window.close();
    });
    expect(await ended).toEqual([0, null]);
  });
});

/** Sends a message from inside a page and answers what comes back for it, or what sending threw. */
function tell(page: Page | Frame, message: unknown): Promise<Response | string> {
  return page.evaluate(
    (outgoing) =>
      new Promise<Response | string>((resolve) => {
        const ids = [0, Reflect.get(Object(outgoing), 'id')];
        window.inspectorPort?.onMessage((incoming) => {
          if (ids.includes((incoming as Response).id)) resolve(incoming as Response);
        });
        try {
          window.inspectorPort?.send(outgoing);
        } catch (error) {
          resolve(String(error));
        }
        setTimeout(() => resolve('silence'), 5000);
      }),
    message,
  );
}
