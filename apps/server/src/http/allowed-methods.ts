import type { FastifyInstance } from 'fastify';

/** The methods of each path, for 405 responses and preflights: Fastify itself responds with 404. */
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
    return methodsIn(this.routes.filter(({ pattern }) => pattern.test(path)));
  }

  /** Those that any path has. */
  get all(): readonly string[] {
    return methodsIn(this.routes);
  }
}

const methodsIn = (routes: readonly Readonly<{ methods: readonly string[] }>[]): readonly string[] =>
  [...new Set(routes.flatMap(({ methods }) => methods))].sort();
