import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const flags = [
  ...['--headless', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update', '--remote-debugging-port=0'],
  // Root has no sandbox.
  '--no-sandbox',
];

export interface Look {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
}

export interface Chromium {
  /** Opens the page. */
  show(url: string, look: Look): Promise<void>;
  /** The value of an expression in the page; it has to be JSON. */
  evaluate(expression: string): Promise<unknown>;
  /** What the page has asked for, and what the browser complained of, since it was opened. */
  seen(): { readonly requests: readonly string[]; readonly complaints: readonly string[] };
  close(): Promise<void>;
}

/** What the browser says: an answer to a message of ours, or an event. */
interface Message {
  readonly id?: number;
  readonly method?: string;
  // biome-ignore lint/suspicious/noExplicitAny: each method has its own shape.
  readonly params?: any;
  // biome-ignore lint/suspicious/noExplicitAny: the same.
  readonly result?: any;
  readonly error?: { readonly message: string };
}

/** A headless Chromium with one page, spoken to over its debugging protocol. */
export async function startChromium(): Promise<Chromium> {
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'));
  const child = spawn('chromium', [...flags, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  const end = async () => {
    child.kill('SIGKILL');
    await exited;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const pageUrl = await debuggedPage(await endpointIn(child.stderr));
    return { ...(await speakWith(pageUrl)), close: end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function endpointIn(stderr: NodeJS.ReadableStream): Promise<URL> {
  let said = '';
  for await (const line of createInterface({ input: stderr })) {
    const [, url] = /^DevTools listening on (ws:\S+)$/.exec(line) ?? [];
    if (url !== undefined) {
      stderr.resume();
      return new URL(url);
    }
    said += `${line}\n`;
  }
  throw new Error(`chromium did not start: ${said}`);
}

async function debuggedPage({ host }: URL): Promise<string> {
  const response = await fetch(`http://${host}/json/list`);
  const targets = (await response.json()) as readonly {
    readonly type: string;
    readonly webSocketDebuggerUrl: string;
  }[];
  const page = targets.find(({ type }) => type === 'page');
  if (page === undefined) throw new Error('chromium has no page');
  return page.webSocketDebuggerUrl;
}

async function speakWith(pageUrl: string): Promise<Omit<Chromium, 'close'>> {
  const socket = new WebSocket(pageUrl);
  await once(socket, 'open');
  const answers = new Map<number, (message: Message) => void>();
  let requests: string[] = [];
  let complaints: string[] = [];
  let loaded = () => {};

  socket.addEventListener('message', ({ data }) => {
    const message: Message = JSON.parse(String(data));
    const { id, method, params } = message;
    if (id !== undefined) answers.get(id)?.(message);
    if (method === 'Network.requestWillBeSent') requests.push(params.request.url);
    if (method === 'Log.entryAdded') complaints.push(params.entry.text);
    if (method === 'Page.loadEventFired') loaded();
  });

  async function send(method: string, params: object = {}) {
    const id = answers.size + 1;
    const { promise, resolve } = Promise.withResolvers<Message>();
    answers.set(id, resolve);
    socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await promise;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  for (const domain of ['Page', 'Network', 'Log']) await send(`${domain}.enable`);

  return {
    async show(url, { width, scheme }) {
      const screen = { width, height: 844, deviceScaleFactor: 2, mobile: width < 600 };
      await send('Emulation.setDeviceMetricsOverride', screen);
      const features = [{ name: 'prefers-color-scheme', value: scheme }];
      await send('Emulation.setEmulatedMedia', { features });
      requests = [];
      complaints = [];
      const { promise, resolve } = Promise.withResolvers<void>();
      loaded = resolve;
      await send('Page.navigate', { url });
      await promise;
    },
    async evaluate(expression) {
      const { result } = await send('Runtime.evaluate', { expression, returnByValue: true });
      return result.value;
    },
    seen: () => ({ requests, complaints }),
  };
}
