import t from 'tap';
import type { Report } from '../../src/domain/report.ts';
import { createHttpReporter } from '../../src/reporters/http/http-reporter.ts';
import { run } from '../lab/command.ts';
import { skipOrFail } from '../lab/lab-test.ts';
import { bridgeFault, condition, standing, transition } from '../support/kubernetes-reporting.ts';
import { oneRootCause, sampleReports, twoRootCauses } from '../support/sample-report.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { pages } from '../support/situation.ts';
import { startChromium } from './chromium.ts';
import { whyNoBrowser } from './requirements.ts';

const hostile = `<script>window.owned = 1</script><img src="/x" onerror="window.owned = 1">${'&lt;'.repeat(90)}`;

const hostileReport: Report = {
  ...oneRootCause,
  node: hostile,
  rootCauses: oneRootCause.rootCauses.map((cause) => ({
    ...cause,
    message: hostile,
    evidence: [hostile, 'x'.repeat(900)],
    remedy: hostile,
  })),
};

/** Where what does not fit on the screen begins; no element does. */
const overflowing = `(() => {
  const width = document.documentElement.clientWidth;
  const wide = [...document.querySelectorAll('body *')]
    .filter((element) => element.getBoundingClientRect().right > width + 0.5)
    .map((element) => element.outerHTML.slice(0, 80));
  return document.documentElement.scrollWidth > width ? ['the page', ...wide] : wide;
})()`;

/** Texts whose contrast with what is behind them is less than 4.5, which WCAG 2 asks for (AA). */
const faintTexts = `(() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (color) => channels(color).slice(0, 3)
    .map((each) => each / 255)
    .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4))
    .reduce((sum, each, index) => sum + each * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = (element) => {
    const { backgroundColor } = getComputedStyle(element);
    return channels(backgroundColor)[3] === 0 ? behind(element.parentElement) : backgroundColor;
  };
  const contrast = (element) => {
    const both = [luminance(getComputedStyle(element).color), luminance(behind(element))];
    return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
  };
  const hasText = ({ childNodes }) =>
    [...childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim() !== '');
  return [...document.querySelectorAll('body *')]
    .filter((element) => hasText(element) && contrast(element) < 4.5)
    .map((element) => element.outerHTML.slice(0, 80));
})()`;

async function main(): Promise<void> {
  const obstacle = whyNoBrowser();
  if (obstacle !== undefined) return skipOrFail(t, obstacle, 'browser');
  const { promise: port, resolve } = Promise.withResolvers<number>();
  const reporter = createHttpReporter({
    listen: { host: '127.0.0.1', port: 0 },
    logger: {
      ...silentLogger,
      info(fields) {
        const { address } = fields as { readonly address: { readonly port: number } };
        resolve(address.port);
      },
    },
    clock: { now: () => Date.now(), elapsed: () => performance.now() },
    random: Math.random,
    version: '1.2.3',
    pages,
    intervalMs: 30_000,
    sources: {
      kubernetes: () => undefined,
      heat: () => undefined,
      toolsStarted: () => 0,
      toolsRunning: () => 0,
    },
  });
  t.teardown(() => reporter.close());
  const show = (report: Report) =>
    reporter.report(
      standing({
        report,
        conditions: [bridgeFault(), condition('ExternalNetworkProblem', { status: 'Unknown' })],
        transitions: [transition({ from: undefined, to: 'False' }), transition()],
      }),
    );
  const url = `http://127.0.0.1:${await port}/`;
  const browser = await startChromium();
  t.teardown(() => browser.close());

  for (const [name, report] of Object.entries({ ...sampleReports, hostileReport }))
    for (const width of [320, 390, 1_280])
      t.test(`${name} fits a screen of ${width} pixels`, async (t) => {
        show(report);
        await browser.show(url, { width, scheme: 'light' });
        t.equal(await browser.evaluate('innerWidth'), width);
        t.same(await browser.evaluate(overflowing), []);
      });

  for (const scheme of ['light', 'dark'] as const)
    t.test(`every text can be read when the browser is ${scheme}`, async (t) => {
      show(twoRootCauses);
      await browser.show(url, { width: 390, scheme });
      const background = await browser.evaluate('getComputedStyle(document.body).backgroundColor');
      t.equal(background, scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(13, 17, 23)');
      t.same(await browser.evaluate(faintTexts), []);
    });

  t.test('the page runs nothing, loads nothing and breaks none of its own rules', async (t) => {
    show(hostileReport);
    await browser.show(url, { width: 390, scheme: 'light' });
    t.equal(await browser.evaluate('window.owned ?? "nobody"'), 'nobody');
    t.equal(await browser.evaluate('document.scripts.length + document.images.length'), 0);
    t.match(await browser.evaluate('document.body.innerText'), '<script>window.owned = 1</script>');
    t.same(browser.seen(), { requests: [url], complaints: [] });
  });

  t.test('in a browser of text it says the same, in the same order', async (t) => {
    show(twoRootCauses);
    const { stdout, code } = await run(['w3m', '-dump', '-O', 'UTF-8', '-cols', '80', url]);
    t.equal(code, 0);
    const expected = [
      ...['n1: unhealthy', 'Root causes', 'BridgeOutsideSubnet (pod-bridge)', 'Fix'],
      ...['ip link delete docker0; systemctl restart docker', 'RouteConflict (flannel-routes)'],
      ...['Open questions', 'NotPermitted (node-limits)', 'Conditions', 'FlannelProblem problem'],
      ...['Checks', 'flannel-daemon ok', 'Last changes', 'fine →', 'node-check 1.2.3'],
    ];
    const said = stdout.replaceAll(/\s+/g, ' ');
    t.match(said, new RegExp(expected.map((text) => RegExp.escape(text)).join('.*')));
  });
}

await main();
