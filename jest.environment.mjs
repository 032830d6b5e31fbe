import { TestEnvironment } from 'jest-environment-node';
import { ServiceHost } from './dist/test/support/service-host.js';

/** One for all files of tests that this process runs, one after another. */
const serviceHost = new ServiceHost();

/** Node.js, and a process in which tests start services. */
export default class WithServiceHost extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.serviceHost = serviceHost;
  }

  async teardown() {
    await serviceHost.stopAll();
    await super.teardown();
  }
}
