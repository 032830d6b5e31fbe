import type { FastifyRequest } from 'fastify';
import type { AllowedMethods } from './allowed-methods.js';
import { pathOf } from './path-of.js';
import { Problem } from './problem.js';

const oneOf = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** Why nothing handles this request: the path is unknown, or its methods are others. */
export const unrouted = (request: FastifyRequest, routes: AllowedMethods): Problem => {
  const methods = routes.methodsOf(pathOf(request));
  const { method } = request;
  return methods.length === 0
    ? routeUnknown(request)
    : new Problem('method-not-allowed', `${method} is not supported here. Use ${oneOf.format(methods)}.`, {
        headers: { allow: methods.join(', ') },
      });
};

export const routeUnknown = (request: FastifyRequest): Problem =>
  new Problem('route-unknown', `Nothing exists at ${pathOf(request)}. /openapi.json lists all routes.`);
