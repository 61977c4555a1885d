/** A running Orbit with a stand-in for Millennium, and its editor open in a real browser; what pages throw and ask elsewhere is kept. */
import type { Browser, Page } from 'playwright-core';
import { MillenniumSimulator, type SimulatorOptions } from '../../nodes/orbit-millennium-simulator/simulator.ts';
import { launchBrowser, whyNoBrowser } from './browser.ts';
import { OrbitProcess } from './orbit-process.ts';

declare const localStorage: { setItem(key: string, value: string): void };

const VIEW = { width: 1600, height: 1000 };

export class EditorSession {
  readonly millennium: MillenniumSimulator;
  readonly orbit: OrbitProcess;
  readonly pageErrors: string[] = [];
  readonly foreignRequests: string[] = [];
  readonly #browser: Browser;

  private constructor(browser: Browser, millennium: MillenniumSimulator, orbit: OrbitProcess) {
    this.#browser = browser;
    this.millennium = millennium;
    this.orbit = orbit;
  }

  /** Undefined, with the reason printed, where no browser can be had: then the tests are skipped. A failed start leaves nothing open. */
  static async start(
    what: string,
    simulator: Partial<Pick<SimulatorOptions, 'tls'>> = {},
  ): Promise<EditorSession | undefined> {
    const browser = await launchBrowser();
    if (browser === undefined) {
      console.log(`The tests of ${what} are skipped: ${whyNoBrowser()}`);
      return undefined;
    }
    const millennium = new MillenniumSimulator({ host: '127.0.0.1', port: 0, ...simulator });
    try {
      await millennium.start();
      const orbit = await OrbitProcess.start({
        env: { MILLENNIUM_HOST: '127.0.0.1', MILLENNIUM_PORT: String(millennium.port) },
      });
      return new EditorSession(browser, millennium, orbit);
    } catch (cause) {
      await millennium.close();
      await browser.close();
      throw cause;
    }
  }

  /** Logs in and waits for the flow; each page has a context of its own. */
  async open(language?: string): Promise<Page> {
    const { base, password } = this.orbit;
    const page = await (await this.#browser.newContext({ viewport: VIEW })).newPage();
    page.on('pageerror', (error) => this.pageErrors.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(base) && /^https?:/.test(request.url())) this.foreignRequests.push(request.url());
    });
    if (language !== undefined)
      await page.addInitScript((chosen) => localStorage.setItem('editor-language', chosen), language);
    await page.goto(`${base}/admin/`);
    await page.fill('#node-dialog-login-username', 'admin');
    await page.fill('#node-dialog-login-password', password);
    await page.click('#node-dialog-login-submit');
    await page.waitForSelector('.red-ui-flow-node');
    return page;
  }

  async close(): Promise<void> {
    await this.orbit.remove();
    await this.millennium.close();
    await this.#browser.close();
  }
}
