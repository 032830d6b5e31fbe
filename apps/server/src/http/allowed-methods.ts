import type { FastifyInstance } from 'fastify';

/** The methods of each path, for 405 responses: Fastify itself responds with 404. */
export class AllowedMethods {
  private readonly routes: { pattern: RegExp; methods: readonly string[] }[] = [];

  /** Collects every route that is registered after this call. */
  listen(fastify: FastifyInstance) {
    fastify.addHook('onRoute', ({ url, method }) => {
      const pattern = new RegExp(
        `^${url.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/:\w+/g, '[^/]+')}$`,
      );
      this.routes.push({ pattern, methods: [method].flat() });
    });
  }

  methodsOf(path: string): readonly string[] {
    return [
      ...new Set(this.routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods)),
    ].sort();
  }
}
