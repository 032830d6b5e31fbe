import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { BrowserFixture } from './browser-fixture.js';
import { type Certificate, newCertificate } from './certificate.js';
import { askAgain, type Chromium, shows, type Window } from './chromium.js';
import { type Issuer, PAGE_CLIENT_ID, type Person } from './issuer.js';
import type { ReceiptBody, Running } from './service.js';
import { Receiver } from './webhook-receiver.js';

export const CLEARED = { clearance: 'secret', compartments: ['trade'] };
export const ADA: Person = { subject: 'ada', name: 'Ada Lang', roles: ['administrator', 'recorder'], ...CLEARED };
export const ADAM: Person = { subject: 'adam', name: 'Adam Roth', roles: ['administrator'], ...CLEARED };
export const LEO: Person = { subject: 'leo', name: 'Leo Hart', roles: ['administrator', 'reader'], ...CLEARED };
export const EVE: Person = { subject: 'eve', name: 'Eve Stern', roles: ['auditor'], ...CLEARED };
export const RHEA: Person = { subject: 'rhea', name: 'Rhea Moor', roles: ['reader'], ...CLEARED };
export const DORA: Person = { subject: 'dora', name: 'Dora Falk', roles: ['declassifier'], ...CLEARED };
export const BEA: Person = { subject: 'bea', name: 'Bea Kurz', roles: ['declassifier', 'recorder'], ...CLEARED };
export const NOBODY: Person = { subject: 'nora', name: 'Nora Null', roles: [] };

type Kept = Readonly<{ subject: string; status: string; name?: string; reason?: string }>;

/** A service with two negotiations, people with roles in them, and a browser on its screen of administration. */
export class Administration {
  /** Where somebody has logged in before: the browser has the files of the page there. */
  private readonly loggedIn = new Map<Person, Window>();
  /** Whom the issuer logs in at the moment. Where they have logged in since they are, it asks them no more. */
  private atIssuer: Person | undefined;
  private readonly receivers: Receiver[] = [];
  /** The negotiation that the people have access to, and one that Leo has. */
  talks = '';
  other = '';

  private constructor(
    readonly browser: Chromium,
    readonly issuer: Issuer,
    readonly service: Running,
    private readonly certificate: Certificate,
  ) {}

  static async start({ browser, startIssuer, startService, atEnd }: BrowserFixture): Promise<Administration> {
    const issuer = await startIssuer();
    const certificate = newCertificate();
    atEnd(() => certificate.remove());
    const service = await startService({
      ...issuer.settings,
      PAGE_CLIENT_ID,
      PUSH_CLEARANCE: 'restreint',
      PUBLIC_URL: 'https://record.example.org',
      WEBHOOK_ALLOW: 'localhost',
      WEBHOOK_RETRY_SECONDS: '1',
      NODE_EXTRA_CA_CERTS: certificate.file,
    });
    const administration = new Administration(browser, issuer, service, certificate);
    await administration.open();
    return administration;
  }

  private async open(): Promise<void> {
    const marking = { level: 'restreint' };
    this.talks = (await this.record(ADA, '/v1/negotiations', { title: 'Talks on magnets', marking })).id;
    this.other = (await this.record(ADA, '/v1/negotiations', { title: 'Whaling' })).id;
    await this.give('leo', {}, this.other);
    for (const { subject, name } of [EVE, RHEA, DORA, BEA]) await this.give(subject, { name });
  }

  async stopReceivers(): Promise<void> {
    for (const receiver of this.receivers.splice(0)) await receiver.stop();
  }

  /** Once it resolves, a page that knows of no place has it, too. */
  async record(person: Person, path: string, body: object): Promise<ReceiptBody> {
    const asked = this.service.as(await this.issuer.token(person));
    const { body: receipt } = await asked.post(path, body).set('if-match', '*').expect(201);
    await this.service
      .as(await this.issuer.token(LEO))
      .get('/v1/negotiations?limit=1')
      .expect(200);
    await this.service
      .as(await this.issuer.token(EVE))
      .get('/v1/audit/trail?limit=1')
      .expect(200);
    return receipt as ReceiptBody;
  }

  give(subject: string, more: object = {}, of = this.talks): Promise<ReceiptBody> {
    return this.record(ADA, grantsOf(of), { issuer: this.issuer.url, subject, ...more });
  }

  /** The grant of somebody, as the service has it. */
  async kept(subject: string, of = this.talks): Promise<Kept | undefined> {
    const { body } = await this.service.as(await this.issuer.token(ADAM)).get(grantsOf(of));
    return (body as { items: Kept[] }).items.find((one) => one.subject === subject);
  }

  /** A window in which somebody has logged in: a new page each time, which knows nothing of the one before. */
  async openAs(person: Person, search = '', options?: BrowserContextOptions): Promise<Window> {
    const { service, issuer, browser } = this;
    const before = options === undefined ? this.loggedIn.get(person) : undefined;
    const isAsked = before === undefined || this.atIssuer !== person;
    if (this.atIssuer !== person) issuer.logIn(service.url, person);
    this.atIssuer = person;
    const address = `${service.url}/administration${search}`;
    const hosts = [service.url, issuer.url].map((url) => new URL(url).host);
    const window = before === undefined ? await browser.open(hosts, options) : await browser.openAgain(before);
    await window.page.goto(address);
    if (isAsked) await window.page.getByRole('button', { name: `Log in as ${person.name}` }).click();
    await window.page.locator('.lede h1').waitFor();
    if (before === undefined && options === undefined) {
      browser.keep(window);
      this.loggedIn.set(person, window);
    }
    return window;
  }

  /** A receiver of webhooks, until the end of the test. */
  async receive(): Promise<Receiver> {
    const receiver = await Receiver.start(this.certificate);
    this.receivers.push(receiver);
    return receiver;
  }
}

export const grantsOf = (negotiation: string) => `/v1/negotiations/${negotiation}/grants`;
/** Of those who have access, as the screen lists them. */
export const row = (page: Page, name: string) => page.locator('.people tbody tr').filter({ hasText: name });
/** The id of what has the focus, or its text. */
export const focused = (page: Page) =>
  page.evaluate<string>('document.activeElement.id || document.activeElement.textContent');
/** Waits until a page shows how messages fare. No notice tells it of that, so it is made to ask again. */
export const soon = (page: Page, wanted: Locator) => askAgain(page, wanted.first().waitFor());
export const said = (page: Page, text: string | RegExp) => shows(page, '[role=status]', text);
